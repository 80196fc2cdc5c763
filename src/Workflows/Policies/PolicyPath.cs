using System.Globalization;
using System.Text.RegularExpressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A place in a policy file, such as <c>questions[2].answers</c>: an object or a list, with its field.</summary>
public sealed partial class PolicyPath
{
    private readonly (string Name, int? Index)[] steps;

    private PolicyPath(string text, (string, int?)[] steps) => (Text, this.steps) = (text, steps);

    /// <summary>The path as text; empty: the file itself.</summary>
    public string Text { get; }

    /// <summary>The index of the row that it ends with, or null where it ends with a member.</summary>
    public int? Index => steps.Length == 0 ? null : steps[^1].Index;

    /// <summary>The list that the row belongs to, or the object that holds the member; null for the file itself.</summary>
    public PolicyPath? Above => steps.Length == 0 ? null
        : Index is not null ? Of(Text[..Text.LastIndexOf('[')])
        : Of(steps.Length == 1 ? "" : Text[..Text.LastIndexOf('.')]);

    /// <summary>A path as text, or null where it is none.</summary>
    public static PolicyPath? Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return new("", []);
        if (text.Length > 300 || !Shape().IsMatch(text)) return null;
        return new(text, [.. text.Split('.').Select(step => step.Split('[') is [var name, var index]
            ? (name, (int?)int.Parse(index.AsSpan(0, index.Length - 1), CultureInfo.InvariantCulture))
            : (step, null))]);
    }

    /// <summary>That row of this list.</summary>
    public PolicyPath Row(int index) => Of(string.Create(CultureInfo.InvariantCulture, $"{Text}[{index}]"))!;

    /// <summary>What stands there; null where there is nothing.</summary>
    public Value In(Value content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return steps.Aggregate(content, (value, step) => step.Index is { } index ? value[step.Name][index] : value[step.Name]);
    }

    /// <summary>The field that describes it, or null where the file has no such place.</summary>
    public PolicyField? In(PolicyField file)
    {
        ArgumentNullException.ThrowIfNull(file);
        PolicyField? at = file;
        for (var step = 0; at is not null && step < steps.Length; step++)
        {
            at = at.Find(steps[step].Name);
            if (at is not null && (steps[step].Index is not null || step < steps.Length - 1) && at.Kind != (steps[step].Index is null ? FieldKind.Group : FieldKind.Rows)) return null;
        }

        return at is { Kind: FieldKind.Group or FieldKind.Rows } ? at : null;
    }

    /// <summary>The content with something else at that place; a row one beyond the last is added.</summary>
    public Value Put(Value content, Value what) => Put(content, what, 0);

    private Value Put(Value content, Value what, int step)
    {
        if (step == steps.Length) return what;
        var (name, index) = steps[step];
        if (index is not { } row) return content.With(name, Put(content[name], what, step + 1));
        var items = content[name].Items.ToList();
        if (row == items.Count) items.Add(Value.EmptyObject);
        items[row] = Put(items[row], what, step + 1);
        return content.With(name, Value.Of(items));
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(\[[0-9]{1,6}\])?(\.[A-Za-z][A-Za-z0-9]*(\[[0-9]{1,6}\])?)*$")]
    private static partial Regex Shape();
}
