namespace JieSuJiBan.Activities.Deadlines;

/// <summary>The words for units and steps in explanations and findings.</summary>
internal static class LimitWords
{
    public static string Chinese(LimitUnit unit) => unit switch
    {
        LimitUnit.Minute => "分钟",
        LimitUnit.Hour => "小时",
        LimitUnit.WorkingHour => "个工作小时",
        LimitUnit.NaturalDay => "个自然日",
        _ => "个工作日",
    };

    public static string English(LimitUnit unit, int amount) => (unit switch
    {
        LimitUnit.Minute => "minute",
        LimitUnit.Hour => "hour",
        LimitUnit.WorkingHour => "working hour",
        LimitUnit.NaturalDay => "natural day",
        _ => "working day",
    }) + (amount == 1 ? "" : "s");

    public static string Chinese(LimitStep step) => step switch
    {
        LimitStep.Dispatch => "派单",
        LimitStep.SignIn => "签收",
        LimitStep.FirstContact => "首次联系",
        LimitStep.Feedback => "办理反馈",
        LimitStep.Callback => "回访",
        LimitStep.Return => "退单",
        LimitStep.ObjectionReview => "异议审核",
        LimitStep.StageReport => "阶段性反馈",
        _ => "部门报到",
    };

    public static string Chinese(LimitStart start) => start switch
    {
        LimitStart.Acceptance => "受理",
        LimitStart.Dispatch => "派单",
        LimitStart.SignIn => "签收",
        LimitStart.Reply => "答复",
        LimitStart.LimitExpiry => "时限届满",
        _ => "事项发生",
    };
}
