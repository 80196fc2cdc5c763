using System.Security.Claims;
using JieSuJiBan.Runtime.Cases;
using NodaTime;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>What the page of partners and supervision asks the product. What the reader may not see is not in any answer.</summary>
public interface ISupervisionPages
{
    /// <summary>Who works on the ticket together, and who watches it; null where there is none, or not for this reader.</summary>
    Task<WatchView?> ViewAsync(ClaimsPrincipal user, string key, CancellationToken ct);

    /// <summary>Records that the petitioner urges.</summary>
    Task<CommandResult> UrgeAsync(ClaimsPrincipal user, string key, string? text, Guid commandId, CancellationToken ct);

    /// <summary>Records what the petitioner adds to the request.</summary>
    Task<CommandResult> SupplementAsync(ClaimsPrincipal user, string key, string? text, Guid commandId, CancellationToken ct);

    /// <summary>Urges, supervises or escalates.</summary>
    Task<CommandResult> SuperviseAsync(ClaimsPrincipal user, string key, string? level, string? reason, string? text, Guid commandId, CancellationToken ct);

    /// <summary>Flags a punishable act.</summary>
    Task<CommandResult> FlagAsync(ClaimsPrincipal user, string key, string? act, string? unit, string? evidence, Guid commandId, CancellationToken ct);
}

/// <summary>A ticket seen by who works on it together and who watches.</summary>
/// <param name="Row">The ticket.</param>
/// <param name="Whistles">Its whistles.</param>
/// <param name="Requests">Its requests for coordination.</param>
/// <param name="Pushes">Who urged and supervised it.</param>
/// <param name="Flags">Flags about it; empty for who may not know of them.</param>
/// <param name="MayUrge">May record an urge.</param>
/// <param name="MaySupervise">May supervise.</param>
/// <param name="MayFlag">May flag.</param>
/// <param name="Reasons">Reasons for supervising.</param>
/// <param name="Acts">Punishable acts.</param>
/// <param name="Units">Units that may be concerned.</param>
public sealed record WatchView(
    TicketLine Row,
    IReadOnlyList<WhistleLine> Whistles,
    IReadOnlyList<CoordinationLine> Requests,
    IReadOnlyList<PushLine> Pushes,
    IReadOnlyList<FlagLine> Flags,
    bool MayUrge,
    bool MaySupervise,
    bool MayFlag,
    IReadOnlyList<Choice> Reasons,
    IReadOnlyList<Choice> Acts,
    IReadOnlyList<Choice> Units);

/// <summary>A whistle and its departments. Instants are UTC.</summary>
public sealed record WhistleLine(int Number, string Kind, string State, string Street, Instant? At, IReadOnlyList<DepartmentLine> Departments);

/// <summary>A department that was whistled for. Instants are UTC; ratings as <c>5 / 4</c>.</summary>
public sealed record DepartmentLine(string Name, Instant? DueAt, Instant? ReportedInAt, bool Late, long Refusals, bool Excused, Instant? DoneAt, string? ByStreet, string? OfStreet);

/// <summary>A level that coordinated, or an outside party.</summary>
public sealed record CoordinationLine(string Who, string State, Instant? At, Instant? DecidedAt);

/// <summary>Somebody urged or supervised.</summary>
public sealed record PushLine(string Level, Instant? At, string? Reason, string? Name = null);

/// <summary>A flag about the ticket.</summary>
public sealed record FlagLine(string Number, string Act, string Status, string? Unit, Instant RaisedAt);
