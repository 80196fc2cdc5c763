using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Fields in braces in texts that go out: a field that nothing fills would reach its reader in braces.</summary>
internal static class TextFields
{
    /// <summary>Names each field of a text that nothing fills there.</summary>
    /// <param name="node">The row.</param>
    /// <param name="member">The member that holds the text.</param>
    /// <param name="code">Code of the finding.</param>
    /// <param name="known">The fields that are filled.</param>
    public static void Check(PolicyNode node, string member, string code, params IReadOnlyList<string> known)
    {
        if (node.TextOrNull(member) is not { } text) return;
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0; at = text.IndexOf('{', at + 1))
        {
            var end = text.IndexOf('}', at);
            var field = end < 0 ? text[(at + 1)..] : text[(at + 1)..end];
            if (end >= 0 && known.Contains(field, StringComparer.Ordinal)) continue;
            var (chinese, english) = NearestName.Of(field, known) is { } near ? ($"（是否指“{near}”）", $" (did you mean '{near}'?)") : ("", "");
            var (here, hereInEnglish) = known.Count == 0 ? ("此处不填字段", "no field is filled here") : ($"这里可用：{string.Join("、", known.Select(name => $"{{{name}}}"))}", $"known here: {string.Join(", ", known.Select(name => $"{{{name}}}"))}");
            node.Mistake(code, member, $"没有字段“{field}”{chinese}；{here}", $"No field '{field}'{english}; {hereInEnglish}");
        }
    }
}
