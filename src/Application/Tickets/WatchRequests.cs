using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.Descriptors;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>The petitioner urges.</summary>
public sealed record UrgeRequest
{
    /// <summary>What they said; kept in the vault. Optional.</summary>
    [Text(TextKind.Matter)]
    public string? Text { get; init; }
}

/// <summary>The petitioner adds something to the request.</summary>
public sealed record SupplementRequest
{
    /// <summary>What they add; kept in the vault. Required.</summary>
    [Text(TextKind.Matter)]
    public string? Text { get; init; }
}

/// <summary>Supervision by hand.</summary>
public sealed record SuperviseRequest
{
    /// <summary><c>Urge</c>, <c>Supervise</c> or <c>Escalated</c>.</summary>
    [Text(TextKind.Choice)]
    public string? Level { get; init; }

    /// <summary>A code of the city's reasons (<c>supervision.json</c>).</summary>
    [Text(TextKind.Code)]
    public string? Reason { get; init; }

    /// <summary>In words; kept in the vault. Optional.</summary>
    [Text(TextKind.OfficialWords)]
    public string? Text { get; init; }
}

/// <summary>A flag about how a ticket was handled.</summary>
public sealed record FlagRequest
{
    /// <summary>A code of the punishable acts (<c>supervision.json</c>).</summary>
    [Text(TextKind.Code)]
    public string? Act { get; init; }

    /// <summary>The unit concerned; the lead unit where not given.</summary>
    [Text(TextKind.Code)]
    public string? Unit { get; init; }

    /// <summary>The evidence in words; kept in the vault.</summary>
    [Text(TextKind.OfficialWords)]
    public string? Evidence { get; init; }
}

/// <summary>A flag as lists show it.</summary>
/// <param name="CaseId">Its case.</param>
/// <param name="Number">Its number, the ticket's with <c>-J</c> and an ordinal.</param>
/// <param name="Status">Where it stands, e.g. <c>FlagOpen</c>, <c>FlagConfirmed</c>.</param>
/// <param name="Act">Code of the act.</param>
/// <param name="ActName">The act, zh-CN.</param>
/// <param name="Unit">The unit concerned.</param>
/// <param name="RaisedAt">Raised when (UTC).</param>
/// <param name="RaisedBy">Account that raised it.</param>
public sealed record FlagDocument(Guid CaseId, string Number, string Status, string? Act, string? ActName, string? Unit, Instant RaisedAt, string? RaisedBy);
