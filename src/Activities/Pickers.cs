namespace JieSuJiBan.Activities;

/// <summary>
/// Editors that Elsa does not know: an input names one as its hint, and the designer offers what the policy in force has.
/// Any other text can still be written in the definition or computed by an expression.
/// </summary>
public static class Pickers
{
    /// <summary>A unit of the organisation, by code.</summary>
    public const string Unit = "unit-picker";

    /// <summary>A word for a unit's part in the ticket (see <see cref="Activities.Policies.UnitReference"/>), or a unit by code.</summary>
    public const string UnitReference = "unit-reference-picker";

    /// <summary>A step of the limit table.</summary>
    public const string LimitStep = "limit-step-picker";

    /// <summary>What the activities of a case tell each other (<see cref="CaseSignals"/>).</summary>
    public const string Signal = "signal-picker";

    /// <summary>Accounts that may be recused: the acts by which the facts remember who did them.</summary>
    public const string Act = "act-picker";

    /// <summary>A role of the product or of the city.</summary>
    public const string Role = "role-picker";

    /// <summary>A kind of task that the city adds.</summary>
    public const string TaskKind = "task-kind-picker";

    /// <summary>A level of the ladder of coordination.</summary>
    public const string Level = "level-picker";

    /// <summary>A class of the class tree, by code.</summary>
    public const string Class = "class-picker";

    /// <summary>A district or street, by code.</summary>
    public const string Area = "area-picker";

    /// <summary>A type of request, by code.</summary>
    public const string RequestType = "request-type-picker";

    /// <summary>A channel, by code.</summary>
    public const string Channel = "channel-picker";

    /// <summary>A span of time.</summary>
    public const string Duration = "duration";
}
