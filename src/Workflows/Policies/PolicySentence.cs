using System.Globalization;
using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What a row of a policy file means, in a sentence for policy staff. It tells what is written, right or wrong: judging is the checks' part.</summary>
public sealed class PolicySentence
{
    private readonly PolicyPickers pickers;
    private readonly PolicyField rows;
    private readonly PolicyDiffNames names;
    private readonly bool isEnglish;
    private readonly Value organisation;

    private PolicySentence(PolicyPickers pickers, PolicyField rows, CityPolicy city, bool isEnglish) =>
        (this.pickers, this.rows, names, this.isEnglish, organisation) = (pickers, rows, new(city), isEnglish, city.Content["organisation.json"]);

    /// <summary>The sentence for a row of that list; empty for an empty row.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="row">The row.</param>
    /// <param name="pickers">Where codes have their names.</param>
    /// <param name="city">The policy in force.</param>
    /// <param name="isEnglish">In English, else zh-CN.</param>
    public static string Of(PolicyField rows, Value row, PolicyPickers pickers, CityPolicy city, bool isEnglish)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(row);
        var say = new PolicySentence(pickers, rows, city, isEnglish);
        return (rows.File, rows.Path) switch
        {
            _ when row.Count == 0 => "",
            ("time-limits.json", "limits") => isEnglish ? say.LimitInEnglish(row) : say.Limit(row),
            ("callback.json", "questions") => say.Question(row),
            ("organisation.json", "units") => say.Unit(row),
            ("messages.json", "messages") when OutgoingMessages.Find(row["key"].AsString() ?? "") is { } message => say.Message(message, row),
            _ => say.Plainly(row),
        };
    }

    /// <summary>A cell of a table of such rows.</summary>
    public static string Cell(PolicyField column, Value value, PolicyPickers pickers, CityPolicy city, bool isEnglish)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(pickers);
        if (value.IsNull) return "";
        if (value.AsString() is { } code && column.Kind == FieldKind.Text) return pickers.Find(column, code) is { } choice && choice.Name(isEnglish) != code ? $"{choice.Name(isEnglish)}（{code}）" : code;
        return column.Kind == FieldKind.Choice ? PolicyField.Say(PolicyForm.Show(value), isEnglish) : new PolicyDiffNames(city).Say(column.Name, value, isEnglish);
    }

    private string Limit(Value row)
    {
        var match = row["match"];
        string[] conditions =
        [
            .. Given(match, "statute", "适用“{0}”"), .. Given(match, "requestType", "类型为{0}"), .. Given(match, "class", "分类为{0}"), .. Given(match, "urgency", "紧急程度为{0}"),
            .. Given(match, "channel", "来自{0}"), .. Given(match, "unitKind", "由{0}承办"),
        ];
        var start = row["start"].AsString() is { } from ? PolicyField.Say(from, false) : "派单";
        var count = row["countFrom"].AsString() switch { nameof(CountFrom.SameDay) => "，当日算第一日", nameof(CountFrom.NextDay) => "，自次日起算", _ => "" };
        var end = row["end"].AsString() == nameof(LimitEnd.EndOfOfficeDay) ? "，到最后一日下班为止" : "";
        var moves = row["movesOffRestDays"].AsBoolean() == true ? "，末日遇休息日顺延" : "";
        var warnings = row["warnings"].Items.Select(warning => warning["elapsedPercent"].AsInt64() is { } percent ? $"用去{percent}%的时间时预警" : $"届满前{Amount(warning["before"], warning["unit"])}预警").ToArray();
        return $"{(conditions.Length == 0 ? "所有工单" : string.Join("、", conditions) + "的工单")}：自{start}起{Amount(row["amount"], row["unit"])}内完成“{Name("step", row["step"].AsString() ?? "")}”{count}{end}{moves}；"
            + (warnings.Length == 0 ? "不预警" : string.Join("，", warnings)) + (row["statutory"].AsBoolean() == true ? "；法定时限，优先于本市其他各行" : "") + "。";
    }

    private string LimitInEnglish(Value row)
    {
        var match = row["match"];
        string[] conditions =
        [
            .. Given(match, "statute", "under “{0}”"), .. Given(match, "requestType", "of type {0}"), .. Given(match, "class", "of class {0}"), .. Given(match, "urgency", "that are {0}"),
            .. Given(match, "channel", "from {0}"), .. Given(match, "unitKind", "handled by a {0}"),
        ];
        var start = row["start"].AsString() is { } from ? PolicyField.Say(from, true).ToLowerInvariant() : "dispatch";
        var count = row["countFrom"].AsString() switch { nameof(CountFrom.SameDay) => ", that day being the first", nameof(CountFrom.NextDay) => ", counted from the next day", _ => "" };
        var end = row["end"].AsString() == nameof(LimitEnd.EndOfOfficeDay) ? ", until the office closes on the last day" : "";
        var moves = row["movesOffRestDays"].AsBoolean() == true ? ", moved to the next working day where it ends on a day off" : "";
        var warnings = row["warnings"].Items.Select(warning => warning["elapsedPercent"].AsInt64() is { } percent ? $"a warning after {percent} % of the time" : $"a warning {Amount(warning["before"], warning["unit"])} before the end").ToArray();
        return $"{(conditions.Length == 0 ? "Every ticket" : "Tickets " + string.Join(", ", conditions))}: “{Name("step", row["step"].AsString() ?? "")}” within {Amount(row["amount"], row["unit"])} of {start}{count}{end}{moves}; "
            + (warnings.Length == 0 ? "no warning" : string.Join(", ", warnings)) + (row["statutory"].AsBoolean() == true ? "; fixed by law, before every row of the city's own" : "") + ".";
    }

    private string Question(Value row)
    {
        var bad = row["goodAnswers"].Count == 0 ? [] : row["answers"].Items.Where(answer => !row["goodAnswers"].Items.Contains(answer["code"])).Select(answer => (isEnglish ? answer["english"] : answer["name"]).AsString() ?? "").ToArray();
        var must = row["required"].AsBoolean() == false ? isEnglish ? "may be left out" : "可以不答" : isEnglish ? "must be answered" : "必答";
        return isEnglish
            ? $"“{row["english"].AsString()}”: {row["answers"].Count} answers, {must}; {(bad.Length == 0 ? "no answer counts as bad" : "bad: " + string.Join(", ", bad))}."
            : $"“{row["text"].AsString()}”：{row["answers"].Count} 个答案，{must}；{(bad.Length == 0 ? "答什么都不算不合格" : "答" + string.Concat(bad.Select(text => $"“{text}”")) + "算不合格")}。";
    }

    /// <summary>Whether units of a kind are on duty day and night where they do not say: as the city's kinds say, else as the reader has it.</summary>
    private bool IsAllDay(Value kind) => organisation["onDutyAllDayKinds"] is { IsNull: false } kinds
        ? kinds.Items.Contains(kind)
        : kind.AsString() is nameof(UnitKind.PublicServiceEnterprise) or nameof(UnitKind.HotlineCenter);

    /// <summary>When it is sent and to whom, what it says, and which fields it may hold.</summary>
    private string Message(OutgoingMessage message, Value row)
    {
        var reader = message.Reader switch
        {
            MessageReader.Petitioner => isEnglish ? "the petitioner" : "诉求人",
            MessageReader.Unit => isEnglish ? "a unit" : "单位",
            _ => isEnglish ? "a body outside the city" : "外部单位",
        };
        var fields = message.Fields.Select(field => isEnglish ? $"{{{field.Name}}} {field.English}" : $"{{{field.Name}}} {field.Chinese}");
        return isEnglish
            ? $"{message.English}, to {reader}: “{row["text"].AsString()}”. Fields: {string.Join("; ", fields)}."
            : $"{message.Chinese}，发给{reader}：“{row["text"].AsString()}”。可用字段：{string.Join("；", fields)}。";
    }

    private string Unit(Value row)
    {
        var kind = PolicyField.Say(row["kind"].AsString() ?? "", isEnglish);
        var allDay = row["onDutyAllDay"].AsBoolean() ?? IsAllDay(row["kind"]);
        string?[] parts =
        [
            kind,
            row["parent"].AsString() is { } parent ? (isEnglish ? "under " : "上级为") + Name("parent", parent) : null,
            row["district"].AsString() is { } district && district != row["code"].AsString() ? (isEnglish ? "of " : "属") + Name("district", district) : null,
            allDay ? isEnglish ? "on duty round the clock" : "全天值守" : isEnglish ? "on duty in office hours" : "按办公时间值守",
            row["closedOn"].AsString() is { } closed ? isEnglish ? $"closed on {closed}" : $"{closed} 起撤销" : null,
        ];
        return string.Join(isEnglish ? ", " : "，", parts.OfType<string>()) + (isEnglish ? "." : "。");
    }

    /// <summary>What the row says, member by member; codes and sources are left to the form.</summary>
    private string Plainly(Value row)
    {
        var isNamed = !row["name"].IsNull;
        var parts = rows.Fields.Where(one => !row[one.Name].IsNull && one.Name is not ("note" or "english" or "basis") && !(isNamed && one.Name == "code"))
            .Select(one => $"{one.Label(isEnglish)}{(isEnglish ? ": " : "：")}{(one.Kind == FieldKind.Group && row[one.Name]["amount"].Kind == ValueKind.Number ? Amount(row[one.Name]["amount"], row[one.Name]["unit"]) : Cell(one, row[one.Name]))}");
        return string.Join(isEnglish ? "; " : "；", parts) + (isEnglish ? "." : "。");
    }

    private string Cell(PolicyField one, Value value) =>
        value.AsString() is { } code && pickers.Find(one, code) is { } choice ? choice.Name(isEnglish)
        : one.Kind == FieldKind.Choice ? PolicyField.Say(PolicyForm.Show(value), isEnglish)
        : one.Kind == FieldKind.Rows ? isEnglish ? $"{value.Count} rows" : $"{value.Count} 行"
        : names.Say(one.Name, value, isEnglish);

    private IEnumerable<string> Given(Value match, string member, string words)
    {
        if (match[member].AsString() is { } code) yield return string.Format(CultureInfo.InvariantCulture, words, member == "unitKind" ? PolicyField.Say(code, isEnglish) : Name(member, code));
    }

    private string Amount(Value amount, Value unit)
    {
        var number = PolicyForm.Show(amount);
        if (!isEnglish) return $"{number}{PolicyField.Say(unit.AsString() ?? "", false)}";
        return $"{number} {PolicyField.Say(unit.AsString() ?? "", true).ToLowerInvariant()}{(number == "1" ? "" : "s")}";
    }

    private string Name(string member, string code)
    {
        var field = rows.Find(member) ?? rows.Find("match")?.Find(member);
        return field is not null && pickers.Find(field, code) is { } choice ? choice.Name(isEnglish) : code;
    }
}
