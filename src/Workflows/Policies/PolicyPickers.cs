using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A code to choose, with its names.</summary>
/// <param name="Code">What the file holds.</param>
/// <param name="Chinese">Its name, zh-CN.</param>
/// <param name="English">The same in English, or null: only the Chinese name is known.</param>
public sealed record PolicyChoice(string Code, string Chinese, string? English = null)
{
    /// <summary>The name for a reader.</summary>
    public string Name(bool isEnglish) => isEnglish ? English ?? Chinese : Chinese;
}

/// <summary>The codes that a field may hold: from the city's own data, the file being edited before the policy in force.</summary>
/// <param name="file">The file being edited.</param>
/// <param name="content">What it says now.</param>
/// <param name="city">The policy in force.</param>
public sealed class PolicyPickers(string file, Value content, CityPolicy city)
{
    private static readonly PolicyChoice[] UnitWords = [.. UnitReference.Words.Select(word => new PolicyChoice(word.Word, word.Chinese, word.English))];

    private readonly Dictionary<string, IReadOnlyList<PolicyChoice>?> made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, PolicyChoice>> named = new(StringComparer.Ordinal);

    /// <summary>The codes for a field, or null where any text may stand there.</summary>
    /// <param name="field">The field.</param>
    /// <param name="holder">The object that holds it: what it says may narrow the choice.</param>
    public IReadOnlyList<PolicyChoice>? For(PolicyField field, Value holder)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(holder);
        if (field.Kind is not (FieldKind.Text or FieldKind.Texts)) return null;
        if (field.Name == "goodAnswers") return Named(holder["answers"]);
        if (!made.TryGetValue(field.Path, out var choices)) made[field.Path] = choices = Make(field);
        return choices;
    }

    /// <summary>What a code is called at a field, or null.</summary>
    public PolicyChoice? Find(PolicyField field, string code)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!named.TryGetValue(field.Path, out var names)) named[field.Path] = names = (For(field, Value.Null) ?? []).DistinctBy(choice => choice.Code).ToDictionary(choice => choice.Code, StringComparer.Ordinal);
        return names.GetValueOrDefault(code);
    }

    /// <summary>The steps that a limit may be for, with those that the file declares anew.</summary>
    public IReadOnlyList<PolicyChoice> Steps => field ??= [.. LimitStep.WellKnown
        .Select(step => new PolicyChoice(step.Code, city.TimeLimits.Rows.FirstOrDefault(row => row.Step == step)?.StepName ?? step.Code, PolicyField.Say(step.Code, true)))
        .Concat(file == "time-limits.json" ? Named(content["steps"]) : city.TimeLimits.OwnSteps.Select(Of))
        .GroupBy(step => step.Code).Select(same => same.Last())];

    private IReadOnlyList<PolicyChoice>? Make(PolicyField field) => (field.Name, field.Path) switch
    {
        ("step", "limits[].step" or "unreasonable.step") or ("answerStep" or "windowStep" or "reviewStep" or "arrivalStep", _) => Steps,
        ("clock", "ladders[].clock") => [.. Steps.Select(step => step with { Code = new LimitStep(step.Code).ClockName })],
        ("class" or "classCode", _) => [.. Any("class"), .. city.Classes.All.Select(node => new PolicyChoice(node.Code, city.Classes.FullName(node.Code)))],
        ("requestType", _) => [.. city.RequestTypes.All.Select(type => new PolicyChoice(type.Code, type.Name, type.English))],
        ("channel", _) or ("channels", "channels") or ("attemptChannels", _) => [.. city.Channels.All.Select(channel => new PolicyChoice(channel.Code, channel.Name, channel.English))],
        ("urgency", _) => [.. city.City.Urgencies.Select(Of)],
        ("statute", _) => Named(content["statutes"]),
        ("role" or "reviewRole", _) => [.. ProductRoles.All.Where(role => role.Code != "cityStaff").Select(Of), .. city.Content.TryGetValue("tasks.json", out var tasks) ? Named(tasks["roles"]) : []],
        ("district" or "districtCode", _) => [.. Units.Where(unit => city.Organisation.FindDistrict(unit.Code) is not null || content["units"].Items.Any(row => row["code"].AsString() == unit.Code && row["kind"].AsString() == nameof(UnitKind.District)))],
        ("area", _) => [.. Any("area"), .. Units],
        ("parent" or "owner", _) or ("unit", "rows[].unit") => Units,
        ("notify", "ladders[].levels[].notify") or ("unit", "approver.unit" or "escalateTo.unit") or ("to", _) when field.Kind is FieldKind.Text or FieldKind.Texts => [.. UnitWords, .. Units],
        ("reportTo", _) => [.. UnitWords, .. Units],
        ("requiredFor", _) => Named(content["results"]),
        ("tags", "alert.tags") => Named(content["tags"]),
        ("blownBy" or "named" or "onDutyAllDayKinds", _) => [.. Enum.GetNames<UnitKind>().Select(kind => new PolicyChoice(kind, PolicyField.Say(kind, false), PolicyField.Say(kind, true)))],
        ("restDays", _) => [.. new (string Code, string Name)[] { ("Monday", "星期一"), ("Tuesday", "星期二"), ("Wednesday", "星期三"), ("Thursday", "星期四"), ("Friday", "星期五"), ("Saturday", "星期六"), ("Sunday", "星期日") }.Select(day => new PolicyChoice(day.Code, day.Name, day.Code))],
        _ => null,
    };

    private IReadOnlyList<PolicyChoice> Units => field ??= file == "organisation.json"
        ? Named(content["units"])
        : [.. city.Organisation.Units.Select(unit => new PolicyChoice(unit.Code, unit.Name))];

    private PolicyChoice[] Any(string what) => file == "dispatch-catalog.json" ? [new("*", what == "class" ? "任意分类" : "任意地区", "Any " + what)] : [];

    private static PolicyChoice Of(NamedCode code) => new(code.Code, code.Name, code.English);

    private static PolicyChoice[] Named(Value rows) =>
        [.. rows.Items.Where(row => row["code"].AsString() is { Length: > 0 }).Select(row => new PolicyChoice(row["code"].AsString()!, row["name"].AsString() ?? row["code"].AsString()!, row["english"].AsString()))];
}
