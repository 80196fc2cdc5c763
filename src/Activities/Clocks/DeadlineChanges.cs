using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>A running clock of a ticket whose deadline would be another one by another policy.</summary>
/// <param name="Clock">Name of the clock, e.g. <c>feedback</c>.</param>
/// <param name="StepName">The step it is for, zh-CN.</param>
/// <param name="Step">The step it is for.</param>
/// <param name="Was">The deadline that every place shows (UTC).</param>
/// <param name="Becomes">The deadline by the other policy (UTC).</param>
/// <param name="LimitWas">The limit that it runs for, zh-CN.</param>
/// <param name="LimitBecomes">The limit by the other policy, zh-CN.</param>
public sealed record DeadlineChange(string Clock, string StepName, LimitStep Step, Instant Was, Instant Becomes, string LimitWas, string LimitBecomes)
{
    /// <summary>True where there would be less time.</summary>
    public bool IsEarlier => Becomes < Was;
}

/// <summary>What another calendar or limit would mean for the deadlines of a ticket under way, and the input by which a person takes it over.</summary>
public static class DeadlineChanges
{
    /// <summary>The clocks whose deadline would be another one.</summary>
    /// <param name="policy">The policy to compute by.</param>
    /// <param name="facts">The facts of the ticket.</param>
    /// <param name="now">Now (UTC).</param>
    public static IReadOnlyList<DeadlineChange> Of(CityPolicy policy, Value facts, Instant now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(facts);
        var changes = new List<DeadlineChange>();
        foreach (var clock in new TicketFacts(facts).Clocks.All)
        {
            if (clock.DueAt is not { } was || TicketClocks.Renewed(policy, facts, clock.Name, now) is not var (known, _, renewed)) continue;
            if (renewed.Deadline()?.DueAt is not { } becomes || becomes == was) continue;
            changes.Add(new(clock.Name, renewed.Limit.StepName, renewed.Limit.Step, was, becomes, known.Limit.Chinese, renewed.Limit.Chinese));
        }

        return changes;
    }

    /// <summary>The signal that has a clock computed anew.</summary>
    public static string Signal => CaseSignals.ClockChanged;

    /// <summary>Its payload.</summary>
    /// <param name="clock">Name of the clock.</param>
    /// <param name="allowsEarlier">True where somebody chose to bring the deadline forward.</param>
    public static Value Payload(string clock, bool allowsEarlier) => Value.Object(("allowsEarlier", Value.Of(allowsEarlier)), ("clock", Value.Of(clock)), ("renew", Value.True));
}
