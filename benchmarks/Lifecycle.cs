using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Benchmarks;

/// <summary>A ticket's life through Beijing's published definition: start, triage, sign in, reply, callback, archive.</summary>
internal sealed class Lifecycle
{
    public Lifecycle(string repositoryRoot)
    {
        var pack = Path.Combine(repositoryRoot, "workflow-definitions", "beijing");
        Ticket = WorkflowDefinition.Read(File.ReadAllText(Path.Combine(pack, "ticket.json"))).Definition ?? throw new InvalidOperationException("ticket.json is no definition.");
        PolicyFiles = Directory.GetFiles(Path.Combine(pack, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        Policy = CityPolicies.Load(PolicyFiles).Policy ?? throw new InvalidOperationException("Beijing's policies cannot be used.");
        var check = TicketStart.Read(
            Value.Object(
                ("body", Value.Of("小区垃圾三天没有清运，天气热，气味很大，请尽快安排清运并固定清运时间，谢谢。")),
                ("channel", Value.Of("Phone")),
                ("classCode", Value.Of("0102-01")),
                ("districtCode", Value.Of("110105")),
                ("phone", Value.Of("010-1234 5678")),
                ("requestType", Value.Of("Complaint")),
                ("streetCode", Value.Of("110105026")),
                ("title", Value.Of("垃圾清运"))),
            Policy);
        Start = check.Start ?? throw new InvalidOperationException(check.Rejections[0].English);
    }

    public WorkflowEngine Engine { get; } = new(new ActivityRegistry([.. BuiltInActivities.All, .. CaseActivities.All]));

    public WorkflowDefinition Ticket { get; }

    public Dictionary<string, string> PolicyFiles { get; }

    public CityPolicy Policy { get; }

    public TicketStart Start { get; }

    public SealedWords SealRequest(Vault vault, string subjectId, CaseId caseId) =>
        vault.Seal(subjectId, caseId, PlainWords.Of(Start));

    public StartCase StartInput(long serial, string subjectId, SealedWords words) => new(Ticket.Hash, Start.Arguments(serial, subjectId, words.References));

    /// <summary>What the person does who has the open task; null where nobody has one.</summary>
    /// <param name="state">The case.</param>
    /// <param name="now">By the clock of the run.</param>
    /// <param name="seal">Seals the words of a reply.</param>
    public static (Actor Actor, CompleteTask Input, SealedWords? Words)? Next(CaseState state, Instant now, Func<PlainWords[], SealedWords> seal)
    {
        if (state.Tasks.FirstOrDefault() is not { } task) return null;
        SealedWords? words = null;
        var result = Value.EmptyObject;
        var outcome = task.Kind switch
        {
            "TriageTicket" => "Dispatch",
            "SignInTicket" => "SignedIn",
            "HandleTicket" => "Replied",
            "CallbackPetitioner" => "Reached",
            _ => null,
        };
        switch (task.Kind)
        {
            case "TriageTicket":
                result = Value.Object(("classCode", state.Facts["classCode"]), ("districtCode", state.Facts["districtCode"]), ("streetCode", state.Facts["streetCode"]));
                break;
            case "HandleTicket":
                words = seal([new("publicReply", TextKind.OfficialWords, "已清运。"), new("reply", TextKind.OfficialWords, "您好，您反映的垃圾清运问题已于今日处理，今后每日清运两次，感谢您的监督。")]);
                result = Value.Object(
                    ("contactMethod", Value.Of("Phone")),
                    ("contactedAt", Value.Of(now)),
                    ("publicReply", words["publicReply"]!.ToValue()),
                    ("reply", words["reply"]!.ToValue()),
                    ("result", Value.Of("Solved")));
                break;
            case "CallbackPetitioner":
                result = Value.Object(("contactedByStaff", Value.Of("Yes")), ("satisfied", Value.Of("Satisfied")), ("solved", Value.Of("Yes")));
                break;
        }

        return (new("person-" + task.Role, task.UnitCode, [task.Role]), new(task.Id, outcome, result), words);
    }
}
