using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>
/// Whom the words for units meant under semantics 1, when coordination and escalation read them otherwise than all other activities. Only for
/// verifying what was decided then: <see cref="UnitReference"/> is what holds.
/// </summary>
internal static class LegacyUnits
{
    /// <summary>As <c>Coordinate</c> and <c>EscalateWhistle</c> read a word: the place of the ticket first.</summary>
    public static HandlingUnit? Level(CityPolicy city, TicketFacts ticket, string? words)
    {
        var organisation = city.Organisation;
        var lead = ticket.LeadUnit is { } code ? organisation.Find(code) : null;
        var district = ticket.DistrictCode ?? lead?.DistrictCode;
        return words switch
        {
            null or "" => null,
            UnitReference.LeadUnit => lead,
            UnitReference.District => district is null ? null : organisation.FindDistrict(district),
            UnitReference.Street => ticket.StreetCode is { } street ? organisation.FindStreet(street) : lead is { IsStreet: true } ? lead : null,
            UnitReference.Community => ticket.CommunityCode is { } community ? organisation.Find(community) : null,
            UnitReference.Superior => Above(organisation, lead),
            UnitReference.HotlineCenter => organisation.HotlineCenter,
            _ when words.StartsWith(UnitReference.Duty, StringComparison.Ordinal) => district is null ? null : organisation.FindByDuty(district, words[UnitReference.Duty.Length..]),
            _ => organisation.Find(words),
        };
    }

    /// <summary>As every other activity and the policies read a word: the lead unit first.</summary>
    public static bool TryResolve(CityPolicy city, TicketFacts ticket, string? choice, out string? unit)
    {
        var lead = ticket.LeadUnit is { } code ? city.Organisation.Find(code) : null;
        unit = choice switch
        {
            null or "" or UnitReference.Anyone => null,
            UnitReference.LeadUnit => lead?.Code,
            UnitReference.Superior => lead?.ParentCode ?? lead?.DistrictCode ?? city.Organisation.HotlineCenter.Code,
            UnitReference.District => lead?.DistrictCode ?? ticket.DistrictCode,
            UnitReference.PlaceDistrict => ticket.DistrictCode,
            UnitReference.PlaceStreet => ticket.StreetCode,
            UnitReference.HotlineCenter => city.Organisation.HotlineCenter.Code,
            _ when choice.StartsWith(UnitReference.Duty, StringComparison.Ordinal) =>
                ticket.DistrictCode is { } district ? city.Organisation.FindByDuty(district, choice[UnitReference.Duty.Length..])?.Code : null,
            _ => city.Organisation.Find(choice)?.Code,
        };
        return unit is not null || string.IsNullOrEmpty(choice) || choice == UnitReference.Anyone;
    }

    private static HandlingUnit? Above(Organisation organisation, HandlingUnit? unit)
    {
        if (unit is null) return null;
        if (unit.ParentCode is { } parent) return organisation.Find(parent);
        if (unit.DistrictCode is { } district && district != unit.Code) return organisation.FindDistrict(district);
        return unit.Kind == UnitKind.HotlineCenter ? null : organisation.HotlineCenter;
    }
}
