using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JieSuJiBan.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>
/// Strict reading of one JSON object of a policy file: every member read is remembered, and <see cref="Close"/> reports
/// the members nobody asked for, so that a misspelt name is a finding and never silently without effect.
/// A value that is missing or wrong becomes a finding and reads as its type's empty value.
/// </summary>
internal sealed class PolicyNode
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly PolicyFindings findings;
    private readonly Value value;
    private readonly PolicyShape? shape;
    private readonly int probed;

    public PolicyNode(PolicyFindings findings, string file, string path, Value value, PolicyShape? shape = null)
    {
        this.findings = findings;
        this.value = value;
        this.shape = shape;
        shape?.See(value);
        File = file;
        Path = path;
        if (value.Kind != ValueKind.Object)
        {
            findings.Error("policy.shape", file, path, "此处应为对象 {…}", "Expected an object {…} here");
        }
    }

    /// <summary>An object that the file does not have, read for nothing but its shape.</summary>
    private PolicyNode(PolicyNode holder, string path, PolicyShape inner)
    {
        (findings, value, shape, probed) = (new(), Value.EmptyObject, inner, holder.probed + 1);
        (File, Path) = (holder.File, path);
    }

    public string File { get; }

    public string Path { get; }

    public bool Has(string name) => !value[name].IsNull;

    public string PathOf(string name) => $"{Path}.{name}";

    public void Error(string code, string? member, string chinese, string english) =>
        findings.Error(code, File, member is null ? Path : PathOf(member), chinese, english);

    public void Mistake(string code, string? member, string chinese, string english) =>
        findings.Mistake(code, File, member is null ? Path : PathOf(member), chinese, english);

    public void Warning(string code, string? member, string chinese, string english) =>
        findings.Warning(code, File, member is null ? Path : PathOf(member), chinese, english);

    public string Text(string name)
    {
        var text = TextOrNull(name);
        shape?.Require(name);
        if (text is null && value[name].IsNull) Missing(name);
        return text ?? "";
    }

    public string? TextOrNull(string name)
    {
        var member = Member(name);
        shape?.Text(name);
        if (member.IsNull) return null;
        if (member.AsString() is { } text && !string.IsNullOrWhiteSpace(text)) return text;
        Error("policy.text", name, $"“{name}”应为非空文字", $"Expected '{name}' to be text that is not blank");
        return null;
    }

    public ImmutableArray<string> Texts(string name)
    {
        var member = Member(name);
        shape?.Texts(name);
        if (member.IsNull) return [];
        if (member.Kind == ValueKind.Array && member.Items.All(item => item.AsString() is { Length: > 0 }))
        {
            return [.. member.Items.Select(item => item.AsString()!)];
        }

        Error("policy.list", name, $"“{name}”应为文字列表 […]", $"Expected '{name}' to be a list of texts […]");
        return [];
    }

    public int Whole(string name, int least, int most)
    {
        shape?.Require(name);
        if (!Member(name).IsNull) return Number(name, least, most);
        shape?.Number(name, "integer", least, most);
        Missing(name);
        return least;
    }

    public int WholeOr(string name, int otherwise, int least, int most)
    {
        shape?.Number(name, "integer", least, most);
        shape?.Default(name, Value.Of(otherwise));
        return Member(name).IsNull ? otherwise : Number(name, least, most);
    }

    public decimal Decimal(string name, decimal least, decimal most)
    {
        var member = Member(name);
        shape?.Number(name, "number", least, most);
        shape?.Require(name);
        if (member.IsNull) Missing(name);
        else if (member.AsDecimal() is { } number && number >= least && number <= most) return number;
        else Error("policy.decimal", name, $"“{name}”应为 {least} 至 {most} 之间的数，实际为 {member}", $"Expected '{name}' to be a number from {least} to {most}, but it is {member}");
        return least;
    }

    public bool FlagOr(string name, bool otherwise)
    {
        var member = Member(name);
        shape?.Flag(name);
        shape?.Default(name, Value.Of(otherwise));
        if (member.IsNull) return otherwise;
        if (member.AsBoolean() is { } flag) return flag;
        Error("policy.flag", name, $"“{name}”应为 true 或 false", $"Expected '{name}' to be true or false");
        return otherwise;
    }

    public T Choice<T>(string name)
        where T : struct, Enum
    {
        var member = Member(name);
        shape?.Choice(name, Enum.GetNames<T>());
        shape?.Require(name);
        if (!member.IsNull) return Choose<T>(name, member);
        Missing(name);
        return default;
    }

    public T? ChoiceOrNull<T>(string name)
        where T : struct, Enum
    {
        shape?.Choice(name, Enum.GetNames<T>());
        return Member(name) is { IsNull: false } member ? Choose<T>(name, member) : null;
    }

    public T ChoiceOr<T>(string name, T otherwise)
        where T : struct, Enum
    {
        shape?.Default(name, Value.Of(otherwise.ToString()));
        return ChoiceOrNull<T>(name) ?? otherwise;
    }

    /// <summary>One of the texts that the product knows, where they are no enumeration.</summary>
    public string OneOf(string name, IEnumerable<string> choices)
    {
        string[] known = [.. choices];
        var text = Text(name);
        shape?.Choice(name, known);
        if (text.Length == 0 || known.Contains(text, StringComparer.Ordinal)) return text;
        Error("policy.choice", name, $"“{name}”没有“{text}”；可选：{string.Join("、", known)}", $"Expected '{name}' to be one of {string.Join(", ", known)}, but it is '{text}'");
        return text;
    }

    public LocalDate Date(string name)
    {
        var text = Text(name);
        shape?.Text(name, "date", null);
        if (text.Length == 0) return default;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date) return date.Value;
        Error("policy.date", name, $"“{text}”不是存在的日期，应写作 年-月-日，如 2026-02-28",
            $"Expected '{name}' to be a date that exists, such as 2026-02-28, but it is '{text}'");
        return default;
    }

    public LocalDate? DateOrNull(string name)
    {
        shape?.Text(name, "date", null);
        return Member(name).IsNull ? null : Date(name);
    }

    public LocalTime Time(string name)
    {
        var text = Text(name);
        shape?.Text(name, null, "^([01][0-9]|2[0-3]):[0-5][0-9]$");
        if (text.Length == 0) return default;
        if (LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text) is { Success: true } time) return time.Value;
        Error("policy.time", name, $"“{text}”不是时刻，应写作 时:分，如 09:00",
            $"Expected '{name}' to be a time of day such as 09:00, but it is '{text}'");
        return default;
    }

    /// <summary>An object whose members are the city's own names; empty where missing.</summary>
    public Value ObjectOrEmpty(string name)
    {
        var member = Member(name);
        shape?.Open(name);
        if (member.IsNull) return Value.EmptyObject;
        if (member.Kind == ValueKind.Object) return member;
        Error("policy.shape", name, $"“{name}”应为对象 {{…}}", $"Expected '{name}' to be an object {{…}}");
        return Value.EmptyObject;
    }

    public PolicyNode? Child(string name)
    {
        shape?.Require(name);
        if (ChildOrNull(name) is { } child) return child;
        Missing(name);
        return null;
    }

    public PolicyNode? ChildOrNull(string name)
    {
        var inner = shape?.Object(name);
        return Member(name) is { IsNull: false } member ? new(findings, File, PathOf(name), member, inner) : IsToProbe(inner) ? new(this, PathOf(name), inner) : null;
    }

    public ImmutableArray<PolicyNode> Items(string name)
    {
        shape?.Require(name);
        if (Member(name).IsNull) Missing(name);
        return ItemsOrEmpty(name);
    }

    public ImmutableArray<PolicyNode> ItemsOrEmpty(string name)
    {
        var member = Member(name);
        var inner = shape?.List(name);
        if (member.Count == 0 && IsToProbe(inner)) return [new(this, $"{PathOf(name)}[]", inner)];
        if (member.Kind == ValueKind.Array)
        {
            return [.. member.Items.Select((item, index) => new PolicyNode(findings, File, $"{PathOf(name)}[{index}]", item, inner))];
        }

        if (!member.IsNull) Error("policy.list", name, $"“{name}”应为列表 […]", $"Expected '{name}' to be a list […]");
        return [];
    }

    /// <summary>Reports every member that was not asked for. A free remark belongs into <c>note</c>.</summary>
    public void Close()
    {
        known.Add("note");
        known.Add("$schema");
        foreach (var (name, _) in value.MembersByName)
        {
            if (known.Contains(name)) continue;
            Error("policy.unknownMember", name, $"不认识的字段“{name}”；可用字段：{string.Join("、", known.Order(StringComparer.Ordinal))}",
                $"Unknown member '{name}'; known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        }
    }

    /// <summary>
    /// Where a pack is read to learn what files may hold, what it leaves out is read as though it were there; a tree, a few levels deep.
    /// </summary>
    private bool IsToProbe([NotNullWhen(true)] PolicyShape? inner) => inner is not null && probed < 2;

    private Value Member(string name)
    {
        known.Add(name);
        return value[name];
    }

    private int Number(string name, int least, int most)
    {
        var member = Member(name);
        shape?.Number(name, "integer", least, most);
        if (member.AsInt64() is { } number && number >= least && number <= most) return (int)number;
        Error("policy.number", name, $"“{name}”应为 {least} 至 {most} 之间的整数，实际为 {member}",
            $"Expected '{name}' to be a whole number from {least} to {most}, but it is {member}");
        return least;
    }

    private T Choose<T>(string name, Value member)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        if (member.AsString() is { } text && names.Contains(text, StringComparer.Ordinal)) return Enum.Parse<T>(text);
        Error("policy.choice", name, $"“{name}”不能为 {member}；可选：{string.Join("、", names)}",
            $"Expected '{name}' to be one of {string.Join(", ", names)}, but it is {member}");
        return default;
    }

    private void Missing(string name) =>
        Error("policy.missing", name, $"缺少字段“{name}”", $"Expected the member '{name}', but it is missing");
}
