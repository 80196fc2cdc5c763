using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>
/// Every name that an input states as a literal must exist in the city: roles, units and the words for them, classes, places, kinds of task,
/// signals, acts, channels, limit steps. So must the step that holds where the definition is silent.
/// </summary>
internal sealed class NameChecks
{
    private const int MostListed = 16;
    private readonly CityPolicy city;
    private readonly CheckList list;
    private readonly IReadOnlyList<string> unreadable;
    private readonly HashSet<string> signals;

    private NameChecks(WorkflowDefinition definition, DefinitionSet set, CityPolicy city, IReadOnlyList<string> unreadable, CheckList list)
    {
        (this.city, this.unreadable, this.list) = (city, unreadable, list);
        signals = [.. Vocabulary.Signals.Select(signal => signal.Code), .. set.All.Select(published => published.Definition).Append(definition).SelectMany(known => known.Nodes)
            .Where(node => node.Type is "Elsa.PublishEvent" or "Elsa.Event").Select(node => Text(node, "EventName")).OfType<string>()];
    }

    /// <param name="definition">The definition.</param>
    /// <param name="catalog">The activity types as the city has them.</param>
    /// <param name="set">The other definitions, whose events may be waited for.</param>
    /// <param name="city">The policy.</param>
    /// <param name="unreadable">Policy files that could not be read: what they hold is not asked for.</param>
    /// <param name="list">Takes the findings.</param>
    public static void Check(WorkflowDefinition definition, ActivityRegistry catalog, DefinitionSet set, CityPolicy city, IReadOnlyList<string> unreadable, CheckList list)
    {
        var checks = new NameChecks(definition, set, city, unreadable, list);
        foreach (var node in definition.Nodes)
        {
            if (catalog.Find(node.Type, node.Version)?.Descriptor is not { } descriptor) continue;
            foreach (var input in descriptor.Inputs)
            {
                foreach (var text in Stated(node, input)) checks.Check(node, input, text);
            }

            if (node.Type == TicketTypes.CityTask) checks.CheckOutcomes(node);
            if (node.Type == TicketTypes.Clock) checks.CheckRungs(node);
        }
    }

    /// <summary>What an input says as it stands: a text, or each text of a list. Of a step, the default too.</summary>
    private static IEnumerable<string> Stated(ActivityNode node, InputDescriptor input)
    {
        var stated = DefinitionValidator.StatedInputOf(node, input);
        if (input.UiHint == Pickers.Act) return Listed(stated);
        var value = stated is { Type: "Literal" } ? stated.Value : stated is null && IsStep(input) ? input.DefaultValue : null;
        return value?.AsString() is { Length: > 0 } text ? [text] : [];
    }

    private static IEnumerable<string> Listed(Expression? stated)
    {
        if (stated is not { Type: "Literal" or "Object" or "Json" }) return [];
        var converted = ValueConverter.Convert(stated.Value["$values"] is { Kind: ValueKind.Array } wrapped ? wrapped : stated.Value, "JsonArray");
        return converted.Error is null ? converted.Value.Items.Select(item => item.AsString()).OfType<string>().Where(text => text.Length > 0) : [];
    }

    private static string? Text(ActivityNode node, string input) =>
        node.Inputs.TryGetValue(input, out var stated) ? (stated.Expression.Type == "Literal" ? stated.Expression.Value.AsString() : null) : node.Raw[char.ToLowerInvariant(input[0]) + input[1..]].AsString();

    private void Check(ActivityNode node, InputDescriptor input, string text)
    {
        if (IsStep(input)) CheckStep(node, input, text);
        else if (input.UiHint == Pickers.UnitReference || IsUnit(input)) CheckUnit(node, input, text);
        else if (node.Type == TicketTypes.CityTask && input.Name == "Status") CheckStatus(node, input, text);
        else if (IsClass(input)) CheckClass(node, input, text);
        else CheckCode(node, input, text);
    }

    private void CheckCode(ActivityNode node, InputDescriptor input, string text)
    {
        var (code, file, what, english, known) = input.UiHint switch
        {
            Pickers.Role => ("input.unknownRole", TaskKinds.FileName, "角色", "role", ProductRoles.Of(city).Select(role => role.Code)),
            Pickers.TaskKind => ("input.unknownTaskKind", TaskKinds.FileName, "任务种类", "kind of task", city.Tasks.Kinds.Keys),
            Pickers.Act => ("input.unknownAct", TaskKinds.FileName, "环节", "act", Vocabulary.ActsOf(city).Select(act => act.Code)),
            Pickers.Signal => ("input.unknownSignal", "", "事件", "signal", signals),
            Pickers.Level => ("input.unknownLevel", "coordination.json", "协调层级", "level of coordination", city.Coordination.Levels.Select(level => level.Code)),
            Pickers.RequestType => ("input.unknownRequestType", "request-types.json", "诉求类型", "type of request", city.RequestTypes.All.Select(type => type.Code)),
            Pickers.Channel => ("input.unknownChannel", "channels.json", "渠道", "channel", city.Channels.All.Select(channel => channel.Code)),
            Pickers.Area => ("input.unknownArea", "organisation.json", "地区", "place", city.Organisation.Units.Where(unit => unit.IsStreet || unit.Kind == UnitKind.District).Select(unit => unit.Code)),
            _ => ("", "", "", "", (IEnumerable<string>)[]),
        };
        if (code.Length == 0 || unreadable.Contains(file) || known.Contains(text)) return;
        Unknown(node, input, code, what, english, text, known, file);
    }

    private void CheckUnit(ActivityNode node, InputDescriptor input, string text)
    {
        if (unreadable.Contains("organisation.json")) return;
        if (UnitReference.FindUnknown(city, text) is { } unknown)
        {
            var (chinese, english) = Meant(unknown, [.. UnitReference.Words.Select(word => word.Word), .. city.Organisation.Units.Select(unit => unit.Code)]);
            list.Error(node, "input.unknownUnit", $"“{input.DisplayName}”所填的单位“{unknown}”不在组织机构表中，也不是 {UnitReference.Choices} 之一{chinese}；请重新选择，或先在 organisation.json 中登记。",
                $"'{input.DisplayName}' names the unit '{unknown}', which the organisation table does not have and which is none of {UnitReference.Choices}{english}: choose again, or add it to organisation.json first.", input.Name);
        }

        if (UnitReference.FindIdleDuty(city, text) is { } idle)
        {
            var (chinese, english) = Meant(idle, city.Organisation.Units.SelectMany(unit => unit.Duties));
            list.Error(node, "input.idleDuty", $"“{input.DisplayName}”所填的职责“{idle}”没有单位承担{chinese}；请核对 organisation.json。",
                $"'{input.DisplayName}' names the duty '{idle}', which no unit holds{english}: check organisation.json.", input.Name);
        }
    }

    /// <summary>A status that nobody named is a code on every page. It is an error where another was meant; packs that are older than names of statuses go on to work.</summary>
    private void CheckStatus(ActivityNode node, InputDescriptor input, string text)
    {
        string[] known = [.. TicketStatus.All, .. city.City.Statuses.Select(status => status.Code)];
        if (unreadable.Contains("city.json") || known.Contains(text)) return;
        var (chinese, english) = Meant(text, known);
        var (said, saidInEnglish) = ($"工单状态“{text}”没有名称，页面上只能显示代码{chinese}；请在 city.json 的 statuses 中写明中英文名称，或改用已有的状态。",
            $"the status '{text}' has no name, so pages can show its code only{english}: name it under 'statuses' in city.json, or use one that has a name.");
        if (NearestName.Of(text, known) is not null) list.Error(node, "input.unnamedStatus", said, saidInEnglish, input.Name);
        else list.Warning(node, "input.unnamedStatus", said, saidInEnglish, input.Name);
    }

    private void CheckClass(ActivityNode node, InputDescriptor input, string text)
    {
        if (unreadable.Contains("classes.json") || city.Classes.Find(text) is not null) return;
        list.Error(node, "input.unknownClass", $"“{input.DisplayName}”所填的分类“{text}”不在分类表中；请重新选择，或先在 classes.json 中登记。",
            $"'{input.DisplayName}' names the class '{text}', which the class table does not have: choose again, or add it to classes.json first.", input.Name);
    }

    private void CheckStep(ActivityNode node, InputDescriptor input, string text)
    {
        if (unreadable.Contains("time-limits.json")) return;
        var step = new LimitStep(text);
        if (!city.TimeLimits.Knows(step))
        {
            var (chinese, english) = Meant(text, city.TimeLimits.Steps.Select(known => known.Code));
            list.Error(node, "input.unknownStep", $"“{input.DisplayName}”所填的时限步骤“{text}”不存在{chinese}；请改选，或先在 time-limits.json 的 steps 中登记。",
                $"'{input.DisplayName}' names the limit step '{text}', which does not exist{english}: choose another, or declare it under 'steps' in time-limits.json.", input.Name);
        }
        else if (!city.TimeLimits.Rows.Any(row => row.Step == step && row.Match == LimitMatch.Any))
        {
            list.Error(node, "wait.noClock", $"时限步骤“{text}”没有一般时限，有的工单在此等待时没有期限；请在 time-limits.json 中补一行不带条件的时限。",
                $"the limit step '{text}' has no general row, so some tickets would wait here without a deadline: add a row without conditions to time-limits.json.", input.Name);
        }
    }

    /// <summary>The outcomes that a step of the city's own offers are those of its kind.</summary>
    private void CheckOutcomes(ActivityNode node)
    {
        if (unreadable.Contains(TaskKinds.FileName) || Text(node, "TaskKind") is not { } kind || !city.Tasks.Kinds.TryGetValue(kind, out var task)) return;
        if (!node.Inputs.TryGetValue("Outcomes", out var stated)) return;
        foreach (var outcome in Listed(stated.Expression).Where(outcome => !task.Outcomes.ContainsKey(outcome)))
        {
            var (chinese, english) = Meant(outcome, task.Outcomes.Keys);
            list.Error(node, "input.unknownOutcome", $"任务种类“{kind}”没有结果“{outcome}”{chinese}；请修改“处理结果”，或先在 tasks.json 中登记。",
                $"the kind '{kind}' has no outcome '{outcome}'{english}: change the outcomes, or declare it in tasks.json.", "Outcomes");
        }
    }

    /// <summary>The outcomes that a step of the city's own offers, as they stand.</summary>
    internal static IEnumerable<string> OutcomesOf(ActivityNode node) => node.Inputs.TryGetValue("Outcomes", out var stated) ? Listed(stated.Expression) : [];

    /// <summary>A rung is reached on the clock whose ladder it stands on.</summary>
    private void CheckRungs(ActivityNode node)
    {
        if (unreadable.Contains("escalation.json") || node.Parent is not { } flow) return;
        var step = Text(node, "Step") ?? LimitStep.Feedback.Code;
        var name = Text(node, "ClockName") is { Length: > 0 } own ? own : new LimitStep(step).ClockName;
        var rungs = city.RungsOf(name);
        foreach (var port in flow.Connections.Where(connection => connection.Source == node.Id).Select(connection => connection.SourcePort).Distinct(StringComparer.Ordinal))
        {
            if (!city.IsRung(port) || rungs.Contains(port)) continue;
            list.Error(node, "clock.unknownRung", $"计时“{name}”的督办阶梯没有“{port}”这一级，连线不会执行；请在 escalation.json 中补充，或删除连线。",
                $"the ladder of the clock '{name}' has no rung '{port}', so the connection is never followed: add it to escalation.json, or delete the connection.");
        }
    }

    private void Unknown(ActivityNode node, InputDescriptor input, string code, string what, string english, string text, IEnumerable<string> known, string file)
    {
        var (meant, meantInEnglish) = Meant(text, known);
        var (where, whereInEnglish) = file.Length == 0 ? ("请重新选择", "choose again") : ($"请重新选择，或先在 {file} 中登记", $"choose again, or add it to {file} first");
        list.Error(node, code, $"“{input.DisplayName}”所填的{what}“{text}”不存在{meant}；{where}。", $"'{input.DisplayName}' names the {english} '{text}', which does not exist{meantInEnglish}: {whereInEnglish}.", input.Name);
    }

    internal static (string Chinese, string English) Meant(string text, IEnumerable<string> known) =>
        NearestName.Of(text, known) is { } near ? ($"（是否指“{near}”）", $" (did you mean '{near}'?)")
        : known.Distinct().ToArray() is { Length: > 0 and <= MostListed } few ? ($"（现有：{string.Join("、", few)}）", $" (there are {string.Join(", ", few)})") : ("", "");

    private static bool IsUnit(InputDescriptor input) => input.UiHint == Pickers.Unit || (input.TypeName == "String" && (input.Name is "Unit" or "NotUnit" || input.Name.EndsWith("UnitCode", StringComparison.Ordinal)));

    private static bool IsClass(InputDescriptor input) => input.UiHint == Pickers.Class || (input.TypeName == "String" && input.Name is "Class" or "ClassCode");

    private static bool IsStep(InputDescriptor input) => input.TypeName == "String" && (input.UiHint == Pickers.LimitStep || input.Name.EndsWith("Step", StringComparison.Ordinal));
}
