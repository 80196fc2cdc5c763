using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>
/// One level of the ladder for a department that refuses or is silent (Art. 16, and Art. 44 of the Beijing street
/// regulation: the district looks into it and counts it): order it to come, let it off, or pass the matter up. The level's
/// silence passes it up too, where that is drawn. Ends by itself when the department comes.
/// </summary>
public sealed class EscalateWhistle : Activity
{
    private const string Ordered = "Ordered";
    private const string Excused = "Excused";
    private const string PassUp = "PassUp";
    private const string Settled = "Settled";
    private const string LimitTag = "limit";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.EscalateWhistle",
        Category = "接诉即办",
        DisplayName = "报上级协调报到",
        Description = "部门拒绝或者逾期未报到的，由上一级责令报到、准予免于报到，或者再报上一级；逐次计数，纳入考核。",
        Sources = [LegalDuty.Whistle],
        Inputs =
        [
            WhistleContext.NumberInput,
            WhistleContext.UnitInput,
            new("Level", "String", "由谁处理", "事发地的区、热线中心、上级，或者指定单位", Value.Of(UnitReference.District), Pickers.UnitReference),
            new("Role", "String", "由什么角色处理", "系统角色，或者城市自设的角色", Value.Of(TicketRoles.Handler), Pickers.Role),
            Limits.Input("LimitStep", "处理时限步骤", "本级处理的期限取自时限表的哪一步骤", new("WhistleEscalation")),
        ],
        Ports =
        [
            new(Ordered, "责令报到", IsOptional: true),
            new(Excused, "准予免于报到", IsOptional: true),
            new(PassUp, "报上一级", IsOptional: true),
            new(Settled, "部门已到或者吹哨已结束", IsOptional: true),
        ],
        Task = new(
            "EscalateWhistle",
            "处理拒绝或者逾期报到",
            "A department does not come",
            "查明情况，责令部门报到；确不属于其职责的，准予免于报到并说明理由；本级不能决定的，报上一级。",
            [new(Ordered, "责令报到", "Order it to come"), new(Excused, "免于报到", "Let it off"), new(PassUp, "报上一级", "Pass up")],
            [
                new("decision", FieldType.LongText, "处理意见", "Decision", Text: TextKind.OfficialWords, MaxLength: 2000),
            ])
        { Subject = Subjects.Of("EscalateWhistle") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department) || !Limits.TryRead(context, "LimitStep", out var step)) return;
        var isHere = department.ReportedInAt is not null && !department.IsRefusing;
        if (isHere || department.IsSettled || whistle.State == WhistleFacts.Concluded)
        {
            context.Complete(Settled);
            return;
        }

        var words = context.Input("Level").AsString();
        if (context.FindUnit(words) is not { } level)
        {
            // No such level for this ticket, e.g. a city-wide matter has no district: the next one decides.
            context.Complete(PassUp);
            return;
        }

        var escalations = department.Escalations.Count + 1;
        context.SetProperty("ordinal", Value.Of(escalations));
        context.SetProperty("level", Value.Of(level.Code));
        context.SetProperty("refused", Value.Of(department.IsRefusing));
        context.Record(new WhistleEscalated(
            whistle.Number, department.Unit, FactList.Ordinal(escalations), context.Now, level.Code, department.IsRefusing ? "Refused" : "Late"));
        var due = WhistleContext.DueAt(context, step, level.Code);
        string[] offered = context.IsDrawn(PassUp) ? [Ordered, Excused, PassUp] : [Ordered, Excused];
        var cityWide = level.Kind == UnitKind.HotlineCenter;
        context.OpenTask(
            context.Input("Role").AsString() ?? TicketRoles.Handler,
            cityWide ? null : level.Code,
            due,
            WhistleContext.SummaryOf(context, whistle, ("department", Value.Of(context.NameOf(department.Unit))), ("why", Value.Of(department.IsRefusing ? "拒绝报到" : "逾期未报到"))),
            outcomes: offered);
        if (due is { } limit) context.SetTimer(limit, LimitTag);
        context.WaitForSignal(WhistleRules.ReportedInSignal, Settled, autoBurn: false);
        context.WaitForSignal(WhistleRules.ExcusedSignal, Settled, autoBurn: false);
        context.WaitForSignal(WhistleRules.ConcludedSignal, Settled, autoBurn: false);
        if (!cityWide) Notices.Send(context, department.IsRefusing ? OutgoingMessages.WhistleRefusalEscalated : OutgoingMessages.WhistleDelayEscalated, level.Code, ("department", context.NameOf(department.Unit)));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department)) return null;
        if (resumption.Bookmark.Tag == Settled)
        {
            // What was late may have become a refusal, which a level of its own deals with.
            var isOver = whistle.State == WhistleFacts.Concluded || department.IsSettled || department.IsRefusing != context.GetProperty("refused").AsBoolean();
            if (isOver || department.ReportedInAt is not null) context.Complete(Settled);
            return null;
        }

        if (resumption.Bookmark.Tag == LimitTag)
        {
            Decide(context, whistle, department, "Silent", Value.Null);
            if (context.IsDrawn(PassUp)) context.Complete(PassUp);
            return null;
        }

        var decision = resumption.Payload["decision"];
        if (resumption.Outcome == Excused && Sealed.From(decision) is null or { Length: 0 })
        {
            return Refusal.Content("whistle.excuse.reasonMissing", "result.decision", "准予免于报到的，应当说明理由", "Expected the reason for letting the department off, but there is none, so state it", LegalDuty.Whistle);
        }

        Decide(context, whistle, department, resumption.Outcome!, decision);
        if (resumption.Outcome == Ordered)
        {
            Notices.Send(context, OutgoingMessages.DepartmentOrdered, department.Unit, ("unit", context.NameOf(context.GetProperty("level").AsString())));
        }
        else if (resumption.Outcome == Excused)
        {
            context.Record(new DepartmentExcused(whistle.Number, department.Unit, context.Now, context.Actor.Id));
            context.Publish(WhistleRules.ExcusedSignal, WhistleRules.About(whistle.Number, department.Unit));
            context.Publish(WhistleRules.PartSignal, WhistleRules.About(whistle.Number, department.Unit));
        }

        context.Complete(resumption.Outcome!);
        return null;
    }

    private static void Decide(ActivityContext context, WhistleFacts whistle, DepartmentFacts department, string decision, Value text) =>
        context.Record(new WhistleEscalationDecided(
            whistle.Number, department.Unit, FactList.Ordinal((int)(context.GetProperty("ordinal").AsInt64() ?? 1)), context.Now, context.Actor.Id, decision, text));
}
