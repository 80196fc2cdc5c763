using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Security;

/// <summary>A node that does not know the time takes no command of a program; what pages send is refused where the case is stepped, so that nothing typed is lost.</summary>
internal static class RightTime
{
    public static IApplicationBuilder UseRightTime(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var refusal = http.RequestServices.GetRequiredService<DatabaseTime>().Refusal;
        var isCommand = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !HttpMethods.IsOptions(http.Request.Method);
        return refusal is not null && isCommand && Problems.IsForPrograms(http.Request.Path) ? Problems.Of(refusal).ExecuteAsync(http) : next(http);
    });
}
