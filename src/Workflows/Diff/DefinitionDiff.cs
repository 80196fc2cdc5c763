using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
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
    /// <summary>The differences from one version to the other.</summary>
    /// <param name="before">The earlier version; null: there was none.</param>
    /// <param name="after">The later version.</param>
    /// <param name="catalog">Names of types, inputs and outcomes.</param>
    /// <param name="policy">Names of units and classes, or null.</param>
    public static DefinitionDifference Between(WorkflowDefinition? before, WorkflowDefinition after, ActivityCatalog catalog, CityPolicy? policy)
    {
        var walk = new DefinitionWalk(before, after, catalog, new(policy is null ? [] : [policy]));
        var changes = walk.Compare();
        var runsTheSame = before?.BehaviourHash == after.BehaviourHash;
        return new(changes, changes.Count > 0 && changes.All(change => change.Group == ChangeGroup.Layout), runsTheSame, walk.Draw(changes));
    }
}

/// <summary>Walks two versions side by side.</summary>
internal sealed class DefinitionWalk(WorkflowDefinition? before, WorkflowDefinition after, ActivityCatalog catalog, PolicyNames names)
{
    private const int LongestPath = 12;

    private readonly List<Change> changes = [];
    private readonly Dictionary<string, ActivityNode> old = ById(before);
    private readonly Dictionary<string, ActivityNode> now = ById(after);

    public IReadOnlyList<Change> Compare()
    {
        Paths(Edges(after).Except(Edges(before)).ToList(), now, old, ChangeKind.Added, "新路径", "new path");
        Paths(Edges(before).Except(Edges(after)).ToList(), old, now, ChangeKind.Removed, "不再有的路径", "path gone");
        foreach (var node in after.Nodes.Where(node => !old.ContainsKey(node.Id))) Add(ChangeGroup.Activities, ChangeKind.Added, node.Id, $"新增环节：{Label(node)}（{TypeName(node)}）", $"new activity: {Label(node)} ({node.Type})");
        foreach (var node in old.Values.Where(node => !now.ContainsKey(node.Id))) Add(ChangeGroup.Activities, ChangeKind.Removed, node.Id, $"删除环节：{Label(node)}（{TypeName(node)}）", $"activity removed: {Label(node)} ({node.Type})");
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
        var positions = Drawing.Positions(after);
        var earlier = before is null ? [] : Drawing.Positions(before);
        var changed = told.Where(change => change.Group is ChangeGroup.Activities or ChangeGroup.Inputs).Select(change => change.Subject).ToHashSet(StringComparer.Ordinal);
        var activities = after.Root.Children.Select(node => Draw(node, positions, !old.ContainsKey(node.Id) && before is not null ? ChangeKind.Added : changed.Contains(node.Id) && before is not null ? ChangeKind.Changed : null))
            .Concat((before?.Root.Children ?? []).Where(node => !now.ContainsKey(node.Id)).Select(node => Draw(node, earlier, ChangeKind.Removed)));
        var (oldEdges, newEdges) = (Edges(before).ToHashSet(), Edges(after).ToHashSet());
        var ids = after.Root.Children.Concat(before?.Root.Children ?? []).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var connections = newEdges.Union(oldEdges)
            .Where(edge => ids.Contains(edge.Source) && ids.Contains(edge.Target))
            .Select(edge => new DrawnConnection(edge.Source, edge.Port, edge.Target, before is null ? null : !oldEdges.Contains(edge) ? ChangeKind.Added : !newEdges.Contains(edge) ? ChangeKind.Removed : null));
        return new([.. activities], [.. connections]);
    }

    private static DrawnActivity Draw(ActivityNode node, Dictionary<string, (int X, int Y)> positions, ChangeKind? kind)
    {
        var (x, y) = positions.GetValueOrDefault(node.Id);
        return new(node.Id, Label(node), x, y, kind);
    }

    private static Dictionary<string, ActivityNode> ById(WorkflowDefinition? definition) =>
        (definition?.Nodes ?? []).DistinctBy(node => node.Id).ToDictionary(node => node.Id, StringComparer.Ordinal);

    private static IEnumerable<Edge> Edges(WorkflowDefinition? definition) =>
        (definition?.Nodes ?? []).SelectMany(node => node.Connections).Select(connection => new Edge(connection.Source, connection.SourcePort, connection.Target));

    private static string Label(ActivityNode node) => DefinitionValidator.LabelOf(node);

    private string TypeName(ActivityNode node) => Descriptor(node)?.DisplayName ?? node.Type;

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
            var englishWords = new List<string> { $"{Label(source)} ({edge.Port})", Label(target) };
            while (!others.ContainsKey(target.Id) && words.Count < LongestPath && untold.Where(next => next.Source == target.Id).ToArray() is [var only])
            {
                _ = untold.Remove(only);
                if (!mine.TryGetValue(only.Target, out var next)) break;
                if (only.Port != "Done")
                {
                    words[^1] += $"（{PortName(target, only.Port)}）";
                    englishWords[^1] += $" ({only.Port})";
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
        if (was.Type != node.Type || was.Version != node.Version) Add(ChangeGroup.Activities, ChangeKind.Changed, node.Id, $"{Label(node)}：类型 {TypeName(was)} → {TypeName(node)}", $"{Label(node)}: type {was.Type} → {node.Type}");
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

        foreach (var output in was.Outputs.Keys.Union(node.Outputs.Keys))
        {
            var (from, to) = (VariableName(before, was.Outputs.GetValueOrDefault(output)), VariableName(after, node.Outputs.GetValueOrDefault(output)));
            if (from != to) Add(ChangeGroup.Inputs, ChangeKind.Changed, node.Id, $"{Label(node)}：输出“{output}”记入 {from ?? "无"} → {to ?? "无"}", $"{Label(node)}: output '{output}' goes to {from ?? "nothing"} → {to ?? "nothing"}");
        }
    }

    private static Expression? Bare(Value value) => value.IsNull ? null : new("Literal", value);

    private static string? VariableName(WorkflowDefinition? definition, string? id) =>
        id is null ? null : definition?.Variables.FirstOrDefault(variable => variable.Id == id)?.Name ?? id;

    private void Compare(ActivityNode node, string name, InputDescriptor? input, Expression? from, Expression? to)
    {
        if (Equals(from, to)) return;
        var member = input is null ? name : char.ToLowerInvariant(input.Name[0]) + input.Name[1..];
        Add(ChangeGroup.Inputs, ChangeKind.Changed, node.Id,
            $"{Label(node)}：{input?.DisplayName ?? name} {Say(member, from, input, isEnglish: false)} → {Say(member, to, input, isEnglish: false)}",
            $"{Label(node)}: {input?.Name ?? name} {Say(member, from, input, isEnglish: true)} → {Say(member, to, input, isEnglish: true)}");
    }

    private string Say(string member, Expression? expression, InputDescriptor? input, bool isEnglish)
    {
        if (expression is null) return input?.DefaultValue is { IsNull: false } standard ? names.Say(member, standard, isEnglish) : isEnglish ? "nothing" : "空";
        var text = ValueConverter.ToText(expression.Value);
        return expression.Type switch
        {
            "Variable" => isEnglish ? $"variable '{expression.Value["name"].AsString() ?? expression.Value["id"].AsString()}'" : $"变量“{expression.Value["name"].AsString() ?? expression.Value["id"].AsString()}”",
            "Input" => isEnglish ? $"workflow input '{expression.Value["name"].AsString()}'" : $"流程输入“{expression.Value["name"].AsString()}”",
            "JavaScript" or "Liquid" => $"{expression.Type} {(text.Length > 80 ? text[..80] + "…" : text)}",
            _ when input?.TypeName == "Boolean" || text is "True" or "False" => string.Equals(text, "True", StringComparison.OrdinalIgnoreCase) ? isEnglish ? "yes" : "是" : isEnglish ? "no" : "否",
            _ => names.Say(member, expression.Value, isEnglish),
        };
    }

    private void CompareWhole(WorkflowDefinition was)
    {
        Setting("名称", "name", was.Name, after.Name);
        Setting("说明", "description", was.Description, after.Description);
        if (was.Options.ContinuesWithIncidents != after.Options.ContinuesWithIncidents || was.Options.ActivationStrategyType != after.Options.ActivationStrategyType || (was.Options.UsableAsActivity ?? false) != (after.Options.UsableAsActivity ?? false))
        {
            Add(ChangeGroup.Settings, ChangeKind.Changed, null, "流程选项有变化（启动策略、异常处理或可作为活动使用）", "workflow options changed (activation, incidents, or use as an activity)");
        }

        Listed("变量", "variable", was.Variables.ToDictionary(one => one.Id, one => (one.Name, $"{one.TypeName}{(one.IsArray ? "[]" : "")} {one.Default}"), StringComparer.Ordinal), after.Variables.ToDictionary(one => one.Id, one => (one.Name, $"{one.TypeName}{(one.IsArray ? "[]" : "")} {one.Default}"), StringComparer.Ordinal));
        Listed("流程输入", "workflow input", Arguments(was.Inputs), Arguments(after.Inputs));
        Listed("流程输出", "workflow output", Arguments(was.Outputs), Arguments(after.Outputs));
    }

    private static Dictionary<string, (string, string)> Arguments(IEnumerable<ArgumentDefinition> arguments) =>
        arguments.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => (one.Name, $"{one.TypeName}{(one.IsArray ? "[]" : "")}"), StringComparer.Ordinal);

    private void Setting(string chinese, string english, string from, string to)
    {
        if (from == to) return;
        Add(ChangeGroup.Settings, ChangeKind.Changed, null, $"{chinese}：{names.Say("", Value.Of(from), false)} → {names.Say("", Value.Of(to), false)}", $"{english}: {names.Say("", Value.Of(from), true)} → {names.Say("", Value.Of(to), true)}");
    }

    private void Listed(string chinese, string english, Dictionary<string, (string Name, string Type)> from, Dictionary<string, (string Name, string Type)> to)
    {
        foreach (var (id, one) in to)
        {
            if (!from.TryGetValue(id, out var was)) Add(ChangeGroup.Variables, ChangeKind.Added, null, $"新增{chinese} {one.Name}（{one.Type.Trim()}）", $"new {english} {one.Name} ({one.Type.Trim()})");
            else if (was != one) Add(ChangeGroup.Variables, ChangeKind.Changed, null, $"{chinese} {was.Name}（{was.Type.Trim()}）→ {one.Name}（{one.Type.Trim()}）", $"{english} {was.Name} ({was.Type.Trim()}) → {one.Name} ({one.Type.Trim()})");
        }

        foreach (var (_, one) in from.Where(one => !to.ContainsKey(one.Key))) Add(ChangeGroup.Variables, ChangeKind.Removed, null, $"删除{chinese} {one.Name}", $"{english} {one.Name} removed");
    }

    private List<string> Moved(WorkflowDefinition was)
    {
        var (from, to) = (Drawing.Positions(was), Drawing.Positions(after));
        return [.. to.Where(one => now.ContainsKey(one.Key) && from.TryGetValue(one.Key, out var place) && place != one.Value).Select(one => one.Key)];
    }

    private void Add(ChangeGroup group, ChangeKind kind, string? subject, string chinese, string english) => changes.Add(new(group, kind, subject, chinese, english));

    private readonly record struct Edge(string Source, string Port, string Target);
}
