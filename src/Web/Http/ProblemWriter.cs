namespace JieSuJiBan.Web.Http;

/// <summary>What the framework refuses by itself is written as every problem of ours is: in two languages, with a stable code.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => Problems.IsForPrograms(context.HttpContext.Request.Path);

    public ValueTask WriteAsync(ProblemDetailsContext context) =>
        new(Problems.OfStatus(context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
}
