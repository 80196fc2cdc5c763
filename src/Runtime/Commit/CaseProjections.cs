using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// The kinds of case that have lists, registered at start: each <see cref="CaseProjection"/> among the services. Tickets are always among
/// them. Another kind is a projection, a table and its right; what is here, in the commit and in the verification goes by the data.
/// </summary>
public sealed class CaseProjections
{
    /// <exception cref="InvalidOperationException">Two project onto one table.</exception>
    public CaseProjections(IEnumerable<CaseProjection> projections)
    {
        All = [.. projections.Prepend(TicketProjection.Projection).Distinct()];
        if (All.GroupBy(one => one.Table).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new InvalidOperationException($"Two kinds of case project onto the table '{twice.Key}': give each a table of its own.");
        }
    }

    /// <summary>All of them, in the order in which their rows are kept.</summary>
    public IReadOnlyList<CaseProjection> All { get; }

    /// <summary>The rows of a state, one for each projection; null where the case is not of its kind.</summary>
    internal object?[] RowsOf(CaseState state)
    {
        var rows = new object?[All.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = All[i].RowOf(state);
        return rows;
    }

    /// <summary>The rows that are others than before.</summary>
    internal IEnumerable<ProjectedRow> Changes(IReadOnlyList<object?> before, IReadOnlyList<object?> now)
    {
        for (var i = 0; i < now.Count; i++)
        {
            if (now[i] is { } row && !row.Equals(i < before.Count ? before[i] : null)) yield return new(All[i], row);
        }
    }
}
