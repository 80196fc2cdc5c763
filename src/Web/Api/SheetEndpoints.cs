using System.ComponentModel.DataAnnotations;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Workflows.Policies;
using JieSuJiBan.Workflows.Sheets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JieSuJiBan.Web.Api;

/// <summary>What a sheet does to a list.</summary>
/// <param name="Added">How many rows are new.</param>
/// <param name="Changed">How many say something else.</param>
/// <param name="Removed">How many the sheet does not hold.</param>
/// <param name="Unchanged">How many stay.</param>
/// <param name="BadCount">How many lines are not taken.</param>
/// <param name="Bad">The first of them with the reason; all of them are in <c>rows/faults.csv</c>.</param>
/// <param name="Source">How the file was read, zh-CN.</param>
/// <param name="SourceInEnglish">The same in English.</param>
/// <param name="Ignored">Columns and sheets of the file that were not read.</param>
/// <param name="Revision">Revision of the draft that was compared with; 0: there is none.</param>
/// <param name="Taken">The draft that holds the good rows now; null for a preview.</param>
public sealed record SheetReply(
    int Added, int Changed, int Removed, int Unchanged, int BadCount, IReadOnlyList<BadRow> Bad, string Source, string SourceInEnglish, IReadOnlyList<string> Ignored, long Revision, Draft? Taken);

/// <summary>Rows of the catalogue that were looked for.</summary>
/// <param name="Found">How many there are.</param>
/// <param name="Page">Which page this is, from 1.</param>
/// <param name="LastPage">The last one.</param>
/// <param name="Rows">Its rows.</param>
public sealed record CatalogPage(int Found, int Page, int LastPage, IReadOnlyList<CatalogEntry> Rows)
{
    /// <summary>Rows of a page.</summary>
    public const int Size = 50;
}

/// <summary>Lists of policy files in and out as sheets: XLSX and CSV, whichever topic has a form.</summary>
internal static class SheetEndpoints
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Most bad lines named in one answer.</summary>
    public const int MostNamed = 500;

    public static void MapSheets(this RouteGroupBuilder group)
    {
        group.MapGet("/dispatch-catalog.json/find", FindAsync)
            .Allow(Permissions.ReadPolicy).WithSummary("查找派单目录行").WithDescription("Rows of the catalogue by text (q), class and all under it, district and its streets, and unit; version=draft or the hash of a snapshot. 50 rows a page.").Refuses(404, 422);
        group.MapGet("/{file}/rows.csv", (string file, bool? draft, PolicyDrafts desk, CancellationToken ct) => DownloadAsync(file, draft, desk, isXlsx: false, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("下载表格（CSV）").WithDescription("The list of a policy file in force, or of its draft, as CSV: dispatch-catalog.json or organisation.json.").ProducesFile("text/csv").Refuses(404);
        group.MapGet("/{file}/rows.xlsx", (string file, bool? draft, PolicyDrafts desk, CancellationToken ct) => DownloadAsync(file, draft, desk, isXlsx: true, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("下载表格（XLSX）").WithDescription("The same as XLSX; every cell is text.").ProducesFile(Xlsx).Refuses(404);
        foreach (var path in new[] { "/{file}/rows", "/{file}/rows.csv" })
        {
            group.MapPost(path, ImportAsync)
                .Accepts<byte[]>("*/*").Allow(Permissions.EditPolicy).WithSummary("导入表格")
                .WithDescription("Compares an XLSX or CSV, told apart by what it holds, with the list or its open draft. With take=true the good rows go into the draft of that revision (0: a new one); bad lines are never taken, their rows stay as they are.").Refuses(404, 409, 422);
        }

        group.MapPost("/{file}/rows/faults.csv", FaultsAsync)
            .Accepts<byte[]>("*/*").Allow(Permissions.EditPolicy).WithSummary("导入表格的问题清单").WithDescription("Every bad line of a sheet with row, column and reason, as CSV. Nothing is taken.").ProducesFile("text/csv").Refuses(404, 422);
    }

    /// <summary>The list of faults of a preview page: the page holds the sheet.</summary>
    public static void MapSheetPages(this IEndpointRouteBuilder pages) => pages.MapPost("/policies/{file}/import/faults.csv", async Task<Results<FileContentHttpResult, ProblemResult>> (string file, [FromForm] string sheet, PolicyDrafts desk, CancellationToken ct) =>
            PolicySheets.ByFile.TryGetValue(file, out var form) && PackedSheet.Unpack(sheet, form) is { } packed && await desk.CompareAsync(form, packed.Lines, ct) is { } preview
                ? TypedResults.File(Faults(preview.Comparison.Bad), "text/csv; charset=utf-8", "faults.csv")
                : NoSheet())
        .Allow(Permissions.EditPolicy).ExcludeFromDescription();

    /// <summary>The bad lines as CSV.</summary>
    public static byte[] Faults(IEnumerable<BadRow> bad) => CsvSheet.Write(bad
        .Select(row => (IReadOnlyList<string>)[row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Column, row.Id, row.Chinese, row.English])
        .Prepend(["行号 row", "栏目 column", "编号 id", "原因", "reason"]));

    private static async Task<Results<Ok<CatalogPage>, ProblemResult>> FindAsync(string? q, [FromQuery(Name = "class")] string? classCode, string? district, string? unit, string? version, [Range(1, int.MaxValue)] int? page, PolicyDrafts desk, PublishedStore catalog, CancellationToken ct)
    {
        var fields = new QueryFields();
        foreach (var (name, text) in new[] { ("q", q), ("class", classCode), ("district", district), ("unit", unit), ("version", version) }) fields.Text(name, text);
        if (fields.Problems.Count > 0) return Problems.Invalid(fields.Problems);
        if (await desk.CatalogueAsync(Given(version), ct) is not { View: var view }) return Problems.NotFound("派单目录的这个版本", "version of the catalogue");
        var found = view.Find(new(q, Given(classCode), Given(district), Given(unit)));
        // A draft may have codes that nobody published: only what finds nothing is looked up.
        if (found.Count == 0 && KnownCodes.Check(catalog, null, Given(unit), Given(classCode), Given(district)).ToArray() is { Length: > 0 } unknown) return Problems.Invalid(unknown);
        var last = Math.Max(1, (found.Count + CatalogPage.Size - 1) / CatalogPage.Size);
        var shown = Math.Clamp(page ?? 1, 1, last);
        return TypedResults.Ok(new CatalogPage(found.Count, shown, last, [.. found.Skip((shown - 1) * CatalogPage.Size).Take(CatalogPage.Size).Select(index => view.Entries[index])]));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task<Results<FileContentHttpResult, ProblemResult>> DownloadAsync(string file, bool? draft, PolicyDrafts desk, bool isXlsx, CancellationToken ct)
    {
        if (!PolicySheets.ByFile.TryGetValue(file, out var form) || await desk.ReadAsync(file, draft ?? false, ct) is not { Content: { } content }) return NoSheet();
        var name = Path.GetFileNameWithoutExtension(file) + (isXlsx ? ".xlsx" : ".csv");
        return TypedResults.File(SheetFile.Write(form, content[form.List].Items, isXlsx), isXlsx ? Xlsx : "text/csv; charset=utf-8", name);
    }

    private static async Task<Results<Ok<SheetReply>, ProblemResult>> ImportAsync(string file, HttpRequest request, bool? take, [Range(0, int.MaxValue)] long? revision, PolicyDrafts desk, CancellationToken ct)
    {
        if (!PolicySheets.ByFile.TryGetValue(file, out var form)) return NoSheet();
        var reading = await SheetUpload.ReadAsync(request.Body, form, ct);
        if (reading.Refusal is { } refusal) return Problems.Of(refusal);
        if (await desk.CompareAsync(form, reading.Lines, ct) is not { Comparison: var comparison } preview) return NoSheet();
        Draft? taken = null;
        if (take == true)
        {
            if (!comparison.IsChange) return Problems.Of(new Rejection(RejectionKind.Content, "catalog.noChange", "没有可采用的修改：请核对文件。", "There is nothing to take: check the file."));
            var answer = await desk.TakeAsync(request.HttpContext.User, form, preview, revision ?? 0, reading.Source, ct);
            if (answer.Refusal is { } no) return Problems.Of(no);
            taken = answer.Draft;
        }

        return TypedResults.Ok(new SheetReply(
            comparison.Added.Count, comparison.Changed.Count, comparison.Removed.Count, comparison.Unchanged, comparison.Bad.Count, [.. comparison.Bad.Take(MostNamed)],
            reading.Source, reading.SourceInEnglish, reading.Ignored, preview.Revision, taken));
    }

    private static async Task<Results<FileContentHttpResult, ProblemResult>> FaultsAsync(string file, HttpRequest request, PolicyDrafts desk, CancellationToken ct)
    {
        if (!PolicySheets.ByFile.TryGetValue(file, out var form)) return NoSheet();
        var reading = await SheetUpload.ReadAsync(request.Body, form, ct);
        if (reading.Refusal is { } refusal) return Problems.Of(refusal);
        return await desk.CompareAsync(form, reading.Lines, ct) is { } preview ? TypedResults.File(Faults(preview.Comparison.Bad), "text/csv; charset=utf-8", "faults.csv") : NoSheet();
    }

    private static ProblemResult NoSheet() => Problems.NotFound("可以导入导出的表格", "list that comes as a sheet");
}
