using System.Globalization;
using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>Whether a field of the intake holds what its declaration says, and whether the fields go together (Art. 10: completely and accurately).</summary>
internal static class IntakeChecks
{
    private const int MostOfAList = 50;

    /// <summary>The value of a field as it is kept: text, flag or list; sealed ones always as text. Null where nothing was given or it is wrong.</summary>
    public static Value? Read(IntakeField field, Value value, CityPolicy city, List<Rejection> faults)
    {
        if (IsBlank(value))
        {
            if (field.IsRequired) faults.Add(Missing(field));
            return null;
        }

        return field switch
        {
            { IsList: true } => ReadList(field, value, city, faults),
            { Type: FieldType.Boolean } => ReadFlag(field, value, faults),
            { Type: FieldType.Number } => ReadNumber(field, value, faults),
            _ => ReadText(field, value, city, faults),
        };
    }

    /// <summary>Rules over several fields: what channel and type demand, and a place on the map.</summary>
    public static void CheckTogether(Value open, SortedDictionary<string, string> words, CityPolicy city, List<Rejection> faults)
    {
        foreach (var rule in city.Intake.RequiredFor(open["channel"].AsString(), open["requestType"].AsString()))
        {
            foreach (var name in rule.Fields)
            {
                if (words.ContainsKey(name) || !open[name].IsNull || faults.Any(fault => fault.Field == name)) continue;
                var field = IntakeFields.All.First(known => known.Name == name);
                faults.Add(Refusal.Content("ticket.field.required", name,
                    $"请填写{field.Chinese}{(rule.Reason is null ? "" : $"：{rule.Reason}")}",
                    $"Expected '{name}' for channel {open["channel"].AsString()} and type {open["requestType"].AsString()}, but it is missing, so state it", LegalDuty.Record));
            }
        }

        CheckPoint(words, city.Intake.Map, faults);
    }

    private static void CheckPoint(SortedDictionary<string, string> words, MapFrame map, List<Rejection> faults)
    {
        var longitude = NumberOf(words, "longitude");
        var latitude = NumberOf(words, "latitude");
        if (longitude is null && latitude is null) return;
        if (longitude is null || latitude is null)
        {
            if (faults.Any(fault => fault.Field is "longitude" or "latitude")) return;
            var name = longitude is null ? "longitude" : "latitude";
            faults.Add(Refusal.Content("ticket.point.half", name, "经度和纬度须同时填写，或都留空", "Expected longitude and latitude together, but one is missing, so state both or none", LegalDuty.Record));
            return;
        }

        if (longitude < map.West || longitude > map.East) faults.Add(Outside("longitude", "经度", map.West, map.East));
        if (latitude < map.South || latitude > map.North) faults.Add(Outside("latitude", "纬度", map.South, map.North));
    }

    private static decimal? NumberOf(SortedDictionary<string, string> words, string name) =>
        words.TryGetValue(name, out var text) ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    private static Rejection Outside(string name, string chinese, decimal least, decimal most) =>
        Refusal.Content("ticket.point.outside", name, $"{chinese}应在 {least} 至 {most} 之间（本市范围），请核实坐标", $"Expected '{name}' from {least} to {most}, the city's map, so check the coordinates", LegalDuty.Record);

    private static Value? ReadList(IntakeField field, Value value, CityPolicy city, List<Rejection> faults)
    {
        if (value.Kind != ValueKind.Array || value.Items.Any(item => item.AsString() is null))
        {
            faults.Add(Refusal.Content("ticket.field.type", field.Name, $"{field.Chinese}应为列表", $"Expected '{field.Name}' to be a list of texts, but it is {value.Kind}, so send a list", LegalDuty.Record));
            return null;
        }

        var before = faults.Count;
        var texts = new List<string>();
        foreach (var item in value.Items)
        {
            if (IsBlank(item)) continue;
            if (ReadText(field, item, city, faults) is { } read && !texts.Contains(read.AsString()!)) texts.Add(read.AsString()!);
        }

        var most = field.Type == FieldType.Attachments ? city.Intake.Attachments.MaxCount : MostOfAList;
        if (texts.Count > most)
        {
            faults.Add(Refusal.Content("ticket.field.many", field.Name, $"{field.Chinese}最多 {most} 项，现为 {texts.Count} 项", $"Expected at most {most} in '{field.Name}', but there are {texts.Count}, so leave some out", LegalDuty.Record));
        }

        return faults.Count > before || texts.Count == 0 ? null : Value.Of(texts.Select(Value.Of));
    }

    private static Value? ReadFlag(IntakeField field, Value value, List<Rejection> faults)
    {
        if (value.AsBoolean() is { } flag) return Value.Of(flag);
        faults.Add(Refusal.Content("ticket.field.type", field.Name, $"{field.Chinese}应为是或否", $"Expected '{field.Name}' to be true or false, but it is {value.Kind}, so send one of them", LegalDuty.Record));
        return null;
    }

    private static Value? ReadNumber(IntakeField field, Value value, List<Rejection> faults)
    {
        if ((value.AsDecimal() ?? (decimal.TryParse(value.AsString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var said) ? said : null)) is { } number)
        {
            return Value.Of(Math.Round(number, 7).ToString(CultureInfo.InvariantCulture));
        }

        faults.Add(Refusal.Content("ticket.field.type", field.Name, $"{field.Chinese}应为数字", $"Expected '{field.Name}' to be a number, but it is {value.Kind}, so send a number", LegalDuty.Record));
        return null;
    }

    private static Value? ReadText(IntakeField field, Value value, CityPolicy city, List<Rejection> faults)
    {
        if (value.AsString() is not { } text)
        {
            faults.Add(Refusal.Content("ticket.field.type", field.Name, $"{field.Chinese}应为文字", $"Expected '{field.Name}' to be text, but it is {value.Kind}, so send text", LegalDuty.Record));
            return null;
        }

        if (text.Length > field.MaxLength)
        {
            faults.Add(Refusal.Content("ticket.field.long", field.Name, $"{field.Chinese}最多 {field.MaxLength} 字，现为 {text.Length} 字", $"Expected '{field.Name}' of at most {field.MaxLength} characters, but it has {text.Length}, so shorten it", LegalDuty.Record));
            return null;
        }

        if (!TextLimits.IsText(text))
        {
            faults.Add(Refusal.Content("ticket.field.characters", field.Name, $"{field.Chinese}含有无法保存的字符，请删除", $"Expected '{field.Name}' to be text, but it holds characters that are none (NUL or half of a surrogate pair), so remove them", LegalDuty.Record));
            return null;
        }

        if (OptionsOf(field.Name, city) is { } options && !options.Contains(text.Trim()))
        {
            faults.Add(Refusal.Content($"ticket.{field.Name}.unknown", field.Name, $"{field.Chinese}没有“{text}”，可选：{string.Join("、", options)}", $"Expected '{field.Name}' to be one of {string.Join(", ", options)}, but it is '{text}', so choose one of them", LegalDuty.Record));
            return null;
        }

        if (field is { Kind: TextKind.Code, Type: not FieldType.Attachments } && !CodeText.IsCode(text.Trim()))
        {
            faults.Add(Refusal.Content("ticket.field.code", field.Name, $"{field.Chinese}应为代码，不能是文字、电话或者证件号码", $"Expected '{field.Name}' to be a code, but it is none, so choose one of the list", LegalDuty.Record));
            return null;
        }

        if (field.Name == "mail" && !IsMail(text.Trim()))
        {
            faults.Add(Refusal.Content("ticket.mail.wrong", field.Name, "电子邮箱应形如 name@example.cn，请核实", "Expected a mail address such as name@example.cn, so check it", LegalDuty.Record));
            return null;
        }

        return Value.Of(field.IsSealed && field.Type != FieldType.Choice ? text : text.Trim());
    }

    /// <summary>The codes that the city's intake policy offers for a field; null where other tables or none decide.</summary>
    private static string[]? OptionsOf(string field, CityPolicy city) => field switch
    {
        "sex" => [.. city.Intake.Sexes.Select(code => code.Code)],
        "subjectType" => [.. city.Intake.SubjectTypes.Select(code => code.Code)],
        "identityLevel" => [.. city.Intake.IdentityLevels.Select(code => code.Code)],
        "tags" => [.. city.Intake.Tags.Select(tag => tag.Code)],
        _ => null,
    };

    private static bool IsMail(string text) => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && text.LastIndexOf('@') == at && !text.Any(char.IsWhiteSpace);

    private static bool IsBlank(Value value) => value.IsNull || (value.AsString() is { } blank && string.IsNullOrWhiteSpace(blank));

    private static Rejection Missing(IntakeField field) =>
        Refusal.Content("ticket.field.missing", field.Name, $"请填写{field.Chinese}", $"Expected '{field.Name}', but it is missing or blank, so state it", LegalDuty.Record);
}
