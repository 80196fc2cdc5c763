using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Pages;

/// <summary>The page of a problem, in the frame of all pages.</summary>
internal sealed class ProblemPage : IProblemPage
{
    public Task RenderAsync(HttpContext http, int status, Sentence? why, IReadOnlyList<string> typed) =>
        new RazorComponentResult<App>(new { Problem = (int?)status, Why = why, Typed = typed }) { StatusCode = status }.ExecuteAsync(http);
}
