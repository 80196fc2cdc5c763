using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Intake;

/// <summary>Codes on a ticket must be codes of the city: each check is null where all is well, else a refusal that says what to do.</summary>
internal static class PlaceAndClass
{
    public static Rejection? CheckClass(CityPolicy city, string? code, string field)
    {
        if (string.IsNullOrWhiteSpace(code)) return Refusal.Content("ticket.class.missing", field, "请选择问题分类", "Expected a class, but none was given, so choose one", LegalDuty.Route);
        if (city.Classes.Find(code) is not { } problem) return Refusal.Content("ticket.class.unknown", field, $"没有问题分类“{code}”，请从分类表中选择", $"Expected a class of the class tree, but '{code}' is none, so choose one of the tree", LegalDuty.Route);
        return problem.IsLeaf ? null : Refusal.Content("ticket.class.broad", field, $"“{problem.Name}”不是末级分类，请选到最细一级", $"Expected a class of the lowest level, but {code} has classes under it, so choose one of those", LegalDuty.Route);
    }

    /// <summary>A place is a district, then what lies in it; no place at all is allowed, since some classes are for one unit of the whole city.</summary>
    public static Rejection? CheckPlace(CityPolicy city, string? district, string? street, string? community, string prefix)
    {
        if (district is null && street is null && community is null) return null;
        if (string.IsNullOrWhiteSpace(district)) return Refusal.Content("ticket.district.missing", prefix + "districtCode", "请选择诉求所在的区", "Expected the district, but none was given, so choose it", LegalDuty.Route);
        if (city.Organisation.FindDistrict(district) is null) return Refusal.Content("ticket.district.unknown", prefix + "districtCode", $"没有区“{district}”，请核实", $"Expected a district of the city, but '{district}' is none, so check it", LegalDuty.Route);
        if (street is not null)
        {
            if (city.Organisation.FindStreet(street) is not { } unit) return Refusal.Content("ticket.street.unknown", prefix + "streetCode", $"没有街道（乡镇）“{street}”，请核实或留空", $"Expected a street or township, but '{street}' is none, so check it or leave it out", LegalDuty.Route);
            if (unit.DistrictCode != district) return Refusal.Content("ticket.street.elsewhere", prefix + "streetCode", $"{unit.Name}不属于所选的区，请核实", $"Expected a street of {district}, but {street} belongs to {unit.DistrictCode}, so check the place", LegalDuty.Route);
        }

        if (community is null) return null;
        return city.Organisation.Find(community) is { Kind: UnitKind.Community } known && known.DistrictCode == district
            ? null
            : Refusal.Content("ticket.community.unknown", prefix + "communityCode", $"所选的区内没有社区（村）“{community}”，请核实或留空", $"Expected a community of {district}, but '{community}' is none, so check it or leave it out", LegalDuty.Route);
    }

    public static Rejection? CheckRequestType(CityPolicy city, string? code, string field)
    {
        if (code is not null && city.RequestTypes.Find(code) is not null) return null;
        var known = string.Join("、", city.RequestTypes.All.Select(type => type.Code));
        return Refusal.Content("ticket.requestType.unknown", field, $"没有诉求类型“{code}”，可选：{known}", $"Expected one of {known}, but it is '{code}', so choose one of them", LegalDuty.Record);
    }

    public static Rejection? CheckUrgency(CityPolicy city, string? code, string field)
    {
        if (code is not null && city.City.Urgencies.Any(urgency => urgency.Code == code)) return null;
        var known = string.Join("、", city.City.Urgencies.Select(urgency => urgency.Code));
        return Refusal.Content("ticket.urgency.unknown", field, $"没有紧急程度“{code}”，可选：{known}", $"Expected one of {known}, but it is '{code}', so choose one of them");
    }

    public static Rejection? CheckChannel(CityPolicy city, string? code, string field)
    {
        if (code is not null && city.Channels.Find(code) is not null) return null;
        var known = string.Join("、", city.Channels.All.Select(channel => channel.Code));
        return Refusal.Content("ticket.channel.unknown", field, $"没有受理渠道“{code}”，可选：{known}", $"Expected one of {known}, but it is '{code}', so choose one of them", LegalDuty.Record);
    }
}
