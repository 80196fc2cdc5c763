using JieSuJiBan.Activities.Policies;

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

    /// <summary>
    /// A limit in working days ends at 24:00 of the last day that counted. Before, what ended with a working day before a day off ended only
    /// when the next working day began, so that a limit that began on a day off (or on the next day) ended days too late. A clock carries
    /// the meaning it began under in its first act: one that runs keeps the deadline it shows.
    /// </summary>
    public const int EndOfCountedDay = 2;

    /// <summary>
    /// A clock carries what its deadline depends on in the calendar, so that a notice published later changes no deadline that is shown
    /// already, and a person may have it computed anew. Before, each act computed it by the calendar of its day.
    /// </summary>
    public const int ClockKeepsCalendar = 2;

    /// <summary>
    /// The review of an extension has a clock that acts, and an extension is not approved after the limit expired unless the city allows
    /// it. Before, nothing happened at the due of a review, and what was asked for in time could be approved at any time.
    /// </summary>
    public const int ExtensionReviewClock = 2;

    /// <summary>
    /// Warnings of limits in working time come in working time, and their leads are counted back in it; before, they came at any hour and
    /// on days off. As the end, carried by the clock.
    /// </summary>
    public const int WarnInWorkingTime = 2;

    /// <summary>
    /// Since 2 a word for a unit means the same unit in every activity and policy, and may have alternatives (see <see cref="UnitReference"/>);
    /// before, coordination and the escalation of whistles read <c>District</c>, <c>Superior</c> and <c>Duty:</c> otherwise than the rest.
    /// </summary>
    public const int OneUnitReference = 2;

    /// <summary>
    /// A ticket that a step of the city's own sends back to its handling loses the reply that was sent back, and the clock that the reply had
    /// stopped goes on. Before, it was handled without a clock, and more time could not be asked for.
    /// </summary>
    public const int ReturnedTicketsHaveAClock = 2;

    /// <summary>Of a field that a city adds to a built-in task, an answer left out is an answer left out. Before, the answer of an earlier time went on to hold. What was asked is there, empty where nothing was answered, so that an expression may read it.</summary>
    public const int LeftOutIsLeftOut = 2;

    /// <summary>What an outcome sets from a fact inside another, <c>=facts.callback.good</c>, is found there. Before, nothing was.</summary>
    public const int FactsByPath = 2;

    /// <summary>
    /// The petitioner hears that the limit passed without a reply (Art. 15), and the task of handling shows what the callback at the limit
    /// said (Art. 23). Before: only the unit was told.
    /// </summary>
    public const int OverrunTold = 2;

    /// <summary>
    /// A contact meets the duty of Art. 15 and stops the clock of first contact only where the petitioner was reached, or was tried so often as
    /// the city asks. Before: any contact on record did.
    /// </summary>
    public const int ContactReached = 2;

    /// <summary>
    /// What is said about a merged ticket is on record there as well, what a petitioner adds to a request is heard at all, and what the petitioner of the handled one is told, the petitioners of
    /// those merged into it are told too. Before: a merged ticket heard only that the other was closed.
    /// </summary>
    public const int MergedHears = 2;

    /// <summary>
    /// What the city's words or tags mark as a possible emergency gets the urgency, and so the limits, that the policy names for it at once, and
    /// its tasks come first. Before: the urgency was suggested to whoever triaged it.
    /// </summary>
    public const int EmergencyFirst = 2;

    /// <summary>Who received a ticket first (Art. 14) stays on record when an objection sends it on. Before: only the lead unit of now was.</summary>
    public const int FirstReceiverKept = 2;

    /// <summary>A request without a phone number or an account is accepted where the city's rule says so, and nobody need be contacted. Before: an incident.</summary>
    public const int WithoutContact = 2;
}
