using System.Diagnostics.CodeAnalysis;
using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Runtime.Sql;
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

/// <summary>A ticket as lists show it: its case, the case's version, and the columns of <see cref="TicketProjection"/>. Instants are UTC.</summary>
public sealed record TicketRow : TicketProjection
{
    /// <summary>The status that a unit sees of a ticket that it lost.</summary>
    public const string HandedOn = nameof(HandedOn);

    public TicketRow()
    {
    }

    /// <summary>A row that tells nothing else.</summary>
    [SetsRequiredMembers]
    private TicketRow(Guid caseId, string number, string? classCode, Instant acceptedAt) => (CaseId, Number, Status, ClassCode, AcceptedAt) = (caseId, number, HandedOn, classCode, acceptedAt);

    public required Guid CaseId { get; init; }

    public required long Version { get; init; }

    /// <summary>The columns of a ticket <c>t</c> that a row reads.</summary>
    internal static string SelectList => "t.case_id, t.version, " + Projection.Of("t");

    /// <summary>What a unit that lost the ticket sees of it.</summary>
    /// <param name="classCode">The class that it had then.</param>
    public TicketRow AsLost(string? classCode) => new(CaseId, Number, classCode, AcceptedAt);
}
