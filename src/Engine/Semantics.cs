namespace JieSuJiBan.Engine;

/// <summary>
/// The numbered meanings that steps are decided under. Every journal entry names its number (absent: <see cref="First"/>), so that what was
/// recorded is decided again as it was then, by every later release, whatever has been corrected since. A number is carried by the entry and
/// never chosen by date: two nodes of two releases may step one case in turn, and each entry says which of them decided.
/// <para>
/// A correction that makes a step decide otherwise is a named constant here or in the domain's own list, with what differs before and after; the
/// code asks <c>context.Semantics &gt;= Semantics.TheName</c>. Mends that are released together share a number. A released constant never
/// changes, and the code for the meaning before it stays.
/// </para>
/// </summary>
public static class Semantics
{
    /// <summary>What entries were decided under before they named a number.</summary>
    public const int First = 1;

    /// <summary>
    /// Since 2: a duration is what every reader takes it for (<c>24:00:00</c>, <c>90</c>, <c>1:30</c> are incidents that name the right
    /// writing, before they were 24 days, ninety days and an hour and a half); cron expressions, and dates and times without an offset
    /// in literals, defaults, scripts and templates, are in the policy's zone (before: UTC).
    /// </summary>
    public const int TimesAsWritten = 2;

    /// <summary>
    /// Since 2: timers that ask for no time count how often they followed on one another, and a loop of them ends with the incident
    /// <c>timer.noTimePasses</c>; before, one step followed on the other without end.
    /// </summary>
    public const int TimeMustPass = 2;

    /// <summary>
    /// Since 2: what scripts and templates ask of one built-in call is bounded before the call; a promise that is not settled when
    /// nothing is left to run is an error at once (before: after ten seconds by the clock); texts of libraries do not enter events, nor scripts that catch them.
    /// </summary>
    public const int BoundedScripts = 2;

    /// <summary>
    /// Before, tokens belonged to an activity, and what a cascade or race kept back stayed for rounds to come: a branch that came another way in
    /// the next round was swallowed. Now a token belongs to one run of its target, and what is kept back to the run that may still bring it.
    /// </summary>
    public const int TokensOfOneRound = 2;

    /// <summary>
    /// Before, a flowchart with an arrival that no join could release finished (counter mode) or waited for nothing (token mode), and so did
    /// whatever else neither ran nor waited. Now it is an incident at the join, or at what is stuck.
    /// </summary>
    public const int NothingIsLost = 2;

    /// <summary>
    /// Before, a way out of a loop counted as dead in each round that did not take it (counter mode), so that a join behind the loop could run
    /// before the loop was over. Now it is open while the loop runs, and counts once: when it is taken, or when the loop is over without it.
    /// </summary>
    public const int LoopsEndOnce = 2;

    /// <summary>Before, an activity could leave a flowchart by an outcome that nobody had declared, and its flow ended. Now that is an incident, and so is an expression that chooses an outcome (before: without effect).</summary>
    public const int OutcomesAreDeclared = 2;

    /// <summary>
    /// Before, whole numbers beyond 2^53 and decimals of more digits than a double holds lost digits in scripts, a list or an object became JSON
    /// text in a variable or input declared as text, and a text of more than 28 digits was rounded. Now they keep what they are or are an
    /// incident that names the variable; a list that is written as text is a list to a fork as it is to loops (before: no branch at all), and
    /// whoever moves to another version has its values read as they are everywhere else.
    /// </summary>
    public const int ValuesStayWhole = 2;

    /// <summary>
    /// Since 3 what a step asks of the shell (tasks, timers, messages, calls to the outside) is part of its meaning: verification decides the step
    /// again and compares the rows that came of it. Before, a release could word a message otherwise without a number of its own.
    /// </summary>
    public const int EffectsAreDecided = 3;

    /// <summary>
    /// Since 3 a request that no connection of the system takes (<c>{error: "refused", refusal: {code, chinese, english}}</c> in its answer) is an
    /// incident with those words, to be retried once the connection is there. Before, it would have been no connection at all.
    /// </summary>
    public const int RefusedRequestsAreIncidents = 3;

    /// <summary>Since 3 every word that a person writes comes to a step sealed; before, only what was called personal did, and some words of officials came in clear.</summary>
    public const int WordsAreSealed = 3;

    /// <summary>
    /// Since 3 a request says which status codes its flow expects (<c>expects</c>) and whether it draws a way for others (<c>unmatched</c> among
    /// <c>takes</c>): only then can who is not let in (401) be told from who is answered. Before, every code was an answer.
    /// </summary>
    public const int ExpectedCodesGoAlong = 3;

    /// <summary>What this release decides under.</summary>
    public const int Current = 3;
}
