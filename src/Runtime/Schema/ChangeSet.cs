using NodaTime;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>A definition or policy file of a city pack.</summary>
/// <param name="Kind">Definition or policy file.</param>
/// <param name="Name">Definition id, or file name.</param>
/// <param name="Content">The text.</param>
public sealed record PackFile(DraftKind Kind, string Name, string Content);

/// <summary>Where a change set stands on its way.</summary>
public enum ChangeSetState
{
    /// <summary>Being looked through and resolved.</summary>
    Open,

    /// <summary>Sent to a second person.</summary>
    InReview,

    /// <summary>A second person agreed; it may be published as it is.</summary>
    Approved,

    /// <summary>Published; the end.</summary>
    Published,

    /// <summary>The service started with a pack that brings nothing of it; what was resolved is kept in case it comes back.</summary>
    Withdrawn,
}

/// <summary>Who changed a file since the pack that was published last.</summary>
public enum FileStanding
{
    /// <summary>Only the pack: its text is taken unless somebody decides otherwise.</summary>
    Taken,

    /// <summary>Only the city: its text stays.</summary>
    Kept,

    /// <summary>Both: a person decides.</summary>
    Conflicting,
}

/// <summary>Whose text becomes the next version.</summary>
public enum FileChoice
{
    /// <summary>The pack's.</summary>
    Pack,

    /// <summary>The city's: what is published stays.</summary>
    City,

    /// <summary>A text written for this set.</summary>
    Own,
}

/// <summary>What a changed pack brings, as one change: reviewed and published together or not at all.</summary>
public sealed record ChangeSet
{
    public required Guid SetId { get; init; }

    public required ChangeSetState State { get; init; }

    /// <summary>Tells the packs apart: hash over the hashes of its files.</summary>
    public required string PackHash { get; init; }

    /// <summary>Counts the changes, from 1; a decision names the one it saw.</summary>
    public required long Revision { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant ChangedAt { get; init; }

    public string? SubmittedBy { get; init; }

    public Instant? SubmittedAt { get; init; }

    public string? ReviewedBy { get; init; }

    public Instant? ReviewedAt { get; init; }

    /// <summary>The last word said about it.</summary>
    public string? Note { get; init; }

    /// <summary>From this instant what it brought is in force.</summary>
    public Instant? EffectiveFrom { get; init; }

    public string? PublishedBy { get; init; }

    public Instant? PublishedAt { get; init; }

    /// <summary>True until it is published or withdrawn.</summary>
    public bool IsOpen => State is ChangeSetState.Open or ChangeSetState.InReview or ChangeSetState.Approved;
}

/// <summary>One file of a change set.</summary>
public sealed record ChangeSetFile
{
    public required Guid SetId { get; init; }

    public required DraftKind Kind { get; init; }

    /// <summary>Definition id, or file name.</summary>
    public required string Name { get; init; }

    public required FileStanding Standing { get; init; }

    /// <summary>What the pack published last says; null: nothing.</summary>
    public string? BaseContent { get; init; }

    /// <summary>What the new pack says; null: it holds the file no more.</summary>
    public string? PackContent { get; init; }

    /// <summary>Hash of the city's newest version when the three were compared; null: it has none.</summary>
    public string? CityHash { get; init; }

    /// <summary>What somebody decided; null: nobody yet.</summary>
    public FileChoice? Choice { get; init; }

    /// <summary>The text written for this set; kept also where another choice was taken since.</summary>
    public string? OwnContent { get; init; }

    public string? ResolvedBy { get; init; }

    public Instant? ResolvedAt { get; init; }

    /// <summary>True where a text changed after the decision: it is shown again and has to be confirmed.</summary>
    public bool IsStale { get; init; }

    /// <summary>True where a person has to decide before the set can go on.</summary>
    public bool IsUnresolved => IsStale || (Standing == FileStanding.Conflicting && Choice is null);

    /// <summary>Whose text becomes the next version.</summary>
    public FileChoice Outcome => Choice ?? (Standing == FileStanding.Taken ? FileChoice.Pack : FileChoice.City);

    /// <summary>The text that it would publish; null: it takes the file away, or leaves what is published.</summary>
    public string? Result => Outcome switch { FileChoice.Pack => PackContent, FileChoice.Own => OwnContent, _ => null };

    /// <summary>True where the city's text stays as it is.</summary>
    public bool LeavesAsIs => Outcome == FileChoice.City || (Kind == DraftKind.Workflow && Result is null);
}

/// <summary>A file as the pack published last had it.</summary>
/// <param name="Kind">Definition or policy file.</param>
/// <param name="Name">Definition id, or file name.</param>
/// <param name="Content">The text.</param>
/// <param name="Hash">SHA-256 of the text, lower-case hexadecimal.</param>
/// <param name="RecordedAt">Since when it counts.</param>
public sealed record PackBaseRecord(DraftKind Kind, string Name, string Content, string Hash, Instant RecordedAt);
