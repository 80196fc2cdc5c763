using JieSuJiBan.Activities.Policies;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>
/// Who shall do something, as definitions and policies say it: a word for a unit's part in the ticket, <c>Duty:x</c> for the
/// holder of a duty in the ticket's district, or the code of a unit.
/// </summary>
internal static class UnitChoice
{
    private const string Duty = "Duty:";
    private static readonly string[] Words = ["LeadUnit", "Superior", "District", "PlaceDistrict", "PlaceStreet", "HotlineCenter", "Anyone"];

    /// <summary>The words, for people.</summary>
    public static string Choices => string.Join("、", Words) + "、Duty:职责代码";

    /// <summary>True where the text can name a unit of this city.</summary>
    public static bool IsKnown(CityPolicy city, string choice) =>
        Words.Contains(choice, StringComparer.Ordinal) || choice.StartsWith(Duty, StringComparison.Ordinal) || city.Organisation.Find(choice) is not null;

    /// <summary>
    /// The unit that the choice means for a ticket now. <c>Superior</c> is the unit above the lead, <c>District</c> the
    /// district the lead lies in, else the place's; <c>Anyone</c> and blank mean no unit: all who hold the role.
    /// </summary>
    /// <param name="city">The policies.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="choice">The choice.</param>
    /// <param name="unit">The unit's code, or null for anyone.</param>
    /// <returns>False where the ticket has no such unit.</returns>
    public static bool TryResolve(CityPolicy city, TicketFacts ticket, string? choice, out string? unit)
    {
        var lead = ticket.LeadUnit is { } code ? city.Organisation.Find(code) : null;
        unit = choice switch
        {
            null or "" or "Anyone" => null,
            "LeadUnit" => lead?.Code,
            "Superior" => lead?.ParentCode ?? lead?.DistrictCode ?? city.Organisation.HotlineCenter.Code,
            "District" => lead?.DistrictCode ?? ticket.DistrictCode,
            "PlaceDistrict" => ticket.DistrictCode,
            "PlaceStreet" => ticket.StreetCode,
            "HotlineCenter" => city.Organisation.HotlineCenter.Code,
            _ when choice.StartsWith(Duty, StringComparison.Ordinal) =>
                ticket.DistrictCode is { } district ? city.Organisation.FindByDuty(district, choice[Duty.Length..])?.Code : null,
            _ => city.Organisation.Find(choice)?.Code,
        };
        return unit is not null || string.IsNullOrEmpty(choice) || choice == "Anyone";
    }
}
