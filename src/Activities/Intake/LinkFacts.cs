using System.Globalization;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Intake;

/// <summary>A tie between two tickets.</summary>
/// <param name="Ordinal">Its name among the <c>links</c> of the ticket.</param>
/// <param name="Relation"><see cref="Links.Child"/>, <see cref="Links.MergedInto"/> or <see cref="Links.SplitFrom"/>.</param>
/// <param name="How">For a child: <see cref="Links.Merged"/> or <see cref="Links.Split"/>.</param>
/// <param name="Number">Number of the other ticket.</param>
/// <param name="CaseId">Its case, where known.</param>
/// <param name="IsReleased">True where the tie was taken back.</param>
public sealed record TicketLink(string Ordinal, string Relation, string? How, string Number, string? CaseId, bool IsReleased)
{
    /// <summary>When the reply, sent before the tie, was passed on to the petitioner of the other (UTC); null: not so.</summary>
    public Instant? PassedOnAt { get; init; }
}

/// <summary>The ties of a ticket: fact <c>links</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct LinkFacts(Value Entries)
{
    internal const string Name = "links";

    /// <summary>All ties, oldest first, released ones with them.</summary>
    public IReadOnlyList<TicketLink> All =>
    [
        .. Entries.MembersByName
            .Select(member => new TicketLink(
                member.Key,
                member.Value["relation"].AsString() ?? "",
                member.Value["how"].AsString(),
                member.Value["number"].AsString() ?? "",
                member.Value["caseId"].AsString(),
                !member.Value["releasedAt"].IsNull)
            { PassedOnAt = member.Value["toldAt"].AsInstant() })
            .OrderBy(link => int.TryParse(link.Ordinal, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : int.MaxValue),
    ];

    /// <summary>The ticket that this one was merged into; null where it was not.</summary>
    public TicketLink? Parent => All.LastOrDefault(link => link is { Relation: Links.MergedInto, IsReleased: false });

    /// <summary>The tickets merged into this one and still tied to it.</summary>
    public IEnumerable<TicketLink> MergedChildren => All.Where(link => link is { Relation: Links.Child, How: Links.Merged, IsReleased: false });

    /// <summary>The ordinal that a further tie gets.</summary>
    internal string Next => new FactList(Entries).Next;
}
