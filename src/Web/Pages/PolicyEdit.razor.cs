using JieSuJiBan.Application.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Pages.Parts;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class PolicyEdit
{
    private PolicyPlace? place;
    private IReadOnlyList<DraftFinding> findings = [];
    private IReadOnlyList<FormProblem> problems = [];
    private IReadOnlyList<DraftFinding> found = [];
    private IReadOnlyDictionary<string, IReadOnlyList<string>>? posted;
    private JieSuJiBan.Engine.Rejection? refusal;
    private string key = "";
    private string? now;
    private bool isRemoving;

    [Parameter]
    public string File { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? At { get; set; }

    [SupplyParameterFromQuery]
    private string? New { get; set; }

    [SupplyParameterFromQuery]
    private int? Copy { get; set; }

    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    /// <summary>Only the units right below that one; <c>-</c>: those below none.</summary>
    [SupplyParameterFromQuery]
    private string? Under { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? Asked { get; set; }

    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private bool IsNew => New is not null || Copy is not null;

    private bool IsUnit => place!.IsUnits && place.Path.Index is not null && !IsNew;

    private bool IsList => place!.Field.Kind == FieldKind.Rows && place.Path.Index is null && !IsNew;

    private int? Index => IsNew ? null : place!.Path.Index;

    /// <summary>What the form shows: the row, or for a copy the row it starts from.</summary>
    private Value Shown => !IsNew ? place!.Value : Copy is { } source ? place!.Value[source] is { Kind: JieSuJiBan.Engine.Values.ValueKind.Object } row ? row : Value.EmptyObject : Value.EmptyObject;

    private int? RowCount => IsNew ? place!.Value.Count + 1 : place!.Path.Index is null ? null : place.Path.Above!.In(place.Content).Count;

    private int Position => IsNew ? Copy is { } source ? source + 2 : RowCount!.Value : Index!.Value + 1;

    private string Self => PolicyAddress.Of(File, place!.Path.Text, isNew: New is not null, copy: Copy);

    private string Here => IsNew ? T["edit.newRow", place!.Field.Label(Display.IsEnglish)]
        : place!.Path.Text.Length == 0 ? T["edit.general", place.File.Label(Display.IsEnglish)]
        : place.Path.Index is null ? place.Field.Label(Display.IsEnglish) : $"{place.Field.Label(Display.IsEnglish)} {PolicyEditor.NameOf(place.Value)}";

    protected override async Task OnInitializedAsync()
    {
        place = await Editor.OpenAsync(File, At, Context.RequestAborted);
        if (place is null || (IsNew && (place.Field.Kind != FieldKind.Rows || place.Path.Index is not null)))
        {
            place = null;
            Navigation.NotFound();
            return;
        }

        key = PolicyEditor.KeyOf(Shown);
        if (At is null && MainTable() is { } main && !HttpMethods.IsPost(Context.Request.Method)) Navigation.NavigateTo(PolicyAddress.Of(File, main));
        findings = await Editor.CheckAsync(place.Text, Context.RequestAborted);
    }

    private async Task SaveAsync()
    {
        var form = Context.Request.Form;
        posted = form.Where(pair => pair.Key.Length > 2 && pair.Key[1] == '.').ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.OfType<string>()], StringComparer.Ordinal);
        var edit = Edit(form) with { Position = int.TryParse(form["position"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var wanted) && wanted != Position ? wanted : null, KeepsErrors = form["verb"] == "keep" };
        var answer = await Editor.SaveAsync(Context.User, edit, posted, Context.RequestAborted);
        if (answer.IsDone)
        {
            var at = answer.Index is not { } index ? place!.Path : (IsNew ? place!.Path : place!.Path.Above!).Row(index);
            Navigation.NavigateTo(PolicyAddress.Of(File, at.Text, done: "save"));
        }

        (problems, found) = (answer.Problems, answer.Found);
        Refuse(answer, form["key"].ToString());
    }

    private async Task RemoveAsync()
    {
        isRemoving = true;
        var answer = await Editor.RemoveAsync(Context.User, Edit(Context.Request.Form), Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo(PolicyAddress.Of(File, place!.Path.Above!.Text, done: "remove"));
        found = answer.Found;
        Refuse(answer, key);
    }

    private async Task MoveAsync()
    {
        var form = Context.Request.Form;
        var isUp = form.ContainsKey("up");
        if (!int.TryParse(form[isUp ? "up" : "down"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) || index >= place!.Value.Count) return;
        var answer = await Editor.MoveAsync(Context.User, Edit(form) with { At = place.Path.Row(index) }, isUp ? -1 : 1, Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo(PolicyAddress.Of(File, place.Path.Text, page: Asked, done: "move"));
        refusal = answer.Refusal;
    }

    private async Task UploadAsync()
    {
        if (Context.Request.Form.Files["file"] is not { Length: > 0 } file)
        {
            refusal = new(JieSuJiBan.Engine.RejectionKind.Content, "policy.noFile", "请选择文件。", "Choose a file.");
            return;
        }

        var answer = await Editor.UploadAsync(Context.User, File, file.OpenReadStream(), file.Length, Edit(Context.Request.Form).Revision, Context.RequestAborted);
        if (answer is null) Navigation.NavigateTo(PolicyAddress.Of(File, "", done: "upload"));
        refusal = answer;
    }

    private PolicyAct Edit(IFormCollection form) => new(File, place!.Path, IsNew, Copy, long.TryParse(form["revision"], out var seen) ? seen : 0, null, false);

    /// <summary>Where somebody was quicker, the form stays as typed, over the row as it is now: by its key, as rows may have moved.</summary>
    private void Refuse(PolicyEdited answer, string seenKey)
    {
        refusal = answer.Refusal;
        if (refusal is null || refusal.Code is not ("draft.cameTooLate" or "draft.exists")) return;
        if (place!.Path is { Index: not null, Above: { } list } && seenKey.Length > 0)
        {
            var at = list.In(place.Content).Items.ToList().FindIndex(row => PolicyEditor.KeyOf(row) == seenKey);
            if (at >= 0) place = place with { Path = list.Row(at) };
            else refusal = new(refusal.Kind, "policy.place.gone", refusal.Chinese + $"“{seenKey}”这一行已不在草稿里。", refusal.English + $" The row '{seenKey}' is no longer in the draft.");
        }

        now = place.Field.Kind == FieldKind.Rows ? PolicySentence.Of(place.Field, Shown, place.Pickers, Desk.Policy, Display.IsEnglish) : "";
    }

    private string TableOf(string path) => PolicyAddress.Of(File, place!.Path.Text.Length == 0 ? path : $"{place.Path.Text}.{path}");

    private IEnumerable<(string Label, string Address)> Crumbs()
    {
        var above = new List<(string, string)>();
        for (var path = IsNew ? place!.Path : place!.Path.Above; path is { Text.Length: > 0 }; path = path.Above)
        {
            var label = path.In(place.File)?.Label(Display.IsEnglish) ?? path.Text;
            above.Add((path.Index is null ? label : $"{label} {PolicyEditor.NameOf(path.In(place.Content))}", PolicyAddress.Of(File, path.Text)));
        }

        above.Reverse();
        return above;
    }

    /// <summary>The tables of the file, and everything else on one form.</summary>
    private IEnumerable<(string Label, string Address, bool IsHere)> Tabs()
    {
        foreach (var table in Tables(place!.File, place.Content, "")) yield return ($"{table.Field.Label(Display.IsEnglish)} {table.Count}", PolicyAddress.Of(File, table.Path), place.Path.Text == table.Path || place.Path.Text.StartsWith(table.Path + "[", StringComparison.Ordinal));
        if (place.File.Fields.Any(field => field.Name != "note" && !(field.Kind == FieldKind.Rows && !PolicyFields.IsInline(field, place.Content[field.Name]))) || place.Path.Text.Length == 0)
        {
            yield return (T["edit.rest"], PolicyAddress.Of(File, ""), place.Path.Text.Length == 0);
        }
    }

    private static IEnumerable<(PolicyField Field, string Path, int Count)> Tables(PolicyField holder, Value value, string prefix)
    {
        foreach (var field in holder.Fields)
        {
            var path = prefix.Length == 0 ? field.Name : $"{prefix}.{field.Name}";
            if (field.Kind == FieldKind.Rows && !PolicyFields.IsInline(field, value[field.Name])) yield return (field, path, value[field.Name].Count);
            if (field.Kind == FieldKind.Group) foreach (var inner in Tables(field, value[field.Name], path)) yield return inner;
        }
    }

    /// <summary>The table that the file is about, where it is about one.</summary>
    private string? MainTable() => Tables(place!.File, place.Content, "").OrderByDescending(table => table.Count).Select(table => table.Path).FirstOrDefault();

    /// <summary>The faults to show at the fields: what was typed wrong, and what the checks say of it or of the row as it is.</summary>
    private IReadOnlyList<FormProblem> AtFields()
    {
        if (IsNew && found.Count == 0) return problems;
        var mark = place!.Path.Text.Length == 0 ? "$." : $"$.{(IsNew ? place.Path.Row(Copy + 1 ?? place.Value.Count).Text : place.Path.Text)}.";
        var checks = isRemoving ? findings : found.Count > 0 || posted is not null ? found : findings;
        return [.. problems, .. checks.Where(finding => finding.Place?.StartsWith(mark, StringComparison.Ordinal) == true).Select(finding => new FormProblem(finding.Place![mark.Length..], finding.Chinese, finding.English))];
    }

    private string LabelOf(string path)
    {
        var field = place!.Field;
        var words = new List<string>();
        foreach (var step in path.Split('.'))
        {
            var name = step.Split('[')[0];
            if (field.Find(name) is not { } next) break;
            field = next;
            words.Add(next.Label(Display.IsEnglish) + (step.Length > name.Length && int.TryParse(step[(name.Length + 1)..^1], out var index) ? $" {index + 1}" : ""));
        }

        return string.Join(" › ", words);
    }
}
