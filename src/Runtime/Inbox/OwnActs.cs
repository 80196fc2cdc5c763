using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Journal;
using NodaTime;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>What people of one unit did to a ticket, from its journal.</summary>
/// <param name="Entries">The entries that they caused, in order.</param>
/// <param name="Facts">What these set, as the unit is given it.</param>
internal sealed record OwnActs(IReadOnlyList<StoredEntry> Entries, Value Facts)
{
    private const int Batch = 500;

    // A ticket of more steps than these is looked through as far as here.
    private const int LongestJournal = 20_000;

    /// <summary>The last of these steps; 0: there is none.</summary>
    public long Sequence => Entries is [.., var last] ? last.Entry.Sequence : 0;

    /// <summary>When it was committed (UTC).</summary>
    public Instant? At => Entries is [.., var last] ? last.Entry.Stimulus.At : null;

    /// <summary>Reads them, up to an instant where one is given.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="ticket">The ticket, as the unit that lost it is given it.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="until">The last instant (UTC).</param>
    public static async Task<OwnActs> OfAsync(JournalReader journal, TicketDetail ticket, CancellationToken ct, Instant? until = null)
    {
        var (entries, facts, last) = (new List<StoredEntry>(), Value.EmptyObject, 0L);
        while (last < LongestJournal)
        {
            var read = await journal.ReadAsync(new(ticket.Row.CaseId), last, Batch, ct);
            foreach (var stored in read.Where(stored => stored.Entry.Stimulus.Actor.UnitCode == ticket.Unit && !(stored.Entry.Stimulus.At > until)))
            {
                entries.Add(stored);
                foreach (var changed in stored.Entry.Events.OfType<FactsChanged>()) facts = facts.Merge(changed.Set);
            }

            if (read.Count < Batch) break;
            last = read[^1].Entry.Sequence;
        }

        return new(entries, ticket.Reading.Facts(facts));
    }
}
