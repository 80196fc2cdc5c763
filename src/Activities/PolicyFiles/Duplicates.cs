using System.Collections.Immutable;

namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>The check that a code names one row only.</summary>
internal static class Duplicates
{
    public static void Check(
        ImmutableArray<PolicyNode> nodes, IEnumerable<string> codes, string subject, string chinese, string english, string member = "code")
    {
        var first = new Dictionary<string, PolicyNode>(StringComparer.Ordinal);
        foreach (var (node, code) in nodes.Zip(codes))
        {
            if (code.Length == 0 || first.TryAdd(code, node)) continue;
            node.Error($"{subject}.duplicate", member, $"{chinese}“{code}”重复，已用于 {first[code].Path}",
                $"{english} '{code}' is used twice: first at {first[code].Path}");
        }
    }
}
