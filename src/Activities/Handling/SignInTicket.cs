using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The unit confirms receipt (签收), or objects to the dispatch within its window (Art. 12). Its own limit applies; the clock
/// of the feedback limit runs meanwhile, so that nobody wins time by not signing in.
/// </summary>
public sealed class SignInTicket : Activity, ICityTasks
{
    private const string SignedIn = "SignedIn";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.SignInTicket",
        Category = "接诉即办",
        DisplayName = "签收",
        Description = "承办单位在签收时限内确认接单，认为不属于本单位职责的在规定期限内提出派单异议；办理时限不因未签收而停止计算。",
        Sources = [LegalDuty.FirstReceiver, LegalDuty.Objection],
        Inputs = [Limits.Input("LimitStep", "签收时限步骤", "签收期限取自时限表的哪一步骤", LimitStep.SignIn)],
        Ports = [new(SignedIn, "已签收"), new(Objections.Object, "提出派单异议", IsOptional: true)],
        Task = Declare(null),
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [Declare(city)];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var ticket = context.Ticket();
        if (ticket.SignedInAt is not null)
        {
            // An objection after signing in was rejected: the unit has the ticket already.
            context.Complete(SignedIn);
            return;
        }

        WatchedClocks.Ensure(context, LimitStep.Feedback);
        var deadline = TicketDeadlines.Of(context.City(), ticket, step, context.Now);
        context.Record(new SignInRequested(deadline?.DueAt));
        var mayObject = context.IsDrawn(Objections.Object) && Objections.Forbids(context) is null;
        context.OpenTask(
            TicketRoles.Handler,
            ticket.LeadUnit,
            deadline?.DueAt,
            context.Summary(("objectionDueAt", mayObject ? Value.Of(Objections.WindowEnd(context)) : Value.Null)),
            outcomes: mayObject ? [SignedIn, Objections.Object] : [SignedIn]);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Outcome == Objections.Object)
        {
            if (Objections.Take(context, resumption.Payload) is { } refused) return refused;
            context.Complete(Objections.Object);
            return null;
        }

        context.Record(new TicketSignedIn(context.Now));
        context.Publish(CaseSignals.SignedIn, Value.EmptyObject);
        context.Complete(SignedIn);
        return null;
    }

    private static TaskDeclaration Declare(CityPolicy? city) => new(
        "SignInTicket",
        "签收工单",
        "Sign in the ticket",
        "首接单位应当及时签收，不得推诿；认为派单有误的，在规定期限内写明理由和依据提出异议。",
        [new(SignedIn, "签收", "Sign in"), Objections.Outcome],
        Objections.Fields(city))
    { Subject = Subjects.Of("SignInTicket") };
}
