using System.Globalization;
using System.Text.Json;
using JieSuJiBan.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What is wrong with a field of a form.</summary>
/// <param name="Path">The field, as the form names it: <c>match.class</c>.</param>
/// <param name="Chinese">What to do about it, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Candidates">What may have been meant, to choose from.</param>
public sealed record FormProblem(string Path, string Chinese, string English, IReadOnlyList<PolicyChoice>? Candidates = null);

/// <summary>
/// Reads an object of a policy file from the fields of a form: <c>v.</c> and the path of the field hold what was typed, <c>n.</c> how many
/// rows a list showed, <c>x.</c> a row to remove, <c>p.</c> the place of a row. What the form does not show stays as it is.
/// </summary>
/// <param name="posted">The fields of the form.</param>
/// <param name="pickers">The codes that fields may hold.</param>
public sealed class PolicyForm(IReadOnlyDictionary<string, IReadOnlyList<string>> posted, PolicyPickers pickers)
{
    /// <summary>Longest text of a field, in UTF-16 units.</summary>
    public const int LongestText = 5_000;

    /// <summary>Most rows of a list that are edited on one form.</summary>
    public const int MostRows = 40;

    private const int MostTexts = 500;
    private readonly List<FormProblem> problems = [];

    /// <summary>What is wrong, in the order of the form.</summary>
    public IReadOnlyList<FormProblem> Problems => problems;

    /// <summary>The object as the form says it.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="before">What it says now.</param>
    /// <param name="prefix">Path of the object within the form; empty for the form's own.</param>
    public Value Read(IReadOnlyList<PolicyField> fields, Value before, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(before);
        var after = before.Kind == ValueKind.Object ? before : Value.EmptyObject;
        foreach (var one in fields)
        {
            var path = prefix.Length == 0 ? one.Name : $"{prefix}.{one.Name}";
            var value = one.Kind switch
            {
                FieldKind.Group => Group(one, before[one.Name], path),
                FieldKind.Rows => Rows(one, before[one.Name], path),
                FieldKind.Texts => Texts(one, before, path),
                _ => Plain(one, before, path),
            };
            if (value.Equals(before[one.Name])) continue;
            after = value.IsNull ? after.Without(one.Name) : after.With(one.Name, value);
        }

        return after;
    }

    /// <summary>A value as the form shows it.</summary>
    public static string Show(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Kind switch
        {
            ValueKind.Null => "",
            ValueKind.String => value.AsString()!,
            ValueKind.Boolean => value.AsBoolean() == true ? "true" : "false",
            ValueKind.Array when value.Items.All(item => item.Kind == ValueKind.String) => string.Join('\n', value.Items.Select(item => item.AsString())),
            _ => CanonicalJson.Write(value),
        };
    }

    private Value Group(PolicyField group, Value before, string path)
    {
        if (!Holds(path)) return before;
        if (!group.IsRequired && !IsFilled(path)) return Value.Null;
        var after = Read(group.Fields, before, path);
        return after.Count == 0 && before.IsNull ? Value.Null : after;
    }

    private Value Rows(PolicyField list, Value before, string path)
    {
        if (Typed("n." + path) is not { } text) return before;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var shown) || shown < before.Count || shown > before.Count + MostRows)
        {
            problems.Add(new(path, "行数不对：请重新打开页面。", "The number of rows is wrong: open the page again."));
            return before;
        }

        var rows = new List<(int Place, Value Row)>();
        for (var index = 0; index < shown; index++)
        {
            var row = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (posted.ContainsKey("x." + row) || (index >= before.Count && !IsFilled(row))) continue;
            var place = int.TryParse(Typed("p." + row), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : index + 1;
            rows.Add((place, Read(list.Fields, before[index], row)));
        }

        if (rows.Count > MostRows) problems.Add(new(path, $"在一页上最多填 {MostRows} 行。", $"At most {MostRows} rows can be filled in on one page."));
        // Where two rows are given one place, the one that was moved goes first.
        var after = Value.Of(rows.Select((row, index) => (row.Place, Moved: row.Place != index + 1, row.Row)).OrderBy(row => row.Place).ThenByDescending(row => row.Moved).Select(row => row.Row));
        return after.Count == 0 && before.IsNull && !list.IsRequired ? Value.Null : after;
    }

    private Value Texts(PolicyField list, Value holder, string path)
    {
        var before = holder[list.Name];
        if (!Holds(path)) return before;
        var choices = pickers.For(list, holder);
        string[] typed = [.. (posted.GetValueOrDefault("v." + path) ?? []).SelectMany(text => text.ReplaceLineEndings("\n").Split('\n')).Select(text => text.Trim()).Where(text => text.Length > 0)];
        if (IsTooLong(path, typed) || !AreText(path, typed)) return before;
        var codes = choices is null ? typed : [.. typed.Select(text => Code(path, text, choices, before)).OfType<string>()];
        var known = before.Items.Select(item => item.AsString() ?? "").ToArray();
        // A set of ticks has no order of its own: the file's stays.
        if (IsTicked(list, choices)) codes = [.. known.Where(codes.Contains), .. codes.Except(known)];
        if (codes.SequenceEqual(known)) return before;
        return codes.Length == 0 && !list.IsRequired ? Value.Null : Value.Of(codes);
    }

    /// <summary>True where the texts are ticked rather than written: few to choose from, and their order says nothing.</summary>
    public static bool IsTicked(PolicyField list, IReadOnlyList<PolicyChoice>? choices)
    {
        ArgumentNullException.ThrowIfNull(list);
        return choices is { Count: <= 30 } && list.Name is not ("channels" or "attemptChannels");
    }

    private Value Plain(PolicyField one, Value holder, string path)
    {
        var before = holder[one.Name];
        if (Typed("v." + path) is not { } raw) return before;
        var typed = raw.ReplaceLineEndings("\n").Trim();
        if (typed == Show(before).Trim()) return MissingOr(one, path, before);
        if (typed.Length == 0) return MissingOr(one, path, Value.Null);
        if (typed.Length > LongestText)
        {
            problems.Add(new(path, $"最多 {LongestText} 字，现有 {typed.Length} 字。", $"At most {LongestText} characters, but these are {typed.Length}."));
            return before;
        }

        if (!AreText(path, typed)) return before;
        var value = one.Kind switch
        {
            FieldKind.Number => Number(one, path, typed),
            FieldKind.Flag => typed switch { "true" => Value.True, "false" => Value.False, _ => Wrong(path, "请选“是”或“否”。", "Choose yes or no.") },
            FieldKind.Choice => one.Choices.Contains(typed, StringComparer.Ordinal) ? Value.Of(typed) : Wrong(path, "请从列表中选择。", "Choose from the list."),
            FieldKind.Date => LocalDatePattern.Iso.Parse(typed).Success ? Value.Of(typed) : Wrong(path, $"“{Short(typed)}”不是存在的日期，应写作 年-月-日，如 2026-02-28。", $"'{Short(typed)}' is no date that exists: write it as 2026-02-28."),
            FieldKind.Time => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(typed).Success ? Value.Of(typed) : Wrong(path, $"“{Short(typed)}”不是时刻，应写作 时:分，如 09:00。", $"'{Short(typed)}' is no time of day: write it as 09:00."),
            FieldKind.Open => Json(path, typed),
            _ => pickers.For(one, holder) is { } choices ? Value.Of(Code(path, typed, choices, before)) : Value.Of(typed),
        };
        return value.IsNull ? before : value;
    }

    private Value MissingOr(PolicyField one, string path, Value value)
    {
        if (one.IsRequired && (value.IsNull || Show(value).Length == 0)) problems.Add(new(path, "请填写。", "Fill this in."));
        return value;
    }

    private Value Number(PolicyField one, string path, string typed)
    {
        var (least, most) = (one.Least ?? decimal.MinValue, one.Most ?? decimal.MaxValue);
        if (decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most && (!one.IsWhole || decimal.IsInteger(number)))
        {
            return Value.Of(number);
        }

        return Wrong(path, $"应为 {Plain(least)} 至 {Plain(most)} 之间的{(one.IsWhole ? "整数" : "数")}，不能是“{Short(typed)}”。", $"Give a {(one.IsWhole ? "whole " : "")}number from {Plain(least)} to {Plain(most)}, not '{Short(typed)}'.");

        static string Plain(decimal number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The code that a text means: a code itself, or the name of just one. What the file holds already may stay: the checks judge it.</summary>
    private string? Code(string path, string typed, IReadOnlyList<PolicyChoice> choices, Value before)
    {
        if (choices.Any(choice => choice.Code == typed) || before.AsString() == typed || before.Items.Any(item => item.AsString() == typed) || typed.StartsWith("Duty:", StringComparison.Ordinal)) return typed;
        PolicyChoice[] exact = [.. choices.Where(choice => choice.Chinese == typed || choice.English == typed)];
        if (exact.Length == 1) return exact[0].Code;
        PolicyChoice[] like = [.. choices.Where(choice => choice.Code.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || choice.Chinese.Contains(typed, StringComparison.OrdinalIgnoreCase) || choice.English?.Contains(typed, StringComparison.OrdinalIgnoreCase) == true).Take(50)];
        if (like.Length == 1) return like[0].Code;
        problems.Add(like.Length == 0
            ? new(path, $"没有“{Short(typed)}”：请写代码或者名称的一部分。", $"There is no '{Short(typed)}': write a code or part of a name.")
            : new(path, $"“{Short(typed)}”不止一个：请从下面选择。", $"'{Short(typed)}' may mean several: choose below.", like));
        return null;
    }

    private Value Json(string path, string typed)
    {
        try
        {
            var value = CanonicalJson.Parse(typed);
            return value.Kind == ValueKind.Object ? value : Wrong(path, "应为 JSON 对象 {…}。", "Give a JSON object {…}.");
        }
        catch (JsonException fault)
        {
            return Wrong(path, $"第 {fault.LineNumber + 1} 行第 {fault.BytePositionInLine + 1} 列不是合法的 JSON。", $"Line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1} is no valid JSON.");
        }
    }

    private bool AreText(string path, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (TextLimits.IsText(text) && !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t'))) continue;
            problems.Add(new(path, "含有不能保存的字符：请重新输入。", "It holds characters that cannot be kept: type it again."));
            return false;
        }

        return true;
    }

    private bool IsTooLong(string path, string[] texts)
    {
        if (texts.Length <= MostTexts && texts.Sum(text => (long)text.Length) <= LongestText * 4) return false;
        problems.Add(new(path, $"最多 {MostTexts} 项。", $"At most {MostTexts} entries."));
        return true;
    }

    private Value Wrong(string path, string chinese, string english)
    {
        problems.Add(new(path, chinese, english));
        return Value.Null;
    }

    private string? Typed(string name) => posted.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;

    /// <summary>True where the form shows that place at all.</summary>
    private bool Holds(string path) => posted.Keys.Any(name => IsWithin(name, "v.", path) || IsWithin(name, "n.", path));

    private bool IsFilled(string path) => posted.Any(pair => IsWithin(pair.Key, "v.", path) && pair.Value.Any(text => !string.IsNullOrWhiteSpace(text)));

    private static bool IsWithin(string name, string mark, string path) =>
        name.StartsWith(mark, StringComparison.Ordinal) && name.AsSpan(mark.Length).StartsWith(path, StringComparison.Ordinal)
        && (name.Length == mark.Length + path.Length || name[mark.Length + path.Length] is '.' or '[');

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
