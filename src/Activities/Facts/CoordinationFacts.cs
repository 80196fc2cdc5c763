using System.Globalization;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The requests for coordination of a ticket: fact <c>coordination</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct CoordinationFacts(Value Entries)
{
    internal const string Name = "coordination";

    /// <summary>How many there are.</summary>
    public int Count => Entries.Count;

    /// <summary>All requests, in ordinal order of their names.</summary>
    public IEnumerable<CoordinationRequest> All => Entries.MembersByName.Select(member => new CoordinationRequest(member.Key, member.Value));

    /// <summary>One request; empty facts where there is none such.</summary>
    /// <param name="number">From 1.</param>
    public CoordinationRequest Request(long number) => number.ToString(CultureInfo.InvariantCulture) is var ordinal ? new(ordinal, Entries[ordinal]) : default;

    /// <summary>What changes one request.</summary>
    internal static Value Patch(string ordinal, Value change) => Value.Object((Name, EventData.Entry(ordinal, change)));
}

/// <summary>One request for coordination. Instants are UTC.</summary>
/// <param name="Ordinal">Its name among the requests.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct CoordinationRequest(string Ordinal, Value Facts)
{
    internal const string LevelList = "levels";

    /// <summary>Which request, from 1.</summary>
    public long Number => long.TryParse(Ordinal, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The unit that asked.</summary>
    public string? Unit => Facts["unit"].AsString();

    /// <summary>Code of the body outside the organisation that is to be asked, or null.</summary>
    public string? Party => Facts["party"].AsString();

    /// <summary>Code of the level that the asker wants to begin, or null.</summary>
    public string? StartLevel => Facts["startLevel"].AsString();

    /// <summary>What is to be coordinated, sealed.</summary>
    public Value Matter => Facts["matter"];

    /// <summary>The levels that took it up, in ordinal order of their codes.</summary>
    public IEnumerable<CoordinationLevelFacts> Levels => Facts[LevelList].MembersByName.Select(member => new CoordinationLevelFacts(member.Key, member.Value));

    /// <summary>One level; empty facts where it did not take it up.</summary>
    /// <param name="code">Its code.</param>
    public CoordinationLevelFacts Level(string code) => new(code, Facts[LevelList][code]);
}

/// <summary>What one level did about a request. Instants are UTC.</summary>
/// <param name="Code">Code of the level.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct CoordinationLevelFacts(string Code, Value Facts)
{
    /// <summary>The unit that coordinates.</summary>
    public string? Unit => Facts["unit"].AsString();

    /// <summary>Taken up when.</summary>
    public Instant? At => Facts["at"].AsInstant();

    /// <summary>Decided when.</summary>
    public Instant? DecidedAt => Facts["decidedAt"].AsInstant();

    /// <summary>The outcome, or <c>Silent</c>; null: not decided.</summary>
    public string? Decision => Facts["decision"].AsString();
}

/// <summary>What a body outside the organisation was asked: fact <c>outside</c>, by the ordinal of the request. Instants are UTC.</summary>
/// <param name="Ordinal">The request.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct OutsideFacts(string Ordinal, Value Facts)
{
    internal const string Name = "outside";

    /// <summary>Code of the body.</summary>
    public string? Party => Facts["party"].AsString();

    /// <summary>Asked when.</summary>
    public Instant? At => Facts["at"].AsInstant();

    /// <summary>To answer by.</summary>
    public Instant? AnswerDueAt => Facts["answerDueAt"].AsInstant();

    /// <summary>Answered, or given up, when.</summary>
    public Instant? AnsweredAt => Facts["answeredAt"].AsInstant();

    /// <summary>How often it was asked again.</summary>
    public long Pushes => Facts["pushes"].AsInt64() ?? 0;

    /// <summary><c>HandedOver</c>, <c>Answered</c> or <c>GivenUp</c>.</summary>
    public string? State => Facts["state"].AsString();

    /// <summary>What changes it.</summary>
    internal static Value Patch(string ordinal, Value change) => Value.Object((Name, EventData.Entry(ordinal, change)));
}
