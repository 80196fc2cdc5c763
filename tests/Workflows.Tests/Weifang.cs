using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests;

/// <summary>A third city, made of JSON alone (<c>tests/packs/weifang</c>), and a ticket's way through it.</summary>
internal sealed class Weifang
{
    private int words;

    private Weifang(CityPolicy policy, DefinitionSet definitions, Instant at) => Run = new(Beijing.Engine, definitions, policy, at);

    public VirtualRun Run { get; }

    public Value Facts => Run.State!.Facts;

    public IEnumerable<SendOut> Sent => Run.Effects.OfType<SendOut>();

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Beijing.Place, "..", "..", "tests", "packs", "weifang"));

    public static IReadOnlyDictionary<string, string> Files { get; } =
        Directory.GetFiles(Path.Combine(Folder, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);

    public static string Drawing { get; } = File.ReadAllText(Path.Combine(Folder, "ticket.json"));

    public static CityPolicy Policy { get; } = Load(Files);

    public static WorkflowDefinition Ticket { get; } = WorkflowDefinition.Read(Drawing).Definition!;

    /// <summary>The policy with pieces of its files replaced; each piece must occur.</summary>
    public static CityPolicy With(params ReadOnlySpan<(string File, string Piece, string Replacement)> changes)
    {
        var files = new Dictionary<string, string>(Files, StringComparer.Ordinal);
        foreach (var (file, piece, replacement) in changes)
        {
            Assert.Contains(piece, files[file], StringComparison.Ordinal);
            files[file] = files[file].Replace(piece, replacement, StringComparison.Ordinal);
        }

        return Load(files);
    }

    /// <summary>A ticket that the street's lead unit handles.</summary>
    public static Weifang InHandling(Instant at, CityPolicy? policy = null, WorkflowDefinition? ticket = null)
    {
        var city = new Weifang(policy ?? Policy, DefinitionSet.Of([new(ticket ?? Ticket, Instant.MinValue)]), at);
        var check = TicketStart.Read(
            Value.Object(
                ("body", Value.Of("路灯不亮")), ("channel", Value.Of("Phone")), ("classCode", Value.Of("01-05")), ("districtCode", Value.Of("370102")),
                ("phone", Value.Of("13800000000")), ("requestType", Value.Of("Help")), ("title", Value.Of("路灯"))),
            (CityPolicy)city.Run.Policy);
        Assert.Empty(check.Rejections);
        var start = check.Start!;
        Assert.IsType<Decided>(city.Run.Start("ticket", start.Arguments(1, "p", start.PersonalWords.ToDictionary(word => word.Key, _ => city.Seal(), StringComparer.Ordinal))));
        city.Do("TriageTicket", "Dispatch", ("classCode", Value.Of("01-05")), ("districtCode", Value.Of("370102")));
        if (city.Run.Tasks.Any(task => task.Kind == "DispatchTicket")) city.Do("DispatchTicket", "Dispatched", ("unitCode", Value.Of("370102")), ("reason", city.Words()));
        return city.Do("SignInTicket", "SignedIn");
    }

    public Value Words() => Seal().ToValue();

    public Weifang Reply(params (string, Value)[] more) => Do("HandleTicket", "Replied",
    [
        ("contactMethod", Value.Of("Phone")), ("contactedAt", Value.Of(Run.Now)), ("contactResult", Value.Of("Reached")), ("publicReply", Words()), ("reply", Words()), ("result", Value.Of("Solved")), .. more,
    ]);

    public Weifang Audit(string outcome) => Do("ReviewReply", outcome, outcome == "SentBack" ? [("opinion", Words())] : []);

    public Weifang CalledBack(string satisfied) => Do("CallbackPetitioner", "Reached", ("contactedByStaff", Value.Of("Yes")), ("solved", Value.Of("Yes")), ("satisfied", Value.Of(satisfied)));

    /// <summary>Somebody who may does the open task of that kind.</summary>
    public Weifang Do(string kind, string outcome, params (string, Value)[] result)
    {
        var answer = Try(kind, outcome, result);
        if (answer is Refused { Rejection: var rejection }) Assert.Fail($"{rejection.Code} {rejection.Field}: {rejection.English}");
        return this;
    }

    public StepResult Try(string kind, string outcome, params (string, Value)[] result)
    {
        var task = Open(kind);
        return Run.CompleteTask(kind, outcome, Value.Object(result), new($"{kind}-{task.Role}", task.UnitCode ?? "H-1", [task.Role]));
    }

    public Engine.State.HumanTask Open(string kind) => Assert.Single(Run.Tasks, task => task.Kind == kind);

    public Weifang At(Instant at)
    {
        Run.AdvanceTo(at);
        return this;
    }

    private Sealed Seal() => new($"w-{++words}", new string('0', 64), 4);

    private static CityPolicy Load(IReadOnlyDictionary<string, string> files)
    {
        var load = CityPolicies.Load(files);
        return load.Policy ?? throw new InvalidOperationException(string.Join("\n", load.Findings));
    }
}
