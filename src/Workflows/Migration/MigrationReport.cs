using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Workflows.Migration;

/// <summary>How many cases stand how to the target.</summary>
/// <param name="Same">Nobody will notice.</param>
/// <param name="Mappable">Every open position has its place.</param>
/// <param name="Blocked">Something stands in the way.</param>
public sealed record MigrationCounts(int Same, int Mappable, int Blocked)
{
    /// <summary>All of them.</summary>
    public int Total => Same + Mappable + Blocked;

    internal MigrationCounts With(MigrationVerdict verdict) => verdict switch
    {
        MigrationVerdict.Same => this with { Same = Same + 1 },
        MigrationVerdict.Mappable => this with { Mappable = Mappable + 1 },
        _ => this with { Blocked = Blocked + 1 },
    };
}

/// <summary>One case in a report.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Number of its ticket, or null.</param>
/// <param name="Status">Where the ticket stands, or null.</param>
/// <param name="Unit">Code of the unit that leads it, or null.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Places">Where its open positions are, by activity id.</param>
/// <param name="Blocks">What stands in the way; empty unless blocked.</param>
public sealed record MigrationRow(CaseId CaseId, string? Number, string? Status, string? Unit, MigrationVerdict Verdict, IReadOnlyList<string> Places, IReadOnlyList<MigrationBlock> Blocks);

/// <summary>Why cases are blocked, and how many.</summary>
/// <param name="Block">The place and the reason.</param>
/// <param name="Cases">How many cases are blocked there.</param>
public sealed record MigrationObstacle(MigrationBlock Block, int Cases);

/// <summary>
/// What moving many cases to another version would mean, in the words of policy staff: counts by verdict, by the ticket's
/// status and by unit, the obstacles, and a bounded list of the cases concerned. Takes one plan after the other, so its size
/// does not grow with the cases. Not thread-safe.
/// </summary>
/// <param name="maxRows">How many cases are listed at most; blocked ones are listed first. The default value is 200.</param>
public sealed class MigrationReport(int maxRows = 200)
{
    private readonly SortedDictionary<string, MigrationCounts> byStatus = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MigrationCounts> byUnit = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Code, string? ActivityId), MigrationObstacle> obstacles = [];
    private readonly List<MigrationRow> blocked = [];
    private readonly List<MigrationRow> others = [];

    /// <summary>All cases by verdict.</summary>
    public MigrationCounts Counts { get; private set; } = new(0, 0, 0);

    /// <summary>By the ticket's status; empty text: no ticket.</summary>
    public IReadOnlyDictionary<string, MigrationCounts> ByStatus => byStatus;

    /// <summary>By the unit that leads the ticket; empty text: none yet.</summary>
    public IReadOnlyDictionary<string, MigrationCounts> ByUnit => byUnit;

    /// <summary>What stands in the way, the most frequent first.</summary>
    public IReadOnlyList<MigrationObstacle> Obstacles =>
        [.. obstacles.Values.OrderByDescending(obstacle => obstacle.Cases).ThenBy(obstacle => obstacle.Block.Code, StringComparer.Ordinal).ThenBy(obstacle => obstacle.Block.ActivityId, StringComparer.Ordinal)];

    /// <summary>The cases, blocked ones first, in the order they were added; see <see cref="IsCut"/>.</summary>
    public IReadOnlyList<MigrationRow> Rows => [.. blocked.Concat(others).Take(maxRows)];

    /// <summary>Whether there are more cases than are listed.</summary>
    public bool IsCut => Counts.Total > Rows.Count;

    /// <summary>Takes the plan of one more case in.</summary>
    /// <param name="state">The case.</param>
    /// <param name="plan">Its plan.</param>
    public void Add(CaseState state, MigrationPlan plan)
    {
        var facts = new TicketFacts(state.Facts);
        Counts = Counts.With(plan.Verdict);
        Count(byStatus, facts.Status, plan.Verdict);
        Count(byUnit, facts.LeadUnit, plan.Verdict);
        var blocks = plan.Instances.SelectMany(instance => instance.Blocks).ToArray();
        if (blocks.Length == 0 && plan.Refusal is { } refusal) blocks = [new(refusal.Code, null, null, refusal.Chinese, refusal.English)];
        foreach (var block in blocks.DistinctBy(block => (block.Code, block.ActivityId)))
        {
            var key = (block.Code, block.ActivityId);
            obstacles[key] = obstacles.TryGetValue(key, out var known) ? known with { Cases = known.Cases + 1 } : new(block, 1);
        }

        var rows = plan.Verdict == MigrationVerdict.Blocked ? blocked : others;
        if (rows.Count >= maxRows) return;
        var places = plan.Instances.SelectMany(instance => instance.Places).Where(place => place.Waits.Count > 0 || place.Status != ActivityStatus.Running).Select(place => place.From);
        rows.Add(new(state.CaseId, facts.Number, facts.Status, facts.LeadUnit, plan.Verdict, [.. places], blocks));
    }

    private static void Count(SortedDictionary<string, MigrationCounts> counts, string? key, MigrationVerdict verdict)
    {
        var known = counts.GetValueOrDefault(key ?? "") ?? new(0, 0, 0);
        counts[key ?? ""] = known.With(verdict);
    }
}
