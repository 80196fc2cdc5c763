using System.Reflection;
using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Runtime.Catalog;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>The codes that one may look for: what no ticket can have is said, and not answered with an empty list.</summary>
internal static class KnownCodes
{
    private const int MostNamed = 40;

    private static readonly string[] OfTickets = [.. typeof(TicketStatus).GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>What is wrong with the codes of a search.</summary>
    /// <param name="catalog">The city as it is, and its flows: a city's own steps have statuses of their own.</param>
    /// <param name="status">Status, or null.</param>
    /// <param name="unit">Unit, or null.</param>
    /// <param name="classCode">Class, or null.</param>
    /// <param name="district">District, or null.</param>
    public static IEnumerable<FieldProblem> Check(CatalogStore catalog, string? status, string? unit, string? classCode, string? district)
    {
        var city = catalog.Policy;
        if (status is not null && !OfTickets.Contains(status) && Statuses(catalog) is { } statuses && !statuses.Contains(status)) yield return Unknown("status", status, statuses);
        // A code of yesterday's policies is one that older tickets still have.
        if (unit is not null && !Knows(catalog, policy => policy.Organisation.Find(unit) is not null)) yield return Unknown("unit", unit, [.. city.Organisation.Units.Where(one => one.MayLead).Select(one => one.Code)]);
        if (classCode is not null && !Knows(catalog, policy => policy.Classes.All.Any(one => one.Code.StartsWith(classCode, StringComparison.Ordinal)))) yield return Unknown("class", classCode, [.. city.Classes.All.Select(one => one.Code)]);
        if (district is not null && !Knows(catalog, policy => policy.Organisation.FindDistrict(district) is not null)) yield return Unknown("district", district, [.. city.Organisation.Districts.Select(one => one.Code)]);
    }

    private static bool Knows(CatalogStore catalog, Func<CityPolicy, bool> has) => has(catalog.Policy) || catalog.Policies.Any(published => has(published.Policy));

    /// <summary>The statuses that tickets can have; null where a flow works its own out, so that nobody knows them.</summary>
    private static HashSet<string>? Statuses(CatalogStore catalog)
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
