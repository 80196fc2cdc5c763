using JieSuJiBan.Engine.Values;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages.Parts;

public partial class PolicyFields
{
    [Parameter, EditorRequired]
    public IReadOnlyList<PolicyField> Fields { get; set; } = [];

    /// <summary>What the object says.</summary>
    [Parameter, EditorRequired]
    public Value Holder { get; set; } = Value.EmptyObject;

    [Parameter]
    public string Prefix { get; set; } = "";

    [Parameter, EditorRequired]
    public PolicyPickers Pickers { get; set; } = default!;

    /// <summary>What was typed, where the form is shown again.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Posted { get; set; }

    [Parameter]
    public IReadOnlyList<FormProblem> Problems { get; set; } = [];

    /// <summary>Where the table of a list is, by its path within the object; null where the object is not saved yet.</summary>
    [Parameter]
    public Func<string, string>? TableOf { get; set; }

    /// <summary>Spare lines at the end of a short list.</summary>
    private const int Spare = 2;

    /// <summary>True where the rows are filled in on the form of the object that holds them.</summary>
    public static bool IsInline(PolicyField field, Value rows) => field is { Kind: FieldKind.Rows, IsFlat: true } && rows.Count + Spare <= PolicyForm.MostRows;

    /// <summary>The id of the field at a path.</summary>
    public static string IdOf(string path) => "f-" + path.Replace('.', '-').Replace("[", "-", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private string? HintOf(PolicyField field, IReadOnlyList<PolicyChoice>? choices) => field switch
    {
        { Kind: FieldKind.Number, IsRequired: false, Default.IsNull: false, Least: { } least, Most: { } most } => T["edit.hint.numberDefault", least, most, PolicyForm.Show(field.Default)].Value,
        { Kind: FieldKind.Number, Least: { } least, Most: { } most } => T["edit.hint.number", least, most].Value,
        { Kind: FieldKind.Time } => T["edit.hint.time"].Value,
        { Kind: FieldKind.Texts } when choices is null => T["edit.hint.texts"].Value,
        { Kind: FieldKind.Texts } when !PolicyForm.IsTicked(field, choices) => T["edit.hint.codes", string.Join(Display.IsEnglish ? ", " : "、", choices.Take(12).Select(choice => choice.Name(Display.IsEnglish)))].Value,
        { Kind: FieldKind.Text } when choices is { Count: > 400 } => T["edit.hint.find"].Value,
        { Kind: FieldKind.Open } => T["edit.hint.open"].Value,
        _ => null,
    };

    private string Unsaid(PolicyField field) =>
        field.Default.AsString() is { } choice ? T["edit.default", PolicyField.Say(choice, Display.IsEnglish)]
        : field.Default.AsBoolean() is { } flag ? T["edit.default", T[flag ? "field.yes" : "field.no"].Value]
        : field.Path == "limits[].match.unitKind" ? T["edit.any"] : T["edit.unsaid"];

    private static string TypeOf(PolicyField field) => field.Kind switch { FieldKind.Date => "date", FieldKind.Time => "time", _ => "text" };

    private static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";

    private MarkupString Must(PolicyField field) => new(field.IsRequired ? $" <span class=\"must\">{System.Net.WebUtility.HtmlEncode(T["field.required"].Value)}</span>" : "");
}
