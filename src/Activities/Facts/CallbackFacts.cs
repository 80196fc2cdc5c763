using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>What the petitioner said afterwards (Art. 23): fact <c>callback</c>, with the answers by question. Read-only.</summary>
/// <param name="Entries">The object; null where nobody was called back yet.</param>
public readonly record struct CallbackFacts(Value Entries)
{
    internal const string Name = "callback";

    /// <summary>The question whether the matter is solved.</summary>
    public const string Solved = "solved";

    /// <summary>The question whether the petitioner is satisfied.</summary>
    public const string Satisfied = "satisfied";

    /// <summary>The question whether the unit contacted the petitioner.</summary>
    public const string ContactedByStaff = "contactedByStaff";

    internal const string Unanswered = "unanswered";

    /// <summary>The latest attempt was made when (UTC).</summary>
    public Instant? At => Entries["at"].AsInstant();

    /// <summary>True where the latest attempt reached the petitioner; null: none was made.</summary>
    public bool? IsReached => Entries["reached"].AsBoolean();

    /// <summary>True where it was about a ticket that nobody had replied to.</summary>
    public bool IsUnanswered => Entries[Unanswered].AsBoolean() == true;

    /// <summary>How many attempts were made.</summary>
    public long? Attempts => Entries["attempts"].AsInt64();

    /// <summary>The attempts.</summary>
    public FactList AttemptsLog => new(Entries["attemptsLog"]);

    /// <summary>What was answered to a question: a code as data, null where it was not asked.</summary>
    /// <param name="question">Code of the question.</param>
    public Value Answer(string question) => Entries[question];
}

/// <summary>A dispute of the callback by the unit. Read-only.</summary>
/// <param name="Entries">The object; null where there was none.</param>
public readonly record struct DisputeFacts(Value Entries)
{
    internal const string List = "disputes";

    /// <summary>Code of the unit that disputes.</summary>
    public string? Unit => Entries["unit"].AsString();

    /// <summary>Code of the ground.</summary>
    public string? Ground => Entries["ground"].AsString();
}

/// <summary>The callback that begins when the limit expires without a reply: fact <c>limitCallback</c>; one per ticket at most. Read-only.</summary>
/// <param name="Entries">The object; null where it did not begin.</param>
public readonly record struct LimitCallbackFacts(Value Entries)
{
    internal const string Name = "limitCallback";

    /// <summary>Nobody has answered yet.</summary>
    public const string Open = nameof(Open);

    /// <summary>The limit moved before anybody was reached, so it will begin anew.</summary>
    public const string Withdrawn = nameof(Withdrawn);

    /// <summary>True once it began.</summary>
    public bool IsBegun => !Entries.IsNull;

    /// <summary><see cref="Open"/>, <see cref="Withdrawn"/>, or the outcome; null: it did not begin.</summary>
    public string? State => Entries["state"].AsString();
}
