using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Namespaces of one project refer to one another in one direction only, so that each can be read without those above it; a parent and its child as any other two.</summary>
public sealed class NamespaceCircles
{
    public static TheoryData<string> Projects => ["Engine", "Activities", "Workflows", "Runtime", "EmbeddedPostgres", "Application", "Web", "Host"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_one_project_form_no_circle(string project)
    {
        var circles = Circles(TypeUses.Of(File.ReadAllBytes(Repository.Load(project).Location)));

        Assert.True(circles.Count == 0, string.Join(Environment.NewLine, circles));
    }

    [Fact]
    public void The_check_sees_a_circle_however_it_is_closed()
    {
        string[] uses =
        [
            "internal sealed class User { private readonly JieSuJiBan.Two.Used field = null!; }",
            "internal sealed class User { internal static object Make() => new JieSuJiBan.Two.Used(); }",
            "internal sealed class User { internal static System.Func<string> Later() => () => typeof(JieSuJiBan.Two.Used).Name; }",
            "internal sealed class User { internal static System.Collections.Generic.List<JieSuJiBan.Two.Used[]> All { get; } = []; }",
            "internal sealed class User<T> where T : JieSuJiBan.Two.Used;",
            "internal class User : JieSuJiBan.Two.Used { private sealed class Inner; }",
            "internal sealed class User { internal static async System.Threading.Tasks.Task<object> Soon() { await System.Threading.Tasks.Task.Yield(); return new JieSuJiBan.Two.Used(); } }",
        ];

        foreach (var use in uses)
        {
            var circle = Assert.Single(Circles(TypeUses.Of(Compiled($$"""
                namespace JieSuJiBan.One { {{use}} internal sealed class Plain; }
                namespace JieSuJiBan.Two { internal class Used; internal static class Back { internal static object Make() => new JieSuJiBan.One.Plain(); } }
                namespace JieSuJiBan.Three { internal sealed class Above { internal static object Make() => new JieSuJiBan.One.Plain(); } }
                """))));

            Assert.Contains("One → Two: User → Used", circle.Replace("`1", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("Two → One: Back → Plain", circle, StringComparison.Ordinal);
            Assert.DoesNotContain("Three", circle, StringComparison.Ordinal);
        }
    }

    /// <summary>The circles, each with every use that closes it: the namespaces in question, and which types.</summary>
    private static List<string> Circles(IEnumerable<(string User, string Used)> uses)
    {
        var between = uses.Select(use => (From: Namespace(use.User), To: Namespace(use.Used), Types: $"{Name(use.User)} → {Name(use.Used)}"))
            .Where(use => use.From != use.To && IsOurs(use.From) && IsOurs(use.To))
            .ToLookup(use => (use.From, use.To), use => use.Types);
        var next = between.Select(edge => edge.Key).ToLookup(edge => edge.From, edge => edge.To);
        var reached = next.ToDictionary(from => from.Key, from => Reached(from.Key, next), StringComparer.Ordinal);
        bool IsCircle(string one, string other) => reached.TryGetValue(one, out var far) && far.Contains(other) && reached.TryGetValue(other, out var back) && back.Contains(one);

        return
        [
            .. reached.Keys.Where(name => IsCircle(name, name))
                .GroupBy(name => reached.Keys.Where(other => IsCircle(name, other)).Min(StringComparer.Ordinal))
                .Select(circle => string.Join(Environment.NewLine, between
                    .Where(edge => circle.Contains(edge.Key.From) && circle.Contains(edge.Key.To))
                    .OrderBy(edge => edge.Count())
                    .Select(edge => $"{Short(edge.Key.From)} → {Short(edge.Key.To)}: {string.Join(", ", edge.Order(StringComparer.Ordinal))}"))),
        ];
    }

    private static HashSet<string> Reached(string from, ILookup<string, string> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var at))
        {
            foreach (var to in next[at].Where(reached.Add)) open.Push(to);
        }

        return reached;
    }

    // What compilers and generators add lives in namespaces of their own, or in none.
    private static bool IsOurs(string name) => name.StartsWith("JieSuJiBan.", StringComparison.Ordinal);

    private static string Namespace(string type) => type[..Math.Max(0, type.LastIndexOf('.'))];

    private static string Name(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static string Short(string name) => name["JieSuJiBan.".Length..];

    private static byte[] Compiled(string source)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        using var compiled = new MemoryStream();
        var result = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(source)], platform, new(OutputKind.DynamicallyLinkedLibrary)).Emit(compiled);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return compiled.ToArray();
    }
}
