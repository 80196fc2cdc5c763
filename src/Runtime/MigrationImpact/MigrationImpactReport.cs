using JieSuJiBan.Engine.Migration;
using NodaTime;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>Where a report stands.</summary>
public enum MigrationImpactState
{
    /// <summary>It is being worked out.</summary>
    Running,

    /// <summary>Every case was looked at.</summary>
    Done,

    /// <summary>Somebody stopped it; what was looked at until then stays.</summary>
    Cancelled,

    /// <summary>It broke; <see cref="MigrationImpactReport.Failure"/> says why.</summary>
    Failed,
}

/// <summary>What a version would mean for the cases under way: asked for by somebody, worked out in the background, kept.</summary>
public sealed record MigrationImpactReport
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>The definition.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>Hash of the version, or of the draft's text, that the cases would go on with.</summary>
    public required string TargetHash { get; init; }

    /// <summary>The draft, where the target is one.</summary>
    public Guid? DraftId { get; init; }

    /// <summary>The revision of that draft.</summary>
    public long? DraftRevision { get; init; }

    /// <summary>Where it stands.</summary>
    public required MigrationImpactState State { get; init; }

    /// <summary>Whether the cases concerned are listed: until then <see cref="Total"/> is not known.</summary>
    public required bool IsListed { get; init; }

    /// <summary>How many cases, or child workflows of cases, are concerned.</summary>
    public required long Total { get; init; }

    /// <summary>How many of them were looked at.</summary>
    public required long Seen { get; init; }

    /// <summary>Why it broke, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Account id.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it was done, stopped or broke.</summary>
    public Instant? FinishedAt { get; init; }
}

/// <summary>How many cases of a kind there are.</summary>
/// <param name="FromHash">The version they run.</param>
/// <param name="Status">The ticket's status; empty: no ticket.</param>
/// <param name="Unit">Code of the unit that leads; empty: none yet.</param>
/// <param name="Verdict">How they stand to the target.</param>
/// <param name="Cases">How many.</param>
public sealed record FlightCount(string FromHash, string Status, string Unit, MigrationVerdict Verdict, long Cases);

/// <summary>What stands in the way of many cases.</summary>
/// <param name="Code">Stable dotted code.</param>
/// <param name="ActivityId">The activity, or null.</param>
/// <param name="ActivityName">What the designer shows for it, or null.</param>
/// <param name="Chinese">The sentence, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Cases">How many cases.</param>
public sealed record FlightObstacle(string Code, string? ActivityId, string? ActivityName, string Chinese, string English, long Cases);

/// <summary>One case in a report.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="FromHash">The version it runs, itself or in a child workflow.</param>
/// <param name="Verdict">How it stands to the target.</param>
/// <param name="Number">Number of its ticket, or null.</param>
/// <param name="Status">The ticket's status; empty: no ticket.</param>
/// <param name="Unit">Code of the unit that leads; empty: none yet.</param>
/// <param name="Places">Where its open positions are, by activity id.</param>
/// <param name="Blocks">What stands in the way; empty unless blocked.</param>
public sealed record MigrationImpactRow(
    Guid CaseId, string FromHash, MigrationVerdict Verdict, string? Number, string Status, string Unit, IReadOnlyList<string> Places, IReadOnlyList<MigrationBlock> Blocks);

/// <summary>Which cases of a report are meant. All conditions hold together; null asks nothing.</summary>
public sealed record MigrationImpactQuery
{
    /// <summary>How they stand to the target.</summary>
    public MigrationVerdict? Verdict { get; init; }

    /// <summary>The ticket's status; empty text: no ticket.</summary>
    public string? Status { get; init; }

    /// <summary>Code of the unit that leads; empty text: none yet.</summary>
    public string? Unit { get; init; }

    /// <summary>The version they run, by hash.</summary>
    public string? FromHash { get; init; }

    /// <summary>Place after which the page begins, as <see cref="MigrationImpactStore.RowsAsync"/> gave it; null: from the first.</summary>
    public string? After { get; init; }

    /// <summary>Rows wanted, at most 200.</summary>
    public int Size { get; init; } = 50;
}
