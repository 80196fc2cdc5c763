using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using NodaTime.Text;

namespace JieSuJiBan.Web.Designer;

/// <summary>Runs as Studio shows them: one per ticket, with what happened, what waits and what failed. Runs are looked at here, never changed.</summary>
internal static class RunEndpoints
{
    private const int LongestPage = 100;
    private const int MostTimes = 8;

    public static void MapElsaRuns(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/elsa/api");
        // Ours, not Elsa's: which connections were followed, so that the frame can light them up.
        app.MapGet(StudioPackage.Root + "/runs/{id}/path", (string id, HttpContext http, RunLibrary runs, PublishedStore definitions, CancellationToken ct) => WithAsync(id, http, runs, run => ElsaResults.Ok(new
        {
            nodes = run.Executions.Select(execution => execution.ActivityId).Distinct(StringComparer.Ordinal),
            edges = run.Trace.Edges.Where(edge => edge.DefinitionHash == run.Definition.Hash).Select(edge => new { edge.Source, edge.Outcome, edge.Target, edge.Followed }),
            related = (run.IsRoot ? [] : new[] { new { id = run.Run.CaseId.ToString(), name = "上级流程" } })
                .Concat(run.Children.Select(child => new { id = RunRecords.IdOf(run.Run.CaseId, child.Id), name = definitions.Definitions.ByHash(child.DefinitionHash)?.Name ?? child.DefinitionId })),
        }), ct)).Allow(Permissions.ReadPolicy).ExcludeFromDescription();
        ExecutionEndpoints.Map(api);
        api.MapPost("/workflow-instances", ListAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-instances/{id}", (string id, HttpContext http, RunLibrary runs, CancellationToken ct) => WithAsync(id, http, runs, run => ElsaResults.Ok(Full(run)), ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-instances/{id}/journal", JournalAsync).Allow(Permissions.ReadPolicy);
        api.MapPost("/workflow-instances/{id}/journal", JournalAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-instances/{id}/execution-state", (string id, HttpContext http, RunLibrary runs, CancellationToken ct) => WithAsync(id, http, runs, run => ElsaResults.Ok(new
        {
            status = run.Instance.Status,
            subStatus = run.Instance.SubStatus,
            workflowSubStatus = run.Instance.SubStatus,
            updatedAt = run.UpdatedAt,
        }), ct)).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-instances/{id}/variables", VariablesAsync).Allow(Permissions.ReadPolicy);
        api.MapPost("/workflow-instances/{id}/variables", () => ReadOnly()).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-instances/{id}/export", (string id, HttpContext http, RunLibrary runs, CancellationToken ct) => WithAsync(id, http, runs, run => TypedResults.File(
            JsonSerializer.SerializeToUtf8Bytes(Full(run), ElsaResults.Json), MediaTypeNames.Application.Json, $"workflow-instance-{run.Run.CaseId}.json"), ct)).Allow(Permissions.ReadPolicy);
        // The history is never rewritten, and what becomes of a ticket is decided on its own page by those who may.
        api.MapDelete("/workflow-instances/{id}", () => ReadOnly()).Allow(Permissions.ReadPolicy);
        foreach (var route in (string[])
        [
            "/cancel/workflow-instances/{id}", "/bulk-actions/cancel/workflow-instances", "/bulk-actions/delete/workflow-instances/by-id", "/bulk-actions/import/workflow-instances",
            "/bulk-actions/export/workflow-instances", "/alterations/submit", "/alterations/workflows/retry",
        ])
        {
            api.MapPost(route, () => ReadOnly()).Allow(Permissions.ReadPolicy);
        }
    }

    private static IResult ReadOnly() => ElsaResults.Refuse(
        "run.readOnly",
        "此处只能查看：运行与工单一一对应，历史不可删除或更改。重试、跳过或终止请到该工单的页面，由有权限的人员进行。",
        "Runs are only looked at here: each is a ticket, and its history is never changed. Retry, skip or cancel on the ticket's own page.");

    private static async Task<IResult> WithAsync(string id, HttpContext http, RunLibrary runs, Func<RunRecords, IResult> answer, CancellationToken ct) =>
        await runs.FindAsync(id, http.User.ToViewer(), ct) is { } run ? answer(run) : ElsaResults.NotFound("该运行", "run");

    private static async Task<IResult> ListAsync(HttpContext http, RunReader runs, PublishedStore catalog, CancellationToken ct)
    {
        var (body, refused) = await ElsaResults.ReadAsync(http.Request, ct);
        if (refused is not null) return refused;
        var wanted = body as JsonObject ?? [];
        var size = Math.Clamp(Number(wanted, "pageSize") ?? 20, 1, LongestPage);
        if (wanted["isSystem"] is JsonValue system && system.TryGetValue<bool>(out var isSystem) && isSystem) return ElsaResults.Ok(new { items = Array.Empty<object>(), totalCount = 0 });
        if (Times(wanted["timestampFilters"], out var times) is { } wrong) return wrong;
        var (found, count) = await runs.SearchAsync(
            new()
            {
                DefinitionHashes = Hashes(wanted, catalog),
                Statuses = [.. DefinitionEndpoints.Texts(wanted["statuses"]), .. Text(wanted, "status") is { Length: > 0 } status ? new[] { status } : []],
                SubStatuses = [.. DefinitionEndpoints.Texts(wanted["subStatuses"]), .. Text(wanted, "subStatus") is { Length: > 0 } subStatus ? new[] { subStatus } : []],
                HasIncidents = wanted["hasIncidents"] is JsonValue has && has.TryGetValue<bool>(out var asked) ? asked : null,
                Times = times,
                Search = (Text(wanted, "searchTerm") is { Length: > 0 } search ? search : Text(wanted, "correlationId"))?.Trim(),
                // A run's name is its ticket's number, and numbers are given in the order of the beginnings.
                OrderByUpdated = Text(wanted, "orderBy") is "LastExecuted" or "Finished",
                Ascending = Text(wanted, "orderDirection") == "Ascending",
                Skip = (int)Math.Min((long)Math.Max(Number(wanted, "page") ?? 0, 0) * size, RunReader.CountedAtMost),
                Take = size,
            },
            http.User.ToViewer(),
            ct);
        return ElsaResults.Ok(new { items = found.Select(run => Row(run, catalog)).ToArray(), totalCount = count });
    }

    /// <summary>The versions that are asked for, by hash; null: all.</summary>
    private static string[]? Hashes(JsonObject wanted, PublishedStore catalog)
    {
        var ids = DefinitionEndpoints.Texts(wanted["definitionIds"]).Concat(Text(wanted, "definitionId") is { Length: > 0 } one ? [one] : []).ToHashSet(StringComparer.Ordinal);
        var version = Number(wanted, "version");
        return ids.Count == 0 && version is null
            ? null
            : [.. catalog.Definitions.All.Select(published => published.Definition).Where(definition => (ids.Count == 0 || ids.Contains(definition.DefinitionId)) && (version is null || definition.Version == version)).Select(definition => definition.Hash).Distinct()];
    }

    /// <summary>The conditions on instants; a refusal where one of them says nothing that can be compared.</summary>
    private static IResult? Times(JsonNode? filters, out IReadOnlyList<RunTime> times)
    {
        var found = new List<RunTime>();
        times = found;
        foreach (var filter in (filters as JsonArray ?? []).OfType<JsonObject>())
        {
            RunMoment? moment = Text(filter, "column")?.ToUpperInvariant() switch { "CREATEDAT" => RunMoment.Created, "UPDATEDAT" => RunMoment.Updated, "FINISHEDAT" => RunMoment.Finished, _ => null };
            var comparison = Text(filter, "operator")?.ToUpperInvariant() switch
            {
                "IS" => "=",
                "ISNOT" => "<>",
                "GREATERTHAN" => ">",
                "GREATERTHANOREQUAL" => ">=",
                "LESSTHAN" => "<",
                "LESSTHANOREQUAL" => "<=",
                _ => null,
            };
            if (moment is null || comparison is null || OffsetDateTimePattern.ExtendedIso.Parse(Text(filter, "timestamp") ?? "") is not { Success: true, Value: var at } || found.Count == MostTimes)
            {
                return ElsaResults.Refuse(
                    "run.timestampFilter",
                    $"时间筛选有误：column 须为 CreatedAt、UpdatedAt 或 FinishedAt，operator 须为 Is、IsNot、GreaterThan、GreaterThanOrEqual、LessThan 或 LessThanOrEqual，timestamp 须为带时区的时间，最多 {MostTimes} 项。",
                    $"Expected CreatedAt, UpdatedAt or FinishedAt as the column, a comparison as the operator and a time with its zone, at most {MostTimes} of them.");
            }

            found.Add(new(moment.Value, comparison, at.ToInstant()));
        }

        return null;
    }

    private static object Row(Run run, PublishedStore catalog)
    {
        var definition = catalog.Definitions.ByHash(run.DefinitionHash);
        return new
        {
            id = run.CaseId.ToString(),
            run.DefinitionId,
            definitionVersionId = definition?.Id ?? "",
            version = definition?.Version ?? run.State.Root?.Version ?? 0,
            run.State.Status,
            run.State.SubStatus,
            correlationId = run.State.CorrelationId ?? run.Number,
            name = run.State.Name ?? run.Number,
            incidentCount = run.State.Incidents.Count,
            createdAt = run.State.StartedAt,
            run.State.UpdatedAt,
            finishedAt = run.State.Status == WorkflowStatus.Finished ? run.State.UpdatedAt : (NodaTime.Instant?)null,
        };
    }

    private static object Full(RunRecords run)
    {
        var state = run.Run.State;
        var incidents = state.Incidents.Where(incident => incident.WorkflowInstanceId == run.Instance.Id).ToArray();
        var waiting = run.Executions.ToDictionary(execution => execution.Id, StringComparer.Ordinal);
        return new
        {
            id = run.Id,
            run.Instance.DefinitionId,
            definitionVersionId = run.Definition.Id,
            version = run.Definition.Version,
            run.Instance.Status,
            run.Instance.SubStatus,
            correlationId = state.CorrelationId ?? run.Run.Number,
            name = run.IsRoot ? state.Name ?? run.Run.Number : run.Definition.Name,
            incidentCount = incidents.Length,
            createdAt = run.CreatedAt,
            updatedAt = run.UpdatedAt,
            finishedAt = run.FinishedAt,
            parentWorkflowInstanceId = run.Instance.ParentId is null ? null : run.Run.CaseId.ToString(),
            workflowState = new
            {
                id = run.Id,
                run.Instance.DefinitionId,
                definitionVersionId = run.Definition.Id,
                definitionVersion = run.Definition.Version,
                correlationId = state.CorrelationId ?? run.Run.Number,
                run.Instance.Status,
                run.Instance.SubStatus,
                bookmarks = state.Bookmarks.Where(bookmark => waiting.ContainsKey(bookmark.ActivityInstanceId)).Select(bookmark => new
                {
                    bookmark.Id,
                    bookmark.Name,
                    bookmark.Hash,
                    bookmark.Payload,
                    activityId = waiting[bookmark.ActivityInstanceId].ActivityId,
                    activityNodeId = run.NodeIdOf(waiting[bookmark.ActivityInstanceId].ActivityId),
                    bookmark.ActivityInstanceId,
                    bookmark.CreatedAt,
                    bookmark.AutoBurn,
                    callbackMethodName = (string?)null,
                    metadata = new Dictionary<string, string>(),
                }).ToArray(),
                incidents = incidents.Select(incident => IncidentOf(run, incident)).ToArray(),
                completionCallbacks = Array.Empty<object>(),
                activityExecutionContexts = state.Activities.Where(activity => activity.WorkflowInstanceId == run.Instance.Id).Select(activity => new
                {
                    activity.Id,
                    parentContextId = activity.ParentId,
                    scheduledActivityNodeId = run.NodeIdOf(activity.ActivityId),
                    ownerActivityNodeId = (string?)null,
                    activity.Properties,
                    activityState = Value.EmptyObject,
                    dynamicVariables = Array.Empty<object>(),
                    status = activity.Status.ToString(),
                }).ToArray(),
                scheduledActivities = Array.Empty<object>(),
                run.Instance.Input,
                run.Instance.Output,
                properties = Value.EmptyObject,
                createdAt = run.CreatedAt,
                updatedAt = run.UpdatedAt,
                finishedAt = run.FinishedAt,
            },
        };
    }

    private static object IncidentOf(RunRecords run, Incident incident) => new
    {
        incident.ActivityId,
        activityNodeId = run.NodeIdOf(incident.ActivityId),
        incident.ActivityInstanceId,
        incident.ActivityType,
        incident.Message,
        exception = ExceptionOf(incident),
        timestamp = incident.At,
    };

    internal static object ExceptionOf(Incident incident) => new { type = incident.Code, incident.Message, stackTrace = "", innerException = (object?)null };

    private static async Task<IResult> JournalAsync(string id, int? skip, int? take, HttpContext http, RunLibrary runs, CancellationToken ct)
    {
        JsonObject? filter = null;
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var (body, refused) = await ElsaResults.ReadAsync(http.Request, ct);
            if (refused is not null) return refused;
            filter = (body as JsonObject)?["filter"] as JsonObject;
        }

        if (await runs.FindAsync(id, http.User.ToViewer(), ct) is not { } run) return ElsaResults.NotFound("该运行", "run");
        var (nodeIds, activityIds) = (Set(filter?["activityNodeIds"]), Set(filter?["activityIds"]));
        var (excluded, events) = (Set(filter?["excludedActivityTypes"]), Set(filter?["eventNames"]));
        var found = run.Log.Where(line =>
            (nodeIds.Count == 0 || nodeIds.Contains(run.NodeIdOf(line.Of.ActivityId)))
            && (activityIds.Count == 0 || activityIds.Contains(line.Of.ActivityId))
            && !excluded.Contains(line.Of.ActivityType)
            && (events.Count == 0 || events.Contains(line.EventName))).ToArray();
        return ElsaResults.Ok(new
        {
            items = found.Skip(Math.Max(skip ?? 0, 0)).Take(Math.Clamp(take ?? LongestPage, 1, 1000)).Select(line => new
            {
                line.Id,
                activityInstanceId = line.Of.Id,
                parentActivityInstanceId = line.Of.ParentId,
                line.Of.ActivityId,
                line.Of.ActivityType,
                activityTypeVersion = run.Definition.NodeById(line.Of.ActivityId)?.Version ?? 1,
                activityName = run.Definition.NodeById(line.Of.ActivityId)?.DisplayText ?? run.Definition.NodeById(line.Of.ActivityId)?.Name ?? line.Of.ActivityId,
                nodeId = run.NodeIdOf(line.Of.ActivityId),
                timestamp = line.At,
                line.Sequence,
                line.EventName,
                line.Message,
                source = (string?)null,
                activityState = Value.EmptyObject,
                payload = line.Outcomes.Count > 0 ? new { outcomes = line.Outcomes } : null,
            }).ToArray(),
            totalCount = found.Length,
        });
    }

    private static Task<IResult> VariablesAsync(string id, HttpContext http, RunLibrary runs, CancellationToken ct) => WithAsync(id, http, runs, run => ElsaResults.List(run.Definition.Variables.Select(variable => new
    {
        variable.Id,
        variable.Name,
        value = run.Instance.Variables[variable.Id] is { IsNull: false } set ? set : variable.Default,
    }).ToArray()), ct);

    private static HashSet<string> Set(JsonNode? list) => DefinitionEndpoints.Texts(list).ToHashSet(StringComparer.Ordinal);

    internal static string? Text(JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static int? Number(JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
