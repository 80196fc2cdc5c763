using NodaTime;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>What a draft is a draft of.</summary>
public enum DraftKind
{
    /// <summary>A workflow definition; its name is the definition id.</summary>
    Workflow,

    /// <summary>A policy file; its name is the file name, e.g. <c>calendar.json</c>.</summary>
    Policy,
}

/// <summary>Where a draft stands on its way.</summary>
public enum DraftState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Sent to a second person.</summary>
    InReview,

    /// <summary>Sent back with a reason; the next save makes it a draft again.</summary>
    Rejected,

    /// <summary>A second person agreed; it may be published as it is.</summary>
    Approved,

    /// <summary>Published; the end.</summary>
    Published,

    /// <summary>Given up; the end.</summary>
    Discarded,
}

/// <summary>A draft without its text: who did what to it, and where it stands.</summary>
public sealed record Draft
{
    public required Guid DraftId { get; init; }

    public required DraftKind Kind { get; init; }

    /// <summary>Definition id, or policy file name.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public required string Title { get; init; }

    /// <summary>SHA-256 of the text, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Counts the saves, from 1; a save names the one it saw.</summary>
    public required long Revision { get; init; }

    public required DraftState State { get; init; }

    /// <summary>Hash of the published version it was made from, or null for something new.</summary>
    public string? BasedOn { get; init; }

    public required string CreatedBy { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>Who saved last.</summary>
    public required string ChangedBy { get; init; }

    public required Instant ChangedAt { get; init; }

    public string? SubmittedBy { get; init; }

    public Instant? SubmittedAt { get; init; }

    public string? ReviewedBy { get; init; }

    public Instant? ReviewedAt { get; init; }

    /// <summary>The last word said about it: on sending, approving or rejecting.</summary>
    public string? Note { get; init; }

    /// <summary>Hash of what it became: of the definition version, or of the policy snapshot.</summary>
    public string? PublishedHash { get; init; }

    /// <summary>From this instant what it became is in force.</summary>
    public Instant? EffectiveFrom { get; init; }

    public string? PublishedBy { get; init; }

    public Instant? PublishedAt { get; init; }

    /// <summary>True until it is published or discarded.</summary>
    public bool IsOpen => State is not (DraftState.Published or DraftState.Discarded);
}

/// <summary>A text that was saved to a draft.</summary>
public sealed record DraftRevision
{
    public long RevisionId { get; init; }

    public required Guid DraftId { get; init; }

    /// <summary>Its number; of one that came too late, the number it started from.</summary>
    public required long Revision { get; init; }

    /// <summary>False for a save that came too late: it is kept, and is not part of the draft.</summary>
    public required bool Accepted { get; init; }

    public required string Content { get; init; }

    public required string Hash { get; init; }

    public required string SavedBy { get; init; }

    public required Instant SavedAt { get; init; }
}

/// <summary>One line of the governance log, which is only ever added to.</summary>
public sealed record GovernanceEntry
{
    public long EntryId { get; init; }

    public required Instant At { get; init; }

    /// <summary>Account id.</summary>
    public required string Actor { get; init; }

    /// <summary>One of <see cref="GovernanceActions"/>.</summary>
    public required string Action { get; init; }

    public required DraftKind Kind { get; init; }

    public required string Name { get; init; }

    public Guid? DraftId { get; init; }

    public long? Revision { get; init; }

    /// <summary>Hash of the text, or of the published version, after it.</summary>
    public string? Hash { get; init; }

    /// <summary>The same before it, or null.</summary>
    public string? Before { get; init; }

    public string? Note { get; init; }
}

/// <summary>What the governance log can say was done.</summary>
public static class GovernanceActions
{
    public const string Created = "created";
    public const string Saved = "saved";
    public const string SaveCameTooLate = "saveCameTooLate";
    public const string Submitted = "submitted";
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Reopened = "reopened";
    public const string Rebased = "rebased";
    public const string Published = "published";
    public const string Discarded = "discarded";
    public const string Retired = "retired";

    /// <summary>The pack had a file that the database never had: it was taken at the start.</summary>
    public const string TakenAtStart = "takenAtStart";

    /// <summary>A changed pack brought a file; a change set waits.</summary>
    public const string Offered = "offered";

    /// <summary>A start with another pack brings it no more.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Somebody decided whose text of a file of a change set counts.</summary>
    public const string Resolved = "resolved";

    /// <summary>A change set was published and left the city's text as it is.</summary>
    public const string Kept = "kept";

    /// <summary>Somebody proposed to retire a version.</summary>
    public const string RetirementProposed = "retirementProposed";

    /// <summary>The proposal was taken back, or a second person declined it.</summary>
    public const string RetirementWithdrawn = "retirementWithdrawn";
}

/// <summary>A published version of a definition, or of a policy file, and where it stands.</summary>
/// <param name="Hash">Of a definition its hash, of a policy file the canonical hash of the file.</param>
/// <param name="SnapshotHash">For a policy file, the first snapshot that holds it; else the same as the hash.</param>
/// <param name="Version">Number, from 1.</param>
/// <param name="EffectiveFrom">From this instant it is in force.</param>
/// <param name="PublishedBy">Account id, or <c>pack</c>.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="RetiredFrom">From this instant it starts nothing new, or null.</param>
/// <param name="State">Where it stands now.</param>
public sealed record PublishedVersion(
    string Hash, string SnapshotHash, int Version, Instant EffectiveFrom, string PublishedBy, Instant PublishedAt, Instant? RetiredFrom, VersionState State);

/// <summary>Where a published version stands.</summary>
public enum VersionState
{
    /// <summary>It takes effect later.</summary>
    Scheduled,

    /// <summary>It is what counts now.</summary>
    InForce,

    /// <summary>A later one counts.</summary>
    Superseded,

    /// <summary>It was taken out of force.</summary>
    Retired,
}
