using System.Globalization;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>One whistle of a ticket, as its facts tell it (<c>whistles.{n}</c>).</summary>
/// <param name="Number">Ordinal within the ticket, from 1.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct WhistleFacts(int Number, Value Facts)
{
    internal const string Name = "whistles";
    internal const string DepartmentList = "departments";
    internal const string RecordList = "record";

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
    public IEnumerable<DepartmentFacts> Departments => Facts[DepartmentList].MembersByName.Select(member => new DepartmentFacts(member.Key, member.Value));

    /// <summary>One of its departments; empty facts where it was not named.</summary>
    public DepartmentFacts Department(string unit) => new(unit, Facts[DepartmentList][unit]);

    /// <summary>All whistles of a ticket.</summary>
    public static IEnumerable<WhistleFacts> Of(Value facts)
    {
        for (var n = 1; facts[Name].Has(Key(n)); n++) yield return Of(facts, n);
    }

    /// <summary>The whistle of that ordinal.</summary>
    public static WhistleFacts Of(Value facts, int number) => new(number, facts[Name][Key(number)]);

    /// <summary>When it was blown (UTC).</summary>
    public Instant? At => Facts["at"].AsInstant();

    /// <summary>To join by (UTC).</summary>
    public Instant? JoinDueAt => Facts["joinDueAt"].AsInstant();

    /// <summary>What the street directed and recorded.</summary>
    public FactList Record => new(Facts[RecordList]);

    /// <summary>What changes one whistle: a patch of the ticket's facts.</summary>
    internal static Value Patch(int number, Value change) => Value.Object((Name, Value.Object((Key(number), change))));

    /// <summary>What changes one of its departments.</summary>
    internal static Value PatchDepartment(int number, string unit, Value change) => Patch(number, Value.Object((DepartmentList, Value.Object((unit, change)))));

    /// <summary>The whistle that a patch changes, and the change.</summary>
    internal static (int Number, Value Change) ReadPatch(Value set) =>
        EventData.EntryOf(set[Name]) is var (ordinal, change) && int.TryParse(ordinal, CultureInfo.InvariantCulture, out var number) ? (number, change) : (0, Value.Null);

    /// <summary>The department that a patch changes, and the change.</summary>
    internal static (int Number, string Unit, Value Change) ReadDepartment(Value set)
    {
        var (number, whistle) = ReadPatch(set);
        var (unit, change) = EventData.EntryOf(whistle[DepartmentList]);
        return (number, unit, change);
    }

    private static string Key(int number) => FactList.Ordinal(number);
}

/// <summary>A department that was whistled for. Instants are UTC.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="Facts">Its facts.</param>
public readonly record struct DepartmentFacts(string Unit, Value Facts)
{
    internal const string ReportList = "reports";
    internal const string EscalationList = "escalations";

    /// <summary>To report in by; exactly at this instant is in time.</summary>
    public Instant? DueAt => Facts["dueAt"].AsInstant();

    /// <summary>Reported in when.</summary>
    public Instant? ReportedInAt => Facts["reportedInAt"].AsInstant();

    /// <summary>True where it reported in too late, or has not and its limit has passed.</summary>
    public bool IsLate => Facts["late"].AsBoolean() == true;

    /// <summary>Since when it was late; null: it was not.</summary>
    public Instant? LateAt => Facts["lateAt"].AsInstant();

    /// <summary>How often it refused.</summary>
    public long Refusals => Facts["refusals"].AsInt64() ?? 0;

    /// <summary>Refused and not yet ordered to come.</summary>
    public bool IsRefusing => !Facts["refusedAt"].IsNull;

    /// <summary>Let off by a level above when.</summary>
    public Instant? ExcusedAt => Facts["excusedAt"].AsInstant();

    /// <summary>The street confirmed its part as done when.</summary>
    public Instant? DoneAt => Facts["doneAt"].AsInstant();

    /// <summary>To do its part by.</summary>
    public Instant? PartDueAt => Facts["partDueAt"].AsInstant();

    /// <summary>What it is to do, sealed, or null.</summary>
    public Value Instruction => Facts["instruction"];

    /// <summary>What it reported of its part.</summary>
    public FactList Reports => new(Facts[ReportList]);

    /// <summary>How often it was reported to a level above.</summary>
    public FactList Escalations => new(Facts[EscalationList]);

    /// <summary>How the street rated it: open data by the city's criteria; null: not yet.</summary>
    public Value RatingByStreet => Facts[DepartmentRated.Name];

    /// <summary>How it rated the street: open data by the city's criteria; null: not yet.</summary>
    public Value RatingOfStreet => Facts[StreetRated.Name];

    /// <summary>Nothing more is expected of it.</summary>
    public bool IsSettled => DoneAt is not null || ExcusedAt is not null;
}
