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
/// A department reports in (部门报到, Art. 16) on its own clock. At the limit it is marked late and counted, and the port
/// <c>Late</c> is followed while its task stays: late is better than never. A refusal leaves by its own port, with reason.
/// Run again for a department that was ordered to come, its clock starts anew.
/// </summary>
public sealed class ReportIn : Activity
{
    private const string ReportedIn = "ReportedIn";
    private const string Refused = "Refused";
    private const string Late = "Late";
    private const string Excused = "Excused";
    private const string Concluded = "Concluded";
    private const string LimitTag = "limit";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ReportIn",
        Category = "接诉即办",
        DisplayName = "部门报到",
        Description = "被点名的部门各自在时限内报到；逾期的记为迟到并计数，仍可补报；拒绝的须说明理由，由上一级处理。",
        Sources = [LegalDuty.Whistle],
        Inputs = [WhistleContext.NumberInput, WhistleContext.UnitInput],
        Ports =
        [
            new(ReportedIn, "已报到"),
            new(Refused, "拒绝报到", IsOptional: true),
            new(Late, "逾期未报到", IsOptional: true),
            new(Excused, "经上级同意不再报到", IsOptional: true),
            new(Concluded, "吹哨已结束", IsOptional: true),
        ],
        Task = new(
            "ReportIn",
            "报到",
            "Report in",
            "部门应当按时报到，在街道（乡镇）统一调度下共同处置；不属于本部门职责的，说明理由和依据。",
            [new(ReportedIn, "报到", "Report in"), new(Refused, "不能报到", "Refuse")],
            [
                new("person", FieldType.Text, "报到人员", "Who reports in", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 100, OnlyFor: [ReportedIn]),
                new("refusalReason", FieldType.LongText, "不能报到的理由和依据", "Why not, and by which rule", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [Refused]),
            ])
        { Subject = Subjects.Of("ReportIn") },
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

        var due = department.DueAt;
        if (department.IsRefusing)
        {
            var step = context.City().Whistle.FindKind(whistle.Kind)?.ArrivalStep ?? Deadlines.LimitStep.ReportIn;
            due = WhistleContext.DueAt(context, step, department.Unit);
            context.Record(new DepartmentCalledAgain(whistle.Number, department.Unit, due));
        }

        string[] offered = context.IsDrawn(Refused) ? [ReportedIn, Refused] : [ReportedIn];
        context.OpenTask(TicketRoles.Handler, department.Unit, due, WhistleContext.SummaryOf(context, whistle), outcomes: offered);
        if (due is { } limit) context.SetTimer(limit, LimitTag);
        context.WaitForSignal(WhistleRules.ExcusedSignal, Excused, autoBurn: false);
        context.WaitForSignal(WhistleRules.ConcludedSignal, Concluded, autoBurn: false);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department)) return null;
        switch (resumption.Bookmark.Tag)
        {
            case LimitTag:
                MarkLate(context, whistle, department);
                return null;
            case Excused or Concluded:
                if (WhistleRules.IsAbout(resumption.Payload, whistle.Number, department.Unit)) context.Complete(resumption.Bookmark.Tag);
                return null;
        }

        return resumption.Outcome == Refused ? Refuse(context, whistle, department, resumption.Payload) : Arrive(context, whistle, department, resumption.Payload);
    }

    private static void MarkLate(ActivityContext context, WhistleFacts whistle, DepartmentFacts department)
    {
        if (department.IsLate) return;
        context.Record(new DepartmentLate(whistle.Number, department.Unit, context.Now));
        var name = context.NameOf(department.Unit);
        Notices.Send(context, OutgoingMessages.DepartmentLate, department.Unit, ("department", name));
        if (whistle.Street is { } street) Notices.Send(context, OutgoingMessages.DepartmentLate, street, ("department", name));
        context.Follow(Late);
    }

    private static Rejection? Arrive(ActivityContext context, WhistleFacts whistle, DepartmentFacts department, Value result)
    {
        var late = WhistleRules.MinutesLate(department.DueAt, context.Now);
        // Exactly at the limit is in time, even where the timer was first; after it is late, even where the timer is behind.
        context.Record(new DepartmentReportedIn(
            whistle.Number, department.Unit, context.Now, context.Actor.Id, late, late > 0 ? department.LateAt ?? context.Now : null, result["person"]));
        if (whistle.Street is { } street)
        {
            Notices.Send(context, late > 0 ? OutgoingMessages.DepartmentReportedInLate : OutgoingMessages.DepartmentReportedIn, street,
                ("department", context.NameOf(department.Unit)), ("minutes", late.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        context.Publish(WhistleRules.ReportedInSignal, WhistleRules.About(whistle.Number, department.Unit));
        context.Complete(ReportedIn);
        return null;
    }

    private static Rejection? Refuse(ActivityContext context, WhistleFacts whistle, DepartmentFacts department, Value result)
    {
        if (Sealed.From(result["refusalReason"]) is null or { Length: 0 })
        {
            return Refusal.Content("whistle.refusal.reasonMissing", "result.refusalReason", "不能报到的，应当说明理由和依据", "Expected the reason of the refusal, but there is none, so state it", LegalDuty.Whistle);
        }

        context.Record(new DepartmentRefused(whistle.Number, department.Unit, context.Now, context.Actor.Id, result["refusalReason"], department.Refusals + 1));
        if (whistle.Street is { } street)
        {
            Notices.Send(context, OutgoingMessages.DepartmentRefused, street, ("department", context.NameOf(department.Unit)));
        }

        context.Publish(WhistleRules.ReportedInSignal, WhistleRules.About(whistle.Number, department.Unit));
        context.Complete(Refused);
        return null;
    }
}
