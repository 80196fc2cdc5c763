using System.Globalization;
using System.IO.Compression;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Designer;

/// <summary>Definitions as Studio reads them: lists, one of them, its versions, who uses it, and as a file.</summary>
internal static class DefinitionEndpoints
{
    private const int LongestPage = 200;

    public static void MapElsaDefinitions(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/elsa/api");
        api.MapGet("/workflow-definitions", ListAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/by-definition-id/{definitionId}", OneAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/{definitionId}", OneAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/by-id/{id}", ByIdAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/many-by-id", ManyByIdAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/{definitionId}/versions", VersionsAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/query/count", async (DefinitionVersions shelf, CancellationToken ct) =>
            ElsaResults.Ok(new { count = (await shelf.AllAsync(ct)).Count(version => version.IsLatest) })).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/validation/is-name-unique", async (string? name, string? definitionId, DefinitionVersions shelf, CancellationToken ct) =>
            ElsaResults.Ok(new { isUnique = !(await shelf.AllAsync(ct)).Any(version => version.IsLatest && version.Definition.DefinitionId != definitionId && version.Definition.Name == name?.Trim()) })).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/{definitionId}/consumers", async (string definitionId, DefinitionVersions shelf, CancellationToken ct) =>
            ElsaResults.Ok(new { consumingWorkflowDefinitionIds = await ConsumersAsync(definitionId, shelf, ct) })).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/{definitionId}/export", ExportAsync).Allow(Permissions.ReadPolicy);
        api.MapPost("/bulk-actions/export/workflow-definitions", ExportManyAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/subgraph/{versionId}", SubgraphAsync).Allow(Permissions.ReadPolicy);
        api.MapGet("/workflow-definitions/subgraph/segments/{versionId}", SegmentsAsync).Allow(Permissions.ReadPolicy);
        api.MapPost("/scripting/javascript/type-definitions/{definitionId}", async (string definitionId, DefinitionVersions shelf, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct) =>
            Results.Text(ScriptTypes.For((await shelf.VersionsAsync(definitionId, ct)).FirstOrDefault()?.Definition, activities, catalog.Policies.Count == 0 ? null : catalog.Policy), "text/plain; charset=utf-8")).Allow(Permissions.ReadPolicy);
    }

    /// <summary>Those whose activities start or use that workflow, in their latest or published version.</summary>
    public static async Task<IReadOnlyList<string>> ConsumersAsync(string definitionId, DefinitionVersions shelf, CancellationToken ct)
    {
        var all = await shelf.AllAsync(ct);
        var names = all.Where(version => version.Definition.DefinitionId == definitionId && version.Definition.Name.Length > 0).Select(version => Naming.Pascal(version.Definition.Name)).ToHashSet(StringComparer.Ordinal);
        bool Uses(ActivityNode node) =>
            node.Raw["workflowDefinitionId"].AsString() == definitionId
            || names.Contains(node.Type)
            || (node.Inputs.TryGetValue("WorkflowDefinitionId", out var input) && input.Expression is { Type: "Literal" } literal && literal.Value.AsString() == definitionId);
        return [.. all.Where(version => version.Definition.DefinitionId != definitionId && (version.IsLatest || version.IsPublished) && version.Definition.Nodes.Any(Uses))
            .Select(version => version.Definition.DefinitionId).Distinct(StringComparer.Ordinal)];
    }

    private static async Task<IResult> ListAsync(HttpContext http, DefinitionVersions shelf, CancellationToken ct)
    {
        var query = http.Request.Query;
        var mayEdit = http.User.May(Permissions.EditPolicy);
        var (definitionIds, ids) = (Many(query["DefinitionIds"]), Many(query["Ids"]));
        var search = query["SearchTerm"].ToString().Trim();
        var found = (await shelf.AllAsync(ct)).Choose(query["versionOptions"])
            .Where(version => (definitionIds.Count == 0 || definitionIds.Contains(version.Definition.DefinitionId)) && (ids.Count == 0 || ids.Contains(version.Definition.Id)))
            .Where(version => search.Length == 0 || ((string[])[version.Definition.Name, version.Definition.Description, version.Definition.DefinitionId, version.Definition.Id]).Any(text => text.Contains(search, StringComparison.OrdinalIgnoreCase)))
            .Where(_ => !(bool.TryParse(query["IsSystem"], out var system) && system))
            .ToList();
        var ordered = query["OrderBy"].ToString() switch
        {
            "Name" => found.OrderBy(version => version.Definition.Name, StringComparer.Ordinal).ThenBy(version => version.Definition.DefinitionId, StringComparer.Ordinal),
            "Version" => found.OrderBy(version => version.Definition.Version),
            _ => found.OrderBy(version => version.Definition.DefinitionId, StringComparer.Ordinal).ThenBy(version => version.Definition.Version),
        };
        IEnumerable<DefinitionEdition> sorted = query["OrderDirection"] == "Descending" ? ordered.Reverse() : ordered;
        var size = int.TryParse(query["PageSize"], CultureInfo.InvariantCulture, out var stated) ? Math.Clamp(stated, 1, LongestPage) : LongestPage;
        var page = int.TryParse(query["Page"], CultureInfo.InvariantCulture, out var number) ? Math.Max(number, 0) : 0;
        return ElsaResults.Ok(new
        {
            items = sorted.Skip((int)Math.Min((long)page * size, int.MaxValue)).Take(size).Select(version => DefinitionDocument.Summary(version, mayEdit)).ToArray(),
            totalCount = found.Count,
            links = DefinitionDocument.ListLinks(mayEdit),
        });
    }

    private static async Task<IResult> OneAsync(string definitionId, string? versionOptions, HttpContext http, DefinitionVersions shelf, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct)
    {
        var versions = await shelf.VersionsAsync(definitionId, ct);
        var version = versions.Choose(versionOptions is null or "" ? "Latest" : versionOptions).FirstOrDefault();
        return version is null ? ElsaResults.NotFound($"流程“{definitionId}”的该版本", "definition version") : Full(version, http, activities, catalog);
    }

    private static async Task<IResult> ByIdAsync(string id, HttpContext http, DefinitionVersions shelf, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct) =>
        await shelf.ByIdAsync(id, ct) is { } version ? Full(version, http, activities, catalog) : ElsaResults.NotFound("该流程版本", "definition version");

    /// <summary>The definition, and the tag that a save of it has to state.</summary>
    private static IResult Full(DefinitionEdition version, HttpContext http, ActivityRegistry activities, PublishedStore catalog)
    {
        if (version.IsLatest) http.Response.Headers.ETag = version.Tag;
        return ElsaResults.Ok(ActivityDescriptors.Full(version, activities, catalog, http.User.May(Permissions.EditPolicy)));
    }

    private static async Task<IResult> ManyByIdAsync(HttpContext http, DefinitionVersions shelf, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct)
    {
        var items = new List<JsonObject>();
        foreach (var id in Many(http.Request.Query["ids"]).Take(LongestPage))
        {
            if (await shelf.ByIdAsync(id, ct) is { } version) items.Add(ActivityDescriptors.Full(version, activities, catalog, http.User.May(Permissions.EditPolicy)));
        }

        return ElsaResults.List(items);
    }

    private static async Task<IResult> VersionsAsync(string definitionId, HttpContext http, DefinitionVersions shelf, CancellationToken ct) =>
        ElsaResults.List((await shelf.VersionsAsync(definitionId, ct)).Select(version => DefinitionDocument.Summary(version, http.User.May(Permissions.EditPolicy))).ToArray());

    private static async Task<IResult> ExportAsync(string definitionId, string? versionOptions, DefinitionVersions shelf, CancellationToken ct)
    {
        var version = (await shelf.VersionsAsync(definitionId, ct)).Choose(versionOptions is null or "" ? "Latest" : versionOptions).FirstOrDefault();
        return version is null
            ? ElsaResults.NotFound($"流程“{definitionId}”的该版本", "definition version")
            : TypedResults.File(Encoding.UTF8.GetBytes(version.Definition.ToJson()), MediaTypeNames.Application.Json, FileName(version.Definition));
    }

    private static async Task<IResult> ExportManyAsync(HttpContext http, DefinitionVersions shelf, CancellationToken ct)
    {
        var (body, refused) = await ElsaResults.ReadAsync(http.Request, ct);
        if (refused is not null) return refused;
        using var packed = new MemoryStream();
        await using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var id in Texts((body as JsonObject)?["ids"]).Distinct(StringComparer.Ordinal).Take(LongestPage))
            {
                if (await shelf.ByIdAsync(id, ct) is not { } version) continue;
                await using var entry = await zip.CreateEntry($"{version.Definition.DefinitionId}-v{version.Definition.Version}.json").OpenAsync(ct);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(version.Definition.ToJson()), ct);
            }
        }

        return TypedResults.File(packed.ToArray(), MediaTypeNames.Application.Zip, "workflow-definitions.zip");
    }

    private static async Task<IResult> SubgraphAsync(string versionId, string? parentNodeId, DefinitionVersions shelf, CancellationToken ct)
    {
        if (await shelf.ByIdAsync(versionId, ct) is not { } version || Root(version) is not { } root) return ElsaResults.NotFound("该流程版本", "definition version");
        return Path(root, parentNodeId) is { } path ? ElsaResults.Ok(Node(path[^1].Activity, path[^1].Port, withChildren: true)) : ElsaResults.NotFound("该节点", "node");
    }

    private static async Task<IResult> SegmentsAsync(string versionId, string? childNodeId, DefinitionVersions shelf, CancellationToken ct)
    {
        if (await shelf.ByIdAsync(versionId, ct) is not { } version || Root(version) is not { } root) return ElsaResults.NotFound("该流程版本", "definition version");
        if (Path(root, childNodeId) is not { } path) return ElsaResults.NotFound("该节点", "node");
        var container = path.Count > 1 ? path[^2] : path[^1];
        return ElsaResults.Ok(new
        {
            childNode = Node(path[^1].Activity, path[^1].Port, withChildren: false),
            container = Node(container.Activity, container.Port, withChildren: true),
            pathSegments = path.Zip(path.Skip(1)).Skip(1).Select(step => new
            {
                activityNodeId = (string?)step.First.Activity["nodeId"],
                activityId = (string?)step.First.Activity["id"],
                activityType = (string?)step.First.Activity["type"],
                portName = step.Second.Port,
            }).ToArray(),
        });
    }

    private static JsonObject? Root(DefinitionEdition version)
    {
        if (DefinitionDocument.Parse(version.Definition.ToJson())["root"] is not JsonObject root) return null;
        PresentForm.Give(root, "Workflow1");
        return root;
    }

    /// <summary>The way from the root to that node; to the root itself where none is named.</summary>
    private static List<(string Port, JsonObject Activity)>? Path(JsonObject root, string? nodeId)
    {
        var path = new List<(string Port, JsonObject Activity)> { ("Root", root) };
        if (nodeId is null or "" or "Workflow1" || nodeId == (string?)root["nodeId"]) return path;
        while ((string?)path[^1].Activity["nodeId"] != nodeId)
        {
            var next = DefinitionDocument.Children(path[^1].Activity).FirstOrDefault(child => (string?)child.Activity["nodeId"] is { } at && (nodeId == at || nodeId.StartsWith(at + ":", StringComparison.Ordinal)));
            if (next.Activity is null) return null;
            path.Add(next);
        }

        return path;
    }

    private static JsonObject Node(JsonObject activity, string? port, bool withChildren) => new()
    {
        ["activity"] = activity.DeepClone(),
        ["port"] = port,
        ["nodeId"] = activity["nodeId"]?.DeepClone(),
        ["parents"] = new JsonArray(),
        ["children"] = new JsonArray([.. withChildren ? DefinitionDocument.Children(activity).Select(child => (JsonNode)Node(child.Activity, child.Port, withChildren: true)) : []]),
    };

    private static string FileName(WorkflowDefinition definition) =>
        $"workflow-definition-{string.Concat((definition.Name.Length > 0 ? definition.Name : definition.DefinitionId).Select(c => char.IsLetterOrDigit(c) ? c : '-')).ToLowerInvariant()}.json";

    private static HashSet<string> Many(Microsoft.Extensions.Primitives.StringValues values) =>
        values.OfType<string>().SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);

    internal static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : null).OfType<string>();
}
