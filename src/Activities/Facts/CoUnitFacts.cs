using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The units that help the lead (协办单位, Art. 14): fact <c>coUnits</c>, an object by unit. Read-only.</summary>
/// <param name="Entries">The object; null: none was ever asked.</param>
public readonly record struct CoUnitList(Value Entries)
{
    internal const string Name = "coUnits";
    internal const string ProposedName = "coUnitsProposed";

    /// <summary>All of them, in ordinal order of their codes.</summary>
    public IEnumerable<CoUnitFacts> All => Entries.MembersByName.Select(member => new CoUnitFacts(member.Key, member.Value));

    /// <summary>How many.</summary>
    public int Count => Entries.Count;

    /// <summary>One of them; empty facts where it was not asked.</summary>
    /// <param name="unit">Code of the unit.</param>
    public CoUnitFacts this[string unit] => new(unit, Entries[unit]);

    /// <summary>Units that are asked to help, as an event sets them.</summary>
    internal static Value WriteAsked(IReadOnlyList<string> units, Instant at)
    {
        var members = new (string, Value)[units.Count];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = (units[i], Value.Object(("askedAt", Value.Of(at)), ("late", Value.Null), ("state", Value.Of(CoUnits.Asked))));
        }

        return Value.Object(members);
    }

    /// <summary>Units that an event asked to help.</summary>
    internal static string[] ReadAsked(Value set) => [.. set[Name].MembersByName.Select(member => member.Key)];

    /// <summary>When an event asked them.</summary>
    internal static Instant ReadAskedAt(Value set) => EventData.EntryOf(set[Name]).Entry.At("askedAt");

    /// <summary>What changes one unit.</summary>
    internal static Value Patch(string unit, Value change) => Value.Object((Name, Value.Object((unit, change))));

    /// <summary>The unit that a patch changes, and the change.</summary>
    internal static (string Unit, Value Change) ReadPatch(Value set) => EventData.EntryOf(set[Name]);
}

/// <summary>A unit that helps. Instants are UTC. Read-only.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="Entries">The object; null: it was not asked.</param>
public readonly record struct CoUnitFacts(string Unit, Value Entries)
{
    internal const string ReportList = "reports";

    /// <summary>True where it was asked.</summary>
    public bool IsKnown => !Entries.IsNull;

    /// <summary>Asked when; null: an old entry does not say.</summary>
    public Instant? AskedAt => Entries["askedAt"].AsInstant();

    /// <summary>How far it is: one of the states of co-handling; null: it was not asked.</summary>
    public string? State => Entries["state"].AsString();

    /// <summary>To do its part by; null: no limit.</summary>
    public Instant? DueAt => Entries["dueAt"].AsInstant();

    /// <summary>True once its limit passed.</summary>
    public bool IsLate => Entries["late"].AsBoolean() == true;

    /// <summary>What it reported.</summary>
    public FactList Reports => new(Entries[ReportList]);
}
