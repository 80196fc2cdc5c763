using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages.Parts;

public partial class Field
{
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public FieldType Type { get; set; } = FieldType.Text;

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Files that were taken in with the form before.</summary>
    [Parameter]
    public IReadOnlyList<FileLine> Files { get; set; } = [];

    [Parameter]
    public bool Required { get; set; }

    /// <summary>Required for some outcomes only: said in words, checked by the server.</summary>
    [Parameter]
    public bool RequiredBySome { get; set; }

    [Parameter]
    public int MaxLength { get; set; } = 4000;

    [Parameter]
    public string InputType { get; set; } = "text";

    [Parameter]
    public string? Autocomplete { get; set; }

    [Parameter]
    public bool Wide { get; set; }

    [Parameter]
    public IReadOnlyList<Choice> Options { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Messages { get; set; } = [];

    private bool UseRequired => Required && !RequiredBySome;

    private string? AriaRequired => UseRequired ? "true" : null;

    private string? Invalid => Messages.Count > 0 ? "true" : null;

    private string? DescribedBy
    {
        get
        {
            var ids = string.Join(' ', new[] { Hint is null ? null : "h-" + Name, Messages.Count > 0 ? "e-" + Name : null }.Where(id => id is not null));
            return ids.Length > 0 ? ids : null;
        }
    }

    private MarkupString Mark => new(Required ? $" <span class=\"must\">{System.Net.WebUtility.HtmlEncode(T["field.required"].Value)}</span>" : "");
}
