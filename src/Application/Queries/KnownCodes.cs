using System.Reflection;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Application.Queries;

/// <summary>The codes that one may look for: what no ticket can have is said, and not answered with an empty list.</summary>
public static class KnownCodes
{
    private const int MostNamed = 40;

    private static readonly string[] OfTickets = [.. typeof(TicketStatus).GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>What is wrong with the codes of a search.</summary>
    /// <param name="catalog">The city as it is, and its flows: a city's own steps have statuses of their own.</param>
    /// <param name="status">Status, or null.</param>
    /// <param name="unit">Unit, or null.</param>
    /// <param name="classCode">Class, or null.</param>
    /// <param name="district">District, or null.</param>
    public static IEnumerable<FieldProblem> Check(PublishedStore catalog, string? status, string? unit, string? classCode, string? district)
    {
        var city = catalog.Policy;
        if (status is not null && !OfTickets.Contains(status) && Statuses(catalog) is { } statuses && !statuses.Contains(status)) yield return Unknown("status", status, statuses);
        // A code of yesterday's policies is one that older tickets still have.
        if (unit is not null && !Knows(catalog, policy => policy.Organisation.Find(unit) is not null)) yield return Unknown("unit", unit, [.. city.Organisation.Units.Where(one => one.MayLead).Select(one => one.Code)]);
        if (classCode is not null && !Knows(catalog, policy => policy.Classes.All.Any(one => one.Code.StartsWith(classCode, StringComparison.Ordinal)))) yield return Unknown("class", classCode, [.. city.Classes.All.Select(one => one.Code)]);
        if (district is not null && !Knows(catalog, policy => policy.Organisation.FindDistrict(district) is not null)) yield return Unknown("district", district, [.. city.Organisation.Districts.Select(one => one.Code)]);
    }

    /// <summary>What is wrong with the codes of a made-up ticket.</summary>
    /// <param name="catalog">The city as it is and was.</param>
    /// <param name="sketch">The ticket.</param>
    /// <param name="by">The policy that it is explained by, or null.</param>
    public static IEnumerable<FieldProblem> Check(PublishedStore catalog, TicketSketch sketch, CityPolicy? by)
    {
        var city = by ?? catalog.Policy;
        bool Knows(Func<CityPolicy, bool> has) => has(city) || KnownCodes.Knows(catalog, has);
        if (sketch.ClassCode is { } classCode && !Knows(policy => policy.Classes.All.Any(one => one.Code.StartsWith(classCode, StringComparison.Ordinal)))) yield return Unknown("classCode", classCode, [.. city.Classes.All.Select(one => one.Code)]);
        if (sketch.RequestType is { } type && !Knows(policy => policy.RequestTypes.All.Any(one => one.Code == type))) yield return Unknown("requestType", type, [.. city.RequestTypes.All.Select(one => one.Code)]);
        if (sketch.Channel is { } channel && !Knows(policy => policy.Channels.All.Any(one => one.Code == channel))) yield return Unknown("channel", channel, [.. city.Channels.All.Select(one => one.Code)]);
        if (sketch.Urgency is { } urgency && !Knows(policy => policy.City.Urgencies.Any(one => one.Code == urgency))) yield return Unknown("urgency", urgency, [.. city.City.Urgencies.Select(one => one.Code)]);
        if (sketch.District is { } district && !Knows(policy => policy.Organisation.FindDistrict(district) is not null)) yield return Unknown("district", district, [.. city.Organisation.Districts.Select(one => one.Code)]);
        if (sketch.Street is { } street && !Knows(policy => policy.Organisation.FindStreet(street) is not null)) yield return Unknown("street", street, [.. city.Organisation.Districts.SelectMany(one => city.Organisation.StreetsOf(one.Code)).Select(one => one.Code)]);
        if (sketch.LeadUnit is { } unit && !Knows(policy => policy.Organisation.Find(unit) is not null)) yield return Unknown("unit", unit, [.. city.Organisation.Units.Where(one => one.MayLead).Select(one => one.Code)]);
        if (sketch.Statute is { } statute && !Knows(policy => policy.TimeLimits.Statutes.Any(one => one.Code == statute))) yield return Unknown("statute", statute, [.. city.TimeLimits.Statutes.Select(one => one.Code)]);
    }

    /// <summary>What is wrong with the name of a definition or policy file; null where there is, or was, such a one.</summary>
    public static async Task<FieldProblem?> CheckNameAsync(PublishedStore catalog, DraftStore drafts, string? name, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        var files = catalog.Policies.Count == 0 ? [] : catalog.Policy.Content.Keys.Select(file => file.EndsWith(".json", StringComparison.Ordinal) ? file : file + ".json");
        string[] known = [.. catalog.Definitions.All.Select(published => published.Definition.DefinitionId).Distinct(StringComparer.Ordinal), .. files];
        return known.Contains(name) || (await drafts.ListAsync(name: name, take: 1, ct: ct)).Count > 0 ? null : Unknown("name", name, known);
    }

    /// <summary>What is wrong with a value that is one of a few.</summary>
    public static FieldProblem? CheckOne(string field, string given, IReadOnlyCollection<string> allowed) => allowed.Contains(given) ? null : Unknown(field, given, allowed);

    private static bool Knows(PublishedStore catalog, Func<CityPolicy, bool> has) => has(catalog.Policy) || catalog.Policies.Any(published => has(published.Policy));

    /// <summary>The statuses that tickets can have; null where a flow works its own out, so that nobody knows them.</summary>
    private static HashSet<string>? Statuses(PublishedStore catalog)
    {
        var known = OfTickets.ToHashSet(StringComparer.Ordinal);
        foreach (var node in catalog.Definitions.All.SelectMany(published => published.Definition.Nodes))
        {
            if (!node.Inputs.TryGetValue("Status", out var input) || !node.Type.StartsWith("Jsjb.", StringComparison.Ordinal) || input.Expression is not { } expression) continue;
            if (expression.Type != "Literal") return null;
            if (expression.Value.AsString() is { Length: > 0 } status) known.Add(status);
        }

        return known;
    }

    private static FieldProblem Unknown(string field, string given, IReadOnlyCollection<string> allowed)
    {
        var shown = given.Length <= 60 ? given : given[..60] + "…";
        var named = string.Join("、", allowed.Take(MostNamed));
        var (more, moreInEnglish) = allowed.Count > MostNamed ? ($" 等 {allowed.Count} 个", $" and {allowed.Count - MostNamed} more") : ("", "");
        return new(field, $"没有“{shown}”这个值，可用：{named}{more}。", $"There is no value '{shown}'; there are {named.Replace("、", ", ", StringComparison.Ordinal)}{moreInEnglish}.");
    }
}
