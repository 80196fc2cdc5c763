using JieSuJiBan.Activities.Facts;
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
        var ticket = new TicketFacts(state.Facts);
        Add(units, ticket.LeadUnit);
        Add(units, ticket.Dispatch.CopyTo);
        foreach (var helper in ticket.CoUnits.All) units.Add(helper.Unit);
        foreach (var whistle in ticket.Whistles)
        {
            foreach (var department in whistle.Departments) units.Add(department.Unit);
        }

        foreach (var request in ticket.Coordination.All)
        {
            foreach (var level in request.Levels) Add(units, level.Unit);
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
        var ticket = new TicketFacts(state.Facts);
        if (FollowedOf(state.Facts) is not null || WasGivenBack(ticket)) return units;
        var lead = ticket.LeadUnit;
        Add(units, lead);
        Add(units, ticket.Dispatch.CopyTo);
        foreach (var helper in ticket.CoUnits.All)
        {
            if (helper.IsKnown && (ticket.DispatchedAt is not { } dispatchedAt || helper.AskedAt is not { } asked || asked >= dispatchedAt)) units.Add(helper.Unit);
        }

        foreach (var whistle in ticket.Whistles)
        {
            if (whistle.Street != lead) continue;
            foreach (var department in whistle.Departments)
            {
                if (department.ExcusedAt is null) units.Add(department.Unit);
            }
        }

        foreach (var request in ticket.Coordination.All)
        {
            if (request.Unit != lead) continue;
            foreach (var level in request.Levels) Add(units, level.Unit);
        }

        return units;
    }

    /// <summary>The case that this ticket was merged into: whoever takes part in that one reads this one too. Null where it was not.</summary>
    public static Guid? FollowedOf(Value facts) => new TicketFacts(facts).Links.Parent is { } parent && Guid.TryParse(parent.CaseId, out var caseId) ? caseId : null;

    /// <summary>True where the objection of the leading unit was accepted and nobody leads since.</summary>
    private static bool WasGivenBack(TicketFacts ticket) =>
        ticket.LatestObjection is { Decision: ObjectionFacts.Upheld, DecidedAt: { } decided } latest && latest.Unit == ticket.LeadUnit && !(ticket.DispatchedAt > decided);

    private static void AddTasks(HashSet<string> units, CaseState state)
    {
        foreach (var task in state.Tasks)
        {
            if (task.UnitCode is { } unit) units.Add(unit);
        }
    }

    private static void Add(HashSet<string> units, string? code)
    {
        if (code is { Length: > 0 }) units.Add(code);
    }
}
