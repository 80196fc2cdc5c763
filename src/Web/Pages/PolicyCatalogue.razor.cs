using System.Globalization;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Api;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Diff;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class PolicyCatalogue
{
    private CatalogView? view;
    private Value? content;
    private Draft? draft;
    private bool isDraft;
    private IReadOnlyList<PublishedVersion> versions = [];
    private IReadOnlyList<int> found = [];
    private SheetComparison? preview;
    private JieSuJiBan.Engine.Rejection? refusal;
    private FieldProblem? unknown;

    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    [SupplyParameterFromQuery]
    private string? Class { get; set; }

    [SupplyParameterFromQuery]
    private string? District { get; set; }

    [SupplyParameterFromQuery]
    private string? Unit { get; set; }

    [SupplyParameterFromQuery]
    private string? Show { get; set; }

    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [SupplyParameterFromQuery(Name = "page"), System.ComponentModel.DataAnnotations.Range(1, int.MaxValue)]
    private int? Asked { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private int Page { get; set; } = 1;

    private int Last => Math.Max(1, (found.Count + CatalogPage.Size - 1) / CatalogPage.Size);

    private IReadOnlyList<CatalogEntry> Shown => [.. found.Skip((Page - 1) * CatalogPage.Size).Take(CatalogPage.Size).Select(index => view!.Entries[index])];

    private static string Title => PolicyDiff.NameOf(PolicyDrafts.Catalogue) is var (chinese, english) ? Display.Pick(chinese, english) : "";

    private bool MayEdit => Context.User.May(Permissions.EditPolicy);

    private bool MayBulk => MayEdit && (isDraft || (draft is null && Given(Show) is null) || IsPost);

    // A form that was sent is there to be answered, also where a draft came or rows went meanwhile.
    private bool IsPost => HttpMethods.IsPost(Context.Request.Method);

    protected override async Task OnInitializedAsync()
    {
        versions = (await Desk.VersionsAsync(PolicyDrafts.Catalogue, Context.RequestAborted)).Take(20).ToArray();
        if (await Desk.CatalogueAsync(Given(Show), Context.RequestAborted) is not { } read) return;
        (view, content, draft, isDraft) = read;
        found = view.Find(new(Q, Given(Class), Given(District), Given(Unit)));
        Page = Math.Clamp(Asked ?? 1, 1, Last);
        unknown = found.Count == 0 ? KnownCodes.Check(Catalog, null, Given(Unit), Given(Class), Given(District)).FirstOrDefault() : null;
    }

    private int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, Last) : 1;

    private string Address(int page, string? done = null, bool toDraft = false)
    {
        (string Key, string? Value)[] query = [("show", toDraft ? "draft" : Show), ("q", Q), ("class", Class), ("district", District), ("unit", Unit), ("done", done), ("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null)];
        return $"/policies/{PolicyDrafts.Catalogue}" + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
    }

    private async Task OpenAsync()
    {
        if (!MayEdit) return;
        var answer = await Desk.OpenAsync(Context.User, PolicyDrafts.Catalogue, Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo($"/changes/{answer.Draft!.DraftId}");
        refusal = answer.Refusal;
    }

    /// <summary>Shows what a change of many rows would do; makes it only where that was confirmed.</summary>
    private async Task BulkAsync()
    {
        if (!MayEdit || view is null || content is null) return;
        var form = Context.Request.Form;
        Page = Number(form["page"]);
        var chosen = (form["scope"].ToString() switch
        {
            "found" => found.Select(index => view.Entries[index].Line.Id),
            "page" => Shown.Select(row => row.Line.Id),
            _ => form["row"].OfType<string>(),
        }).ToHashSet(StringComparer.Ordinal);
        if (chosen.Count == 0)
        {
            refusal = new(JieSuJiBan.Engine.RejectionKind.Content, "catalog.noRows", "请先勾选要修改的行，或选择本页、全部查到的行。", "Select the rows to change first, or choose this page or all rows found.");
            return;
        }

        var (act, value) = (form["act"].ToString(), form["value"].ToString().Trim());
        if (!CatalogBulk.Acts.Contains(act)) return;
        var comparison = CatalogBulk.Preview(Desk.Policy, content["rows"].Items, chosen, act, value);
        if (form["verb"] != "take" || comparison.Bad.Count > 0 || !comparison.IsChange)
        {
            preview = comparison;
            return;
        }

        var revision = long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var answer = await Desk.PutAsync(Context.User, PolicyDrafts.Catalogue, content.With("rows", Value.Of(comparison.Rows)), revision, $"{act} {value} ({comparison.Changes.Count})", Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo(Address(Page, "bulk", toDraft: true));
        refusal = answer.Refusal;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
