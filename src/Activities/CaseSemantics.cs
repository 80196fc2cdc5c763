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

    /// A limit in working days ends at 24:00 of the last day that counted. Before, what ended with a working day before a day off ended only
    /// when the next working day began, so that a limit that began on a day off (or on the next day) ended days too late. A clock carries
    /// the meaning it began under in its first act: one that runs keeps the deadline it shows.
    /// </summary>
    public const int EndOfCountedDay = 2;
}
