using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Activities.Projections;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>The newest committed step of a case as this node knows it. It may be stale: the version check tells.</summary>
/// <param name="State">The state; null before the first step.</param>
/// <param name="LastHash">Hash of the last journal entry.</param>
/// <param name="Rows">The list rows of the state, in the order of the projections; null where it has none.</param>
/// <param name="Bytes">Size of the state's canonical bytes.</param>
internal sealed record CaseHead(CaseState? State, string LastHash, IReadOnlyList<object?> Rows, int Bytes)
{
    public static CaseHead New { get; } = new(null, JournalEntry.Genesis, [], 0);

    /// <summary>The list row of a ticket; null for a case that is none.</summary>
    public TicketProjection? Ticket => Rows.OfType<TicketProjection>().FirstOrDefault();

    public long Version => State?.Sequence ?? 0;
}
