using NodaTime;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>What to look for. A null member does not narrow the search; all given members must hold.</summary>
public sealed record TicketQuery
{
    /// <summary>Ticket number, as it was typed (<see cref="TypedNumber"/>).</summary>
    public string? Number { get; init; }

    /// <summary>Status, e.g. <c>InHandling</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Code of the leading unit.</summary>
    public string? LeadUnit { get; init; }

    /// <summary>Code of a class; its sub-classes are found too.</summary>
    public string? ClassCode { get; init; }

    /// <summary>Code of a district.</summary>
    public string? DistrictCode { get; init; }

    /// <summary>Accepted at or after (UTC).</summary>
    public Instant? AcceptedFrom { get; init; }

    /// <summary>Accepted before (UTC).</summary>
    public Instant? AcceptedTo { get; init; }

    /// <summary>True: only overdue ones; false: only those that are not.</summary>
    public bool? Overdue { get; init; }

    /// <summary>The petitioner, under each name that the vault's blind index may have for the phone number.</summary>
    public string[]? SubjectIds { get; init; }

    /// <summary>True where something is asked that a unit which lost a ticket does not know of it.</summary>
    public bool AsksMoreThanNumbers => Status is not null || LeadUnit is not null || ClassCode is not null || DistrictCode is not null || Overdue is not null || SubjectIds is not null;

    /// <summary>Where the page begins; null for the first.</summary>
    public Cursor? After { get; init; }

    /// <summary>Rows per page, 1 to <see cref="Cursor.MaximumSize"/>.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>A ticket as lists show it. Instants are UTC.</summary>
public sealed record TicketRow(
    Guid CaseId,
    string Number,
    string Status,
    string? RequestType,
    string? Channel,
    string? ClassCode,
    string? DistrictCode,
    string? StreetCode,
    string? LeadUnit,
    string? Urgency,
    Instant AcceptedAt,
    Instant? FeedbackDueAt,
    Instant? SignedInAt,
    Instant? RepliedAt,
    Instant? WarnedAt,
    Instant? OverdueAt,
    Instant? ArchivedAt,
    Guid? TitleVault,
    bool Overdue,
    long Version)
{
    /// <summary>The status that a unit sees of a ticket that it lost.</summary>
    public const string HandedOn = nameof(HandedOn);

    /// <summary>What a unit that lost the ticket sees of it.</summary>
    /// <param name="classCode">The class that it had then.</param>
    public TicketRow AsLost(string? classCode) => new(CaseId, Number, HandedOn, null, null, classCode, null, null, null, null, AcceptedAt, null, null, null, null, null, null, null, false, 0);
}
