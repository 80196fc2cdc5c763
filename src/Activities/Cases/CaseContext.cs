using System.Runtime.InteropServices;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Cases;

/// <summary>What every case activity asks of its context.</summary>
internal static class CaseContext
{
    /// <summary>The city's policies of this step.</summary>
    public static CityPolicy City(this ActivityContext context) =>
        context.Policy as CityPolicy ?? throw new InvalidOperationException($"Case activities need a {nameof(CityPolicy)}, but the step was given a {context.Policy.GetType().Name}.");

    /// <summary>The ticket so far.</summary>
    public static TicketFacts Ticket(this ActivityContext context) => new(context.Facts);

    /// <summary>The unit that a definition names, see <see cref="UnitReference"/>; null where the ticket has none or none is meant.</summary>
    public static HandlingUnit? FindUnit(this ActivityContext context, string? text) => UnitReference.Find(context.City(), context.Ticket(), context.Semantics, text);

    /// <summary>What the person who gets a task sees of the ticket: nothing personal.</summary>
    public static Value Summary(this ActivityContext context, params ReadOnlySpan<(string Name, Value Value)> more)
    {
        var (facts, ticket) = (context.Facts, context.Ticket());
        var city = context.City();
        var members = new List<(string, Value)>(12 + more.Length);
        foreach (var name in Shown)
        {
            var value = facts[name];
            if (!value.IsNull) members.Add((name, value));
        }

        if (ticket.ClassCode is { } code) members.Add(("className", Value.Of(city.Classes.FullName(code))));
        if (ticket.LeadUnit is { } unit && city.Organisation.Find(unit) is { } lead) members.Add(("leadUnitName", Value.Of(lead.Name)));
        if (context.Semantics >= CaseSemantics.EmergencyFirst && ticket.RepliedAt is null && city.IsEmergency(ticket.Urgency)) members.Add((First, Value.True));
        members.AddRange(more);
        return Value.Object(CollectionsMarshal.AsSpan(members));
    }

    /// <summary>Member of a task's payload: true where it comes before all others, whatever their limits.</summary>
    public const string First = "first";

    private static readonly string[] Shown =
        ["alert", "classCode", "districtCode", "feedbackDueAt", "firstContactDueAt", "leadUnit", "number", "requestType", "streetCode", "urgency"];
}
