using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Diff;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class PolicyOne
{
    private const int Size = 50;
    private PolicyText? read;
    private IReadOnlyList<PolicyTable> tables = [];
    private PolicyTable? table;
    private IReadOnlyList<int> found = [];
    private JieSuJiBan.Engine.Rejection? refusal;

    [Parameter]
    public string File { get; set; } = "";

    [SupplyParameterFromQuery(Name = "table")]
    private string? Chosen { get; set; }

    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    [SupplyParameterFromQuery]
    private string? Column { get; set; }

    [SupplyParameterFromQuery]
    private string? Show { get; set; }

    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [SupplyParameterFromQuery(Name = "page"), System.ComponentModel.DataAnnotations.Range(1, int.MaxValue)]
    private int? Asked { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private int Page { get; set; } = 1;

    private string Title => PolicyDiff.NameOf(File) is var (chinese, english) ? Display.Pick(chinese, english) : File;

    private bool MayEdit => Context.User.May(Permissions.EditPolicy);

    protected override async Task OnInitializedAsync()
    {
        read = await Desk.ReadAsync(File, Show == "draft", Context.RequestAborted);
        if (read is null)
        {
            Navigation.NotFound();
            return;
        }

        if (read.Content is null) return;
        tables = PolicyTables.Of(File, read.Content, Desk.Policy, Display.IsEnglish);
        table = tables.FirstOrDefault(one => one.Name == Chosen) ?? tables.FirstOrDefault();
        if (table is null) return;
        found = table.Find(Q, string.IsNullOrEmpty(Column) ? null : Column);
        if (Asked is { } page) Page = Math.Clamp(page, 1, Math.Max(1, (found.Count + Size - 1) / Size));
    }

    private string Address(int page, string name)
    {
        (string Key, string? Value)[] query = [("show", Show), ("table", name), ("q", name == table?.Name ? Q : null), ("column", name == table?.Name ? Column : null), ("page", page > 1 ? page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null)];
        return $"/policies/{File}" + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
    }

    private async Task OpenAsync()
    {
        if (!MayEdit) return;
        var answer = await Desk.OpenAsync(Context.User, File, Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo($"/changes/{answer.Draft!.DraftId}");
        refusal = answer.Refusal;
    }
}
