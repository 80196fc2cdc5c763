using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Facts;

/// <summary>Who did which act: fact <c>actors</c>, account ids by act. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct ActorFacts(Value Entries)
{
    internal const string Name = "actors";

    /// <summary>Who sorted the request.</summary>
    internal const string Triage = "triage";

    /// <summary>Who dispatched it.</summary>
    internal const string Dispatch = "dispatch";

    /// <summary>Who held the conference.</summary>
    internal const string Conference = "conference";

    /// <summary>Who objected to the dispatch.</summary>
    internal const string Objection = "objection";

    /// <summary>Who decided on the objection.</summary>
    internal const string ObjectionReview = "objectionReview";

    /// <summary>Who asked for more time.</summary>
    internal const string Extension = "extension";

    /// <summary>Who replied.</summary>
    internal const string Reply = "reply";

    /// <summary>Who called back.</summary>
    internal const string Callback = "callback";

    /// <summary>Who disputed the callback.</summary>
    internal const string Dispute = "dispute";

    /// <summary>Who decided on the dispute.</summary>
    internal const string DisputeReview = "disputeReview";

    /// <summary>Who decided on an unreasonable request.</summary>
    internal const string UnreasonableReview = "unreasonableReview";

    /// <summary>Who explained the result.</summary>
    internal const string Explanation = "explanation";

    /// <summary>Who raised the flag.</summary>
    internal const string Flag = "flag";

    /// <summary>The account that did the act; null: nobody did.</summary>
    /// <param name="act">One of <see cref="Vocabulary.Acts"/>, or a task of the city's own.</param>
    public string? Of(string act) => Entries[act].AsString();

    /// <summary>An act and who did it, as an event sets it.</summary>
    internal static Value Write(string act, string account) => Value.Object((act, Value.Of(account)));

    /// <summary>Who did the act, by what an event set.</summary>
    internal static string Read(Value set, string act) => set[Name][act].AsString() ?? "";
}
