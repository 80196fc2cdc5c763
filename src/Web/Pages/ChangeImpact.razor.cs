using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class ChangeImpact
{
    /// <summary>What a choice says where a ticket has no status or no unit: an empty choice asks nothing.</summary>
    private const string None = "-";

    private sealed record Tally(long Same, long Mappable, long Blocked)
    {
        public long Total => Same + Mappable + Blocked;
    }

    private WorkflowDefinition? target;
    private (Guid DraftId, long Revision)? draft;
    private MigrationImpactReport? report;
    private IReadOnlyList<FlightCount> counts = [];
    private IReadOnlyList<FlightObstacle> obstacles = [];
    private IReadOnlyList<string> sources = [];
    private Page<MigrationImpactRow> rows = new([], null);
    private IReadOnlyList<MoveBatch> batches = [];
    private Tally total = new(0, 0, 0);
    private string? wrong;

    [Parameter]
    public string Name { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private bool MayMove => Context.User.May(Permissions.MigrateTickets) && report is { DraftId: null, State: not MigrationImpactState.Running };

    private bool IsLive => report?.State == MigrationImpactState.Running || batches.Any(batch => batch.State == "running");

    private string Here => Context.Request.Path + Context.Request.QueryString;

    private MigrationImpactQuery Query => new()
    {
        Verdict = Enum.TryParse<MigrationVerdict>(Asked("verdict"), out var verdict) && Enum.IsDefined(verdict) ? verdict : null,
        Status = Asked("status") is { } status ? status == None ? "" : status : null,
        Unit = Asked("unit") is { } unit ? unit == None ? "" : unit : null,
        FromHash = Asked("from"),
        After = Asked("cursor"),
    };

    /// <summary>How many of those that fit can move.</summary>
    private long Movable
    {
        get
        {
            var query = Query;
            return counts.Where(count => count.Verdict != MigrationVerdict.Blocked && (query.Verdict ?? count.Verdict) == count.Verdict && (query.Status ?? count.Status) == count.Status
                && (query.Unit ?? count.Unit) == count.Unit && (query.FromHash ?? count.FromHash) == count.FromHash).Sum(count => count.Cases);
        }
    }

    protected override async Task OnInitializedAsync()
    {
        var ct = Context.RequestAborted;
        var query = Context.Request.Query;
        // An address that names neither version nor draft is about the newest version.
        if (!query.ContainsKey("to") && !query.ContainsKey("draft") && Impacts.NewestOf(Name) is { } newest)
        {
            Navigation.NavigateTo($"/changes/in-flight/{Uri.EscapeDataString(Name)}?to={newest.Hash}");
            return;
        }

        if (await Impacts.TargetAsync(Context.User, Name, query["to"], Guid.TryParse(query["draft"], out var draftId) ? draftId : null, ct) is not var (found, ofDraft))
        {
            Navigation.NotFound();
            return;
        }

        (target, draft) = (found, ofDraft);
        report = await Impacts.NewestAsync(Context.User, Name, target.Hash, ct);
        batches = await Impacts.BatchesAsync(Context.User, Name, ct);
        if (report is not null)
        {
            counts = await Impacts.CountsAsync(Context.User, report.ReportId, ct);
            obstacles = await Impacts.ObstaclesAsync(Context.User, report.ReportId, ct);
            sources = [.. counts.Select(count => count.FromHash).Distinct()];
            total = Sum(counts);
            rows = await Impacts.RowsAsync(Context.User, report.ReportId, Query, ct);
        }
    }

    private string? Asked(string name) => Context.Request.Query[name] is [{ Length: > 0 } text] ? text.Replace("\0", "", StringComparison.Ordinal) : null;

    private string UnitName(string code) => code.Length == 0 ? "—" : TicketPages.Choices.Units.FirstOrDefault(choice => choice.Value == code)?.Text ?? code;

    private string VersionName(string hash) => Impacts.VersionOf(hash) is { } version ? T["flight.versionNo", version.Version].Value : hash[..12];

    private string PlaceName(string hash, string id) => Impacts.VersionOf(hash)?.NodeById(id) is { } node ? DefinitionValidator.LabelOf(node, Activities) : id;

    private static Tally Sum(IEnumerable<FlightCount> some)
    {
        var sums = some.GroupBy(count => count.Verdict).ToDictionary(group => group.Key, group => group.Sum(count => count.Cases));
        return new(sums.GetValueOrDefault(MigrationVerdict.Same), sums.GetValueOrDefault(MigrationVerdict.Mappable), sums.GetValueOrDefault(MigrationVerdict.Blocked));
    }

    private async Task ReportAsync()
    {
        if (!Context.User.May(Permissions.EditPolicy)) return;
        if (Context.Request.Form["verb"] == "stop")
        {
            if (report is not null) await Commands.CancelReportAsync(Context.User, report.ReportId, Context.RequestAborted);
        }
        else
        {
            await Commands.ReportAsync(Context.User, target!, draft, Context.RequestAborted);
        }

        Navigation.NavigateTo(Here);
    }

    private async Task MoveAsync()
    {
        if (!Context.User.May(Permissions.MigrateTickets) || report is null) return;
        var form = Context.Request.Form;
        var chosen = form["verb"] == "some" ? form["case"].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToArray() : null;
        wrong = form["confirm"] != "true" ? T["flight.notConfirmed"].Value : chosen is { Length: 0 } ? T["flight.noneChosen"].Value : null;
        if (wrong is not null) return;
        var (_, refusal) = await Commands.MoveAsync(Context.User, report.ReportId, chosen is null ? Query with { After = null } : new(), chosen, Context.RequestAborted);
        wrong = refusal is null ? null : Display.Pick(refusal.Chinese, refusal.English);
        if (refusal is null) Navigation.NavigateTo(Context.Request.Path + Context.Request.QueryString.Add("done", "move") + "#batches-h");
    }
}
