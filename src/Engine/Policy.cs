using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine;

/// <summary>
/// An immutable snapshot of everything policy staff own (calendar, limits, catalogue, organisation), named by the hash
/// of its content. A step uses exactly one; the journal records which. What is inside is the domain's affair.
/// </summary>
public abstract class Policy
{
    /// <summary>SHA-256 of the canonical content, lower-case hexadecimal.</summary>
    public abstract string Hash { get; }

    /// <summary>What expressions see as the read-only object <c>policy</c>.</summary>
    public abstract Value View { get; }

    /// <summary>The zone of cron expressions, and of dates and times without an offset. The default value is UTC.</summary>
    public virtual DateTimeZone Zone => DateTimeZone.Utc;

    /// <summary>The same policy, read under a numbered meaning (see <see cref="Semantics"/>). Asked for at each step, so it must be cheap.</summary>
    public virtual Policy Under(int semantics) => this;

    /// <summary>A refusal of a step as this policy words and cites it.</summary>
    public virtual Rejection Worded(Rejection rejection) => rejection;

    /// <summary>How the policy declares that kind of task, or null where it leaves the activity's own declaration as it is.</summary>
    public virtual TaskDeclaration? FindTask(string kind) => null;

    /// <summary>Outcomes that the policy adds to a kind of the activity's own: each is offered where its port is drawn.</summary>
    public virtual IReadOnlyList<string> AddedOutcomes(string kind) => [];
}
