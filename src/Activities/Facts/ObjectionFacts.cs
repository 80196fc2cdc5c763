using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>One objection to a dispatch: <c>objections.{n}</c>. Read-only.</summary>
/// <param name="Entries">The object; null: there was none.</param>
public readonly record struct ObjectionFacts(Value Entries)
{
    internal const string List = "objections";
    internal const string CountName = "objectionCount";
    internal const string ReturnForbiddenName = "returnForbidden";

    /// <summary>The ticket goes to another unit.</summary>
    public const string Upheld = nameof(Upheld);

    /// <summary>The unit keeps the ticket.</summary>
    public const string Rejected = nameof(Rejected);

    /// <summary>A unit was designated for good.</summary>
    public const string Designated = nameof(Designated);

    /// <summary>The next level is to decide.</summary>
    public const string Escalated = nameof(Escalated);

    /// <summary>The unit that objected.</summary>
    public string? Unit => Entries["unit"].AsString();

    /// <summary>Code of the ground.</summary>
    public string? Ground => Entries["ground"].AsString();

    /// <summary>The rule it rests on, sealed or, in old entries, in clear; null: none was cited.</summary>
    public Value Citation => Entries["citation"];

    /// <summary>The unit that is proposed instead; null: none.</summary>
    public string? ProposedUnit => Entries["proposedUnit"].AsString();

    /// <summary>Row of the dispatch catalogue that had sent the ticket there; null: none.</summary>
    public string? RowId => Entries["rowId"].AsString();

    /// <summary>One of the decisions above; null: nobody has decided.</summary>
    public string? Decision => Entries["decision"].AsString();

    /// <summary>Decided when (UTC).</summary>
    public Instant? DecidedAt => Entries["decidedAt"].AsInstant();

    /// <summary>What a patch changes of one objection, and which.</summary>
    internal static (string Ordinal, Value Change) ReadPatch(Value set) => EventData.EntryOf(set[List]);

    /// <summary>What changes one objection.</summary>
    internal static Value Patch(string ordinal, Value change) => EventData.Entry(ordinal, change);

    /// <summary>A decision, as the four events of a decision set it.</summary>
    internal static Value WriteDecision(string decision, in ObjectionDecision made) => Patch(made.Ordinal, Value.Object(
        ("decidedAt", Value.Of(made.At)), ("decidedBy", Value.Of(made.By)), ("decision", Value.Of(decision)), ("decisionText", made.Opinion)));

    /// <summary>A decision, by what its event set.</summary>
    internal static ObjectionDecision ReadDecision(Value set) =>
        ReadPatch(set) is var (ordinal, change) ? new(ordinal, change.At("decidedAt"), change.Code("decidedBy"), change["decisionText"]) : default;
}

/// <summary>Who decided on an objection.</summary>
/// <param name="Ordinal">Of the objection.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Opinion">The reviewer's opinion, sealed.</param>
internal readonly record struct ObjectionDecision(string Ordinal, Instant At, string By, Value Opinion);
