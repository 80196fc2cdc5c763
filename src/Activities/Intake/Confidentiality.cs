using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>
/// Who reports an unlawful act is not shown to whoever handles the report, and never to whom it is about (Arts. 8, 35): a
/// ticket is confidential by its own flag or by its type, and stays so whatever it is called later.
/// </summary>
public static class Confidentiality
{
    /// <summary>True where the petitioner of that ticket must not be known to its handlers.</summary>
    /// <param name="facts">The facts of the ticket, or the open fields of an intake.</param>
    /// <param name="city">The policies: they say which types are confidential.</param>
    public static bool Applies(Value facts, CityPolicy city) => new TicketFacts(facts) is var ticket && Applies(ticket, ticket.RequestType, city);

    /// <summary>The same of a ticket that is called by another type of request.</summary>
    internal static bool Applies(TicketFacts ticket, string? requestType, CityPolicy city) =>
        ticket.Confidential == true || (requestType is not null && city.RequestTypes.Find(requestType) is { Confidential: true });

    /// <summary>The same facts, at any depth, without the members of those names.</summary>
    /// <param name="facts">Facts, an event's data or any part of them.</param>
    /// <param name="hidden">Names of members to leave out.</param>
    public static Value Without(Value facts, IReadOnlyCollection<string> hidden)
    {
        if (hidden.Count == 0) return facts;
        return facts.Kind switch
        {
            ValueKind.Array => Value.Of(facts.Items.Select(item => Without(item, hidden))),
            ValueKind.Object => Value.Object(facts.MembersByName.Where(member => !hidden.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, Without(member.Value, hidden)))),
            _ => facts,
        };
    }
}
