using System.Collections.Immutable;
using JieSuJiBan.Activities.Policies;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>What is done about a ticket that is overdue.</summary>
public enum EscalationAct
{
    /// <summary>Urge the unit (催办).</summary>
    Urge,
    /// <summary>Supervise it (督办).</summary>
    Supervise,
    /// <summary>Supervise from a higher level (提级督办).</summary>
    Escalate,
}

/// <summary>One rung: so long after the deadline, this is done and these are told.</summary>
/// <param name="After">How many units after the deadline, 0 or more.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Act">What is done.</param>
/// <param name="Notify">Who is told: words for parts in the ticket such as <c>LeadUnit</c>, <c>Duty:x</c>, or unit codes.</param>
public sealed record EscalationLevel(int After, LimitUnit Unit, EscalationAct Act, ImmutableArray<string> Notify)
{
    /// <summary>When it is reached (UTC), where the deadline was at that instant.</summary>
    public Instant At(WorkCalendar calendar, Instant due) => calendar.Advance(CaseClock.MeasureOf(Unit), due, CaseClock.AmountOf(Unit, After));
}

/// <summary>The ladders that a city climbs where a clock runs out (<c>escalation.json</c>; without the file nothing follows an overdue mark).</summary>
/// <param name="Ladders">The rungs in order, by the name of the clock, e.g. <c>feedback</c>.</param>
public sealed record EscalationPolicy(ImmutableDictionary<string, ImmutableArray<EscalationLevel>> Ladders)
{
    internal static TopicPolicy Topic { get; } = new TopicPolicy<EscalationPolicy>("escalation.json", Read, Check);

    /// <summary>The rungs for a clock; none where the city has no ladder for it.</summary>
    public ImmutableArray<EscalationLevel> LevelsOf(string clock) => Ladders.GetValueOrDefault(clock, []);

    private static EscalationPolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("ladders");
        var clocks = nodes.Select(node => node.Text("clock")).ToArray();
        Duplicates.Check(nodes, clocks, "escalation.clock", "催办督办所依的时限", "The clock", "clock");
        var ladders = ImmutableDictionary.CreateBuilder<string, ImmutableArray<EscalationLevel>>(StringComparer.Ordinal);
        foreach (var (node, clock) in nodes.Zip(clocks))
        {
            ladders[clock] = [.. node.Items("levels").Select(ReadLevel)];
            node.Close();
        }

        root.Close();
        return new(ladders.ToImmutable());
    }

    private static EscalationLevel ReadLevel(PolicyNode node)
    {
        var after = node.Child("after");
        var level = new EscalationLevel(
            after?.Whole("amount", 0, 10_000) ?? 0, after?.Choice<LimitUnit>("unit") ?? LimitUnit.Hour, node.Choice<EscalationAct>("act"), node.Texts("notify"));
        after?.Close();
        node.Close();
        return level;
    }

    private static void Check(EscalationPolicy policy, CityPolicy city, PolicyNode root)
    {
        // Any instant will do: rungs that cross on one date are out of order as they stand.
        var due = city.Calendar.At(new(city.Calendar.Policy.CoveredTo, 1, 5), new(12, 0));
        foreach (var ladder in root.ItemsOrEmpty("ladders"))
        {
            var clock = ladder.Text("clock");
            if (clock.Length > 0 && !city.TimeLimits.Knows(new(char.ToUpperInvariant(clock[0]) + clock[1..])))
            {
                ladder.Warning("escalation.clock.unknown", "clock", $"时限表没有与“{clock}”对应的步骤；仅当流程中有以此命名的计时器时才会催办督办",
                    $"No step of the limit table is called '{clock}'; the ladder is climbed only where a definition has a clock of that name");
            }

            Instant? before = null;
            foreach (var (node, level) in ladder.Items("levels").Zip(policy.LevelsOf(clock)))
            {
                var at = level.At(city.Calendar, due);
                if (at < before) node.Error("escalation.order", "after", "催办、督办、提级督办应按时间先后排列", "Expected the rungs in the order of time");
                before = at;
                foreach (var choice in level.Notify) UnitReference.Check(node, "notify", city, choice, "escalation.notify");
            }
        }
    }
}
