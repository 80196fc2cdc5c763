using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Simulation;

/// <summary>What made-up people fill in: values that the declaration of a field allows, at random.</summary>
/// <param name="city">The policies.</param>
/// <param name="chance">The ticket's chance.</param>
internal sealed class SimulatedAnswers(CityPolicy city, Chance chance)
{
    private static readonly Duration[] Spans =
        [Duration.FromMinutes(20), Duration.FromHours(3), Duration.FromDays(1), Duration.FromDays(2), Duration.FromDays(4), Duration.FromDays(8), Duration.FromDays(20)];

    private readonly HandlingUnit[] leads = [.. city.Organisation.Units.Where(unit => unit.MayLead)];
    private readonly HandlingUnit[] departments = [.. city.Organisation.Units.Where(unit => unit.Kind == UnitKind.Department)];
    private readonly ProblemClass[] leaves = [.. city.Classes.Leaves];
    private int words;

    /// <summary>The fields of one outcome: what is required always, the rest now and then.</summary>
    public Dictionary<string, Value> Fill(TaskDeclaration declaration, string outcome, TicketFacts ticket, Instant now)
    {
        var given = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var field in declaration.Fields)
        {
            if (field.OnlyFor?.Contains(outcome) == false) continue;
            if (field.IsRequired || chance.Happens(0.6)) given[field.Name] = One(field, ticket, now);
        }

        return given;
    }

    /// <summary>A value for a field.</summary>
    public Value One(TaskField field, TicketFacts ticket, Instant now)
    {
        if (field.IsSealed) return Words();
        return field.Type switch
        {
            FieldType.Boolean => Value.Of(chance.Happens(0.6)),
            FieldType.Number => Value.Of(chance.Below(10) == 0 ? chance.Below(100) : 1 + chance.Below(5)),
            FieldType.Instant => Value.Of(Moment(field.Name, ticket, now)),
            FieldType.Date => Value.Of(city.Calendar.DateOf(now).PlusDays(1 + chance.Below(10)).ToString("uuuu'-'MM'-'dd", System.Globalization.CultureInfo.InvariantCulture)),
            FieldType.Choice => Value.Of(field.Options is { Count: > 0 } options ? chance.Of(options).Value : ""),
            FieldType.Unit => Value.Of(Unit(ticket).Code),
            FieldType.Units => Value.Of(Enumerable.Range(0, 1 + chance.Below(3)).Select(_ => Department(ticket).Code).Distinct()),
            FieldType.Class => Value.Of(ticket.ClassCode is { } known && chance.Happens(0.7) ? known : chance.Of(leaves).Code),
            FieldType.Area => Area(field.Name, ticket),
            FieldType.Attachments => Value.Of(Array.Empty<Value>()),
            _ => Value.Of(Code(field.Name) ?? "已按规定办理"),
        };
    }

    /// <summary>Something personal, as the vault would refer to it.</summary>
    public Value Words() => new Sealed($"w{++words}", "0", 12).ToValue();

    /// <summary>A leaf of the class tree.</summary>
    public string Class() => chance.Of(leaves).Code;

    /// <summary>A district, and mostly a street in it.</summary>
    public (string District, string? Street) Place()
    {
        var district = chance.Of(city.Organisation.Districts).Code;
        var streets = city.Organisation.StreetsOf(district).ToArray();
        return (district, streets.Length > 0 && chance.Happens(0.8) ? chance.Of(streets).Code : null);
    }

    /// <summary>Mostly a unit near the matter: whoever chooses one knows the city.</summary>
    private HandlingUnit Unit(TicketFacts ticket)
    {
        if (ticket.DistrictCode is not { } district || chance.Happens(0.1)) return chance.Of(leads);
        var near = leads.Where(unit => unit.DistrictCode == district).ToArray();
        return near.Length == 0 ? chance.Of(leads) : chance.Of(near);
    }

    private HandlingUnit Department(TicketFacts ticket)
    {
        var district = ticket.LeadUnit is { } lead && city.Organisation.Find(lead)?.DistrictCode is { } own ? own : ticket.DistrictCode;
        var near = departments.Where(unit => unit.DistrictCode == district).ToArray();
        return near.Length == 0 ? chance.Of(departments) : chance.Of(near);
    }

    /// <summary>What is planned lies ahead, what is reported lies behind.</summary>
    private Instant Moment(string name, TicketFacts ticket, Instant now)
    {
        var isAhead = name.StartsWith("new", StringComparison.Ordinal) || name.Contains("Due", StringComparison.Ordinal) || name.Contains("next", StringComparison.OrdinalIgnoreCase)
            || name.Contains("plan", StringComparison.OrdinalIgnoreCase) || name.Contains("until", StringComparison.OrdinalIgnoreCase) || name.Contains("review", StringComparison.OrdinalIgnoreCase);
        if (isAhead) return Instant.Max(now, ticket.FeedbackDueAt ?? now) + chance.Of(Spans);
        var since = ticket.DispatchedAt ?? ticket.AcceptedAt ?? now;
        return since + ((now - since) * chance.Share());
    }

    private Value Area(string name, TicketFacts ticket)
    {
        var district = ticket.DistrictCode ?? chance.Of(city.Organisation.Districts).Code;
        if (!name.Contains("street", StringComparison.OrdinalIgnoreCase)) return Value.Of(district);
        var streets = city.Organisation.StreetsOf(district).ToArray();
        return streets.Length == 0 ? Value.Null : Value.Of(chance.Of(streets).Code);
    }

    private string? Code(string name) => name switch
    {
        "requestType" => chance.Of(city.RequestTypes.All).Code,
        "channel" => chance.Of(city.Channels.All).Code,
        "urgency" => chance.Of(city.City.Urgencies).Code,
        _ => null,
    };
}
