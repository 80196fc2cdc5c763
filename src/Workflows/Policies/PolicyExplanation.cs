using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Policies;
using NodaTime;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A ticket, real or made up, as far as limits and dispatch ask about it; null is not known.</summary>
/// <param name="ClassCode">Class code of any level.</param>
/// <param name="RequestType">Request type code.</param>
/// <param name="Channel">Channel code.</param>
/// <param name="Urgency">Urgency code.</param>
/// <param name="District">District code.</param>
/// <param name="Street">Street or township code.</param>
/// <param name="LeadUnit">Code of the unit that leads; null: the one the catalogue proposes.</param>
public sealed record TicketSketch(string? ClassCode, string? RequestType, string? Channel, string? Urgency, string? District, string? Street, string? LeadUnit = null);

/// <summary>The limit of one step and how its deadline comes about.</summary>
/// <param name="Step">The step.</param>
/// <param name="Choice">The row that applies, and why not the others.</param>
/// <param name="Deadline">The deadline, interval by interval, were the step to begin at the instant that was asked about.</param>
public sealed record ExplainedLimit(LimitStep Step, LimitChoice Choice, Deadline Deadline);

/// <summary>Which rows of the policies apply to a ticket, and why.</summary>
/// <param name="Dispatch">The catalogue's answer with the rows not used; null where no class is given.</param>
/// <param name="Limits">Every step that has a limit for such a ticket, in the order of the steps.</param>
public sealed record PolicyExplanation(DispatchAnswer? Dispatch, IReadOnlyList<ExplainedLimit> Limits)
{
    /// <summary>Explains a ticket under a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="at">The instant at which each step is taken to begin.</param>
    public static PolicyExplanation Of(CityPolicy policy, TicketSketch ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(ticket);
        var dispatch = ticket.ClassCode is null ? null : policy.Dispatch.Lookup(ticket.ClassCode, ticket.District, ticket.Street);
        var unit = (ticket.LeadUnit ?? dispatch?.Proposal?.UnitCode) is { } code ? policy.Organisation.Find(code) : null;
        var limits = new List<ExplainedLimit>();
        foreach (var step in LimitStep.WellKnown.Concat(policy.TimeLimits.OwnSteps.Select(step => new LimitStep(step.Code))).Distinct())
        {
            if (policy.TimeLimits.For(new(step, ticket.ClassCode is { } known && policy.Classes.Find(known) is not null ? known : null, ticket.RequestType, ticket.Channel, ticket.Urgency, unit?.Kind)) is not { } choice) continue;
            limits.Add(new(step, choice, policy.Deadlines.Calculate(choice.Limit, at)));
        }

        return new(dispatch, limits);
    }
}
