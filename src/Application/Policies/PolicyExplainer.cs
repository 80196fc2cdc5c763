using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Workflows.Policies;
using NodaTime;

namespace JieSuJiBan.Application.Policies;

/// <summary>A question to the policies.</summary>
/// <param name="Ticket">Number of a ticket, or null for a made-up one.</param>
/// <param name="Sketch">The made-up ticket.</param>
/// <param name="At">The instant asked about; null: acceptance of the ticket, or now.</param>
/// <param name="Span">A limit to count from there, or null.</param>
/// <param name="By">A draft or version to explain by, as <see cref="PolicyOption.Code"/>; null: what was or is in force.</param>
public sealed record PolicyQuestion(string? Ticket, TicketSketch Sketch, Instant? At, AskedSpan? Span, string? By);

/// <summary>The answer.</summary>
/// <param name="Told">What applies, and why.</param>
/// <param name="Sketch">The ticket that was explained.</param>
/// <param name="PolicyHash">The policy asked, or the one in force at the instant.</param>
/// <param name="Differences">What the draft or version says instead of what is in force now; null where none was chosen.</param>
public sealed record PolicyAnswer(PolicyExplanation Told, TicketSketch Sketch, string PolicyHash, IReadOnlyList<ExplainedDifference>? Differences);

/// <summary>Explains real and made-up tickets; of a real one it reads codes and instants, nothing that a person said or is.</summary>
public sealed class PolicyExplainer(PublishedStore catalog, PolicySource choice, TicketReader tickets, IClock clock)
{
    /// <summary>The answer, or a refusal.</summary>
    public async Task<(PolicyAnswer? Answer, Rejection? Refusal)> ExplainAsync(PolicyQuestion question, Viewer? viewer, CancellationToken ct)
    {
        var (sketch, at) = (question.Sketch, question.At);
        if (question.Ticket is { } number)
        {
            if (viewer is null || await tickets.GetAsync(number, viewer, ct) is not { } found) return (null, new(RejectionKind.Content, "explain.noTicket", "没有这张工单，或您无权查看。", "There is no such ticket, or you may not see it.", Field: "ticket"));
            (sketch, at) = (TicketSketch.Of(found.Facts), at ?? found.Row.AcceptedAt);
        }

        var instant = at ?? clock.GetCurrentInstant();
        (CityPolicy? Policy, Rejection? Refusal) chosen = question.By is null ? (null, null) : await choice.FindAsync(question.By, ct);
        if (question.By is not null && chosen.Policy is null) return (null, chosen.Refusal);
        // A ticket has the codes of its own day; those that somebody typed must be codes.
        if (question.Ticket is null && KnownCodes.Check(catalog, sketch, chosen.Policy).FirstOrDefault() is { } unknown) return (null, new(RejectionKind.Content, "explain.unknownCode", unknown.Detail, unknown.DetailEn, Field: unknown.Field));
        if (question.By is null) return (new(PolicyExplanation.Of(catalog.PolicyAt, sketch, instant, question.Span), sketch, catalog.PolicyAt(instant).Hash, null), null);
        var policy = chosen.Policy!;
        var told = PolicyExplanation.Of(policy, sketch, instant, question.Span);

        // A draft is written over what is in force now; what was in force at the instant may differ from both.
        var inForce = PolicyExplanation.Of(catalog.Policy, sketch, instant, question.Span);
        return (new(told, sketch, policy.Hash, PolicyExplanation.Between(inForce, told)), null);
    }
}
