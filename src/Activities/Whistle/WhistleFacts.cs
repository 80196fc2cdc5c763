using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>One whistle of a ticket, as its facts tell it (<c>whistles.{n}</c>).</summary>
/// <param name="Number">Ordinal within the ticket, from 1.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct WhistleFacts(int Number, Value Facts)
{
    /// <summary>Not joined yet.</summary>
    public const string Open = nameof(Open);

    /// <summary>All needed departments have done their part; the ticket goes on.</summary>
    public const string Joined = nameof(Joined);

    /// <summary>The street ended it before that.</summary>
    public const string Concluded = nameof(Concluded);

    /// <summary>Code of its kind.</summary>
    public string? Kind => Facts["kind"].AsString();

    /// <summary>The unit that blew it.</summary>
    public string? Street => Facts["street"].AsString();

    /// <summary>One of the states above.</summary>
    public string? State => Facts["state"].AsString();

    /// <summary>The departments named, in ordinal order of their codes.</summary>
    public IEnumerable<DepartmentFacts> Departments => Facts["departments"].MembersByName.Select(member => new DepartmentFacts(member.Key, member.Value));

    /// <summary>One of its departments; empty facts where it was not named.</summary>
    public DepartmentFacts Department(string unit) => new(unit, Facts["departments"][unit]);

    /// <summary>All whistles of a ticket.</summary>
    public static IEnumerable<WhistleFacts> Of(Value facts)
    {
        for (var n = 1; facts["whistles"].Has(Key(n)); n++) yield return Of(facts, n);
    }

    /// <summary>The whistle of that ordinal.</summary>
    public static WhistleFacts Of(Value facts, int number) => new(number, facts["whistles"][Key(number)]);

    /// <summary>What changes one whistle: a patch of the ticket's facts.</summary>
    internal static Value Patch(int number, params ReadOnlySpan<(string Name, Value Value)> set) =>
        Value.Object(("whistles", Value.Object((Key(number), Value.Object(set)))));

    private static string Key(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A department that was whistled for. Instants are UTC.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct DepartmentFacts(string Unit, Value Facts)
{
    /// <summary>To report in by; exactly at this instant is in time.</summary>
    public Instant? DueAt => Facts["dueAt"].AsInstant();

    /// <summary>Reported in when.</summary>
    public Instant? ReportedInAt => Facts["reportedInAt"].AsInstant();

    /// <summary>True where it reported in too late, or has not and its limit has passed.</summary>
    public bool IsLate => Facts["late"].AsBoolean() == true;

    /// <summary>How often it refused.</summary>
    public long Refusals => Facts["refusals"].AsInt64() ?? 0;

    /// <summary>Refused and not yet ordered to come.</summary>
    public bool IsRefusing => !Facts["refusedAt"].IsNull;

    /// <summary>Let off by a level above when.</summary>
    public Instant? ExcusedAt => Facts["excusedAt"].AsInstant();

    /// <summary>The street confirmed its part as done when.</summary>
    public Instant? DoneAt => Facts["doneAt"].AsInstant();

    /// <summary>Nothing more is expected of it.</summary>
    public bool IsSettled => DoneAt is not null || ExcusedAt is not null;
}
