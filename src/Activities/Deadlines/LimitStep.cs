using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// The step of a ticket's way that a limit is for: an open code. The ones named here are known everywhere; a city declares
/// further ones under <c>steps</c> in <c>time-limits.json</c>.
/// </summary>
/// <param name="Code">Stable code, Pascal case, e.g. <c>Feedback</c>.</param>
public readonly record struct LimitStep(string Code)
{
    /// <summary>From acceptance until the ticket is sent to a unit.</summary>
    public static LimitStep Dispatch { get; } = new(nameof(Dispatch));

    /// <summary>Until the unit confirms receipt.</summary>
    public static LimitStep SignIn { get; } = new(nameof(SignIn));

    /// <summary>Until the unit has talked to the petitioner.</summary>
    public static LimitStep FirstContact { get; } = new(nameof(FirstContact));

    /// <summary>Until the unit has replied to petitioner and hotline.</summary>
    public static LimitStep Feedback { get; } = new(nameof(Feedback));

    /// <summary>Until the callback is made.</summary>
    public static LimitStep Callback { get; } = new(nameof(Callback));

    /// <summary>The window in which a unit may send a ticket back.</summary>
    public static LimitStep Return { get; } = new(nameof(Return));

    /// <summary>Until an objection to the dispatch is decided.</summary>
    public static LimitStep ObjectionReview { get; } = new(nameof(ObjectionReview));

    /// <summary>Until a co-handling unit has done its part (Art. 14).</summary>
    public static LimitStep CoHandling { get; } = new(nameof(CoHandling));

    /// <summary>Until a co-handling unit has sent its part or a stage report.</summary>
    public static LimitStep StageReport { get; } = new(nameof(StageReport));

    /// <summary>Until a unit that was whistled for has reported in.</summary>
    public static LimitStep ReportIn { get; } = new(nameof(ReportIn));

    /// <summary>Until a request for more time is decided (Art. 15).</summary>
    public static LimitStep ExtensionReview { get; } = new(nameof(ExtensionReview));

    /// <summary>Until the unit has replied again after a callback that went badly.</summary>
    public static LimitStep Rehandle { get; } = new(nameof(Rehandle));

    /// <summary>The steps that need no declaration, in the order of a ticket's way.</summary>
    public static ImmutableArray<LimitStep> WellKnown { get; } =
        [Dispatch, SignIn, FirstContact, Feedback, Callback, Return, ObjectionReview, CoHandling, StageReport, ReportIn, ExtensionReview, Rehandle];

    private static readonly FrozenDictionary<string, string> ClockNames = WellKnown.ToFrozenDictionary(step => step.Code, step => Lower(step.Code));

    /// <summary>The name under which a ticket keeps the clock of this step: <c>Feedback</c> is <c>feedback</c>.</summary>
    public string ClockName => string.IsNullOrEmpty(Code) ? "" : ClockNames.TryGetValue(Code, out var name) ? name : Lower(Code);

    private static string Lower(string code) => char.ToLowerInvariant(code[0]) + code[1..];

    /// <inheritdoc/>
    public override string ToString() => Code ?? "";
}
