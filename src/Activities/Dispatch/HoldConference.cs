using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>Units talk about a hard case before it is dispatched (派单前会商, Art. 12): who took part, what was said, who leads.</summary>
public sealed class HoldConference : Activity
{
    private const string Decided = "Decided";
    private const string Unresolved = "Unresolved";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.HoldConference",
        Category = "接诉即办",
        DisplayName = "派单前会商",
        Description = "疑难复杂、职责交叉的诉求派单前召集有关单位会商，记录参加单位、会商纪要和确定的主办、协办单位。",
        Sources = [LegalDuty.Conference],
        Inputs =
        [
            new("Role", "String", "召集人角色", "由什么角色召集会商", Value.Of(TicketRoles.Dispatcher), Pickers.Role),
            Limits.Input("LimitStep", "会商时限步骤", "会商期限取自时限表的哪一步骤", new("Conference")),
        ],
        Ports = [new(Decided, "已确定"), new(Unresolved, "未能确定", IsOptional: true)],
        Task = new(
            "HoldConference",
            "召开派单前会商",
            "Hold a conference before dispatch",
            "召集有关单位会商，确定一个主办单位；需要配合的确定协办单位；社区（村）不得主办。",
            [new(Decided, "确定承办单位", "Decide"), new(Unresolved, "未能确定，退回重新分类", "Not decided: triage again")],
            [
                new("participants", FieldType.Units, "参加单位", "Participants", IsRequired: true),
                new("minutes", FieldType.LongText, "会商纪要", "Minutes", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 10_000),
                new("unitCode", FieldType.Unit, "主办单位", "Lead unit", IsRequired: true, MaxLength: 32, OnlyFor: [Decided]),
                new("coUnits", FieldType.Units, "协办单位", "Co-handling units", OnlyFor: [Decided]),
            ])
        { Subject = Subjects.Of("HoldConference") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        context.Record(new ConferenceRequested());
        context.OpenTask(
            context.Input("Role").TextOf() ?? TicketRoles.Dispatcher,
            null,
            context.DueAt(step),
            context.Summary(("obstacle", Value.Of(context.Ticket().Dispatch.Obstacle)), ("reason", context.Ticket().ConferenceReason)),
            outcomes: context.Drawn([Decided, Unresolved], Decided));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var (city, result) = (context.City(), resumption.Payload);
        string[] participants = [.. result["participants"].Items.Select(item => item.AsString() ?? "")];
        if (participants.Length < 2)
        {
            return Refusal.Content("conference.participants", "result.participants", "会商至少应有两个单位参加，请补充", "Expected at least two units at the conference, but there are fewer, so name them", LegalDuty.Conference);
        }

        if (LeadUnits.CheckHelpers(context, participants, null, "result.participants") is { } stranger) return stranger;
        if (!result["minutes"].HasWords()) return Refusal.Content("conference.minutes.missing", "result.minutes", "请填写会商纪要", "Expected the minutes, but there are none, so write them", LegalDuty.Conference);
        var isDecided = resumption.Outcome == Decided;
        var unit = isDecided ? result["unitCode"].TextOf() ?? "" : null;
        string[] helpers = isDecided ? [.. result["coUnits"].Items.Select(item => item.AsString() ?? "")] : [];
        if (unit is not null && (LeadUnits.Check(context, unit, "result.unitCode") ?? LeadUnits.CheckHelpers(context, helpers, unit, "result.coUnits")) is { } wrong) return wrong;
        var held = new ConferenceFacts(context.Ticket().Conferences.Next, context.Now, context.Actor.Id, result["minutes"], participants);
        if (isDecided) context.Record(new ConferenceDecided(held, unit, helpers.Length == 0 ? null : helpers));
        else context.Record(new ConferenceUnresolved(held));
        context.Complete(resumption.Outcome!);
        return null;
    }
}
