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

    /// <summary>The name of a well-known step; another step's code.</summary>
    public static string Chinese(LimitStep step) => step.Code switch
    {
        nameof(LimitStep.Dispatch) => "派单",
        nameof(LimitStep.SignIn) => "签收",
        nameof(LimitStep.FirstContact) => "首次联系",
        nameof(LimitStep.Feedback) => "办理反馈",
        nameof(LimitStep.Callback) => "回访",
        nameof(LimitStep.Return) => "退单",
        nameof(LimitStep.ObjectionReview) => "异议审核",
        nameof(LimitStep.CoHandling) => "协办",
        nameof(LimitStep.StageReport) => "阶段性反馈",
        nameof(LimitStep.ReportIn) => "部门报到",
        nameof(LimitStep.ExtensionReview) => "延期审核",
        nameof(LimitStep.Rehandle) => "重新办理",
        _ => step.ToString(),
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
