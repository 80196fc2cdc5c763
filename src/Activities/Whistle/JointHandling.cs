using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>
/// A department that has reported in does its part under the street's direction (Art. 16): it tells what was done, or how
/// far it has come; the street confirms that the part is done, or sends it back with a reason.
/// </summary>
public sealed class JointHandling : Activity
{
    private const string PartDone = "PartDone";
    private const string StageReport = "StageReport";
    private const string Done = "Done";
    private const string SendBack = "SendBack";
    private const string Concluded = "Concluded";
    private const string Overdue = "Overdue";
    private const string PartTag = "part";
    private const string ConfirmTag = "confirm";
    private const string LimitTag = "limit";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.JointHandling",
        Category = "接诉即办",
        DisplayName = "共同处置",
        Description = "部门在街道（乡镇）调度下完成本部门的处置并留下记录，街道确认或者退回；未按时完成的留痕。",
        Sources = [LegalDuty.Whistle],
        Inputs =
        [
            WhistleContext.NumberInput,
            WhistleContext.UnitInput,
            Limits.Input("LimitStep", "处置时限步骤", "部门完成处置的期限取自时限表的哪一步骤", new("JointHandling")),
            Limits.Input("ConfirmStep", "确认时限步骤", "街道确认的期限取自时限表的哪一步骤", new("WhistleConfirm")),
        ],
        Ports = [new(Done, "街道已确认"), new(Overdue, "逾期未完成", IsOptional: true), new(Concluded, "吹哨已结束", IsOptional: true)],
        Task = new(
            "JointHandling",
            "完成本部门处置",
            "Do the department's part",
            "服从街道（乡镇）统一调度，完成本部门的处置，如实记录做了什么；一时不能完成的，报告阶段性进展。",
            [new(PartDone, "处置完成", "Done"), new(StageReport, "阶段性进展", "Report progress")],
            [
                new("record", FieldType.LongText, "处置情况", "What was done", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000),
            ])
        { Subject = Subjects.Of("JointHandling") },
        MoreTasks =
        [
            new(
                "ConfirmPart",
                "确认部门处置",
                "Confirm a department's part",
                "现场核实部门处置情况：确认完成，或者说明理由退回。",
                [new(Done, "确认完成", "Confirm"), new(SendBack, "退回继续处置", "Send back")],
                [new("reason", FieldType.LongText, "退回理由", "Why it is sent back", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [SendBack])]) { Subject = Subjects.Of("ConfirmPart") },
        ],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department)) return;
        if (whistle.State == WhistleFacts.Concluded)
        {
            context.Complete(Concluded);
            return;
        }

        if (!AskPart(context, whistle, department, Value.Null)) return;
        context.WaitForSignal(WhistleRules.ConcludedSignal, Concluded, autoBurn: false);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department)) return null;
        switch (resumption.Bookmark.Tag)
        {
            case Concluded:
                if (WhistleRules.IsAbout(resumption.Payload, whistle.Number, department.Unit)) context.Complete(Concluded);
                return null;
            case LimitTag:
                context.Record(new DepartmentPartOverdue(whistle.Number, department.Unit, context.Now));
                context.Follow(Overdue);
                return null;
            case PartTag:
                return Tell(context, whistle, department, resumption);
            default:
                return Confirm(context, whistle, department, resumption);
        }
    }

    private static bool AskPart(ActivityContext context, WhistleFacts whistle, DepartmentFacts department, Value reason)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return false;
        var due = department.PartDueAt ?? WhistleContext.DueAt(context, step, department.Unit);
        if (department.PartDueAt is null)
        {
            context.Record(new DepartmentPartBegun(whistle.Number, department.Unit, due));
            if (due is { } limit) context.SetTimer(limit, LimitTag);
        }

        context.OpenTask(TicketRoles.Handler, department.Unit, due, WhistleContext.SummaryOf(context, whistle, ("instruction", department.Instruction), ("sentBack", reason)), PartTag);
        return true;
    }

    private static Rejection? Tell(ActivityContext context, WhistleFacts whistle, DepartmentFacts department, Resumption resumption)
    {
        var record = resumption.Payload["record"];
        if (Sealed.From(record) is null or { Length: 0 })
        {
            return Refusal.Content("whistle.record.missing", "result.record", "请如实记录处置情况", "Expected a record of what was done, but there is none, so write it", LegalDuty.Whistle);
        }

        var (ordinal, by) = (department.Reports.Next, context.Actor.Id);
        if (resumption.Outcome == PartDone) context.Record(new DepartmentPartTold(whistle.Number, department.Unit, ordinal, context.Now, by, resumption.Outcome, record));
        else context.Record(new DepartmentProgressed(whistle.Number, department.Unit, ordinal, context.Now, by, resumption.Outcome, record));
        if (resumption.Outcome == StageReport)
        {
            AskPart(context, whistle, WhistleFacts.Of(context.Facts, whistle.Number).Department(department.Unit), Value.Null);
            return null;
        }

        if (!Limits.TryRead(context, "ConfirmStep", out var step)) return null;
        context.OpenTask(
            TicketRoles.Handler,
            whistle.Street,
            WhistleContext.DueAt(context, step, whistle.Street),
            WhistleContext.SummaryOf(context, whistle, ("department", Value.Of(context.NameOf(department.Unit)))),
            ConfirmTag,
            "ConfirmPart",
            title: $"确认{context.NameOf(department.Unit)}的处置");
        return null;
    }

    private static Rejection? Confirm(ActivityContext context, WhistleFacts whistle, DepartmentFacts department, Resumption resumption)
    {
        if (resumption.Outcome == SendBack)
        {
            if (Sealed.From(resumption.Payload["reason"]) is null or { Length: 0 })
            {
                return Refusal.Content("whistle.sendBack.reasonMissing", "result.reason", "退回的，应当说明理由", "Expected why the part is sent back, but there is no reason, so state it", LegalDuty.Whistle);
            }

            context.Record(new DepartmentPartSentBack(whistle.Number, department.Unit, department.Reports.LatestOrdinal, context.Now, resumption.Payload["reason"]));
            AskPart(context, whistle, WhistleFacts.Of(context.Facts, whistle.Number).Department(department.Unit), Value.True);
            return null;
        }

        context.Record(new DepartmentPartDone(whistle.Number, department.Unit, context.Now, context.Actor.Id));
        context.Publish(WhistleRules.PartSignal, WhistleRules.About(whistle.Number, department.Unit));
        context.Complete(Done);
        return null;
    }
}
