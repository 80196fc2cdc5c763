namespace JieSuJiBan.Host.Composition;

/// <summary>What people see when a page fails. It needs nothing that may be broken.</summary>
internal static class FailurePage
{
    public static Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>出错了</title>"
            + "<h1>页面出错了</h1><p>已记入日志，您的数据未受影响。请稍后刷新；如反复出现，请联系系统管理员。</p>"
            + "<p lang=\"en\">The page failed and the reason is logged. Nothing was lost. Try again in a moment.</p><p><a href=\"/\">返回首页 Home</a></p></html>",
            http.RequestAborted);
    }
}
