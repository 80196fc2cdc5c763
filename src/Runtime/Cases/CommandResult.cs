using JieSuJiBan.Engine;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>What a command gets, the same from the engine's edge to pages and REST.</summary>
public abstract record CommandResult
{
    private CommandResult()
    {
    }

    /// <summary>The step is durable.</summary>
    /// <param name="CaseId">The case; for a repeated start the one that the first command made.</param>
    /// <param name="Sequence">Number of the step.</param>
    /// <param name="Answer"><c>number</c>, <c>status</c> (of the ticket), <c>caseStatus</c>, <c>caseSubStatus</c> after the step.</param>
    /// <param name="Repeated">True where this command id had been accepted before: this is the first answer.</param>
    public sealed record Accepted(CaseId CaseId, long Sequence, Value Answer, bool Repeated) : CommandResult
    {
        /// <summary>The ticket's number, where the case is one.</summary>
        public string? Number => Answer["number"].AsString();
    }

    /// <summary>A rule refuses it; nothing changed.</summary>
    /// <param name="Rejections">Why, and what to do; at least one.</param>
    public sealed record Refused(IReadOnlyList<Rejection> Rejections) : CommandResult
    {
        /// <summary>The first of them.</summary>
        public Rejection Rejection => Rejections[0];
    }

    /// <summary>Too much is waiting; nothing was tried.</summary>
    /// <param name="RetryAfter">When to send the same command again.</param>
    public sealed record Overloaded(TimeSpan RetryAfter) : CommandResult;

    /// <summary>The database went away before it answered: nobody knows whether the command took effect. The same command id again finds out.</summary>
    /// <param name="Cause">What was lost.</param>
    public sealed record Unknown(Exception Cause) : CommandResult;

    /// <summary>Refused for one reason.</summary>
    public static Refused Refuse(Rejection rejection) => new([rejection]);
}
