using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class ChangeDeadlines
{
    private const int PageSize = 200;

    private IReadOnlyList<DeadlineReport> all = [];
    private DeadlineReport? report;
    private IReadOnlyList<DeadlineCount> counts = [];
    private IReadOnlyList<DeadlineRow> rows = [];
    private string? wrong;

    [Parameter]
    public Guid? Id { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var ct = Context.RequestAborted;
        all = await Reports.AllAsync(Context.User, ct);
        report = Id is { } id ? all.FirstOrDefault(one => one.ReportId == id) : all.FirstOrDefault();
        if (Id is not null && report is null)
        {
            Navigation.NotFound();
            return;
        }

        if (report is null) return;
        counts = await Reports.CountsAsync(Context.User, report.ReportId, ct);
        rows = await Reports.RowsAsync(Context.User, report.ReportId, null, null, Guid.TryParse(Context.Request.Query["after"], out var after) ? after : Guid.Empty, PageSize, ct);
    }

    private string UnitName(string code) => code.Length == 0 ? "—" : TicketPages.Choices.Units.FirstOrDefault(choice => choice.Value == code)?.Text ?? code;

    private async Task ReportAsync()
    {
        if (!Context.User.May(Permissions.EditPolicy)) return;
        if (await Commands.ReportAsync(Context.User, null, Context.RequestAborted) is ({ } made, _)) Navigation.NavigateTo($"/changes/deadlines/{made.ReportId}");
    }

    private async Task DecideAsync(bool isEarlier)
    {
        if (!Context.User.May(Permissions.MigrateTickets) || report is null) return;
        var form = Context.Request.Form;
        var (_, refusal) = await Commands.DecideAsync(Context.User, report.ReportId, isEarlier, form["verb"] == "recompute", form["allowEarlier"] == "true", null, Context.RequestAborted);
        wrong = refusal is null ? null : Display.Pick(refusal.Chinese, refusal.English);
        if (refusal is null) Navigation.NavigateTo($"/changes/deadlines/{report.ReportId}?done=1");
    }
}
