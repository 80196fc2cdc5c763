namespace JieSuJiBan.Engine.Descriptors;

/// <summary>Elsa's activities that are not run here on purpose: why, and what to use instead.</summary>
internal static class RefusedActivities
{
    /// <summary>The reason in Chinese and English, or null where the type is not one of them.</summary>
    public static (string Chinese, string English)? ReasonFor(string type) => type switch
    {
        "Elsa.RunCSharp" or "Elsa.RunPython" => (
            $"本系统不执行“{type}”（无法隔离，也不能保证重放结果一致）；请改用 Elsa.RunJavaScript。",
            $"'{type}' is not run here, because its code can be neither confined nor replayed to the same result: use Elsa.RunJavaScript."),
        "Elsa.HttpEndpoint" => (
            "本系统不为流程开放网址（未经认证的请求不能进入案件）；请改用 Elsa.Event 或 Elsa.RunTask，由 REST 接口送入。",
            "A workflow opens no address of its own here, because requests enter a case only authenticated: use Elsa.Event or Elsa.RunTask, which the REST door resumes."),
        "Elsa.WriteHttpResponse" or "Elsa.WriteFileHttpResponse" => (
            "流程不在 HTTP 请求中运行，没有可写的响应；请改用 Elsa.SetOutput，由 REST 接口读取。",
            "No HTTP request waits for a workflow here, so there is no response to write: use Elsa.SetOutput, which the REST door reads."),
        "Elsa.DownloadHttpFile" => (
            "流程不直接下载文件；请改用 Elsa.SendHttpRequest，其回应作为输入返回。",
            "A workflow does not download files itself: use Elsa.SendHttpRequest, whose answer comes back as an input."),
        "Elsa.ReadLine" => (
            "服务没有控制台可读；请改用 Elsa.RunTask 请人填写。",
            "A service has no console to read from: use Elsa.RunTask to ask a person."),
        "Elsa.SendEmail" => (
            "流程不直接发送邮件；请改用通知活动或 Elsa.SendHttpRequest，经发件箱发送。",
            "A workflow does not send mail itself: use a notice activity or Elsa.SendHttpRequest, which go through the outbox."),
        "Elsa.Inline" or "Elsa.Composite" or "Elsa.DynamicActivity" => (
            $"“{type}”只存在于程序代码中，不能写在流程定义里；请改用 Elsa.RunJavaScript 或子流程。",
            $"'{type}' exists in program code only and cannot stand in a definition: use Elsa.RunJavaScript or a workflow as activity."),
        _ => null,
    };
}
