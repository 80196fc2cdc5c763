using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;


namespace JieSuJiBan.Web.Api;

/// <summary>Policy files over HTTP: read, explained, and lists in and out as sheets. Texts are saved under <c>/api/governance/drafts</c>.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/policies").WithTags("政策表");
        group.MapGet("", async (PolicyDrafts desk, CancellationToken ct) => await desk.FilesAsync(ct))
            .Allow(Permissions.ReadPolicy).WithSummary("政策文件").WithDescription("The policy files in force, each with its version and its open draft.");
        group.MapGet("/explain", ExplainEndpoints.ExplainAsync)
            .Allow(Permissions.ReadPolicy).WithSummary("说明适用的规则").WithDescription("Working time, limits, dispatch, units and callback of a ticket (ticket: its number, each part under the policy of its own start) or of a made-up one, with every row and why it applies or does not. by=draft:{id} or version:{hash} asks that policy and tells what it says differently. amount and limitUnit count a limit from the instant.").Refuses(404, 422);
        group.MapGet("/explain/choices", async (PolicySource choice, CancellationToken ct) => await choice.OptionsAsync(ct))
            .Allow(Permissions.ReadPolicy).WithSummary("可据以说明的草稿和版本").WithDescription("Open drafts and published versions to explain by.");
        group.MapGet("/{file}", async Task<Results<Ok<PolicyText>, ProblemResult>> (string file, bool? draft, PolicyDrafts desk, CancellationToken ct) => await desk.ReadAsync(file, draft ?? false, ct) is { } read ? TypedResults.Ok(read) : Problems.NotFound("这个政策文件", "policy file"))
            .Allow(Permissions.ReadPolicy).WithSummary("一个政策文件").WithDescription("What a policy file in force says, or its open draft (draft=true).").Refuses(404);
        group.MapGet("/{file}/text", async Task<Results<FileContentHttpResult, ProblemResult>> (string file, bool? draft, PolicyDrafts desk, CancellationToken ct) => await desk.ReadAsync(file, draft ?? false, ct) is { } read
                ? TypedResults.File(System.Text.Encoding.UTF8.GetBytes(read.Text), "application/json; charset=utf-8", file)
                : Problems.NotFound("这个政策文件", "policy file"))
            .Allow(Permissions.ReadPolicy).WithSummary("下载政策文件").WithDescription("A policy file in force, or its open draft (draft=true), as the very text that is kept.").ProducesFile("application/json").Refuses(404);
        group.MapSheets();
        app.MapSheetPages();
    }
}
