using NodaTime;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>Where a case stands; its state is read by the runtime only.</summary>
public sealed record CaseRecord(Guid CaseId, long Version, string DefinitionId, string DefinitionHash, string Status, string SubStatus, Instant UpdatedAt);

/// <summary>The list columns of a ticket.</summary>
public sealed record TicketRecord
{
    public required Guid CaseId { get; init; }

    public required string Number { get; init; }

    public required string Status { get; init; }

    public string? RequestType { get; init; }

    public string? Channel { get; init; }

    public string? ClassCode { get; init; }

    public string? DistrictCode { get; init; }

    public string? StreetCode { get; init; }

    public string? LeadUnit { get; init; }

    public string? Urgency { get; init; }

    public required Instant AcceptedAt { get; init; }

    public Instant? FeedbackDueAt { get; init; }

    public Instant? SignedInAt { get; init; }

    public Instant? RepliedAt { get; init; }

    public Instant? WarnedAt { get; init; }

    public Instant? OverdueAt { get; init; }

    public Instant? ArchivedAt { get; init; }

    public string? SubjectId { get; init; }

    public Guid? TitleVault { get; init; }

    public required bool Overdue { get; init; }

    public required long Version { get; init; }
}

/// <summary>A task, open or closed.</summary>
public sealed record TaskRecord
{
    public required string TaskId { get; init; }

    public required Guid CaseId { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required string Role { get; init; }

    public string? UnitCode { get; init; }

    public string? Assignee { get; init; }

    public required Instant OpenedAt { get; init; }

    public Instant? DueAt { get; init; }

    public required string Payload { get; init; }

    public required string Status { get; init; }

    public string? Outcome { get; init; }

    public Instant? ClosedAt { get; init; }

    public string? ClosedBy { get; init; }
}

/// <summary>An effect on its way out.</summary>
public sealed record OutboxRecord
{
    public required string EffectId { get; init; }

    public required Guid CaseId { get; init; }

    public required string Channel { get; init; }

    public required string Payload { get; init; }

    public required bool AwaitsResult { get; init; }

    public required string Status { get; init; }

    public required int Attempts { get; init; }

    public required Instant NextAttemptAt { get; init; }

    public string? LastError { get; init; }

    public required Instant CreatedAt { get; init; }

    public Instant? SentAt { get; init; }
}

/// <summary>A published definition version.</summary>
public sealed record DefinitionRecord(string Hash, string DefinitionId, int Version, string Json, Instant EffectiveFrom, string PublishedBy, Instant PublishedAt);

/// <summary>A published policy snapshot: the files by name, as one JSON object of texts.</summary>
public sealed record PolicyRecord(string Hash, string Files, Instant EffectiveFrom, string PublishedBy, Instant PublishedAt);

/// <summary>Who read which words, when and why.</summary>
public sealed record VaultAccessRecord(long AccessId, Instant At, string Actor, Guid VaultId, string Purpose);
