using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>What scripts and templates read of <c>ticket</c> and <c>policy</c> must exist: a misspelt fact is never true, and its branch never taken.</summary>
internal static class ExpressionChecks
{
    public static void Check(WorkflowDefinition definition, DefinitionSet set, CityPolicy city, IReadOnlyList<string> unreadable, CheckList list)
    {
        var facts = new Dictionary<string, FactName>(FactNames.Of(city), StringComparer.Ordinal);
        foreach (var name in set.All.Select(published => published.Definition).Append(definition).SelectMany(known => known.Nodes).SelectMany(Kept)) facts.TryAdd(name, new(name, name, name));
        facts["clocks"] = facts["clocks"] with { Members = ClocksOf(facts["clocks"], set, definition) };
        var isTicket = DefinitionChecks.IsTicket(definition);
        foreach (var node in definition.Nodes)
        {
            foreach (var (input, isScript, text) in Texts(node))
            {
                IReadOnlyList<IReadOnlyList<string>> Read(string name) => isScript ? ScriptPaths.OfScript(text, name) : ScriptPaths.OfTemplate(text, name);
                if (!unreadable.Contains(TaskKinds.FileName)) CheckFacts(node, input, Read("ticket"), facts, isTicket, list);
                CheckCodes(node, input, isScript ? ScriptPaths.ComparedInScript(text, "ticket") : ScriptPaths.ComparedInTemplate(text, "ticket"), facts, unreadable, isTicket, list);
                CheckPolicy(node, input, Read("policy"), city, unreadable, list);
            }
        }
    }

    private static void CheckFacts(ActivityNode node, string? input, IEnumerable<IReadOnlyList<string>> paths, Dictionary<string, FactName> facts, bool isTicket, CheckList list)
    {
        foreach (var (unknown, known) in paths.Select(path => FactNames.Unknown(facts, path)).OfType<(string Unknown, IEnumerable<string> Known)>().DistinctBy(found => found.Unknown))
        {
            var (chinese, english) = NameChecks.Meant(unknown.Split('.')[^1], known);
            var (said, saidInEnglish) = ($"表达式读取工单的“{unknown}”，工单没有这项事实{chinese}；条件永远不成立。请改正名称。", $"an expression reads 'ticket.{unknown}', which no ticket has{english}, so it never holds: correct the name.");
            if (isTicket) list.Error(node, "expression.unknownFact", said, saidInEnglish, input);
            else list.Warning(node, "expression.unknownFact", said, saidInEnglish, input);
        }
    }

    /// <summary>A fact that holds a code is compared with codes that there are.</summary>
    private static void CheckCodes(ActivityNode node, string? input, IEnumerable<(IReadOnlyList<string> Path, string Text)> compared, Dictionary<string, FactName> facts, IReadOnlyList<string> unreadable, bool isTicket, CheckList list)
    {
        foreach (var (path, text) in compared.Where(one => one.Text.Length > 0).DistinctBy(one => (string.Join('.', one.Path), one.Text)))
        {
            if (FactNames.Find(facts, path) is not { Codes: { } codes, CodesFile: var file } || codes.Contains(text) || (file is not null && unreadable.Contains(file))) continue;
            var (chinese, english) = NameChecks.Meant(text, codes);
            var name = string.Join('.', path);
            var (said, saidInEnglish) = ($"表达式把工单的“{name}”与“{text}”相比，它从不是这个值{chinese}；条件永远不成立。请改正。", $"an expression compares 'ticket.{name}' with '{text}', which it never is{english}: correct it.");
            if (isTicket) list.Error(node, "expression.unknownCode", said, saidInEnglish, input);
            else list.Warning(node, "expression.unknownCode", said, saidInEnglish, input);
        }
    }

    /// <summary>The clocks of the limit steps and those that drawings name; null where a drawing works out a name.</summary>
    private static Dictionary<string, FactName>? ClocksOf(FactName clocks, DefinitionSet set, WorkflowDefinition definition)
    {
        var all = new Dictionary<string, FactName>(clocks.Members!, StringComparer.Ordinal);
        foreach (var stated in set.All.Select(published => published.Definition).Append(definition).SelectMany(known => known.Nodes).Select(node => node.Inputs.GetValueOrDefault("ClockName")?.Expression).OfType<Expression>())
        {
            if (stated.Type != "Literal") return null;
            if (stated.Value.AsString() is { Length: > 0 } name) all.TryAdd(name, FactNames.Clock(name));
        }

        return all;
    }

    private static void CheckPolicy(ActivityNode node, string? input, IEnumerable<IReadOnlyList<string>> paths, CityPolicy city, IReadOnlyList<string> unreadable, CheckList list)
    {
        foreach (var (unknown, known) in paths.Select(path => city.UnknownMember(path, unreadable)).OfType<(string Unknown, IReadOnlyList<string> Known)>().DistinctBy(found => found.Unknown))
        {
            var (chinese, english) = NameChecks.Meant(unknown.Split('.')[^1], known);
            list.Error(node, "expression.unknownPolicy", $"表达式读取政策的“{unknown}”，政策没有这一项{chinese}；请改正名称。", $"an expression reads 'policy.{unknown}', which the policies do not have{english}: correct the name.", input);
        }
    }

    /// <summary>The name under which a step of the city's own keeps its result, and what an activity of another workflow may keep.</summary>
    private static IEnumerable<string> Kept(ActivityNode node) =>
        node.Type == TicketTypes.CityTask && node.Inputs.GetValueOrDefault("Fact")?.Expression.Value.AsString() is { Length: > 0 } fact ? [fact] : [];

    private static IEnumerable<(string? Input, bool IsScript, string Text)> Texts(ActivityNode node)
    {
        foreach (var (name, input) in node.Inputs)
        {
            if (input.Expression.Value.AsString() is not { } text) continue;
            if (input.Expression.Type == "JavaScript" || (name == "Script" && node.Type == "Elsa.RunJavaScript")) yield return (name, true, text);
            else if (input.Expression.Type == "Liquid") yield return (name, false, text);
            else continue;
        }

        foreach (var (isScript, text) in Inside(node.Raw).Where(found => node.Inputs.Values.All(input => input.Expression.Value.AsString() != found.Text))) yield return (null, isScript, text);
    }

    private static IEnumerable<(bool IsScript, string Text)> Inside(Value value) => value.Kind switch
    {
        ValueKind.Array => value.Items.SelectMany(Inside),
        ValueKind.Object when value["type"].AsString() is "JavaScript" or "Liquid" && value["value"].AsString() is { } script => [(value["type"].AsString() == "JavaScript", script)],
        // Children are activities of their own.
        ValueKind.Object => value.MembersByName.Where(member => member.Key is not ("activities" or "body" or "root")).Select(member => member.Value).SelectMany(Inside),
        _ => [],
    };
}
