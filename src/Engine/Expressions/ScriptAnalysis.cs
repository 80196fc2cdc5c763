using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Acornima.Ast;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Finds in a script, without running it, names that will mean nothing when it runs.</summary>
internal static partial class ScriptAnalysis
{
    private static readonly FrozenSet<string> Given =
        ScriptFunctions.Names.Concat(["variables", "ticket", "policy", "undefined", "NaN", "Infinity", "arguments"]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfTheLanguage = LanguageNames();

    private static readonly ConditionalWeakTable<WorkflowDefinition, HashSet<string>> Made = [];

    /// <summary>What is wrong with a script at an activity of a definition.</summary>
    public static IEnumerable<ExpressionError> Check(string text, WorkflowDefinition definition, ActivityNode node)
    {
        var (script, refused) = PreparedScript.Parse(text);
        if (script is null) return [refused!];
        var variables = definition.VariablesVisibleAt(node).Select(variable => variable.Name).Concat(LoopVariables(node)).Concat(Made.GetValue(definition, MadeByScripts)).ToHashSet(StringComparer.Ordinal);
        var errors = new List<ExpressionError>();
        var assigned = new HashSet<string>(StringComparer.Ordinal);
        var uses = new Dictionary<string, Identifier>(StringComparer.Ordinal);
        var pending = new Stack<Node>([script.Program.Program!]);
        while (pending.TryPop(out var at))
        {
            switch (at)
            {
                case Identifier identifier:
                    if (!uses.TryGetValue(identifier.Name, out var earlier) || identifier.Start < earlier.Start) uses[identifier.Name] = identifier;
                    break;
                case AssignmentExpression { Left: Identifier target }:
                    assigned.Add(target.Name);
                    break;
                case UnaryExpression { Operator: Acornima.Operator.TypeOf, Argument: Identifier tested }:
                    // A name that is only asked for is no mistake.
                    assigned.Add(tested.Name);
                    break;
                case MemberExpression { Computed: false, Object: Identifier { Name: "variables" }, Property: Identifier member } when !variables.Contains(member.Name) && !IsObjectMember(member.Name):
                    errors.Add(UnknownVariable(member.Name, member));
                    break;
                case CallExpression { Callee: Identifier { Name: "getVariable" or "setVariable" } } call when call.Arguments.Count > 0 && call.Arguments[0] is StringLiteral name && !variables.Contains(name.Value):
                    errors.Add(UnknownVariable(name.Value, name));
                    break;
            }

            foreach (var child in at.ChildNodes) pending.Push(child);
        }

        foreach (var name in script.Names)
        {
            if (assigned.Contains(name) || Given.Contains(name) || OfTheLanguage.Contains(name) || IsAccessor(name, variables, definition)) continue;
            var place = uses.TryGetValue(name, out var use) ? use.Location.Start : default;
            errors.Add(new("script.unknownName",
                $"脚本使用了不存在的名称“{name}”；请检查拼写，或先声明变量。",
                $"The script uses the name '{name}', which does not exist: check its spelling, or declare the variable.",
                place.Line, place.Column + 1));
        }

        return errors.OrderBy(error => error.Line).ThenBy(error => error.Column);
    }

    /// <summary>Whether a script chooses outcomes.</summary>
    public static bool ChoosesOutcomes(string text) => PreparedScript.Parse(text).Script is { } script && script.Names.Any(name => name is "setOutcome" or "setOutcomes");

    /// <summary>The outcomes that a script names outright in <c>setOutcome</c> and <c>setOutcomes</c>; what it works out is not among them.</summary>
    public static string[] OutcomesOf(string text)
    {
        var outcomes = new List<string>();
        if (PreparedScript.Parse(text).Script is not { } script) return [];
        var pending = new Stack<Node>([script.Program.Program!]);
        while (pending.TryPop(out var at))
        {
            if (at is CallExpression { Callee: Identifier { Name: "setOutcome" or "setOutcomes" } callee } call)
            {
                IEnumerable<Node?> named = callee.Name == "setOutcome" ? call.Arguments.Take(1) : call.Arguments is [ArrayExpression list] ? list.Elements.AsEnumerable() : call.Arguments.AsEnumerable();
                outcomes.AddRange(named.OfType<StringLiteral>().Select(literal => literal.Value));
            }

            foreach (var child in at.ChildNodes) pending.Push(child);
        }

        return [.. outcomes];
    }

    /// <summary>The names that loops around an activity declare.</summary>
    internal static IEnumerable<string> LoopVariables(ActivityNode node)
    {
        if (node.Type == "Elsa.BulkDispatchWorkflows" && node.Inputs.ContainsKey("CorrelationIdFunction")) return [node.Inputs.GetValueOrDefault("DefaultItemInputKey")?.Expression.Value.AsString() ?? "Item"];
        for (var container = node.Parent; container is not null; container = container.Parent)
        {
            if (container.Type is "Elsa.For" or "Elsa.ForEach" or "Elsa.ParallelForEach") return ["CurrentValue", "CurrentIndex"];
            if (container.Type == "Elsa.BulkDispatchWorkflows") return ["ChildInstanceId", "ChildOutput"];
        }

        return [];
    }

    /// <summary>Variables that nobody declares but some script of the definition sets: as in Elsa, setting makes them.</summary>
    private static HashSet<string> MadeByScripts(WorkflowDefinition definition)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in definition.Nodes)
        {
            foreach (var (_, input) in node.Inputs)
            {
                if (input.Expression.Value.AsString() is not { } text || !(input.Expression.Type == "JavaScript" || node.Type == "Elsa.RunJavaScript")) continue;
                foreach (var match in Setting().Matches(text).Cast<Match>()) made.Add(match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
            }
        }

        return made;
    }

    [GeneratedRegex(@"\bsetVariable\s*\(\s*['""]([^'""]+)['""]|\bvariables\.(\w+)\s*=(?!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    private static ExpressionError UnknownVariable(string name, Node at) => new("script.unknownVariable",
        $"脚本使用了不存在的变量“{name}”；请检查拼写，或先声明变量。",
        $"The script uses the variable '{name}', which does not exist here: check its spelling, or declare it.",
        at.Location.Start.Line, at.Location.Start.Column + 1);

    private static bool IsObjectMember(string name) => name is "hasOwnProperty" or "toString" or "constructor" or "valueOf" or "propertyIsEnumerable";

    private static bool IsAccessor(string name, HashSet<string> variables, WorkflowDefinition definition)
    {
        if (name.Length <= 3) return false;
        var rest = name[3..];
        var isGetter = name.StartsWith("get", StringComparison.Ordinal);
        if (!isGetter && !name.StartsWith("set", StringComparison.Ordinal)) return false;
        if (variables.Any(variable => Naming.Pascal(variable) == rest)) return true;
        if (!isGetter) return false;
        if (definition.Inputs.Any(input => Naming.Pascal(input.Name) == rest)) return true;
        for (var at = rest.IndexOf("From", 1, StringComparison.Ordinal); at > 0; at = rest.IndexOf("From", at + 1, StringComparison.Ordinal))
        {
            if (definition.NodeByName(rest[(at + 4)..]) is not null) return true;
        }

        return false;
    }

    private static FrozenSet<string> LanguageNames()
    {
        using var engine = new Jint.Engine();
        return engine.Global.GetOwnPropertyKeys(Jint.Runtime.Types.String).Select(key => key.ToString()).Append("globalThis").ToFrozenSet(StringComparer.Ordinal);
    }
}
