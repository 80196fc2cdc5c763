using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>What two versions of a definition differ in.</summary>
/// <param name="Changes">In words, by group.</param>
/// <param name="IsLayoutOnly">Only the drawing was rearranged: it runs as before.</param>
/// <param name="RunsTheSame">Nothing that decides how it runs has changed.</param>
/// <param name="Drawing">Both versions in one drawing.</param>
public sealed record DefinitionDifference(IReadOnlyList<Change> Changes, bool IsLayoutOnly, bool RunsTheSame, Drawing Drawing);

/// <summary>Compares two versions of a definition in the words of policy staff.</summary>
public static class DefinitionDiff
{
    /// <summary>One version as it is drawn, with nothing compared.</summary>
    /// <param name="definition">The version.</param>
    /// <param name="catalog">Names of types and outcomes.</param>
    public static Drawing Draw(WorkflowDefinition definition, ActivityRegistry catalog) => new DefinitionWalk(null, definition, catalog, new()).Draw([]);

    /// <summary>The differences from one version to the other.</summary>
    /// <param name="before">The earlier version; null: there was none.</param>
    /// <param name="after">The later version.</param>
    /// <param name="catalog">Names of types, inputs and outcomes.</param>
    /// <param name="policy">Names of units and classes, or null.</param>
    public static DefinitionDifference Between(WorkflowDefinition? before, WorkflowDefinition after, ActivityRegistry catalog, CityPolicy? policy)
    {
        var walk = new DefinitionWalk(before, after, catalog, new(policy is null ? [] : [policy]));
        var changes = walk.Compare();
        var runsTheSame = before?.BehaviourHash == after.BehaviourHash;
        return new(changes, changes.Count > 0 && changes.All(change => change.Group == ChangeGroup.Layout), runsTheSame, walk.Draw(changes));
    }
}

/// <summary>Walks two versions side by side.</summary>
internal sealed class DefinitionWalk(WorkflowDefinition? before, WorkflowDefinition after, ActivityRegistry catalog, PolicyDiffNames names)
{
    private const int LongestPath = 12;

    private readonly List<Change> changes = [];
    private readonly Dictionary<string, ActivityNode> old = ById(before);
    private readonly Dictionary<string, ActivityNode> now = ById(after);

    public IReadOnlyList<Change> Compare()
    {
        Paths(Edges(after).Except(Edges(before)).ToList(), now, old, ChangeKind.Added, "新路径", "new path");
        Paths(Edges(before).Except(Edges(after)).ToList(), old, now, ChangeKind.Removed, "不再有的路径", "path gone");
        foreach (var node in after.Nodes.Where(node => !old.ContainsKey(node.Id))) Add(ChangeGroup.Activities, ChangeKind.Added, node.Id, $"新增环节：{Named(node, isEnglish: false)}", $"new activity: {Named(node, isEnglish: true)}");
        foreach (var node in old.Values.Where(node => !now.ContainsKey(node.Id))) Add(ChangeGroup.Activities, ChangeKind.Removed, node.Id, $"删除环节：{Label(node)}{(TypeName(node) == Label(node) ? "" : $"（{TypeName(node)}）")}", $"activity removed: {Label(node)} ({MemberLabels.Spaced(node.Type)})");
        foreach (var node in after.Nodes)
        {
            if (old.TryGetValue(node.Id, out var was)) CompareNode(was, node);
        }

        if (before is not null) CompareWhole(before);
        if (changes.Count == 0 && before is not null && Moved(before) is { Count: > 0 } moved)
        {
            Add(ChangeGroup.Layout, ChangeKind.Changed, null,
                $"只移动了图上的位置（{string.Join("、", moved.Take(5).Select(id => Label(now[id])))}{(moved.Count > 5 ? "…" : "")}），运行不变",
                $"only places in the drawing moved ({string.Join(", ", moved.Take(5).Select(id => Label(now[id])))}{(moved.Count > 5 ? ", …" : "")}); it runs as before");
        }

        return [.. changes.OrderBy(change => change.Group)];
    }

    public Drawing Draw(IReadOnlyList<Change> told)
    {
        var places = Drawing.PlacesOf(after);
        var earlier = before is null ? new() : Drawing.PlacesOf(before);
        var changed = told.Where(change => change.Group is ChangeGroup.Activities or ChangeGroup.Inputs).Select(change => change.Subject).ToHashSet(StringComparer.Ordinal);
        bool IsChanged(ActivityNode node) => changed.Contains(node.Id) || node.Children.Any(IsChanged);
        var activities = after.Root.Children.Select(node => Draw(node, places, before is null ? null : !old.ContainsKey(node.Id) ? ChangeKind.Added : IsChanged(node) ? ChangeKind.Changed : null)).ToList();
        foreach (var node in (before?.Root.Children ?? []).Where(node => !now.ContainsKey(node.Id))) activities.Add(Beside(Draw(node, earlier, ChangeKind.Removed), activities));
        var (oldEdges, newEdges) = (Edges(before).ToHashSet(), Edges(after).ToHashSet());
        var ids = activities.Select(activity => activity.Id).ToHashSet(StringComparer.Ordinal);
        var connections = newEdges.Union(oldEdges)
            .Where(edge => ids.Contains(edge.Source) && ids.Contains(edge.Target))
            .Select(edge => new DrawnConnection(
                edge.Source, edge.Port, edge.Target,
                before is null ? null : !oldEdges.Contains(edge) ? ChangeKind.Added : !newEdges.Contains(edge) ? ChangeKind.Removed : null,
                PortName(now.GetValueOrDefault(edge.Source) ?? old[edge.Source], edge.Port),
                (newEdges.Contains(edge) ? places : earlier).Bends.GetValueOrDefault((edge.Source, edge.Port, edge.Target), [])));
        return new([.. activities], [.. connections]);
    }

    private DrawnActivity Draw(ActivityNode node, DrawnPlaces places, ChangeKind? kind)
    {
        var box = places.Boxes.GetValueOrDefault(node.Id, new(0, 0, Drawing.StandardWidth, Drawing.StandardHeight));
        return new(node.Id, Label(node), box.X, box.Y, kind, box.Width, box.Height);
    }

    /// <summary>What is gone gives way to what stands in its place now.</summary>
    private static DrawnActivity Beside(DrawnActivity gone, List<DrawnActivity> others)
    {
        while (others.Any(other => Math.Abs(other.X - gone.X) < other.Width && Math.Abs(other.Y - gone.Y) < other.Height)) gone = gone with { Y = gone.Y + gone.Height + 20 };
        return gone;
    }

    private static Dictionary<string, ActivityNode> ById(WorkflowDefinition? definition) =>
        (definition?.Nodes ?? []).DistinctBy(node => node.Id).ToDictionary(node => node.Id, StringComparer.Ordinal);

    private static IEnumerable<Edge> Edges(WorkflowDefinition? definition) =>
        (definition?.Nodes ?? []).SelectMany(node => node.Connections).Select(connection => new Edge(connection.Source, connection.SourcePort, connection.Target));

    private string Label(ActivityNode node) => DefinitionValidator.LabelOf(node, catalog);

    private string TypeName(ActivityNode node) => Descriptor(node)?.DisplayName ?? node.Type;

    /// <summary>A new activity with its type and what it is told, as far as it fits a line.</summary>
    private string Named(ActivityNode node, bool isEnglish)
    {
        var told = (Descriptor(node)?.Inputs ?? [])
            .Select(input => (Input: input, Stated: DefinitionValidator.StatedInputOf(node, input)))
            .Where(one => one.Stated is { Value.IsNull: false })
            .Take(3)
            .Select(one => (isEnglish ? MemberLabels.Spaced(one.Input.Name) : one.Input.DisplayName) + " " + Say(Camel(one.Input.Name), one.Stated, one.Input, isEnglish));
        var details = string.Join(isEnglish ? "; " : "；", told.Prepend(isEnglish ? MemberLabels.Spaced(node.Type) : TypeName(node)));
        return details == Label(node) ? details : isEnglish ? $"{Label(node)} ({details})" : $"{Label(node)}（{details}）";
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private ActivityDescriptor? Descriptor(ActivityNode node) => catalog.Find(node.Type, node.Version)?.Descriptor;

    private string PortName(ActivityNode node, string port) =>
        Descriptor(node) is { } descriptor
            ? descriptor.Ports.FirstOrDefault(one => one.Name == port)?.DisplayName ?? descriptor.Tasks.SelectMany(task => task.Outcomes).FirstOrDefault(one => one.Name == port)?.DisplayName ?? (port == "Done" ? "完成" : port)
            : port;

    /// <summary>
    /// Tells each connection once. One that enters an activity that only this version has is told with what follows, until the way is back
    /// at what both versions have.
    /// </summary>
    private void Paths(List<Edge> edges, Dictionary<string, ActivityNode> mine, Dictionary<string, ActivityNode> others, ChangeKind kind, string chinese, string english)
    {
        var untold = edges.ToHashSet();
        foreach (var edge in edges.OrderBy(edge => others.ContainsKey(edge.Source) ? 0 : 1))
        {
            if (!untold.Remove(edge) || !mine.TryGetValue(edge.Source, out var source) || !mine.TryGetValue(edge.Target, out var target)) continue;
            var words = new List<string> { $"{Label(source)}（{PortName(source, edge.Port)}）", Label(target) };
            var englishWords = new List<string> { $"{Label(source)} ({MemberLabels.Spaced(edge.Port)})", Label(target) };
            while (!others.ContainsKey(target.Id) && words.Count < LongestPath && untold.Where(next => next.Source == target.Id).ToArray() is [var only])
            {
                _ = untold.Remove(only);
                if (!mine.TryGetValue(only.Target, out var next)) break;
                if (only.Port != "Done")
                {
                    words[^1] += $"（{PortName(target, only.Port)}）";
                    englishWords[^1] += $" ({MemberLabels.Spaced(only.Port)})";
                }

                words.Add(Label(next));
                englishWords.Add(Label(next));
                target = next;
            }

            Add(ChangeGroup.Paths, kind, edge.Source, $"{chinese}：{string.Join(" → ", words)}", $"{english}: {string.Join(" → ", englishWords)}");
        }
    }

    private void CompareNode(ActivityNode was, ActivityNode node)
    {
        if (Label(was) != Label(node)) Add(ChangeGroup.Activities, ChangeKind.Changed, node.Id, $"环节改名：{Label(was)} → {Label(node)}", $"activity renamed: {Label(was)} → {Label(node)}");
        if (was.Type != node.Type || was.Version != node.Version) Add(ChangeGroup.Activities, ChangeKind.Changed, node.Id, $"{Label(node)}：类型 {TypeName(was)} → {TypeName(node)}", $"{Label(node)}: type {MemberLabels.Spaced(was.Type)} → {MemberLabels.Spaced(node.Type)}");
        var inputs = Descriptor(node)?.Inputs ?? [];
        foreach (var name in was.Inputs.Keys.Union(node.Inputs.Keys))
        {
            var input = inputs.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
            Compare(node, name, input, was.Inputs.GetValueOrDefault(name)?.Expression, node.Inputs.GetValueOrDefault(name)?.Expression);
        }

        foreach (var member in was.Raw.MembersByName.Select(one => one.Key).Union(node.Raw.MembersByName.Select(one => one.Key)).Where(member => member is not ("customProperties" or "metadata" or "nodeId")))
        {
            if (was.Raw[member].Equals(node.Raw[member])) continue;
            var input = inputs.FirstOrDefault(one => string.Equals(one.Name, member, StringComparison.OrdinalIgnoreCase));
            Compare(node, member, input, Bare(was.Raw[member]), Bare(node.Raw[member]));
        }

        var (couldStart, canStart) = (CanStart(was), CanStart(node));
        if (couldStart != canStart)
        {
            Add(ChangeGroup.Activities, ChangeKind.Changed, node.Id, $"{Label(node)}：{(canStart ? "改为流程的起点" : "不再是流程的起点")}", $"{Label(node)}: {(canStart ? "the workflow starts here now" : "the workflow does not start here any more")}");
        }

        foreach (var output in was.Outputs.Keys.Union(node.Outputs.Keys))
        {
            var (from, to) = (VariableName(before, was.Outputs.GetValueOrDefault(output)), VariableName(after, node.Outputs.GetValueOrDefault(output)));
            if (from != to) Add(ChangeGroup.Inputs, ChangeKind.Changed, node.Id, $"{Label(node)}：输出“{output}”记入 {from ?? "无"} → {to ?? "无"}", $"{Label(node)}: output '{output}' goes to {from ?? "nothing"} → {to ?? "nothing"}");
        }
    }

    private static bool CanStart(ActivityNode node) => node.Raw["customProperties"]["canStartWorkflow"].AsBoolean() ?? false;

    private static Expression? Bare(Value value) => value.IsNull ? null : new("Literal", value);

    private static string? VariableName(WorkflowDefinition? definition, string? id) =>
        id is null ? null : definition?.Variables.FirstOrDefault(variable => variable.Id == id)?.Name ?? id;

    private void Compare(ActivityNode node, string name, InputDescriptor? input, Expression? from, Expression? to)
    {
        if (Equals(from, to)) return;
        var member = input is null ? name : Camel(input.Name);
        Add(ChangeGroup.Inputs, ChangeKind.Changed, node.Id,
            $"{Label(node)}：{input?.DisplayName ?? name} {Say(member, from, input, isEnglish: false)} → {Say(member, to, input, isEnglish: false)}",
            $"{Label(node)}: {MemberLabels.Spaced(input?.Name ?? name)} {Say(member, from, input, isEnglish: true)} → {Say(member, to, input, isEnglish: true)}");
    }

    private string Say(string member, Expression? expression, InputDescriptor? input, bool isEnglish)
    {
        if (expression is null) return input?.DefaultValue is { IsNull: false } standard ? names.Say(member, standard, isEnglish) : isEnglish ? "nothing" : "空";
        var text = ValueConverter.ToText(expression.Value);
        return expression.Type switch
        {
            "Variable" => isEnglish ? $"variable '{expression.Value["name"].AsString() ?? expression.Value["id"].AsString()}'" : $"变量“{expression.Value["name"].AsString() ?? expression.Value["id"].AsString()}”",
            "Input" => isEnglish ? $"workflow input '{expression.Value["name"].AsString()}'" : $"流程输入“{expression.Value["name"].AsString()}”",
            "JavaScript" or "Liquid" => $"{(isEnglish ? expression.Type == "Liquid" ? "template" : "formula" : expression.Type == "Liquid" ? "模板" : "公式")} {(text.Length > 80 ? text[..80] + "…" : text)}",
            _ when input?.TypeName == "Boolean" || text is "True" or "False" => string.Equals(text, "True", StringComparison.OrdinalIgnoreCase) ? isEnglish ? "yes" : "是" : isEnglish ? "no" : "否",
            _ when input?.TypeName == "TimeSpan" && TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var span) => Span(span, isEnglish),
            _ => names.Say(member, expression.Value, isEnglish),
        };
    }

    private static string Span(TimeSpan span, bool isEnglish)
    {
        var parts = ((int Amount, string Chinese, string English)[])[(span.Days, "天", "d"), (span.Hours, "小时", "h"), (span.Minutes, "分钟", "min"), (span.Seconds, "秒", "s")];
        var said = string.Join(isEnglish ? " " : "", parts.Where(part => part.Amount != 0).Select(part => $"{part.Amount}{(isEnglish ? " " + part.English : part.Chinese)}"));
        return said.Length > 0 ? said : isEnglish ? "0 s" : "0秒";
    }

    private static string TypeWords(string typeName, bool isArray, Value standard, bool isEnglish)
    {
        var word = typeName switch
        {
            "String" => ("文本", "text"),
            "Int16" or "Int32" or "Int64" => ("整数", "whole number"),
            "Decimal" or "Double" or "Single" => ("数", "number"),
            "Boolean" => ("是否", "yes or no"),
            "DateTime" or "DateTimeOffset" or "Instant" => ("时间", "time"),
            "Object" or "ObjectDictionary" => ("任意", "anything"),
            _ => (typeName, typeName),
        };
        var text = standard.IsNull ? "" : isEnglish ? $", at first {ValueConverter.ToText(standard)}" : $"，初值 {ValueConverter.ToText(standard)}";
        return (isEnglish ? word.Item2 : word.Item1) + (isArray ? isEnglish ? ", list" : "，列表" : "") + text;
    }

    private void CompareWhole(WorkflowDefinition was)
    {
        Setting("名称", "name", was.Name, after.Name);
        Setting("说明", "description", was.Description, after.Description);
        Option("出错后继续", "goes on after an incident", was.Options.ContinuesWithIncidents, after.Options.ContinuesWithIncidents);
        Option("可作为活动使用", "usable as an activity", was.Options.UsableAsActivity ?? false, after.Options.UsableAsActivity ?? false);
        if (was.Options.ActivationStrategyType != after.Options.ActivationStrategyType) Add(ChangeGroup.Settings, ChangeKind.Changed, null, "流程的启动策略有变化", "the workflow's activation strategy changed");

        Listed("变量", "variable", Variables(was), Variables(after));
        Listed("流程输入", "workflow input", Arguments(was.Inputs), Arguments(after.Inputs));
        Listed("流程输出", "workflow output", Arguments(was.Outputs), Arguments(after.Outputs));
    }

    private void Option(string chinese, string english, bool from, bool to)
    {
        if (from != to) Add(ChangeGroup.Settings, ChangeKind.Changed, null, $"{chinese}：{(from ? "是" : "否")} → {(to ? "是" : "否")}", $"{english}: {(from ? "yes" : "no")} → {(to ? "yes" : "no")}");
    }

    private static Dictionary<string, (string, string, string)> Variables(WorkflowDefinition definition) => definition.Variables.DistinctBy(one => one.Id)
        .ToDictionary(one => one.Id, one => (one.Name, TypeWords(one.TypeName, one.IsArray, one.Default, false), TypeWords(one.TypeName, one.IsArray, one.Default, true)), StringComparer.Ordinal);

    private static Dictionary<string, (string, string, string)> Arguments(IEnumerable<ArgumentDefinition> arguments) => arguments.DistinctBy(one => one.Name)
        .ToDictionary(one => one.Name, one => (one.Name, TypeWords(one.TypeName, one.IsArray, Value.Null, false), TypeWords(one.TypeName, one.IsArray, Value.Null, true)), StringComparer.Ordinal);

    private void Setting(string chinese, string english, string from, string to)
    {
        if (from == to) return;
        Add(ChangeGroup.Settings, ChangeKind.Changed, null, $"{chinese}：{names.Say("", Value.Of(from), false)} → {names.Say("", Value.Of(to), false)}", $"{english}: {names.Say("", Value.Of(from), true)} → {names.Say("", Value.Of(to), true)}");
    }

    private void Listed(string chinese, string english, Dictionary<string, (string Name, string Type, string EnglishType)> from, Dictionary<string, (string Name, string Type, string EnglishType)> to)
    {
        foreach (var (id, one) in to)
        {
            if (!from.TryGetValue(id, out var was)) Add(ChangeGroup.Variables, ChangeKind.Added, null, $"新增{chinese}“{one.Name}”（{one.Type}）", $"new {english} '{one.Name}' ({one.EnglishType})");
            else if (was != one) Add(ChangeGroup.Variables, ChangeKind.Changed, null, $"{chinese}“{was.Name}”（{was.Type}）→ “{one.Name}”（{one.Type}）", $"{english} '{was.Name}' ({was.EnglishType}) → '{one.Name}' ({one.EnglishType})");
        }

        foreach (var (_, one) in from.Where(one => !to.ContainsKey(one.Key))) Add(ChangeGroup.Variables, ChangeKind.Removed, null, $"删除{chinese}“{one.Name}”", $"{english} '{one.Name}' removed");
    }

    private List<string> Moved(WorkflowDefinition was)
    {
        var (from, to) = (Drawing.PlacesOf(was).Boxes, Drawing.PlacesOf(after).Boxes);
        return [.. to.Where(one => now.ContainsKey(one.Key) && from.TryGetValue(one.Key, out var place) && place != one.Value).Select(one => one.Key)];
    }

    private void Add(ChangeGroup group, ChangeKind kind, string? subject, string chinese, string english) => changes.Add(new(group, kind, subject, chinese, english));

    private readonly record struct Edge(string Source, string Port, string Target);
}
