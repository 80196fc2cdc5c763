using System.Runtime.CompilerServices;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>What a city's policy offers to choose from; made once per policy, as the pages ask for it on every request.</summary>
public static class CityChoices
{
    private static readonly ConditionalWeakTable<CityPolicy, Choices> Made = new();

    /// <summary>The choices of that policy.</summary>
    public static Choices Of(CityPolicy policy) => Made.GetValue(policy, Make);

    private static Choices Make(CityPolicy policy)
    {
        var organisation = policy.Organisation;
        return new(
            [.. policy.RequestTypes.All.Select(type => new Choice(type.Code, type.Name, null, type.English))],
            [.. policy.Channels.All.Select(channel => new Choice(channel.Code, channel.Name, null, channel.English))],
            [.. policy.City.Urgencies.Select(urgency => new Choice(urgency.Code, urgency.Name, null, urgency.English))],
            [.. policy.Classes.Leaves.Select(leaf => new Choice(leaf.Code, policy.Classes.FullName(leaf.Code), TopOf(policy, leaf)))],
            [.. policy.Classes.All.Select(node => new Choice(node.Code, policy.Classes.FullName(node.Code), TopOf(policy, node)))],
            [.. organisation.Units.Where(unit => unit.MayLead).GroupBy(unit => GroupOf(policy, unit)).SelectMany(group => group.Select(unit => new Choice(unit.Code, unit.Name, group.Key)))],
            [.. organisation.Districts.Select(district => new Choice(district.Code, district.PlaceName))],
            [.. organisation.Districts.SelectMany(district => organisation.StreetsOf(district.Code).Select(street => new Choice(street.Code, street.PlaceName, district.PlaceName)))],
            [.. organisation.Districts.SelectMany(district => organisation.StreetsOf(district.Code).Prepend(district).Select(unit => new Choice(unit.Code, unit.PlaceName, district.PlaceName)))])
        {
            Brand = policy.City.Brand,
            Facts = FactNames.Of(policy),
            Statuses = Named(policy.City.Statuses),
            Roles = Named(ProductRoles.Of(policy)),
            WithoutContact = policy.Intake.WithoutContact,
            VerifiesIdentity = policy.Intake.Identity is not null,
            WithoutContactWords = [.. policy.Intake.WithoutContact.Select(rule => ContactFreeWords(policy, rule))],
            Intake = new Dictionary<string, IReadOnlyList<Choice>>
            {
                ["sex"] = Named(policy.Intake.Sexes),
                ["subjectType"] = Named(policy.Intake.SubjectTypes),
                ["identityLevel"] = Named(policy.Intake.IdentityLevels),
                ["tags"] = [.. policy.Intake.Tags.Select(tag => new Choice(tag.Code, tag.Name, tag.Group, tag.English))],
            },
        };
    }

    private static Choice[] Named(IEnumerable<NamedCode> codes) => [.. codes.Select(code => new Choice(code.Code, code.Name, null, code.English))];

    /// <summary>Which requests a rule covers: the names of its members.</summary>
    private static Choice ContactFreeWords(CityPolicy policy, ContactFree rule)
    {
        var (channel, type) = (rule.Channel is { } code ? policy.Channels.Find(code) : null, rule.RequestType is { } kind ? policy.RequestTypes.Find(kind) : null);
        var level = policy.Intake.IdentityLevels.FirstOrDefault(known => known.Code == rule.IdentityLevel);
        return new("", string.Join('·', new[] { channel?.Name, level?.Name, type?.Name }.OfType<string>()), null, string.Join(", ", new[] { channel?.English, level?.English, type?.English }.OfType<string>()));
    }

    private static string TopOf(CityPolicy policy, ProblemClass node) => policy.Classes.Find(node.Lineage[^1])?.Name ?? node.Name;

    private static string GroupOf(CityPolicy policy, HandlingUnit unit) =>
        unit.DistrictCode is { } code && policy.Organisation.FindDistrict(code) is { } district ? district.PlaceName : policy.City.Name;
}
