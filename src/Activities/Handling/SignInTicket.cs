using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The unit confirms receipt (签收). Its own limit applies; the clock of the feedback limit runs meanwhile, so that
/// nobody wins time by not signing in.
/// </summary>
public sealed class SignInTicket : Activity
{
    private const string SignedIn = "SignedIn";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.SignInTicket",
        Category = "接诉即办",
        DisplayName = "签收",
        Description = "承办单位在签收时限内确认接单；办理时限不因未签收而停止计算（第十三条、第十四条）。",
        Inputs = [Limits.Input("LimitStep", "签收时限步骤", "签收期限取自时限表的哪一步骤", LimitStep.SignIn)],
        Ports = [new(SignedIn, "已签收")],
        Task = new(
            "SignInTicket",
            "签收工单",
            "Sign in the ticket",
            "首接单位应当及时签收，不得推诿（第十四条）。",
            [new(SignedIn, "签收", "Sign in")],
            []),
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var ticket = context.Ticket();
        var deadline = TicketDeadlines.Of(context.City(), ticket, step, context.Now);
        context.Record("SignInRequested", Value.Object(
            ("signInDueAt", Value.Of(deadline?.DueAt)),
            ("status", Value.Of(TicketStatus.AwaitingSignIn))));
        context.OpenTask(TicketRoles.Handler, ticket.LeadUnit, deadline?.DueAt, context.Summary());
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        context.Record("TicketSignedIn", Value.Object(
            ("signedInAt", Value.Of(context.Now)),
            ("status", Value.Of(TicketStatus.InHandling))));
        context.Publish(CaseSignals.SignedIn, Value.EmptyObject);
        context.Complete(SignedIn);
        return null;
    }
}
