using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>The units that take part in a ticket, from its facts and its open tasks: they may know of it.</summary>
internal static class TicketUnits
{
    /// <summary>The units, without order; empty for a case that is none yet.</summary>
    public static HashSet<string> Of(CaseState? state)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        if (state is null) return units;
        var facts = state.Facts;
        Add(facts["leadUnit"]);
        Add(facts["dispatch"]["copyTo"]);
        foreach (var (code, _) in facts["coUnits"].MembersByName) units.Add(code);
        foreach (var (_, whistle) in facts["whistles"].MembersByName)
        {
            foreach (var (code, _) in whistle["departments"].MembersByName) units.Add(code);
        }

        foreach (var (_, request) in facts["coordination"].MembersByName)
        {
            foreach (var (_, level) in request["levels"].MembersByName) Add(level["unit"]);
        }

        foreach (var task in state.Tasks)
        {
            if (task.UnitCode is { } unit) units.Add(unit);
        }

        return units;

        void Add(Value code)
        {
            if (code.AsString() is { Length: > 0 } text) units.Add(text);
        }
    }
}
