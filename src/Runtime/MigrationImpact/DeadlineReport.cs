using NodaTime;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>Which deadlines of running tickets a published policy would change.</summary>
/// <param name="ReportId">The report.</param>
/// <param name="PolicyHash">The policy that was computed by.</param>
/// <param name="State">running, done or failed.</param>
/// <param name="Total">How many tickets were under way when it began.</param>
/// <param name="Seen">How many of them were looked at.</param>
/// <param name="Failure">Why it broke, or null.</param>
/// <param name="CreatedBy">Account id.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it was done or broke.</param>
public sealed record DeadlineReport(
    Guid ReportId, string PolicyHash, string State, long Total, long Seen, string? Failure, string CreatedBy, Instant CreatedAt, Instant? FinishedAt);

/// <summary>How a deadline of a list stands.</summary>
public enum DeadlineStanding
{
    /// <summary>Nobody has decided about it.</summary>
    Open,
    /// <summary>It is to be computed anew.</summary>
    Pending,
    /// <summary>It was computed anew.</summary>
    Done,
    /// <summary>It is kept as it was.</summary>
    Kept,
    /// <summary>The case refused, because something happened to it meanwhile.</summary>
    Refused,
}

/// <summary>How many deadlines of a group there are.</summary>
/// <param name="IsEarlier">True for those that would be brought forward.</param>
/// <param name="State">How they stand.</param>
/// <param name="Clocks">How many.</param>
public sealed record DeadlineCount(bool IsEarlier, DeadlineStanding State, long Clocks);

/// <summary>One deadline that would be another one.</summary>
/// <param name="CaseId">The ticket's case.</param>
/// <param name="Clock">Name of the clock.</param>
/// <param name="StepName">The step it is for, zh-CN.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Unit">Code of the unit that leads; empty: none yet.</param>
/// <param name="Was">The deadline that every place shows.</param>
/// <param name="Becomes">The deadline by the policy in force.</param>
/// <param name="LimitWas">The limit it runs for, zh-CN.</param>
/// <param name="LimitBecomes">The limit by that policy, zh-CN.</param>
/// <param name="State">How it stands.</param>
/// <param name="Chinese">Why it was refused, zh-CN, or null.</param>
/// <param name="English">The same in English.</param>
/// <param name="DecidedBy">Account id of who decided, or null.</param>
/// <param name="DecidedAt">When, or null.</param>
public sealed record DeadlineRow(
    Guid CaseId, string Clock, string StepName, string? Number, string Unit, Instant Was, Instant Becomes, string LimitWas, string LimitBecomes,
    DeadlineStanding State, string? Chinese, string? English, string? DecidedBy, Instant? DecidedAt)
{
    /// <summary>True where there would be less time.</summary>
    public bool IsEarlier => Becomes < Was;
}
