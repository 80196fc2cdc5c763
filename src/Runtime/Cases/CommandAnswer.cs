using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>What a command gets.</summary>
public abstract record CommandAnswer
{
    private CommandAnswer()
    {
    }

    /// <summary>The step is durable.</summary>
    /// <param name="CaseId">The case; for a repeated start the one that the first command made.</param>
    /// <param name="Sequence">Number of the step.</param>
    /// <param name="Answer"><c>number</c>, <c>status</c> (of the ticket), <c>caseStatus</c>, <c>caseSubStatus</c> after the step.</param>
    /// <param name="Repeated">True where this command id had been accepted before: this is the first answer.</param>
    public sealed record Accepted(CaseId CaseId, long Sequence, Value Answer, bool Repeated) : CommandAnswer;

    /// <summary>A rule refuses it; nothing changed.</summary>
    /// <param name="Rejection">Why, and what to do.</param>
    public sealed record Refused(Rejection Rejection) : CommandAnswer;

    /// <summary>Too much is waiting; nothing was tried.</summary>
    /// <param name="RetryAfter">When to send the same command again.</param>
    public sealed record Overloaded(TimeSpan RetryAfter) : CommandAnswer;
}
