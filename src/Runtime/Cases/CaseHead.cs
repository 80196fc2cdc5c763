using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Commit;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>The newest committed step of a case as this node knows it. It may be stale: the version check tells.</summary>
/// <param name="State">The state; null before the first step.</param>
/// <param name="LastHash">Hash of the last journal entry.</param>
/// <param name="Ticket">The projection of the state.</param>
/// <param name="Bytes">Size of the state's canonical bytes.</param>
internal sealed record CaseHead(CaseState? State, string LastHash, TicketProjection? Ticket, int Bytes)
{
    public static CaseHead New { get; } = new(null, JournalEntry.Genesis, null, 0);

    public long Version => State?.Sequence ?? 0;
}
