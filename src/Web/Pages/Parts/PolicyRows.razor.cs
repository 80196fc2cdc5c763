using JieSuJiBan.Application.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages.Parts;

public partial class PolicyRows
{
    private const int PageSize = 50;
    private IReadOnlyList<Value> rows = [];
    private IReadOnlyList<PolicyField> columns = [];
    private bool says;
    private List<int> shown = [];
    private Dictionary<string, int> below = [];
    private int page;

    /// <summary>The list.</summary>
    [Parameter, EditorRequired]
    public required PolicyPlace Place { get; set; }

    /// <summary>What the checks find in the file.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<DraftFinding> Findings { get; set; }

    /// <summary>Only rows that hold these words.</summary>
    [Parameter]
    public string? Q { get; set; }

    /// <summary>Only the units right below that one; <c>-</c>: those below none.</summary>
    [Parameter]
    public string? Under { get; set; }

    /// <summary>The page asked for, from 1.</summary>
    [Parameter]
    public int? Page { get; set; }

    /// <summary>A row is to move by one place: the form names it <c>up</c> or <c>down</c>.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnMove { get; set; }

    protected override void OnParametersSet()
    {
        rows = Place.Value.Items;
        columns = ColumnsOf(Place.Field);
        says = SaysSentence(Place.Field);
        shown = Matching();
        below = Place.IsUnits ? rows.GroupBy(row => row["parent"].AsString() ?? "-").ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal) : [];
        page = Math.Clamp(Page ?? 1, 1, Math.Max(1, (shown.Count + PageSize - 1) / PageSize));
    }

    private static bool SaysSentence(PolicyField field) => field.File is "time-limits.json" or "organisation.json" or "callback.json" || field.Columns.Count > 6;

    private static IReadOnlyList<PolicyField> ColumnsOf(PolicyField list) => (list.File, list.Name) switch
    {
        ("time-limits.json", "limits") => [.. new[] { "id", "step" }.Select(list.Find).OfType<PolicyField>()],
        ("organisation.json", "units") or ("callback.json", "questions") => [.. new[] { "code", "name", "text" }.Select(list.Find).OfType<PolicyField>()],
        _ => [.. list.Fields.Where(field => field.Kind is not (FieldKind.Rows or FieldKind.Open) && field.Name != "note").Take(5)],
    };

    private List<int> Matching()
    {
        var all = Enumerable.Range(0, rows.Count).Where(index => Under is null || !Place.IsUnits || (rows[index]["parent"].AsString() ?? "-") == Under);
        if (string.IsNullOrWhiteSpace(Q)) return [.. all];
        var text = Q.Trim();
        return [.. all.Where(index => rows[index].ToString().Contains(text, StringComparison.OrdinalIgnoreCase)
            || PolicySentence.Of(Place.Field, rows[index], Place.Pickers, Desk.Policy, Display.IsEnglish).Contains(text, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The unit whose lower ones are shown, and all above it.</summary>
    private List<Value> Chain()
    {
        var chain = new List<Value>();
        for (var code = Under; code is not null && chain.Count < 10 && rows.FirstOrDefault(row => row["code"].AsString() == code) is { } unit; code = unit["parent"].AsString()) chain.Insert(0, unit);
        return chain;
    }
}
