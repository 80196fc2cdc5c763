using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Designer;

/// <summary>
/// Definitions as Studio changes them. A save writes the draft, never a published version; it states the revision it started from
/// (<c>If-Match</c>), and who comes later is told and keeps the text. Publishing is a governed act of two persons.
/// </summary>
internal static class SaveEndpoints
{
    /// <summary>Most definitions taken from one archive.</summary>
    private const int MostFiles = 500;

    public static void MapElsaSaving(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/elsa/api");
        api.MapPost("/workflow-definitions", SaveAsync).Allow(Permissions.EditPolicy);
        api.MapPost("/workflow-definitions/import", (HttpContext http, DefinitionDrafts desk, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct) => ImportAsync(null, http, desk, activities, catalog, ct)).Allow(Permissions.EditPolicy);
        api.MapPut("/workflow-definitions/{definitionId}/import", (string definitionId, HttpContext http, DefinitionDrafts desk, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct) => ImportAsync(definitionId, http, desk, activities, catalog, ct)).Allow(Permissions.EditPolicy);
        api.MapPost("/workflow-definitions/import-files", ImportFilesAsync).Allow(Permissions.EditPolicy).DisableAntiforgery();
        api.MapPost("/workflow-definitions/{definitionId}/revert/{version:int}", RevertAsync).Allow(Permissions.EditPolicy);
        api.MapPost("/workflow-definitions/{definitionId}/publish", PublishAsync).Allow(Permissions.EditPolicy);
        api.MapPost("/workflow-definitions/{definitionId}/retract", RetractAsync).Allow(Permissions.EditPolicy);
        api.MapDelete("/workflow-definitions/{definitionId}", DeleteAsync).Allow(Permissions.EditPolicy);
        api.MapDelete("/workflow-definitions/{definitionId}/version/{version:int}", async (string definitionId, int version, HttpContext http, DefinitionVersions shelf, DefinitionDrafts desk, CancellationToken ct) =>
            Gone(await desk.DeleteVersionAsync(http.User, (await shelf.VersionsAsync(definitionId, ct)).FirstOrDefault(one => one.Definition.Version == version), ct))).Allow(Permissions.EditPolicy);
        api.MapDelete("/workflow-definition-versions/{id}", async (string id, HttpContext http, DefinitionVersions shelf, DefinitionDrafts desk, CancellationToken ct) =>
            Gone(await desk.DeleteVersionAsync(http.User, await shelf.ByIdAsync(id, ct), ct))).Allow(Permissions.EditPolicy);
        api.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", BulkDeleteAsync).Allow(Permissions.EditPolicy);
        api.MapPost("/bulk-actions/delete/workflow-definitions/by-id", BulkDeleteVersionsAsync).Allow(Permissions.EditPolicy);
        api.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", BulkPublishAsync).Allow(Permissions.EditPolicy);
        api.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", BulkRetractAsync).Allow(Permissions.EditPolicy);
        // Consumers name the version they use, and change only by a draft of their own.
        api.MapPost("/workflow-definitions/{definitionId}/update-references", () => ElsaResults.Ok(new { affectedWorkflows = Array.Empty<string>() })).Allow(Permissions.EditPolicy);
        foreach (var route in (string[])["/workflow-definitions/{definitionId}/execute", "/workflow-definitions/{definitionId}/dispatch", "/workflow-definitions/{definitionId}/bulk-dispatch", "/tests/activities"])
        {
            api.MapPost(route, Sandbox).Allow(Permissions.EditPolicy);
        }

        api.MapGet("/workflow-definitions/{definitionId}/execute", Sandbox).Allow(Permissions.EditPolicy);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, DefinitionDrafts desk, ActivityRegistry activities, PublishedStore catalog, DefinitionVersions shelf, CancellationToken ct)
    {
        var (body, refused) = await ElsaResults.ReadAsync(http.Request, ct);
        if (refused is not null) return refused;
        if (body is not JsonObject { } request || request["model"] is not JsonObject model) return NoModel();
        var publish = request["publish"] is JsonValue stated && stated.TryGetValue<bool>(out var wanted) && wanted;
        var saved = await desk.SaveAsync(http.User, model, http.Request.Headers.IfMatch.ToString(), ct);
        if (saved.Version is not null) http.Response.Headers.ETag = saved.Version.Tag;
        if (saved.Refused is { } rejection) return ElsaResults.Refuse(rejection);
        if (publish)
        {
            if (await desk.PublishAsync(http.User, saved.Version!.Definition.DefinitionId, ct) is { } waits) return ElsaResults.Refuse(waits);
            saved = saved with { Version = (await shelf.VersionsAsync(saved.Version.Definition.DefinitionId, ct))[0] };
            http.Response.Headers.ETag = saved.Version.Tag;
        }

        return ElsaResults.Ok(
            new
            {
                workflowDefinition = ActivityDescriptors.Full(saved.Version!, activities, catalog, mayEdit: true),
                alreadyPublished = false,
                consumingWorkflowCount = 0,
                validationErrors = saved.Findings.Select(finding => new { finding.NodeId, message = finding.Chinese, finding.Code, finding.IsError }).ToArray(),
            },
            saved.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ImportAsync(string? definitionId, HttpContext http, DefinitionDrafts desk, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct)
    {
        if (!TryOverwrite(http, out var overwrite)) return BadOverwrite();
        var (body, encoding, refused) = await ElsaResults.ReadFileAsync(http.Request, ct);
        if (refused is not null) return refused;
        if (body is not JsonObject model) return NoModel();
        if (definitionId is not null) model["definitionId"] = definitionId;
        var saved = await desk.ImportAsync(http.User, model, http.Request.Headers.IfMatch.ToString(), overwrite, ct);
        if (saved.Version is not null) http.Response.Headers.ETag = saved.Version.Tag;
        if (saved.Refused is { } rejection) return ElsaResults.Refuse(rejection);
        var full = ActivityDescriptors.Full(saved.Version!, activities, catalog, mayEdit: true);
        full["imported"] = System.Text.Json.JsonSerializer.SerializeToNode(Imported.Of(saved, null, encoding), ElsaResults.Json);
        return ElsaResults.Ok(full);
    }

    /// <summary>What a file is that is plainly something else.</summary>
    private static string? Foreign(byte[] text) => WorkflowDefinition.Read(Encoding.UTF8.GetString(text)).Refusal is { Code: not ("definition.notJson" or "definition.notObject") } foreign ? foreign.Chinese : null;

    private static async Task<IResult> ImportFilesAsync(HttpContext http, DefinitionDrafts desk, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType) return NoModel();
        if (!TryOverwrite(http, out var overwrite)) return BadOverwrite();
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(ct);
        }
        catch (InvalidDataException broken)
        {
            return ElsaResults.Refuse("import.badForm", $"上传的内容无法读取，没有导入任何流程：{broken.Message}", $"The upload cannot be read, nothing was imported: {broken.Message}");
        }

        if (form.Files.Count == 0) return NoModel();
        var (models, refusals) = (new List<(string Name, string Encoding, JsonObject Model)>(), new List<string>());
        foreach (var file in form.Files)
        {
            await using var content = file.OpenReadStream();
            foreach (var (name, text) in await FilesAsync(file.FileName, content, refusals, ct))
            {
                var (json, encoding, wrong) = DesignerJson.ParseFile(text);
                if (wrong is not null) refusals.Add($"{name}：{Foreign(text) ?? wrong.Chinese + "。"}");
                else if (json is not JsonObject model) refusals.Add($"{name}：{Foreign(text) ?? "不是流程定义，应为 JSON 对象。"}");
                else models.Add((name, encoding, model));
            }
        }

        // Which of two would be the last is chance: neither is taken.
        foreach (var twins in models.GroupBy(one => DefinitionDrafts.IdOf(one.Model) ?? Guid.NewGuid().ToString(), StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).ToArray())
        {
            refusals.Add($"{string.Join("、", twins.Select(one => one.Name))}：是同一个流程（编号 {string.Join("、", twins.Select(one => DefinitionDrafts.IdOf(one.Model)).Distinct(StringComparer.Ordinal))}），都没有导入：请只上传其中一个。");
            models.RemoveAll(twins.Contains);
        }

        var imported = new List<Imported>();
        foreach (var (name, encoding, model) in models)
        {
            var saved = await desk.ImportAsync(http.User, model, null, overwrite, ct);
            if (saved.Refused is null) imported.Add(Imported.Of(saved, name, encoding));
            else refusals.Add($"{name}：{saved.Refused.Chinese}");
        }

        var done = string.Concat(imported.Take(20).Select(one => $"{one.Chinese}；"));
        return refusals.Count == 0
            ? ElsaResults.Ok(new { count = imported.Count, imported })
            : ElsaResults.Refuse("import.partly", $"已导入 {imported.Count} 个流程{(done.Length > 0 ? $"（{done.TrimEnd('；')}）" : "")}；{refusals.Count} 个文件未能导入：", $"{imported.Count} were imported, {refusals.Count} were not.", refusals.Take(20));
    }

    /// <summary>What becomes of one imported definition.</summary>
    /// <param name="File">The file, or null.</param>
    /// <param name="DefinitionId">Its id.</param>
    /// <param name="IsNew">There was no such definition before.</param>
    /// <param name="ReplacedRevision">The revision of the open draft that it was written over, or null.</param>
    /// <param name="ReplacedBy">Who had saved that, or null.</param>
    /// <param name="Encoding">How the file was read.</param>
    /// <param name="Chinese">The same in words, zh-CN.</param>
    /// <param name="English">The same in English.</param>
    private sealed record Imported(string? File, string DefinitionId, bool IsNew, long? ReplacedRevision, string? ReplacedBy, string Encoding, string Chinese, string English)
    {
        public static Imported Of(Saved saved, string? file, string encoding)
        {
            var id = saved.Version!.Definition.DefinitionId;
            var before = saved.Replaced is { } draft && saved.Version.Draft is { } now && now.Revision != draft.Revision ? draft : null;
            var (chinese, english) = saved.IsNew ? ($"新建 {id}", $"{id} is new")
                : before is not null ? ($"覆盖 {id} 的草稿第 {before.Revision} 稿（{before.ChangedBy} 保存）", $"written over revision {before.Revision} of the draft of {id}, saved by {before.ChangedBy}")
                : saved.Replaced is not null ? ($"{id} 的草稿内容相同，没有改动", $"the draft of {id} says the same and stays")
                : ($"{id} 的新草稿", $"a new draft of {id}");
            return new(file, id, saved.IsNew, before?.Revision, before?.ChangedBy, encoding, encoding == "UTF-8" ? chinese : $"{chinese}（按 {encoding} 读取）", encoding == "UTF-8" ? english : $"{english} (read as {encoding})");
        }
    }

    private static bool TryOverwrite(HttpContext http, out bool overwrite)
    {
        overwrite = false;
        return http.Request.Query["overwrite"].ToString() is not { Length: > 0 } said || bool.TryParse(said, out overwrite);
    }

    private static IResult BadOverwrite() => ElsaResults.Refuse("import.overwrite", "overwrite 须为 true 或 false，没有导入任何流程。", "overwrite must be true or false; nothing was imported.");

    /// <summary>The definitions in an uploaded file: itself, or what a ZIP holds; nothing larger than the limit is unpacked.</summary>
    private static async Task<IReadOnlyList<(string Name, byte[] Text)>> FilesAsync(string name, Stream content, List<string> refusals, CancellationToken ct)
    {
        var files = new List<(string, byte[])>();
        if (!name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            if (await ReadAsync(content, DesignerJson.MaximumBodyBytes, ct) is { } text) files.Add((name, text));
            else refusals.Add($"{name}：超过 {DesignerJson.MaximumBodyBytes / 1024 / 1024} MB 的上限，没有导入：请把流程拆成几个子流程。");
            return files;
        }

        try
        {
            await using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            var entries = zip.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToArray();
            if (entries.Length == 0) refusals.Add($"{name}：压缩包中没有 .json 文件。");
            if (entries.Length > MostFiles) refusals.Add($"{name}：压缩包中有 {entries.Length} 个文件，一次最多导入 {MostFiles} 个，其余没有导入：请分几次导入。");
            var left = 4 * DesignerJson.MaximumBodyBytes;
            foreach (var entry in entries.Take(MostFiles))
            {
                // What it says of its own size may be a lie: it is unpacked up to the limit and no further.
                await using var packed = await entry.OpenAsync(ct);
                if (await ReadAsync(packed, Math.Min(left, DesignerJson.MaximumBodyBytes), ct) is not { } text)
                {
                    refusals.Add($"{name}/{entry.Name}：解压后过大，该文件及其后的文件没有导入：请分几次导入。");
                    break;
                }

                left -= text.Length;
                files.Add(($"{name}/{entry.Name}", text));
            }
        }
        catch (Exception damaged) when (damaged is InvalidDataException or ArgumentException or IOException or NotSupportedException)
        {
            refusals.Add($"{name}：不是完好的 ZIP 文件。");
        }

        return files;
    }

    /// <summary>The whole content, or null where it is longer than the limit.</summary>
    private static async Task<byte[]?> ReadAsync(Stream content, int limit, CancellationToken ct)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = await content.ReadAsync(buffer, ct); read > 0; read = await content.ReadAsync(buffer, ct))
        {
            if (whole.Length + read > limit) return null;
            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }

    private static async Task<IResult> RevertAsync(string definitionId, int version, HttpContext http, DefinitionDrafts desk, CancellationToken ct)
    {
        var saved = await desk.RevertAsync(http.User, definitionId, version, http.Request.Headers.IfMatch.ToString(), ct);
        if (saved.Version is not null) http.Response.Headers.ETag = saved.Version.Tag;
        return saved.Refused is { } refused ? ElsaResults.Refuse(refused) : ElsaResults.Ok(DefinitionDocument.Summary(saved.Version!, mayEdit: true), StatusCodes.Status201Created);
    }

    private static async Task<IResult> PublishAsync(string definitionId, HttpContext http, DefinitionDrafts desk, DefinitionVersions shelf, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct)
    {
        if (await desk.PublishAsync(http.User, definitionId, ct) is { } refused) return ElsaResults.Refuse(refused);
        var published = (await shelf.VersionsAsync(definitionId, ct))[0];
        http.Response.Headers.ETag = published.Tag;
        return ElsaResults.Ok(new { workflowDefinition = ActivityDescriptors.Full(published, activities, catalog, mayEdit: true), alreadyPublished = false, consumingWorkflowCount = 0, validationErrors = Array.Empty<object>() });
    }

    private static async Task<IResult> RetractAsync(string definitionId, HttpContext http, DefinitionDrafts desk, DefinitionVersions shelf, ActivityRegistry activities, PublishedStore catalog, CancellationToken ct) =>
        await desk.RetractAsync(http.User, definitionId, ct) is { } refused ? ElsaResults.Refuse(refused) : ElsaResults.Ok(ActivityDescriptors.Full((await shelf.VersionsAsync(definitionId, ct))[0], activities, catalog, mayEdit: true));

    private static async Task<IResult> DeleteAsync(string definitionId, HttpContext http, DefinitionDrafts desk, CancellationToken ct) => Gone(await desk.DeleteAsync(http.User, definitionId, ct));

    private static async Task<IResult> BulkDeleteAsync(HttpContext http, DefinitionDrafts desk, CancellationToken ct) =>
        await ManyAsync(http, "definitionIds", id => desk.DeleteAsync(http.User, id, ct), (done, _) => new { deleted = done.Count }, ct);

    private static async Task<IResult> BulkDeleteVersionsAsync(HttpContext http, DefinitionDrafts desk, DefinitionVersions shelf, CancellationToken ct) =>
        await ManyAsync(http, "ids", async id => await desk.DeleteVersionAsync(http.User, await shelf.ByIdAsync(id, ct), ct), (done, _) => new { deleted = done.Count }, ct);

    private static async Task<IResult> BulkPublishAsync(HttpContext http, DefinitionDrafts desk, CancellationToken ct) =>
        await ManyAsync(http, "definitionIds", id => desk.PublishAsync(http.User, id, ct), (done, missing) => new { published = done, alreadyPublished = Array.Empty<string>(), notFound = missing, updatedConsumers = Array.Empty<string>() }, ct);

    private static async Task<IResult> BulkRetractAsync(HttpContext http, DefinitionDrafts desk, CancellationToken ct) =>
        await ManyAsync(http, "definitionIds", id => desk.RetractAsync(http.User, id, ct), (done, missing) => new { retracted = done, alreadyRetracted = Array.Empty<string>(), notFound = missing }, ct);

    /// <summary>One act on many definitions: what was done, and a sentence for each that was refused.</summary>
    private static async Task<IResult> ManyAsync(HttpContext http, string member, Func<string, Task<Rejection?>> act, Func<IReadOnlyList<string>, IReadOnlyList<string>, object> answer, CancellationToken ct)
    {
        var (body, refused) = await ElsaResults.ReadAsync(http.Request, ct);
        if (refused is not null) return refused;
        var (done, missing, refusals) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var id in DefinitionEndpoints.Texts((body as JsonObject)?[member]).Distinct(StringComparer.Ordinal).Take(500))
        {
            switch (await act(id))
            {
                case null: done.Add(id); break;
                case { Kind: RejectionKind.NotFound, Code: "notFound" }: missing.Add(id); break;
                case { } rejection: refusals.Add($"{id}：{rejection.Chinese}"); break;
            }
        }

        return refusals.Count == 0
            ? ElsaResults.Ok(answer(done, missing))
            : ElsaResults.Refuse("bulk.partly", $"已完成 {done.Count} 项，{refusals.Count} 项未执行：", $"{done.Count} done, {refusals.Count} refused.", refusals.Take(20));
    }

    private static IResult Gone(Rejection? refused) => refused is null ? TypedResults.NoContent() : ElsaResults.Refuse(refused);

    private static IResult Sandbox(HttpContext http)
    {
        http.Response.Headers["x-elsa-workflow-cannot-start"] = "True";
        return ElsaResults.Refuse(
            "run.sandbox",
            "设计器不直接运行流程：请在“试运行”页面用虚构的工单试走草稿，不会产生真实的任务、短信或记录。",
            "The designer runs nothing: try the draft with a made-up ticket in the sandbox, where nothing real happens.");
    }

    private static IResult NoModel() => ElsaResults.Refuse(
        "request.noModel", "请求中没有流程定义（应为 JSON 对象），没有改动任何内容。", "There is no definition in the request (a JSON object), so nothing was changed.");
}
