using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A unit with those above it.</summary>
/// <param name="Role">What it is for the ticket: <c>lead</c>, <c>street</c>, <c>district</c> or <c>duty</c>.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Above">The units above it, the nearest first.</param>
/// <param name="Chinese">What it is and when it works, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record ExplainedUnit(string Role, HandlingUnit Unit, IReadOnlyList<HandlingUnit> Above, string Chinese, string English);

/// <summary>Which units serve a place and a class.</summary>
/// <param name="Units">The lead, the units of the place, and the holder of the duty that the catalogue asks for.</param>
/// <param name="Missing">What cannot be said, and what to give.</param>
public sealed record OrganisationExplanation(IReadOnlyList<ExplainedUnit> Units, IReadOnlyList<ExplainedLine> Missing)
{
    private const string File = "organisation.json";

    internal static OrganisationExplanation Of(CityPolicy policy, TicketSketch ticket, string? lead, DispatchExplanation? dispatch)
    {
        var organisation = policy.Organisation;
        var (units, missing) = (new List<ExplainedUnit>(), new List<ExplainedLine>());
        if (lead is not null && organisation.Find(lead) is { } leader)
        {
            var isOwn = ticket.LeadUnit is not null;
            var row = dispatch?.Answer.Proposal?.RowId;
            units.Add(Told(policy, "lead", leader, isOwn ? "主办" : $"按目录行 {row} 主办", isOwn ? "leads" : $"leads by catalogue row {row}"));
        }
        else if (lead is not null)
        {
            missing.Add(new(File, "lead", $"组织机构中没有主办单位“{lead}”", $"The organisation has no unit '{lead}'"));
        }
        else
        {
            missing.Add(new(File, "lead", "主办单位未定：请填问题分类和地点", "The lead is not known: give class and place"));
        }

        Place(ticket.Street, "street", organisation.FindStreet, "属地街道（乡镇）", "street of the place");
        Place(ticket.District, "district", organisation.FindDistrict, "属地区", "district of the place");
        if (dispatch?.Answer.Proposal?.Row.Target is Activities.Policies.DutyTarget duty && ticket.District is { } district && organisation.FindByDuty(district, duty.Duty) is { } holder && holder.Code != lead)
        {
            units.Add(Told(policy, "duty", holder, $"区内承担职责“{duty.Duty}”", $"holds the duty '{duty.Duty}' in the district"));
        }

        return new(units, missing);

        void Place(string? code, string role, Func<string, HandlingUnit?> find, string chinese, string english)
        {
            if (code is null) missing.Add(new(File, role, $"{chinese}未定", $"The {english} is not known"));
            else if (find(code) is { } unit) units.Add(Told(policy, role, unit, chinese, english));
            else missing.Add(new(File, role, $"组织机构中没有{chinese}“{code}”", $"The organisation has no {english} '{code}'"));
        }
    }

    internal IEnumerable<ExplainedLine> Lines() =>
        [.. Units.Select(unit => new ExplainedLine(File, unit.Role, unit.Chinese, unit.English)), .. Missing];

    private static ExplainedUnit Told(CityPolicy policy, string role, HandlingUnit unit, string chinese, string english)
    {
        var above = new List<HandlingUnit>();
        for (var next = unit.ParentCode; next is not null && above.Count < 8 && policy.Organisation.Find(next) is { } parent; next = parent.ParentCode) above.Add(parent);
        var hours = unit.IsOnDutyAllDay ? "全天值守" : "按办公时间";
        var hoursInEnglish = unit.IsOnDutyAllDay ? "on duty all day" : "works in office hours";
        var parents = above.Count == 0 ? "没有上级单位" : $"上级 {string.Join(" › ", above.Select(parent => parent.Name))}";
        var parentsInEnglish = above.Count == 0 ? "nothing above it" : $"above it {string.Join(" > ", above.Select(parent => parent.Code))}";
        var duties = unit.Duties.IsEmpty ? "" : $"，职责 {string.Join("、", unit.Duties)}";
        var dutiesInEnglish = unit.Duties.IsEmpty ? "" : $", duties {string.Join(", ", unit.Duties)}";
        return new(role, unit, above, $"{unit.Name}（{unit.Code}）：{chinese}，{hours}，{parents}{duties}", $"{unit.Name} ({unit.Code}): {english}, {hoursInEnglish}, {parentsInEnglish}{dutiesInEnglish}");
    }
}
