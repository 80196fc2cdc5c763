using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The facts of a flag, which is a case of its own. Read-only.</summary>
/// <param name="Facts">The facts of its case.</param>
public readonly record struct FlagFacts(Value Facts)
{
    internal const string ActName = "act";
    internal const string DecisionList = "decisions";

    /// <summary>Code of the act.</summary>
    public string? Act => Facts[ActName].AsString();

    /// <summary>The unit it is about, or null.</summary>
    public string? Unit => Facts["unit"].AsString();

    /// <summary>Who flagged it.</summary>
    public string? RaisedBy => Facts["raisedBy"].AsString();

    /// <summary>What was decided.</summary>
    public FactList Decisions => new(Facts[DecisionList]);
}
