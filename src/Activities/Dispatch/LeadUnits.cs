using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>Which units may be named as lead or as helper.</summary>
internal static class LeadUnits
{
    /// <summary>Null where the unit may lead (Art. 17: a community never does).</summary>
    public static Rejection? Check(CityPolicy city, string code, string field)
    {
        if (city.Organisation.Find(code) is not { } unit)
        {
            return Refusal.Content("dispatch.unit.unknown", field, $"没有承办单位“{code}”，请从组织机构中选择", $"Expected a unit of the organisation, but '{code}' is none, so choose one of it", Articles.DispatchWays);
        }

        return unit.MayLead ? null : Refusal.Content("dispatch.unit.mayNotLead", field, $"{unit.Name}是社区（村），不得作为承办单位，请派街道（乡镇）或者部门", $"Expected a unit that may lead, but {unit.Code} is a community, so choose its street or a department", Articles.Community);
    }

    /// <summary>Null where each is a unit and none is the lead. A community may help.</summary>
    public static Rejection? CheckHelpers(CityPolicy city, IEnumerable<string> codes, string? lead, string field)
    {
        foreach (var code in codes)
        {
            if (city.Organisation.Find(code) is null) return Refusal.Content("dispatch.coUnit.unknown", field, $"没有协办单位“{code}”，请从组织机构中选择", $"Expected a unit of the organisation, but '{code}' is none, so choose one of it", Articles.FirstReceiver);
            if (code == lead) return Refusal.Content("dispatch.coUnit.lead", field, "主办单位不能同时作为协办单位", "Expected units beside the lead, but one of them leads, so leave it out", Articles.FirstReceiver);
        }

        return null;
    }
}
