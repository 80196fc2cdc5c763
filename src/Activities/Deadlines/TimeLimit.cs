using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>The unit in which a limit counts.</summary>
public enum LimitUnit
{
    /// <summary>Minutes on the clock, day and night.</summary>
    Minute,
    /// <summary>Hours on the clock, day and night.</summary>
    Hour,
    /// <summary>Hours of office time.</summary>
    WorkingHour,
    /// <summary>Calendar days; days off are not skipped.</summary>
    NaturalDay,
    /// <summary>Working days; days off are skipped, make-up workdays count.</summary>
    WorkingDay,
}

/// <summary>The fact that starts a limit.</summary>
public enum LimitStart
{
    /// <summary>Acceptance of the request.</summary>
    Acceptance,
    /// <summary>Dispatch to the unit.</summary>
    Dispatch,
    /// <summary>The unit's confirmation of receipt.</summary>
    SignIn,
    /// <summary>The unit's reply.</summary>
    Reply,
    /// <summary>The end of the limit for handling.</summary>
    LimitExpiry,
    /// <summary>The event of the step itself, e.g. the objection or the whistle.</summary>
    Event,
}

/// <summary>How the start is counted.</summary>
public enum CountFrom
{
    /// <summary>From the very moment; in whole days the start day is not counted.</summary>
    Moment,
    /// <summary>The start day is the first day; only with <see cref="LimitEnd.EndOfOfficeDay"/>.</summary>
    SameDay,
    /// <summary>The day after the start is the first day; hours count from its 00:00.</summary>
    NextDay,
}

/// <summary>The moment of its last day at which a limit ends.</summary>
public enum LimitEnd
{
    /// <summary>To the exact time: whole days end at the time of day of the start.</summary>
    ExactTime,
    /// <summary>When the office closes on the last day.</summary>
    EndOfOfficeDay,
}

/// <summary>When to warn before a limit ends: either a share of the counted time, or an amount before the end.</summary>
/// <param name="ElapsedPercent">Share of the counted time that has passed, 1 to 99, or null.</param>
/// <param name="Before">Amount before the end, or null.</param>
/// <param name="Unit">The unit of <paramref name="Before"/>, e.g. the limit's own.</param>
public sealed record LimitWarning(int? ElapsedPercent, int? Before, LimitUnit Unit);

/// <summary>The tickets and units a limit is for; null means any.</summary>
/// <param name="Class">Class code of any level: that class and all under it.</param>
/// <param name="RequestType">Request type code.</param>
/// <param name="Channel">Channel code.</param>
/// <param name="Urgency">Urgency code.</param>
/// <param name="UnitKind">Kind of the handling unit.</param>
/// <param name="Statute">Code of a statute that governs the matter, as <c>statutes</c> in <c>time-limits.json</c> lists them.</param>
public sealed record LimitMatch(string? Class, string? RequestType, string? Channel, string? Urgency, UnitKind? UnitKind, string? Statute = null)
{
    /// <summary>Matches everything.</summary>
    public static LimitMatch Any { get; } = new(null, null, null, null, null);
}

/// <summary>One row of the limit table (办理时限, <c>time-limits.json</c>).</summary>
/// <param name="Id">Stable row id.</param>
/// <param name="Step">The step it is for.</param>
/// <param name="Match">The tickets and units it is for.</param>
/// <param name="Amount">How many units, 1 or more.</param>
/// <param name="Unit">The unit in which it counts.</param>
/// <param name="Start">The fact that starts it; default dispatch, so that a unit cannot win time by not signing in.</param>
/// <param name="CountFrom">How the start is counted.</param>
/// <param name="End">The moment of the last day at which it ends.</param>
/// <param name="MovesOffRestDays">True where a limit in natural days that ends on a day off ends on the next working day.</param>
/// <param name="Warnings">When to warn.</param>
/// <param name="Basis">Where the number comes from.</param>
public sealed record TimeLimit(
    string Id,
    LimitStep Step,
    LimitMatch Match,
    int Amount,
    LimitUnit Unit,
    LimitStart Start,
    CountFrom CountFrom,
    LimitEnd End,
    bool MovesOffRestDays,
    ImmutableArray<LimitWarning> Warnings,
    PolicyBasis Basis)
{
    /// <summary>
    /// True for a term that a law fixes: it takes the place of every row of the city's own, whatever the urgency. Its basis
    /// is a law and cites the article.
    /// </summary>
    public bool IsStatutory { get; init; }

    /// <summary>The step's name, zh-CN; a city may give its own.</summary>
    public string StepName { get; init; } = LimitWords.Chinese(Step);

    /// <summary>True where it counts in days.</summary>
    public bool IsInDays => Unit is LimitUnit.NaturalDay or LimitUnit.WorkingDay;

    /// <summary>True where it counts in working time: its warnings come in working time too.</summary>
    public bool IsInWorkingTime => Unit is LimitUnit.WorkingHour or LimitUnit.WorkingDay;

    /// <summary>The limit in words, zh-CN, e.g. <c>5个工作日</c>.</summary>
    public string Chinese => $"{Amount}{LimitWords.Chinese(Unit)}";

    /// <summary>The limit in words, English, e.g. <c>5 working days</c>.</summary>
    public string English => $"{Amount} {LimitWords.English(Unit, Amount)}";
}
