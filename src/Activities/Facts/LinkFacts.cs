using System.Globalization;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

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

    /// <summary>Of a matter that was split off: the command that asked for it; null: it came otherwise.</summary>
    public string? Command { get; init; }
}

/// <summary>The ties of a ticket: fact <c>links</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct LinkFacts(Value Entries)
{
    internal const string Name = "links";
    internal const string PassedOnAtName = "toldAt";

    /// <summary>All ties, oldest first, released ones with them.</summary>
    public IReadOnlyList<TicketLink> All =>
    [
        .. Entries.MembersByName.Select(tie => Read(tie.Key, tie.Value))
            .OrderBy(link => int.TryParse(link.Ordinal, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : int.MaxValue),
    ];

    /// <summary>The ticket that this one was merged into; null where it was not.</summary>
    public TicketLink? Parent => All.LastOrDefault(link => link is { Relation: Links.MergedInto, IsReleased: false });

    /// <summary>The tickets merged into this one and still tied to it.</summary>
    public IEnumerable<TicketLink> MergedChildren => All.Where(link => link is { Relation: Links.Child, How: Links.Merged, IsReleased: false });

    /// <summary>Of a flag: the tie to the ticket that it is about; null where this is no flag.</summary>
    public TicketLink? Flagged => Entries["1"] is { IsNull: false } tie && Read("1", tie) is { Relation: Links.FlagOf } first ? first : null;

    /// <summary>The ordinal that a further tie gets.</summary>
    internal string Next => new FactList(Entries).Next;

    private static TicketLink Read(string ordinal, Value tie) => new(
        ordinal, tie["relation"].AsString() ?? "", tie["how"].AsString(), tie["number"].AsString() ?? "", tie["caseId"].AsString(), !tie["releasedAt"].IsNull)
    {
        PassedOnAt = tie[PassedOnAtName].AsInstant(),
        Command = tie["command"].AsString(),
    };
}
