using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class PolicyImport
{
    private SheetForm? form;
    private SheetComparison? comparison;
    private JieSuJiBan.Engine.Rejection? refusal;
    private IReadOnlyList<string> ignored = [];
    private string source = "";
    private int lines;
    private long revision;
    private string? packed;

    [Parameter]
    public string? File { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override void OnInitialized()
    {
        form = PolicySheets.ByFile.GetValueOrDefault(File ?? PolicyDrafts.Catalogue);
        if (form is null) Navigation.NotFound();
    }

    private string TitleOf(string name) => form!.Columns.FirstOrDefault(column => column.Name == name) is { } column ? Display.Pick($"{column.Chinese} {column.Name}", column.Name) : "–";

    private async Task PreviewAsync()
    {
        if (!Context.User.May(Permissions.EditPolicy) || form is null) return;
        if (Context.Request.Form.ContainsKey("sheet"))
        {
            await TakeAsync(form);
            return;
        }

        if (Context.Request.Form.Files["file"] is not { Length: > 0 } file)
        {
            refusal = Say("catalog.noFile", "请选择文件。", "Choose a file.");
            return;
        }

        await using var upload = file.OpenReadStream();
        var reading = await SheetUpload.ReadAsync(upload, form, Context.RequestAborted);
        refusal = reading.Refusal;
        if (refusal is not null || await Desk.CompareAsync(form, reading.Lines, Context.RequestAborted) is not { } preview) return;
        packed = new PackedSheet(reading.Source, reading.SourceInEnglish, reading.Lines).Pack();
        if (packed is null)
        {
            refusal = Say("sheet.tooLarge", "文件过大，无法在页面上暂存：请通过接口导入，或分批导入。", "The file is too large to be kept on a page: use the API, or bring it in by parts.");
            return;
        }

        (comparison, revision, ignored, lines) = (preview.Comparison, preview.Revision, reading.Ignored, reading.Lines.Count);
        source = Display.Pick(reading.Source, reading.SourceInEnglish);
    }

    /// <summary>Compares once more: what is taken is what the sheet says, not what a form says of it.</summary>
    private async Task TakeAsync(SheetForm taken)
    {
        if (PackedSheet.Unpack(Context.Request.Form["sheet"].ToString(), taken) is not { } sheet)
        {
            refusal = Say("sheet.stale", "页面已失效或被改动：请重新选择文件。", "The page is out of date or was changed: choose the file again.");
            return;
        }

        if (await Desk.CompareAsync(taken, sheet.Lines, Context.RequestAborted) is not { } preview) return;
        var seen = long.TryParse(Context.Request.Form["revision"], out var known) ? known : 0;
        var answer = await Desk.TakeAsync(Context.User, taken, preview, seen, sheet.Source, Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo($"/policies/{taken.File}?show=draft&done=import");
        refusal = answer.Refusal;
    }

    private static JieSuJiBan.Engine.Rejection Say(string code, string chinese, string english) => new(JieSuJiBan.Engine.RejectionKind.Content, code, chinese, english);
}
