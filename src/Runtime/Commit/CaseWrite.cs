using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// Everything that one case's step (or, for imports, a run of steps) leaves in the database. A unit is written as a whole or not at all,
/// and only if the case is still at <see cref="Expected"/>.
/// </summary>
public sealed class CaseWrite
{
    public required Guid CaseId { get; init; }

    /// <summary>The version the steps started from; 0 for a new case.</summary>
    public required long Expected { get; init; }

    /// <summary>The version they lead to: the sequence of the last step.</summary>
    public required long Version { get; init; }

    public required string DefinitionId { get; init; }

    public required string DefinitionHash { get; init; }

    public required string Status { get; init; }

    public required string SubStatus { get; init; }

    /// <summary>Canonical bytes of the state that the unit leads to, where it is to leave a snapshot; null: the last one stays.</summary>
    public byte[]? State { get; init; }

    /// <summary>Hash of the last journal entry.</summary>
    public required byte[] LastHash { get; init; }

    /// <summary>What only the service can make of case, version and last hash, see <see cref="Journal.HistorySeal"/>.</summary>
    public required byte[] Seal { get; init; }

    public required Instant UpdatedAt { get; init; }

    /// <summary>How many incidents nobody has dealt with.</summary>
    public int Incidents { get; init; }

    /// <summary>The versions, by hash, that the case's open child workflows run; each once, in order.</summary>
    public IReadOnlyList<string> ChildHashes { get; init; } = [];

    public List<JournalRow> Journal { get; } = [];

    public List<CommandRow> Commands { get; } = [];

    public List<TaskWrite> TasksOpened { get; } = [];

    public List<TaskRowChange> TasksChanged { get; } = [];

    public List<TimerRow> TimersSet { get; } = [];

    public List<string> TimersCleared { get; } = [];

    /// <summary>The list rows that this unit changed.</summary>
    public List<ProjectedRow> Projected { get; } = [];

    /// <summary>That of a ticket, where it is among them.</summary>
    public TicketProjection? Ticket => Projected.Select(row => row.Row).OfType<TicketProjection>().FirstOrDefault();

    /// <summary>Units that came to take part in the ticket.</summary>
    public List<TicketUnitRow> TicketUnits { get; } = [];

    public List<OutboxRow> Outbox { get; } = [];

    public IReadOnlyList<VaultKeyRow> VaultKeys { get; init; } = [];

    public IReadOnlyList<VaultRow> Vault { get; init; } = [];
}

/// <summary>A list row of a kind of case, as <see cref="CaseProjection.RowOf"/> gives it.</summary>
public sealed record ProjectedRow(CaseProjection Projection, object Row);

/// <summary>A journal entry: its bytes, the number of their <see cref="Engine.Replay.EntryEncoding"/>, and their place in the chain.</summary>
public sealed record JournalRow(long Seq, Instant At, Guid CommandId, string Actor, string InputKind, int Encoding, ReadOnlyMemory<byte> Entry, byte[] Hash);

/// <summary>The answer that the command gets now and whenever it is sent again.</summary>
public sealed record CommandRow(Guid CommandId, byte[] RequestHash, string AnswerJson, Instant At);

/// <summary>A task as it stands after the unit; opened and closed within one unit is possible.</summary>
public sealed record TaskWrite(
    string TaskId,
    string Kind,
    string Title,
    string Role,
    string? UnitCode,
    string? Assignee,
    Instant OpenedAt,
    Instant? DueAt,
    string PayloadJson,
    string Status,
    string? Outcome,
    Instant? ClosedAt,
    string? ClosedBy);

/// <summary>
/// What becomes of a task opened earlier. <paramref name="KeepAssignee"/>: the assignee stays who it was.
/// <paramref name="PayloadJson"/> null: limit and content stay as they were.
/// </summary>
public sealed record TaskRowChange(
    string TaskId, string Status, bool KeepAssignee, string? Assignee, string? Outcome, Instant? ClosedAt, string? ClosedBy, Instant? DueAt = null, string? PayloadJson = null);

public sealed record TimerRow(string BookmarkId, Instant DueAt);

/// <summary>A unit that takes or took part; with the ticket's own instant of acceptance.</summary>
/// <param name="UnitCode">The unit.</param>
/// <param name="AcceptedAt">When the ticket was accepted (UTC).</param>
/// <param name="IsCurrent">False where it takes part no more.</param>
/// <param name="Follows">The case that the ticket was merged into: whoever takes part in that one takes part in this one.</param>
/// <param name="LeftClass">The class that the ticket had when the unit lost it.</param>
public sealed record TicketUnitRow(string UnitCode, Instant AcceptedAt, bool IsCurrent, Guid? Follows, string? LeftClass);

public sealed record OutboxRow(string EffectId, string Channel, string PayloadJson, bool AwaitsResult, Instant CreatedAt);

/// <summary>What became of a unit.</summary>
public enum CommitOutcome
{
    /// <summary>The case had moved on: load it again and step again. Nothing was written.</summary>
    Lost,

    /// <summary>Written, durably.</summary>
    Won,

    /// <summary>One of its commands had been accepted before: look up the first answer. Nothing was written.</summary>
    Repeated,
}
