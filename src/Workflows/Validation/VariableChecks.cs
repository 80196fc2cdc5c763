using System.Text.RegularExpressions;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>
/// Variables that nothing sets or nothing reads. A variable that takes an activity's output counts as read: the record of a run shows it.
/// </summary>
internal static class VariableChecks
{
    public static void Check(WorkflowDefinition definition, CheckList list)
    {
        var texts = definition.Nodes.SelectMany(Texts).ToArray();
        foreach (var (owner, variable) in definition.Variables.Select(variable => (definition.Root, variable)).Concat(definition.Nodes.SelectMany(node => node.Variables.Select(variable => (node, variable)))))
        {
            if (variable.Name.Length == 0) continue;
            var takesOutput = definition.Nodes.Any(node => node.Outputs.Any(output => output.Value == variable.Id));
            var isSet = takesOutput || !variable.Default.IsNull || definition.Nodes.Any(node => Names(node.Raw["variable"], variable) || IsSetVariable(node, variable)) || texts.Any(text => Sets(text, variable.Name));
            var isRead = takesOutput || definition.Nodes.Any(node => node.Inputs.Any(input => input.Value.Expression is { Type: "Variable" } expression && !IsTarget(node, input.Key) && Names(expression.Value, variable)))
                || texts.Any(text => Reads(text, variable.Name));
            if (isRead && !isSet)
            {
                // It is told where it is read: there somebody relies on it.
                var reader = definition.Nodes.FirstOrDefault(node => node.Inputs.Any(input => input.Value.Expression is { Type: "Variable" } expression && !IsTarget(node, input.Key) && Names(expression.Value, variable)) || Texts(node).Any(text => Reads(text, variable.Name)));
                list.Warning(reader ?? owner, "variable.neverSet", $"变量“{variable.Name}”从未赋值，读出的总是空；请在某一步给它赋值或设默认值，或改用别的变量。",
                    $"the variable '{variable.Name}' is never set, so what reads it finds nothing: set it in some step, give it a default, or use another.");
            }
            else if (!isRead)
            {
                list.Warning(owner, "variable.neverRead", $"变量“{variable.Name}”从未被使用；请删除它，或确认本意如此。",
                    $"the variable '{variable.Name}' is never read: delete it, or make sure it is meant.");
            }
        }
    }

    private static bool IsTarget(ActivityNode node, string input) => node.Type == "Elsa.SetVariable" && input == "Variable";

    private static bool IsSetVariable(ActivityNode node, VariableDefinition variable) =>
        node.Type == "Elsa.SetVariable" && node.Inputs.TryGetValue("Variable", out var target) && Names(target.Expression.Value, variable);

    private static bool Names(Value reference, VariableDefinition variable) =>
        reference["id"].AsString() == variable.Id || (reference["name"].AsString() is { } name && name == variable.Name) || reference.AsString() is { } text && (text == variable.Id || text == variable.Name);

    private static bool Sets(string script, string name) =>
        Regex.IsMatch(script, $@"\bset{Regex.Escape(Pascal(name))}\s*\(|\bsetVariable\s*\(\s*['""`]{Regex.Escape(name)}['""`]|\bvariables\.{Regex.Escape(name)}\s*=[^=]");

    private static bool Reads(string script, string name) =>
        Regex.IsMatch(script, $@"\bget{Regex.Escape(Pascal(name))}\s*\(|\bgetVariable\s*\(\s*['""`]{Regex.Escape(name)}['""`]|\b(variables|Variables)\.{Regex.Escape(name)}\b(?!\s*=[^=])");

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>The scripts and templates of an activity, wherever they stand.</summary>
    private static IEnumerable<string> Texts(ActivityNode node) =>
        node.Inputs.Where(input => input.Value.Expression.Type is "JavaScript" or "Liquid" || input.Key == "Script").Select(input => ValueConverter.ToText(input.Value.Expression.Value))
            .Concat(Inside(node.Raw));

    private static IEnumerable<string> Inside(Value value) => value.Kind switch
    {
        ValueKind.Array => value.Items.SelectMany(Inside),
        ValueKind.Object when value["type"].AsString() is "JavaScript" or "Liquid" && value["value"].AsString() is { } script => [script],
        ValueKind.Object => value.MembersByName.Select(member => member.Value).SelectMany(Inside),
        _ => [],
    };
}
