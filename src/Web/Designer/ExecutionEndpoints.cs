using System.Text.Json.Nodes;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Designer;

/// <summary>The executions of a run's activities, as Studio shows them at an activity of the drawing.</summary>
internal static class ExecutionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/activity-executions/report", ReportAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/activity-executions/list", (HttpContext http, RunLibrary runs, CancellationToken ct) => ExecutionsAsync(http, runs, Record, ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/activity-execution-summaries/list", (HttpContext http, RunLibrary runs, CancellationToken ct) => ExecutionsAsync(http, runs, Summary, ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/activity-executions/by-id", (string? id, HttpContext http, RunLibrary runs, CancellationToken ct) => ExecutionAsync(id, http, runs, (run, execution) => ElsaResults.Ok(Record(run, execution)), ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/activity-executions/{id}", (string id, HttpContext http, RunLibrary runs, CancellationToken ct) => ExecutionAsync(id, http, runs, (run, execution) => ElsaResults.Ok(Record(run, execution)), ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/activity-executions/{id}/call-stack", (string id, HttpContext http, RunLibrary runs, CancellationToken ct) => ExecutionAsync(id, http, runs, CallStack, ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/resilience/retries/{activityInstanceId}", () => ElsaResults.Ok(new { items = Array.Empty<object>(), totalCount = 0 })).Allow(Permissions.ReadPolicy);
    }

    private static async Task<IResult> ReportAsync(HttpContext http, RunLibrary runs, CancellationToken ct)
    {
        var (body, refused) = await ElsaResults.ReadAsync(http.Request, ct);
        if (refused is not null) return refused;
        var asked = body as JsonObject ?? [];
        if (await runs.FindAsync(RunEndpoints.Text(asked, "workflowInstanceId") ?? "", http.User.ToViewer(), ct) is not { } run) return ElsaResults.NotFound("该运行", "run");
        var byNode = run.Executions.ToLookup(execution => execution.ActivityId, StringComparer.Ordinal);
        return ElsaResults.Ok(new
        {
            stats = DefinitionEndpoints.Texts(asked["activityNodeIds"]).Distinct(StringComparer.Ordinal).Select(nodeId =>
            {
                var activityId = nodeId[(nodeId.LastIndexOf(':') + 1)..];
                var ran = byNode[activityId].ToArray();
                return new
                {
                    activityId,
                    activityNodeId = nodeId,
                    startedCount = ran.Length,
                    completedCount = ran.Count(execution => execution.Status == "Completed"),
                    uncompletedCount = ran.Count(execution => execution.Status is "Running" or "Faulted"),
                    isBlocked = ran.Any(execution => IsWaiting(run, execution)),
                    isFaulted = ran.Any(execution => execution.Status == "Faulted"),
                    metadata = new Dictionary<string, object>(),
                };
            }).Where(stats => stats.startedCount > 0).ToArray(),
        });
    }

    private static bool IsWaiting(RunRecords run, Execution execution) => run.Run.State.Bookmarks.Any(bookmark => bookmark.ActivityInstanceId == execution.Id);

    private static async Task<IResult> ExecutionsAsync(HttpContext http, RunLibrary runs, Func<RunRecords, Execution, object> write, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (await runs.FindAsync(query["WorkflowInstanceId"].ToString(), http.User.ToViewer(), ct) is not { } run) return ElsaResults.List(Array.Empty<object>());
        var nodeId = query["ActivityNodeId"].ToString();
        return ElsaResults.List(run.Executions.Where(execution => nodeId.Length == 0 || run.NodeIdOf(execution.ActivityId) == nodeId).Select(execution => write(run, execution)).ToArray());
    }

    /// <summary>An execution is named by its run and its own id.</summary>
    private static async Task<IResult> ExecutionAsync(string? id, HttpContext http, RunLibrary runs, Func<RunRecords, Execution, IResult> answer, CancellationToken ct)
    {
        var at = id?.LastIndexOf('!') ?? -1;
        return at > 0 && await runs.FindAsync(id![..at], http.User.ToViewer(), ct) is { } run && run.Executions.FirstOrDefault(execution => execution.Id == id[(at + 1)..]) is { } execution
            ? answer(run, execution)
            : ElsaResults.NotFound("该次执行", "execution");
    }

    private static IResult CallStack(RunRecords run, Execution execution)
    {
        var byId = run.Executions.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var chain = new List<Execution>();
        for (var at = execution; at is not null && chain.Count < 1000; at = at.ParentId is { } parent ? byId.GetValueOrDefault(parent) : null) chain.Insert(0, at);
        return ElsaResults.Ok(new { activityExecutionId = IdOf(run, execution.Id), items = chain.Select(one => Record(run, one)).ToArray(), totalCount = chain.Count });
    }

    private static string IdOf(RunRecords run, string executionId) => $"{run.Id}!{executionId}";

    private static Dictionary<string, object?> Record(RunRecords run, Execution execution)
    {
        var record = Summary(run, execution);
        record["activityState"] = State(run, execution);
        record["payload"] = execution.Outcomes.Count > 0 ? new Dictionary<string, object> { ["Outcomes"] = execution.Outcomes } : null;
        record["outputs"] = execution.Outputs.ToDictionary(output => output.Key, output => (object)output.Value, StringComparer.Ordinal);
        record["properties"] = new Dictionary<string, object>();
        record["exception"] = execution.Incident is { } incident ? RunEndpoints.ExceptionOf(incident) : null;
        return record;
    }

    private static Dictionary<string, object?> Summary(RunRecords run, Execution execution) => new()
    {
        ["id"] = IdOf(run, execution.Id),
        ["workflowInstanceId"] = run.Id,
        ["activityId"] = execution.ActivityId,
        ["activityNodeId"] = run.NodeIdOf(execution.ActivityId),
        ["activityType"] = execution.ActivityType,
        ["activityTypeVersion"] = run.Definition.NodeById(execution.ActivityId)?.Version ?? 1,
        ["activityName"] = run.Definition.NodeById(execution.ActivityId)?.Name,
        ["startedAt"] = execution.StartedAt,
        ["hasBookmarks"] = IsWaiting(run, execution),
        ["metadata"] = new Dictionary<string, object>(),
        ["status"] = execution.Status,
        ["aggregateFaultCount"] = execution.Status == "Faulted" ? 1 : 0,
        ["completedAt"] = execution.EndedAt,
        ["schedulingActivityExecutionId"] = execution.ParentId is { } parent ? IdOf(run, parent) : null,
        ["schedulingActivityId"] = null,
        ["schedulingWorkflowInstanceId"] = null,
        ["callStackDepth"] = null,
    };

    /// <summary>What the definition states for the activity's inputs; values of a step are not kept beside its events.</summary>
    private static Dictionary<string, object> State(RunRecords run, Execution execution) =>
        run.Definition.NodeById(execution.ActivityId) is { } node
            ? node.Inputs.Where(input => input.Value.Expression is not null).ToDictionary(input => input.Key, input => (object)(input.Value.Expression!.Type is "Literal" or "Object" ? input.Value.Expression.Value : Value.Of($"{input.Value.Expression.Type}: {Engine.Values.ValueConverter.ToText(input.Value.Expression.Value)}")), StringComparer.Ordinal)
            : [];
}
