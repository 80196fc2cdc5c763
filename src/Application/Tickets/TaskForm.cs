using JieSuJiBan.Activities;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// Compares what was filled in with what the task declares, before anything is sealed: unknown fields, kinds of values,
/// lengths. What the rules of the matter demand, the step decides.
/// </summary>
public static class TaskForm
{
    /// <summary>What is wrong; empty where the step may have it.</summary>
    public static IReadOnlyList<Rejection> Check(TaskDeclaration declaration, string? outcome, Value result)
    {
        var wrong = new List<Rejection>();
        if (result.Kind != ValueKind.Object)
        {
            return [CommandRejections.Wrong("result", "result 须为对象。", "result must be an object.")];
        }

        var chosen = outcome ?? (declaration.Outcomes is [var only] ? only.Name : null);
        if (chosen is null || declaration.Outcomes.All(o => o.Name != chosen))
        {
            var names = string.Join("、", declaration.Outcomes.Select(o => $"{o.Name}({o.DisplayName})"));
            return [CommandRejections.Wrong("outcome", $"须选择处理结果：{names}。", $"Expected an outcome, one of {string.Join(", ", declaration.Outcomes.Select(o => o.Name))}.")];
        }

        var fields = declaration.Fields.Where(field => field.OnlyFor is null || field.OnlyFor.Contains(chosen)).ToDictionary(field => field.Name, StringComparer.Ordinal);
        foreach (var (name, value) in result.MembersByName)
        {
            if (!fields.TryGetValue(name, out var field)) wrong.Add(CommandRejections.Wrong($"result.{name}", "该任务(该处理结果)没有这个字段。", "The task has no such field for this outcome."));
            else if (!value.IsNull && Fault(field, value) is { } fault) wrong.Add(CommandRejections.Wrong($"result.{name}", fault.Chinese, fault.English));
        }

        foreach (var field in fields.Values.Where(field => field.IsRequired && IsBlank(result[field.Name])))
        {
            wrong.Add(CommandRejections.Wrong($"result.{field.Name}", $"请填写“{field.DisplayName}”。", $"{field.EnglishName} is required."));
        }

        return wrong;
    }

    /// <summary>The texts that go to the vault.</summary>
    public static TypedWords[] SealedTexts(TaskDeclaration declaration, Value result) =>
        [.. declaration.Fields.Where(field => field.IsSealed && !IsBlank(result[field.Name])).Select(field => new TypedWords(field.Name, field.Kind!.Value, result[field.Name].AsString(), field.IsForPetitioner))];

    /// <summary>The files that a result names, field by field.</summary>
    public static IEnumerable<(string Field, Value Ids)> Files(TaskDeclaration declaration, Value result) =>
        declaration.Fields.Where(field => field.Type == FieldType.Attachments && result[field.Name].Count > 0).Select(field => (field.Name, result[field.Name]));

    private static bool IsBlank(Value value) =>
        value.IsNull || (value.Kind == ValueKind.String && string.IsNullOrWhiteSpace(value.AsString())) || (value.Kind == ValueKind.Array && value.Count == 0);

    private static (string Chinese, string English)? Fault(TaskField field, Value value) => field.Type switch
    {
        FieldType.Boolean => value.AsBoolean() is null ? ("须为 true 或 false。", "Must be true or false.") : null,
        FieldType.Number => value.AsDecimal() is null ? ("须为数字。", "Must be a number.") : null,
        FieldType.Instant => value.AsInstant() is not { } at ? ("须为带时区的 ISO-8601 时间，如 2026-03-02T09:30:00+08:00。", "Must be an ISO-8601 instant with offset, e.g. 2026-03-02T09:30:00+08:00.")
            : at < NodaTime.Instant.FromUtc(1970, 1, 1, 0, 0) || at > NodaTime.Instant.FromUtc(2100, 1, 1, 0, 0) ? ("时间超出合理范围。", "The instant is out of range.") : null,
        FieldType.Date => value.AsString() is { } date && NodaTime.Text.LocalDatePattern.Iso.Parse(date) is { Success: true, Value: var day } && CalendarBounds.Hold(day) ? null : ("须为日期，如 2026-03-02。", "Must be a date such as 2026-03-02."),
        FieldType.Units or FieldType.Attachments => value.Kind == ValueKind.Array && value.Count <= 50 && value.Items.All(item => item.AsString() is { Length: > 0 and <= 128 } code && (field.Type == FieldType.Attachments || CodeText.IsCode(code)))
            ? null
            : ("须为代码列表，最多 50 项。", "Must be a list of at most 50 codes."),
        FieldType.Choice => value.AsString() is not { } choice || field.Options?.All(option => option.Value != choice) == true
            ? ($"须为以下之一：{string.Join("、", (field.Options ?? []).Select(option => option.Value))}。", $"Must be one of {string.Join(", ", (field.Options ?? []).Select(option => option.Value))}.")
            : null,
        _ => TextFault(field, value.AsString()),
    };

    private static (string Chinese, string English)? TextFault(TaskField field, string? text) => text switch
    {
        null => ("须为文本。", "Must be text."),
        _ when text.Length > field.MaxLength => ($"最长 {field.MaxLength} 字，现有 {text.Length} 字。", $"At most {field.MaxLength} characters, not {text.Length}."),
        _ when !TextLimits.IsText(text) => ("含有无法保存的字符，请删除。", "Holds characters that are no text (NUL or half of a surrogate pair): remove them."),
        _ when field.Kind == TextKind.Code && !string.IsNullOrWhiteSpace(text) && !CodeText.IsCode(text.Trim()) => ("须为编号或代码：英文字母、数字和 - _ . : / # +，不能是文字、电话或者证件号码。", "Must be a number or code: ASCII letters, digits and - _ . : / # +, and no words, phone or card number."),
        _ => null,
    };
}
