using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// Asks the petitioner about the handling (Art. 23). The city's callback policy says when it begins, what is asked, by which
/// channel each attempt goes, how often an unreachable petitioner is tried and on which days. A person calls, or a
/// questionnaire goes out and its answer comes back as the signal <see cref="AnsweredSignal"/>. Tickets merged into one
/// have one callback.
/// </summary>
public sealed class CallbackPetitioner : Activity, ICityTasks
{
    /// <summary>The signal by which the answers to a questionnaire come in: <c>attempt</c>, <c>answers</c>, <c>opinion</c> (sealed).</summary>
    public const string AnsweredSignal = "callback.answered";

    private const string Unreachable = CallbackRound.Unreachable;
    private const string Satisfied = "Satisfied";
    private const string Unsatisfied = "Unsatisfied";
    private const string NotRequired = "NotRequired";
    private const string UrgeTag = "urge";
    private const string LimitTag = "limit";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.CallbackPetitioner",
        Category = "接诉即办",
        DisplayName = "回访",
        Description = "办理时限届满，通过电话、短信、网络等方式回访诉求人：是否联系、是否解决、是否满意；问卷、渠道、次数取自回访规则，未接通的另日再访。",
        Sources = [LegalDuty.Callback],
        Inputs = [new("MaxAttempts", "Int32", "最多回访次数", "0 表示按城市回访规则", Value.Of(0))],
        Outputs = [new("Solved", "String", "诉求人认为是否解决"), new("Satisfied", "String", "诉求人是否满意")],
        Ports = [new(Satisfied, "解决且满意"), new(Unsatisfied, "未解决或者不满意"), new(Unreachable, "未接通"), new(NotRequired, "无需回访")],
        Task = CallbackRound.Declare(null),
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [CallbackRound.Declare(city)];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var ticket = context.Ticket();
        Replies.Release(context);
        if (WhyNot(context, city, ticket) is { } reason)
        {
            context.Record(new CallbackNotRequired(reason));
            context.Complete(NotRequired);
            return;
        }

        context.Record(new CallbackPlanned());
        context.WaitForSignal(Urging.Signal, UrgeTag, autoBurn: false);
        if (AtLimit.IsOpen(context))
        {
            // It began at the limit and nobody has answered yet: one callback, now about the reply.
            context.WaitForSignal(CaseSignals.LimitCallbackEnded, LimitTag);
            return;
        }

        if (city.Callback.Trigger == CallbackTrigger.OnLimitExpiry && ticket.FeedbackDueAt is { } due && due > context.Now) context.SetTimer(due, CallbackRound.BeginTag);
        else CallbackRound.Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case CallbackRound.BeginTag or CallbackRound.AgainTag:
                CallbackRound.Ask(context);
                return null;
            case UrgeTag:
                return Urging.TooLate();
            case LimitTag:
                context.Complete(resumption.Payload["outcome"].AsString() is { } ended and not CallbackRound.Reached ? ended : Port(resumption.Payload["good"].AsBoolean() == true));
                return null;
            case CallbackRound.SilentTag:
                if (CallbackRound.TryAgain(context)) context.Complete(Unreachable);
                return null;
            case CallbackRound.AnswerTag:
                var refused = CallbackRound.ByQuestionnaire(context, resumption.Payload, out var isGood, out var isHeard);
                return isHeard ? null : End(context, refused, isGood);
            default:
                if (resumption.Outcome != Unreachable) return End(context, CallbackRound.Answered(context, resumption.Payload, "result.", out var good), good);
                if (CallbackRound.TryAgain(context)) context.Complete(Unreachable);
                return null;
        }
    }

    private static Rejection? End(ActivityContext context, Rejection? refused, bool isGood)
    {
        if (refused is null) context.Complete(Port(isGood));
        return refused;
    }

    private static string Port(bool isGood) => isGood ? Satisfied : Unsatisfied;

    /// <summary>Why nobody is called back about this reply.</summary>
    private static string? WhyNot(ActivityContext context, CityPolicy city, TicketFacts ticket) =>
        CallbackRound.WhyNot(context, city, ticket) ?? (AtLimit.Suffices(context) ? "时限届满时已回访" : null);
}
