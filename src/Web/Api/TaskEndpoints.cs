using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JieSuJiBan.Web.Api;

/// <summary>Tasks: what is to be done, by whom, and done.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder app)
    {
        var tasks = app.MapGroup("/api/tasks").WithTags("任务");
        tasks.MapGet("/", InboxAsync).Allow(Permissions.WorkTasks)
            .WithSummary("我的待办").WithDescription("Open tasks of one's roles and unit that nobody else has claimed; earliest due first.")
            .Refuses(422);
        tasks.MapGet("/kinds", (TaskDeclarations declarations) => declarations.All.Select(TaskKind.Of).ToArray()).Allow(Permissions.WorkTasks)
            .WithSummary("任务种类与字段").WithDescription("What every kind of task asks: outcomes and fields.");
        tasks.MapGet("/{taskId}", GetAsync).Allow(Permissions.WorkTasks)
            .WithSummary("查看一个任务").WithDescription("One task, open or closed, with `subject`: the facts that the decision is about, as its kind declares them.")
            .Refuses(404);
        Command("claim", "领取任务", "Take a task: others see who works on it, and only that person completes it.", (door, id, http, ct) => door.ClaimAsync(id, http.Caller(), ct));
        Command("release", "退回任务", "Give a claimed task back.", (door, id, http, ct) => door.ReleaseAsync(id, http.Caller(), ct));
        tasks.MapPost("/{taskId}/complete", CompleteAsync).Allow(Permissions.WorkTasks).RequiresIdempotencyKey()
            .WithSummary("完成任务").WithDescription("Complete a task with an outcome and the fields that its kind declares. Personal fields go to the vault at once.")
            .Refuses(404, 409, 422);

        void Command(string name, string zh, string en, Func<TicketCommands, string, HttpContext, CancellationToken, Task<CommandResult>> command) =>
            tasks.MapPost("/{taskId}/" + name, async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string taskId, HttpContext http, TicketCommands door, CancellationToken ct) => CommandAnswers.Result(await command(door, taskId, http, ct)))
                .Allow(Permissions.WorkTasks).RequiresIdempotencyKey().WithSummary(zh).WithDescription(en).Refuses(404, 409);
    }

    private static async Task<Results<Ok<ListOf<TaskDocument>>, ProblemResult>> InboxAsync(
        [FromQuery(Name = "cursor")] string? cursor, [FromQuery(Name = "size")] string? size, HttpContext http, TaskQueries tasks, CancellationToken ct)
    {
        var query = new QueryFields();
        var after = query.Cursor(cursor);
        var rows = query.Size(size);
        if (query.Problems.Count > 0) return Problems.Invalid(query.Problems);
        var page = await tasks.InboxAsync(http.User.ToViewer(), after, rows, onlyMine: false, ct);
        return TypedResults.Ok(new ListOf<TaskDocument>([.. page.Items.Select(row => TaskDocument.Of(row))], page.NextCursor));
    }

    private static async Task<Results<Ok<TaskDocument>, ProblemResult>> GetAsync(string taskId, HttpContext http, TaskQueries tasks, TaskSubjects subjects, CancellationToken ct)
    {
        if (await tasks.FindAsync(taskId, http.User.ToViewer(), ct) is not var (task, ticket)) return Problems.NotFound("该任务", "task");
        return TypedResults.Ok(ticket is null ? TaskDocument.Of(task) : TaskDocument.Of(task, await subjects.OfAsync(task, ticket, http.User.ToActor(), ct)));
    }

    private static async Task<Results<Ok<CommandAccepted>, ProblemResult>> CompleteAsync(string taskId, TaskCompletion completion, HttpContext http, TicketCommands door, CancellationToken ct) =>
        CommandAnswers.Result(await door.CompleteAsync(taskId, completion.Outcome, completion.Result, http.Caller(), ct));
}
