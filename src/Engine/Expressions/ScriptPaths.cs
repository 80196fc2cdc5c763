using System.Text.RegularExpressions;
using Acornima;
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
        Walk(program, known, found, []);
        return found;
    }

    /// <summary>Whether a JavaScript expression takes a global object as a whole, or by a member that only a run can tell; true too where it does not parse.</summary>
    /// <param name="script">The script.</param>
    /// <param name="name">The global name, e.g. <c>ticket</c>.</param>
    public static bool TakesWhole(string script, string name)
    {
        ArgumentNullException.ThrowIfNull(script);
        return PreparedScript.Parse(script).Script is not { Program.Program: { } program } || TakesWhole(program, new(StringComparer.Ordinal) { name });
    }

    private static bool TakesWhole(Node node, HashSet<string> names)
    {
        switch (node)
        {
            case Identifier identifier:
                return names.Contains(identifier.Name);
            case MemberExpression { Object: Identifier holder } read when names.Contains(holder.Name):
                return read.Computed && (read.Property is not StringLiteral || TakesWhole(read.Property, names));
            case MemberExpression { Computed: false } inner:
                return TakesWhole(inner.Object, names);
            case Property { Computed: false, Shorthand: false } property:
                return TakesWhole(property.Value, names);
            case VariableDeclarator { Init: Identifier init, Id: Identifier alias } when names.Contains(init.Name):
                names.Add(alias.Name);
                return false;
            case VariableDeclarator { Init: Identifier init, Id: ObjectPattern pattern } when names.Contains(init.Name):
                return pattern.Properties.Any(part => part is not Property { Computed: false });
            default:
                return node.ChildNodes.Any(child => TakesWhole(child, names));
        }
    }

    /// <summary>The texts with which a JavaScript expression compares what it reads below a global name.</summary>
    /// <param name="script">The script.</param>
    /// <param name="name">The global name.</param>
    public static IReadOnlyList<(IReadOnlyList<string> Path, string Text)> ComparedInScript(string script, string name)
    {
        ArgumentNullException.ThrowIfNull(script);
        if (PreparedScript.Parse(script).Script is not { Program.Program: { } program }) return [];
        var compared = new List<(IReadOnlyList<string> Path, string Text)>();
        Walk(program, new(StringComparer.Ordinal) { [name] = [] }, [], compared);
        return compared;
    }

    /// <summary>The texts with which a Liquid template compares what it reads below a global name.</summary>
    /// <param name="template">The template.</param>
    /// <param name="name">The global name.</param>
    public static IReadOnlyList<(IReadOnlyList<string> Path, string Text)> ComparedInTemplate(string template, string name)
    {
        ArgumentNullException.ThrowIfNull(template);
        var compared = new List<(IReadOnlyList<string> Path, string Text)>();
        foreach (var code in Code().Matches(template).Cast<Match>())
        {
            foreach (var found in Comparison().Matches(code.Value).Cast<Match>())
            {
                if (Path().Match(found.Groups["path"].Value) is { Success: true } path && path.Groups["name"].Value == name) compared.Add(([.. path.Groups["member"].Captures.Select(member => member.Value)], found.Groups["text"].Value));
            }
        }

        return compared;
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
            foreach (var path in Path().Matches(Quoted().Replace(code.Value, "''")).Cast<Match>().Where(path => path.Groups["name"].Value == name))
            {
                string[] members = [.. path.Groups["member"].Captures.Select(member => member.Value)];
                if (members.Length > 0) found.Add(members);
            }
        }

        return found;
    }

    private static void Walk(Node node, Dictionary<string, string[]> known, List<IReadOnlyList<string>> found, List<(IReadOnlyList<string> Path, string Text)> compared)
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
        foreach (var (side, text) in Compared(node))
        {
            if (PathOf(side, known) is { Length: > 0 } one) compared.Add((one, text));
        }

        foreach (var child in node.ChildNodes) Walk(child, known, found, compared);
    }

    /// <summary>What a node compares with a text: <c>x === 'A'</c>, <c>switch (x) { case 'A': }</c>, <c>['A'].includes(x)</c>.</summary>
    private static IEnumerable<(Node Side, string Text)> Compared(Node node) => node switch
    {
        BinaryExpression { Operator: Operator.Equality or Operator.StrictEquality or Operator.Inequality or Operator.StrictInequality } equality => (equality.Left, equality.Right) switch
        {
            (var side, StringLiteral text) => [(side, text.Value)],
            (StringLiteral text, var side) => [(side, text.Value)],
            _ => [],
        },
        SwitchStatement choice => choice.Cases.Select(one => one.Test).OfType<StringLiteral>().Select(text => ((Node)choice.Discriminant, text.Value)),
        CallExpression { Callee: MemberExpression { Object: ArrayExpression list, Property: Identifier { Name: "includes" or "indexOf" } }, Arguments: [var side, ..] } => list.Elements.OfType<StringLiteral>().Select(text => ((Node)side, text.Value)),
        _ => [],
    };

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

    [GeneratedRegex("""(?<![\w.])(?<name>\w+)(?:\.(?<member>\w+)|\[\s*(?:["'](?<member>[\w-]+)["']|(?<member>\d+))\s*\])*""", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex("""(?<path>\w+(?:\.\w+|\[\s*["'\d][^\]]*\])+)\s*(?:==|!=)\s*["'](?<text>[^"']*)["']|["'](?<text>[^"']*)["']\s*(?:==|!=)\s*(?<path>\w+(?:\.\w+|\[\s*["'\d][^\]]*\])+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
