using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A word by which definitions and policies name a unit.</summary>
/// <param name="Word">The word.</param>
/// <param name="Chinese">Whom it means, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record UnitWord(string Word, string Chinese, string English);

/// <summary>
/// Which unit definitions and policies mean: a word for its part in the ticket, <c>Duty:x</c>, the code of a unit, or several of these joined
/// by <c>|</c>, of which the first that finds a unit holds. One word means one unit wherever it is written.
/// </summary>
public static class UnitReference
{
    internal const string LeadUnit = nameof(LeadUnit);
    internal const string Superior = nameof(Superior);
    internal const string District = nameof(District);
    internal const string Street = nameof(Street);
    internal const string PlaceDistrict = nameof(PlaceDistrict);
    internal const string PlaceStreet = nameof(PlaceStreet);
    internal const string Community = nameof(Community);
    internal const string HotlineCenter = nameof(HotlineCenter);
    internal const string Anyone = nameof(Anyone);
    internal const string Duty = "Duty:";

    /// <summary>The words, as people are told of them.</summary>
    public static ImmutableArray<UnitWord> Words { get; } =
    [
        new(LeadUnit, "主办单位", "the lead unit"),
        new(Superior, "主办单位的上级：其上级单位，没有的为所在的区，再没有的为热线中心；没有主办单位的为热线中心", "the unit above the lead: its parent, else its district, else the hotline centre; the hotline centre where nobody leads yet"),
        new(District, "主办单位所在的区，没有的为事发地的区", "the district of the lead unit, else that of the place"),
        new(Street, "事发地的街道（乡镇），没有的为主办单位（其为街道、乡镇的）", "the street or township of the place, else the lead unit where it is one"),
        new(PlaceDistrict, "事发地的区", "the district of the place"),
        new(PlaceStreet, "事发地的街道（乡镇）", "the street or township of the place"),
        new(Community, "事发地的社区（村）", "the community of the place"),
        new(HotlineCenter, "热线中心", "the hotline centre"),
        new(Anyone, "不限单位", "no unit: everybody with the role"),
    ];

    /// <summary>What may be written, for people.</summary>
    public static string Choices { get; } = string.Join("、", Words.Select(word => word.Word)) + "、Duty:职责代码";

    /// <summary>The first part of the text that can name no unit of this city, or null.</summary>
    /// <param name="city">The policies.</param>
    /// <param name="text">The text.</param>
    public static string? FindUnknown(CityPolicy city, string text) => Parts(text).FirstOrDefault(part =>
        !Words.Any(word => word.Word == part) && !part.StartsWith(Duty, StringComparison.Ordinal) && city.Organisation.Find(part) is null);

    /// <summary>The first duty of the text that no unit of this city holds, or null.</summary>
    /// <param name="city">The policies.</param>
    /// <param name="text">The text.</param>
    public static string? FindIdleDuty(CityPolicy city, string text) => Parts(text).Where(part => part.StartsWith(Duty, StringComparison.Ordinal)).Select(part => part[Duty.Length..])
        .FirstOrDefault(duty => !city.Organisation.Units.Any(unit => unit.Duties.Contains(duty)));

    /// <summary>The unit meant for the ticket of this step, or null where it has none or none is meant.</summary>
    internal static HandlingUnit? Find(CityPolicy city, TicketFacts ticket, int semantics, string? text) =>
        semantics < CaseSemantics.OneUnitReference ? LegacyUnits.Level(city, ticket, text) : Resolve(city, ticket, text).Unit;

    /// <summary>The unit that the text means for a ticket now.</summary>
    /// <param name="city">The policies.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="text">The text; blank means anyone.</param>
    /// <param name="unit">The unit's code, or null for anyone.</param>
    /// <returns>False where the ticket has no such unit.</returns>
    public static bool TryResolve(CityPolicy city, TicketFacts ticket, string? text, out string? unit)
    {
        ArgumentNullException.ThrowIfNull(city);
        if (city.Semantics < CaseSemantics.OneUnitReference) return LegacyUnits.TryResolve(city, ticket, text, out unit);
        var (found, isAnyone) = Resolve(city, ticket, text);
        unit = found?.Code;
        return found is not null || isAnyone;
    }

    /// <summary>Reports what a policy file names wrongly: an error where nobody is called so, a warning where a duty is held by nobody.</summary>
    internal static void Check(PolicyNode node, string? member, CityPolicy city, string text, string code)
    {
        if (FindUnknown(city, text) is { } unknown) node.Error(code, member, $"没有“{unknown}”这个单位：请用 {Choices} 或者单位代码，几种写法之间用 | 分隔", $"Nobody is called '{unknown}': use {Choices} or the code of a unit, alternatives joined by |");
        if (FindIdleDuty(city, text) is { } idle) node.Warning(code + ".duty", member, $"没有单位承担职责“{idle}”：请核对 organisation.json", $"No unit holds the duty '{idle}': check organisation.json");
    }

    private static (HandlingUnit? Unit, bool IsAnyone) Resolve(CityPolicy city, TicketFacts ticket, string? text)
    {
        if (string.IsNullOrEmpty(text)) return (null, true);
        foreach (var part in Parts(text))
        {
            if (part == Anyone) return (null, true);
            if (One(city.Organisation, ticket, part) is { } unit) return (unit, false);
        }

        return (null, false);
    }

    private static HandlingUnit? One(Organisation organisation, TicketFacts ticket, string word)
    {
        HandlingUnit? Of(string? code) => code is null ? null : organisation.Find(code);
        var lead = Of(ticket.LeadUnit);
        return word switch
        {
            LeadUnit => lead,
            Superior => Above(organisation, lead),
            District => Of(lead?.DistrictCode ?? ticket.DistrictCode),
            Street => Of(ticket.StreetCode) ?? (lead is { IsStreet: true } ? lead : null),
            PlaceDistrict => Of(ticket.DistrictCode),
            PlaceStreet => Of(ticket.StreetCode),
            Community => Of(ticket.CommunityCode),
            HotlineCenter => organisation.HotlineCenter,
            _ when word.StartsWith(Duty, StringComparison.Ordinal) => (ticket.DistrictCode ?? lead?.DistrictCode) is { } district ? organisation.FindByDuty(district, word[Duty.Length..]) : null,
            _ => organisation.Find(word),
        };
    }

    private static HandlingUnit? Above(Organisation organisation, HandlingUnit? lead)
    {
        if (lead is null) return organisation.HotlineCenter;
        if (lead.Kind == UnitKind.HotlineCenter) return null;
        if (lead.ParentCode is { } parent) return organisation.Find(parent);
        return lead.DistrictCode is { } district && district != lead.Code ? organisation.FindDistrict(district) : organisation.HotlineCenter;
    }

    private static string[] Parts(string text) => text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
