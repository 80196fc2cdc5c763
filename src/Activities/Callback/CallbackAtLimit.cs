using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// Calls back about a ticket whose limit expired without a reply (Art. 23: the callback follows the limit, not the reply). Drawn behind
/// <c>Overdue</c> of the clock that is printed on the ticket, so it comes at the limit as paused and extended. The unit's duty, its clock and
/// the ladder go on beside it, and no second handling is ordered: the matter counts as unsolved. One per ticket; a reply that comes while it
/// is under way is asked about in it.
/// </summary>
public sealed class CallbackAtLimit : Activity, ICityTasks
{
    private const string CalledBack = "CalledBack";
    private const string Withdrawn = "Withdrawn";
    private const string NotRequired = "NotRequired";
    private const string ChangedTag = "changed";
    private const string RepliedTag = "replied";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.CallbackAtLimit",
        Category = "接诉即办",
        DisplayName = "届满未答复回访",
        Description = "办理时限（含暂停、延期）届满仍未答复的，同样回访诉求人：画在办理时限计时的“超期”之后。承办单位的办理责任、超期计时和督办照常进行，不另开办理环节，按未解决计；回访规则不在届满时回访的城市不起作用。",
        Sources = [LegalDuty.Callback],
        Ports = [new(CalledBack, "已回访", IsOptional: true), new(CallbackRound.Unreachable, "未接通", IsOptional: true), new(Withdrawn, "时限已顺延", IsOptional: true), new(NotRequired, "无需回访", IsOptional: true)],
        Task = CallbackRound.Declare(null),
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [CallbackRound.Declare(city)];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var (city, ticket) = (context.City(), context.Ticket());
        if (city.Callback.Trigger != CallbackTrigger.OnLimitExpiry || ticket.RepliedAt is not null || AtLimit.IsOpen(context) || AtLimit.IsMade(context)
            || CallbackRound.WhyNot(context, city, ticket) is not null)
        {
            context.Complete(NotRequired);
            return;
        }

        context.Record(new LimitCallbackBegun(context.Now, ticket.FeedbackDueAt));
        context.WaitForSignal(CaseSignals.ClockChanged, ChangedTag, autoBurn: false);
        context.WaitForSignal(CaseSignals.Replied, RepliedTag, autoBurn: false);
        CallbackRound.Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case ChangedTag:
                WithdrawIfMoved(context);
                return null;
            case RepliedTag:
                CallbackRound.Show(context);
                return null;
            case CallbackRound.AgainTag:
                CallbackRound.Ask(context);
                return null;
            case CallbackRound.SilentTag:
                TryAgain(context);
                return null;
            case CallbackRound.AnswerTag:
                var refused = CallbackRound.ByQuestionnaire(context, resumption.Payload, out var isGood, out var isHeard);
                return isHeard ? null : Take(context, refused, isGood);
            default:
                if (resumption.Outcome != CallbackRound.Unreachable) return Take(context, CallbackRound.Answered(context, resumption.Payload, "result.", out var good), good);
                TryAgain(context);
                return null;
        }
    }

    private static void TryAgain(ActivityContext context)
    {
        if (!CallbackRound.TryAgain(context)) return;
        var isUnanswered = context.Ticket().RepliedAt is null;
        context.Record(new LimitCallbackEnded(context.Now, AtLimit.Mark(context, isUnanswered), AtLimit.IsOpen(context)));
        End(context, CallbackRound.Unreachable, CallbackRound.Unreachable, isGood: false);
    }

    private static Rejection? Take(ActivityContext context, Rejection? refused, bool isGood)
    {
        if (refused is not null) return refused;
        var ticket = context.Ticket();
        if (ticket is { RepliedAt: null, LeadUnit: { } unit }) Notices.Send(context, OutgoingMessages.UnansweredCalledBack, unit);

        End(context, CalledBack, CallbackRound.Reached, isGood);
        return null;
    }

    /// <summary>Whoever replied meanwhile waits for this.</summary>
    private static void End(ActivityContext context, string port, string outcome, bool isGood)
    {
        context.Publish(CaseSignals.LimitCallbackEnded, Value.Object(("good", Value.Of(isGood)), ("outcome", Value.Of(outcome))));
        context.Complete(port);
    }

    /// <summary>More time was given before anybody was reached: the limit has not expired after all, and the clock calls again when it does.</summary>
    private static void WithdrawIfMoved(ActivityContext context)
    {
        if (context.Ticket().RepliedAt is not null || TicketClocks.Find(context, TicketClocks.Feedback) is not { State: not ClockState.Stopped } clock) return;
        if (clock.State == ClockState.Running && (clock.Deadline() is not { } deadline || deadline.DueAt <= context.Now)) return;
        context.Record(new LimitCallbackWithdrawn(context.Now, AtLimit.IsOpen(context)));
        context.Complete(Withdrawn);
    }
}
