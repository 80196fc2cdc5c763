namespace JieSuJiBan.Activities;

/// <summary>
/// What steps decide otherwise since a numbered meaning, in the rules of tickets: the counterpart of <see cref="Engine.Semantics"/>, of which
/// the numbers are. Each constant says what differs before and after.
/// </summary>
public static class CaseSemantics
{
    /// <summary>
    /// Since 2 what a step records cites the city's own law (<c>law.json</c>) or none; before, it cited the Beijing regulation in every city
    /// (see <see cref="LegacyCitations"/>).
    /// </summary>
    public const int CitesTheCitysLaw = 2;
}
