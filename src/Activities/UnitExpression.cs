using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities;

/// <summary>Who a definition means by the words in which it names a unit.</summary>
internal static class UnitExpression
{
    /// <summary>The lead unit of the ticket.</summary>
    public const string LeadUnit = nameof(LeadUnit);

    /// <summary>The district of the ticket, else of its lead unit.</summary>
    public const string District = nameof(District);

    /// <summary>The street or township of the ticket, else of its lead unit.</summary>
    public const string Street = nameof(Street);

    /// <summary>The community of the ticket.</summary>
    public const string Community = nameof(Community);

    /// <summary>The unit above the lead unit: its parent, else its district, else the hotline centre.</summary>
    public const string Superior = nameof(Superior);

    /// <summary>The body that runs the hotline; its people act for the whole city.</summary>
    public const string HotlineCenter = nameof(HotlineCenter);

    /// <summary>The unit of the ticket's district that holds a duty, e.g. <c>Duty:housing</c>.</summary>
    public const string DutyPrefix = "Duty:";

    /// <summary>The unit meant, or null where the ticket or the city has none.</summary>
    public static HandlingUnit? Find(ActivityContext context, string? words)
    {
        var (organisation, ticket) = (context.City().Organisation, context.Ticket());
        var lead = ticket.LeadUnit is { } code ? organisation.Find(code) : null;
        var district = ticket.DistrictCode ?? lead?.DistrictCode;
        return words switch
        {
            null or "" => null,
            LeadUnit => lead,
            District => district is null ? null : organisation.FindDistrict(district),
            Street => ticket.StreetCode is { } street ? organisation.FindStreet(street) : lead is { IsStreet: true } ? lead : null,
            Community => ticket.CommunityCode is { } community ? organisation.Find(community) : null,
            Superior => Above(organisation, lead),
            HotlineCenter => organisation.HotlineCenter,
            _ when words.StartsWith(DutyPrefix, StringComparison.Ordinal) => district is null ? null : organisation.FindByDuty(district, words[DutyPrefix.Length..]),
            _ => organisation.Find(words),
        };
    }

    private static HandlingUnit? Above(Organisation organisation, HandlingUnit? unit)
    {
        if (unit is null) return null;
        if (unit.ParentCode is { } parent) return organisation.Find(parent);
        if (unit.DistrictCode is { } district && district != unit.Code) return organisation.FindDistrict(district);
        return unit.Kind == UnitKind.HotlineCenter ? null : organisation.HotlineCenter;
    }
}
