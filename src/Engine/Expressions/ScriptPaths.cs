using System.Text.RegularExpressions;
using Acornima.Ast;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Which members of an object that expressions are given a script or a template reads, found without running it.</summary>
public static partial class ScriptPaths
{
    /// <summary>The paths that a JavaScript expression reads below a global name, e.g. <c>more.handleTicket.terminate</c>; none where it does not parse.</summary>
    /// <param name="script">The script.</param>
    /// <param name="name">The global name, e.g. <c>ticket</c>.</param>
    public static IReadOnlyList<IReadOnlyList<string>> OfScript(string script, string name)
    {
        ArgumentNullException.ThrowIfNull(script);
        if (PreparedScript.Parse(script).Script is not { Program.Program: { } program }) return [];
        var known = new Dictionary<string, string[]>(StringComparer.Ordinal) { [name] = [] };
        var found = new List<IReadOnlyList<string>>();
        Walk(program, known, found);
        return found;
    }

    /// <summary>The paths that a Liquid template reads below a global name.</summary>
    /// <param name="template">The template.</param>
    /// <param name="name">The global name.</param>
    public static IReadOnlyList<IReadOnlyList<string>> OfTemplate(string template, string name)
    {
        ArgumentNullException.ThrowIfNull(template);
        var found = new List<IReadOnlyList<string>>();
        foreach (var code in Code().Matches(template).Cast<Match>())
        {
            foreach (var path in Path().Matches(Quoted().Replace(code.Value, "''")).Cast<Match>().Where(path => path.Groups[1].Value == name))
            {
                string[] members = [.. path.Groups[2].Captures.Select(member => member.Value)];
                if (members.Length > 0) found.Add(members);
            }
        }

        return found;
    }

    private static void Walk(Node node, Dictionary<string, string[]> known, List<IReadOnlyList<string>> found)
    {
        if (node is VariableDeclarator { Init: { } init } declared && PathOf(init, known) is { } path)
        {
            if (declared.Id is Identifier alias) known.TryAdd(alias.Name, path);
            if (declared.Id is ObjectPattern pattern)
            {
                foreach (var property in pattern.Properties.OfType<Property>())
                {
                    if (property.Key is not Identifier { Name: var member } || property.Computed) continue;
                    found.Add([.. path, member]);
                    if (property.Value is Identifier local) known.TryAdd(local.Name, [.. path, member]);
                }
            }
        }

        if (node is MemberExpression && PathOf(node, known) is { Length: > 0 } read) found.Add(read);
        foreach (var child in node.ChildNodes) Walk(child, known, found);
    }

    /// <summary>The path that an expression stands for, or null where it is none or only a run can tell.</summary>
    private static string[]? PathOf(Node node, Dictionary<string, string[]> known) => node switch
    {
        Identifier identifier => known.GetValueOrDefault(identifier.Name),
        ChainExpression chain => PathOf(chain.Expression, known),
        MemberExpression { Computed: false, Property: Identifier member } read => PathOf(read.Object, known) is { } holder ? [.. holder, member.Name] : null,
        MemberExpression { Computed: true, Property: StringLiteral member } read => PathOf(read.Object, known) is { } holder ? [.. holder, member.Value] : null,
        _ => null,
    };

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex("(?<!\\[)\"[^\"]*\"|(?<!\\[)'[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex("""(?<![\w.])(\w+)(?:\.(\w+)|\[\s*["'](\w+)["']\s*\])*""", RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
