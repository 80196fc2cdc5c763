using System.Collections.Frozen;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The part of a policy that expressions see as the object <c>policy</c>.</summary>
internal static class PolicyView
{
    private static readonly string[] AnsweredByActivities =
        [Organisation.File, ProblemClasses.File, DispatchCatalog.File, CalendarPolicy.File];

    public static Value Of(FrozenDictionary<string, Value> content) =>
        Value.Object(content
            .Where(file => !AnsweredByActivities.Contains(file.Key, StringComparer.Ordinal))
            .Select(file => KeyValuePair.Create(MemberName(file.Key), file.Value)));

    /// <summary>The files that expressions see, by the name under which they see them.</summary>
    public static Dictionary<string, string> Files(IEnumerable<string> files) =>
        files.Distinct(StringComparer.Ordinal).Where(file => !AnsweredByActivities.Contains(file, StringComparer.Ordinal)).ToDictionary(MemberName, StringComparer.Ordinal);

    /// <summary><c>time-limits.json</c> becomes <c>timeLimits</c>.</summary>
    private static string MemberName(string file)
    {
        var words = file[..(file.LastIndexOf('.') is var dot and > 0 ? dot : file.Length)].Split('-', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
