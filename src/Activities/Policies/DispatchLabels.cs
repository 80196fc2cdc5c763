using JieSuJiBan.Activities.Facts;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The words for dispatch targets.</summary>
internal static class DispatchLabels
{
    public static string Target(DispatchTarget target) => target switch
    {
        StreetOfPlaceTarget => "由属地街道（乡镇）办理",
        DistrictOfPlaceTarget => "由属地区政府办理",
        DutyTarget duty => $"由属地区内承担“{duty.Duty}”职责的单位办理",
        _ => "由指定单位办理",
    };

    public static string ChosenBy(string by) => by switch
    {
        ChosenUnitFacts.ByObjection => "派单异议成立，重新派单",
        ChosenUnitFacts.ByDesignation => "派单异议审核最终指定",
        _ => "派单前会商确定",
    };

    public static string TargetInEnglish(DispatchTarget target) => target switch
    {
        StreetOfPlaceTarget => "street of the place",
        DistrictOfPlaceTarget => "district of the place",
        DutyTarget duty => $"holder of the duty '{duty.Duty}' in the district",
        _ => "named unit",
    };
}
