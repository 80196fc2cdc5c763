using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>
/// Each unit that must help has a task of its own with its own deadline (Art. 14): it sends its part to the lead in time,
/// or explains and reports how far it is. Late is marked and told; the task stays open until the part is done or the lead
/// has replied.
/// </summary>
public sealed class CoHandling : Activity
{
    private const string Done = "Done";
    private const string StageReport = "StageReport";
    private const string LateTag = "late:";
    private const string RepliedTag = "replied";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.CoHandling",
        Category = "接诉即办",
        DisplayName = "协办",
        Description = "协办单位各有任务和期限，按时向首接单位反馈办理情况，不能按时的说明理由并作阶段性反馈；超期留痕。",
        Sources = [LegalDuty.FirstReceiver],
        Inputs = [Limits.Input("LimitStep", "协办时限步骤", "协办期限取自时限表的哪一步骤", LimitStep.CoHandling)],
        Ports = [new(Done, "协办结束")],
        Task = new(
            "CoHandle",
            "协办并反馈",
            "Help and report",
            "配合首接单位办理，在期限内反馈办理情况；不能按时办结的，说明理由并反馈阶段性工作情况。",
            [new(Done, "反馈办理情况", "Report the result"), new(StageReport, "阶段性反馈", "Stage report")],
            [
                new("report", FieldType.LongText, "办理情况", "Report", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 10_000),
                new("attachments", FieldType.Attachments, "附件", "Attachments"),
            ])
        { Subject = Subjects.Of("CoHandle") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var due = context.DueAt(step) ?? context.Ticket().FeedbackDueAt;
        var units = CoUnits.In(context, CoUnits.Asked);
        if (units.Length == 0)
        {
            context.Complete(Done);
            return;
        }

        context.WaitForSignal(CaseSignals.Replied, RepliedTag);
        context.SetProperty("units", Value.Of(units));
        foreach (var unit in units)
        {
            context.Record(new CoHandlingRequested(unit, due));
            Notices.Send(context, OutgoingMessages.CoHandlingRequested, unit);
            Ask(context, unit);
            if (due > context.Now) context.SetProperty(LateTag + unit, Value.Of(context.SetTimer(due.Value, LateTag + unit)));
        }
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var tag = resumption.Bookmark.Tag;
        if (tag == RepliedTag) End(context);
        else if (tag.StartsWith(LateTag, StringComparison.Ordinal)) MarkLate(context, tag[LateTag.Length..]);
        else return Report(context, tag, resumption);
        return null;
    }

    private static void Ask(ActivityContext context, string unit)
    {
        var helper = context.Ticket().CoUnits[unit];
        context.OpenTask(TicketRoles.Handler, unit, helper.DueAt, context.Summary(("state", Value.Of(helper.State))), tag: unit);
    }

    private static Rejection? Report(ActivityContext context, string unit, Resumption resumption)
    {
        var result = resumption.Payload;
        if (!result["report"].HasWords()) return Refusal.Content("coHandling.report.missing", "result.report", "请填写办理情况", "Expected a report, but there is none, so write it", LegalDuty.FirstReceiver);
        var isDone = resumption.Outcome == Done;
        var helper = context.Ticket().CoUnits[unit];
        var isLate = helper.IsLate || (helper.DueAt is { } due && context.Now > due);
        var report = new CoUnitReport(unit, helper.Reports.Next, context.Now, context.Actor.Id, result["attachments"], result["report"], isLate);
        if (isDone) context.Record(new CoHandlingDone(report));
        else context.Record(new StageReported(report));
        if (context.Ticket().LeadUnit is { } lead)
        {
            Notices.Send(context, isDone ? OutgoingMessages.CoUnitReported : OutgoingMessages.CoUnitStageReported, lead, ("unit", context.City().Organisation.Find(unit)?.Name));
        }

        context.Publish("co.reported", Value.Object(("unit", Value.Of(unit))));
        if (!isDone)
        {
            Ask(context, unit);
            return null;
        }

        if (context.GetProperty(LateTag + unit).AsString() is { } timer) context.Clear(timer);
        context.SetProperty(LateTag + unit, Value.Null);
        var open = CoUnits.In(context, CoUnits.Open, CoUnits.StageReported);
        if (context.GetProperty("units").Items.All(own => !open.Contains(own.AsString()))) context.Complete(Done);
        return null;
    }

    private static void MarkLate(ActivityContext context, string unit)
    {
        if (context.Ticket().CoUnits[unit].State is CoUnits.Done or CoUnits.Ended) return;
        context.Record(new CoHandlingLate(unit));
        Notices.Send(context, OutgoingMessages.CoHandlingLate, unit);
        if (context.Ticket().LeadUnit is { } lead) Notices.Send(context, OutgoingMessages.CoHandlingLateForLead, lead, ("unit", context.City().Organisation.Find(unit)?.Name));
    }

    /// <summary>The lead has replied: what was not done by then is on record as such.</summary>
    private static void End(ActivityContext context)
    {
        string?[] own = [.. context.GetProperty("units").Items.Select(unit => unit.AsString())];
        foreach (var unit in CoUnits.In(context, CoUnits.Open, CoUnits.StageReported).Where(own.Contains))
        {
            context.Record(new CoHandlingEnded(unit));
        }

        context.Complete(Done);
    }
}
