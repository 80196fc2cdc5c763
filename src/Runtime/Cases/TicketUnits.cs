using JieSuJiBan.Activities;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>The units that take or took part in a ticket, from its facts and its open tasks: they may know of it.</summary>
internal static class TicketUnits
{
    /// <summary>All units that the facts name, without order; empty for a case that is none yet.</summary>
    public static HashSet<string> Of(CaseState? state)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        if (state is null) return units;
        var facts = state.Facts;
        Add(units, facts["leadUnit"]);
        Add(units, facts["dispatch"]["copyTo"]);
        foreach (var (code, _) in facts["coUnits"].MembersByName) units.Add(code);
        foreach (var (_, whistle) in facts["whistles"].MembersByName)
        {
            foreach (var (code, _) in whistle["departments"].MembersByName) units.Add(code);
        }

        foreach (var (_, request) in facts["coordination"].MembersByName)
        {
            foreach (var (_, level) in request["levels"].MembersByName) Add(units, level["unit"]);
        }

        AddTasks(units, state);
        return units;
    }

    /// <summary>
    /// Those that take part now. A unit has lost the ticket when it was sent to another or the objection was accepted, when it helped a unit that
    /// leads no more, when a department was let off, and when the ticket was merged into another (<see cref="FollowedOf"/>).
    /// </summary>
    public static HashSet<string> Current(CaseState? state)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        if (state is null) return units;
        AddTasks(units, state);
        var facts = state.Facts;
        if (FollowedOf(facts) is not null || WasGivenBack(facts)) return units;
        var lead = facts["leadUnit"].AsString();
        Add(units, facts["leadUnit"]);
        Add(units, facts["dispatch"]["copyTo"]);
        var dispatchedAt = facts["dispatchedAt"].AsInstant();
        foreach (var (code, helper) in facts["coUnits"].MembersByName)
        {
            if (!helper.IsNull && (dispatchedAt is null || helper["askedAt"].AsInstant() is not { } asked || asked >= dispatchedAt)) units.Add(code);
        }

        foreach (var (_, whistle) in facts["whistles"].MembersByName)
        {
            if (whistle["street"].AsString() != lead) continue;
            foreach (var (code, department) in whistle["departments"].MembersByName)
            {
                if (department["excusedAt"].IsNull) units.Add(code);
            }
        }

        foreach (var (_, request) in facts["coordination"].MembersByName)
        {
            if (request["unit"].AsString() != lead) continue;
            foreach (var (_, level) in request["levels"].MembersByName) Add(units, level["unit"]);
        }

        return units;
    }

    /// <summary>The case that this ticket was merged into: whoever takes part in that one reads this one too. Null where it was not.</summary>
    public static Guid? FollowedOf(Value facts) => new TicketFacts(facts).Links.Parent is { } parent && Guid.TryParse(parent.CaseId, out var caseId) ? caseId : null;

    /// <summary>True where the objection of the leading unit was accepted and nobody leads since.</summary>
    private static bool WasGivenBack(Value facts)
    {
        var objections = facts["objections"];
        var latest = objections[objections.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        return latest["decision"].AsString() == "Upheld" && latest["unit"].AsString() == facts["leadUnit"].AsString()
            && latest["decidedAt"].AsInstant() is { } decided && !(facts["dispatchedAt"].AsInstant() > decided);
    }

    private static void AddTasks(HashSet<string> units, CaseState state)
    {
        foreach (var task in state.Tasks)
        {
            if (task.UnitCode is { } unit) units.Add(unit);
        }
    }

    private static void Add(HashSet<string> units, Value code)
    {
        if (code.AsString() is { Length: > 0 } text) units.Add(text);
    }
}
