using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Workflows.Diff;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class PolicyNotice
{
    private IReadOnlyList<BadRow> bad = [];
    private IReadOnlyList<Change>? changes;
    private IReadOnlyList<DraftFinding> findings = [];
    private JieSuJiBan.Engine.Rejection? refusal;
    private long revision;
    private string year = "";
    private string source = "";
    private string article = "";
    private string table = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var read = await Desk.ReadAsync(PolicyDrafts.Calendar, true, Context.RequestAborted);
        revision = read?.Draft?.Revision ?? 0;
        if (read?.Content?["years"].Items is not [.., var last] || last["year"].AsInt64() is not { } known) return;
        year = (known + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        source = $"国务院办公厅关于{year}年部分节假日安排的通知";
    }

    private async Task ReadAsync()
    {
        if (!Context.User.May(Permissions.EditPolicy)) return;
        var form = Context.Request.Form;
        (year, source, article, table) = (form["year"].ToString(), form["source"].ToString().Trim(), form["article"].ToString().Trim(), form["table"].ToString().Trim('\r', '\n'));
        if (!int.TryParse(year, out var number) || number is < 1950 or > 2100 || source.Length == 0 || article.Length == 0)
        {
            refusal = new(JieSuJiBan.Engine.RejectionKind.Content, "calendar.incomplete", "请填写年份（1950—2100）、通知标题和文号。", "Give the year (1950 to 2100), the title of the notice and its number.");
            return;
        }

        if (form.Files["file"] is { Length: > 0 } file && !await TakeSheetAsync(file)) return;
        if (await Desk.ReadAsync(PolicyDrafts.Calendar, true, Context.RequestAborted) is not { Content: { } before }) return;
        var reading = HolidayNotice.Read(before, number, source, article, table);
        bad = reading.Bad;
        if (reading.Content is not { } after) return;
        if (form["verb"] == "take")
        {
            var answer = await Desk.PutAsync(Context.User, PolicyDrafts.Calendar, after, long.TryParse(form["revision"], out var seen) ? seen : 0, year, Context.RequestAborted);
            if (answer.IsDone) Navigation.NavigateTo($"/policies/{PolicyDrafts.Calendar}?show=draft&done=calendar");
            refusal = answer.Refusal;
            return;
        }

        changes = PolicyDiff.Between(PolicyDrafts.Calendar, before, after, Desk.Policy);
        findings = await Editor.CheckAsync(PolicyDrafts.Calendar, after, Context.RequestAborted);
    }

    /// <summary>Puts an uploaded sheet in the place of the pasted table, where it is seen and can be corrected. False where it cannot be read.</summary>
    private async Task<bool> TakeSheetAsync(IFormFile file)
    {
        await using var upload = file.OpenReadStream();
        var sheet = await SheetUpload.ReadAsync(upload, HolidayNotice.Form, Context.RequestAborted);
        refusal = sheet.Refusal;
        bad = [.. sheet.Lines.Where(line => line.Fault is not null).Select(line => new BadRow(line.Line, line.Id, line.Fault!.Chinese, line.Fault.English, line.Fault.Column))];
        if (refusal is not null || bad.Count > 0) return false;
        table = HolidayNotice.TableOf(sheet.Lines);
        return true;
    }
}
