using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>Which units may be named as lead or as helper.</summary>
internal static class LeadUnits
{
    /// <summary>Null where the unit may lead (Art. 17: a community never does).</summary>
    public static Rejection? Check(ActivityContext context, string code, string field)
    {
        if (context.City().Organisation.Find(code) is not { } unit)
        {
            return Refusal.Content("dispatch.unit.unknown", field, $"没有承办单位“{code}”，请从组织机构中选择", $"Expected a unit of the organisation, but '{code}' is none, so choose one of it", LegalDuty.Dispatch);
        }

        if (IsClosed(context, unit)) return Closed(unit, field);
        return unit.MayLead ? null : Refusal.Content("dispatch.unit.mayNotLead", field, $"{unit.Name}是社区（村），不得作为承办单位，请派街道（乡镇）或者部门", $"Expected a unit that may lead, but {unit.Code} is a community, so choose its street or a department", LegalDuty.Community);
    }

    /// <summary>Null where each is a unit and none is the lead. A community may help.</summary>
    public static Rejection? CheckHelpers(ActivityContext context, IEnumerable<string> codes, string? lead, string field)
    {
        foreach (var code in codes)
        {
            if (context.City().Organisation.Find(code) is not { } unit) return Refusal.Content("dispatch.coUnit.unknown", field, $"没有协办单位“{code}”，请从组织机构中选择", $"Expected a unit of the organisation, but '{code}' is none, so choose one of it", LegalDuty.FirstReceiver);
            if (IsClosed(context, unit)) return Closed(unit, field);
            if (code == lead) return Refusal.Content("dispatch.coUnit.lead", field, "主办单位不能同时作为协办单位", "Expected units beside the lead, but one of them leads, so leave it out", LegalDuty.FirstReceiver);
        }

        return null;
    }

    /// <summary>True where the unit is no longer there on the day of the input.</summary>
    public static bool IsClosed(ActivityContext context, HandlingUnit unit) => unit.IsClosedOn(context.City().Calendar.DateOf(context.Now));

    private static Rejection Closed(HandlingUnit unit, string field) =>
        Refusal.Content("dispatch.unit.closed", field, $"{unit.Name}自{unit.ClosedOn:uuuu-MM-dd}起已撤销，请派接替的单位", $"Expected a unit that is still there, but {unit.Code} closed on {unit.ClosedOn:uuuu-MM-dd}, so choose the one that took over", LegalDuty.Dispatch);
}
