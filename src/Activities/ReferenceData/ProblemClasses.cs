using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.ReferenceData;

/// <summary>One node of the class tree (问题分类).</summary>
/// <param name="Code">Stable code; it begins with the code of its parent, e.g. <c>0101-03</c> under <c>0101</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="Level">1 for the broadest, up to 3.</param>
/// <param name="ParentCode">The broader class, or null at level 1.</param>
/// <param name="IsLeaf">True where a ticket may carry it.</param>
/// <param name="Lineage">This class and its broader classes, the most specific first.</param>
public sealed record ProblemClass(
    string Code, string Name, int Level, string? ParentCode, bool IsLeaf, ImmutableArray<string> Lineage);

/// <summary>The three-level class tree of a city (<c>classes.json</c>).</summary>
public sealed class ProblemClasses
{
    internal const string File = "classes.json";
    private const int Levels = 3;
    private readonly FrozenDictionary<string, ProblemClass> byCode;
    private readonly FrozenDictionary<string, string> fullNames;

    internal ProblemClasses(ImmutableArray<ProblemClass> all)
    {
        All = all;
        Leaves = [.. all.Where(node => node.IsLeaf)];
        byCode = all.ToFrozenDictionary(node => node.Code, StringComparer.Ordinal);
        fullNames = all.ToFrozenDictionary(
            node => node.Code, node => string.Join(" › ", node.Lineage.Reverse().Select(ancestor => byCode[ancestor].Name)), StringComparer.Ordinal);
    }

    /// <summary>All classes, each before the classes under it.</summary>
    public ImmutableArray<ProblemClass> All { get; }

    /// <summary>The classes a ticket may carry.</summary>
    public ImmutableArray<ProblemClass> Leaves { get; }

    /// <summary>The class of that code at any level, or null where the city does not know it.</summary>
    public ProblemClass? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>The code and its broader classes, most specific first; nothing for an unknown code.</summary>
    public ImmutableArray<string> LineageOf(string code) => byCode.TryGetValue(code, out var node) ? node.Lineage : [];

    /// <summary>The names from the broadest class down, e.g. <c>住房 › 房屋维修 › 房屋漏水</c>; the code itself where unknown.</summary>
    public string FullName(string code) => fullNames.GetValueOrDefault(code, code);

    internal static ImmutableArray<ProblemClass> Read(PolicyNode root)
    {
        var nodes = ImmutableArray.CreateBuilder<PolicyNode>();
        var classes = ImmutableArray.CreateBuilder<ProblemClass>();
        foreach (var node in root.Items("classes")) ReadClass(node, null, nodes, classes);
        if (classes.Count == 0) root.Error("class.none", "classes", "至少要有一个问题分类", "Expected at least one class");
        Duplicates.Check(nodes.ToImmutable(), classes.Select(node => node.Code), "class", "分类代码", "Class code");
        root.Close();
        return classes.ToImmutable();
    }

    private static void ReadClass(
        PolicyNode node, ProblemClass? parent, ImmutableArray<PolicyNode>.Builder nodes, ImmutableArray<ProblemClass>.Builder classes)
    {
        var code = node.Text("code");
        var children = node.ItemsOrEmpty("children");
        var level = parent is null ? 1 : parent.Level + 1;
        var problem = new ProblemClass(
            code, node.Text("name"), level, parent?.Code, children.IsEmpty, parent is null ? [code] : [code, .. parent.Lineage]);
        if (parent is not null && (code.Length <= parent.Code.Length || !code.StartsWith(parent.Code, StringComparison.Ordinal)))
        {
            node.Error("class.code", "code", $"分类代码“{code}”应以上级代码“{parent.Code}”开头",
                $"Expected the class code '{code}' to begin with the code of its parent, '{parent.Code}'");
        }

        nodes.Add(node);
        classes.Add(problem);
        node.Close();
        if (level == Levels && !children.IsEmpty)
        {
            node.Error("class.depth", "children", "问题分类最多三级", "Expected at most three levels of classes");
            return;
        }

        foreach (var child in children) ReadClass(child, problem, nodes, classes);
    }
}
