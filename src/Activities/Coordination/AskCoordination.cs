using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Coordination;

/// <summary>
/// The unit asks the levels above it, or a body outside the city, to coordinate what it cannot settle alone (Arts. 20–22).
/// Asking does not pass the ticket on: the unit keeps the lead (Art. 14).
/// </summary>
public sealed class AskCoordination : Activity, ICityTasks
{
    private const string Asked = "Asked";
    private const string Outside = "Outside";
    private const string Withdrawn = "Withdrawn";
    private const string RepliedTag = "replied";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.AskCoordination",
        Category = "接诉即办",
        DisplayName = "提请协调",
        Description = "承办单位提请区政府、市有关部门协调，或者商请在京中央单位、京津冀有关单位办理；提请协调不改变首接责任。",
        Sources = [LegalDuty.Coordination],
        Inputs = [Limits.Input("LimitStep", "提请时限步骤", "填写协调申请的期限取自时限表的哪一步骤", new("AskCoordination"))],
        Outputs = [new("Number", "Int64", "第几次协调")],
        Ports = [new(Asked, "已提请"), new(Outside, "商请外部单位", IsOptional: true), new(Withdrawn, "不再提请", IsOptional: true)],
        Task = new(
            "AskCoordination",
            "提请协调",
            "Ask for coordination",
            "说明需要协调的事项、已做的工作和建议；首接单位继续负责。",
            [new(Asked, "提请上级协调", "Ask the levels above"), new(Outside, "商请外部单位", "Ask an outside party"), new(Withdrawn, "不再提请", "Do not")],
            [
                new("level", FieldType.Choice, "从哪一级开始", "Level to begin with", OnlyFor: [Asked]),
                new("party", FieldType.Choice, "外部单位", "Outside party", IsRequired: true, OnlyFor: [Outside]),
                new("matter", FieldType.LongText, "需要协调的事项", "What is to be coordinated", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [Asked, Outside]),
            ])
        { Subject = Subjects.Of("AskCoordination") },
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city)
    {
        var levels = CityTasks.Options(city.Coordination.Levels);
        var parties = city.Coordination.Parties.Select(party => (party.Code, $"{party.Name}（{party.Sort}）")).ToArray();
        yield return Descriptor.Task! with
        {
            Fields = [.. Descriptor.Task.Fields.Select(field => field.Name switch { "level" => field with { Options = levels }, "party" => field with { Options = parties }, _ => field })],
        };
    }

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var unit = context.Ticket().LeadUnit;
        string[] offered = context.IsDrawn(Outside) && !context.City().Coordination.Parties.IsEmpty ? [Asked, Outside, Withdrawn] : [Asked, Withdrawn];
        context.OpenTask(TicketRoles.Handler, unit, WhistleContext.DueAt(context, step, unit), context.Summary(), outcomes: offered);
        context.WaitForSignal("ticket.replied", RepliedTag);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Bookmark.Tag == RepliedTag || resumption.Outcome == Withdrawn)
        {
            context.Complete(Withdrawn);
            return null;
        }

        var (policy, result) = (context.City().Coordination, resumption.Payload);
        if (Sealed.From(result["matter"]) is null or { Length: 0 })
        {
            return Refusal.Content("coordination.matter.missing", "result.matter", "请说明需要协调的事项", "Expected what is to be coordinated, but it is missing, so state it", LegalDuty.Coordination);
        }

        if (result["level"].AsString() is { } level && policy.Levels.All(known => known.Code != level))
        {
            return Refusal.Content("coordination.level.unknown", "result.level", $"没有协调层级“{level}”，可选：{string.Join("、", policy.Levels.Select(known => known.Name))}",
                $"Expected a level, one of {string.Join(", ", policy.Levels.Select(known => known.Code))}, so choose one", LegalDuty.Coordination);
        }

        if (resumption.Outcome == Outside && policy.FindParty(result["party"].AsString()) is null)
        {
            return Refusal.Content("coordination.party.unknown", "result.party", "没有这个外部单位，请从清单中选择", "Expected an outside party of the city's list, so choose one", LegalDuty.OutsideParty);
        }

        var ticket = context.Ticket();
        var number = ticket.Coordination.Count + 1;
        var (ordinal, by, unit) = (FactList.Ordinal(number), context.Actor.Id, ticket.LeadUnit);
        if (resumption.Outcome == Outside) context.Record(new OutsidePartyProposed(ordinal, context.Now, by, result["matter"], result["party"], result["level"], unit));
        else context.Record(new CoordinationAsked(ordinal, context.Now, by, result["matter"], result["party"], result["level"], unit));
        context.SetOutput("Number", Value.Of(number));
        context.Complete(resumption.Outcome!);
        return null;
    }
}
