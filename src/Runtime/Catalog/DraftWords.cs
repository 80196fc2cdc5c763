using System.Text;
using System.Text.Json;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Tells what a text changes of another, value by value, so that words which went from one text into another are recognised.</summary>
internal static class DraftWords
{
    private static readonly string[] OfVersions = ["id", "version", "isLatest", "isPublished", "createdAt", "toolVersion"];

    /// <summary>The values that are in the one text and not in the other, each with its place; places in lists do not count, since rows move.</summary>
    public static HashSet<string> Changed(DraftKind kind, string? before, string after)
    {
        var (old, now) = (Values(kind, before), Values(kind, after));
        var added = now.Except(old, StringComparer.Ordinal).ToArray();
        // Who writes something else in the same place has taken nothing over: only what is gone without another in its place counts as taken away.
        var places = added.Select(PlaceOf).ToHashSet(StringComparer.Ordinal);
        var changed = added.Select(value => "+" + value).ToHashSet(StringComparer.Ordinal);
        changed.UnionWith(old.Except(now, StringComparer.Ordinal).Where(value => !places.Contains(PlaceOf(value))).Select(value => "-" + value));
        return changed;
    }

    /// <summary>
    /// True where a text took over what another had written: a value of its, something that it had taken away, or words that differ from its by some
    /// signs only. A comma more or less makes nobody's words another's.
    /// </summary>
    /// <param name="kind">Definition or policy file.</param>
    /// <param name="before">What both started from, or null.</param>
    /// <param name="source">What somebody had written.</param>
    /// <param name="result">What may have taken it over.</param>
    public static bool TakesOver(DraftKind kind, string? before, string source, string result)
    {
        if (Changed(kind, before, source).Overlaps(Changed(kind, before, result))) return true;
        var (old, theirs, own) = (Texts(kind, before), Texts(kind, source), Texts(kind, result));
        foreach (var (place, texts) in own)
        {
            if (!theirs.TryGetValue(place, out var others)) continue;
            IReadOnlyCollection<string> was = old.TryGetValue(place, out var known) ? known : [];
            var (written, added) = (others.Except(was, StringComparer.Ordinal).ToArray(), texts.Except(was, StringComparer.Ordinal).ToArray());
            // Sheets of thousands of rows are compared by their values only.
            if ((long)(written.Length + added.Length) * was.Count > MostPairs || (long)written.Length * added.Length > MostPairs) continue;
            var made = written.Select(text => WordsOf(was, text)).ToArray();
            if (added.Select(text => WordsOf(was, text)).Any(mine => made.Any(one => AreAlike(one, mine)))) return true;
        }

        return false;
    }

    private const long MostPairs = 4_000_000;

    /// <summary>What a text says that the nearest one before it did not, and what it left out of that; letters and digits only.</summary>
    private static (string Said, string LeftOut) WordsOf(IReadOnlyCollection<string> was, string text)
    {
        var (nearest, head, tail) = ("", 0, 0);
        foreach (var one in was)
        {
            var from = one.AsSpan().CommonPrefixLength(text);
            var most = Math.Min(one.Length, text.Length) - from;
            var to = 0;
            while (to < most && one[^(to + 1)] == text[^(to + 1)]) to++;
            if (from + to > head + tail) (nearest, head, tail) = (one, from, to);
        }

        return (Folded(text[head..^tail]), Folded(nearest.Length == 0 ? "" : nearest[head..^tail]));
    }

    private static string Folded(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static bool AreAlike((string Said, string LeftOut) one, (string Said, string LeftOut) other) =>
        one.Said.Length == 0 || other.Said.Length == 0 ? one.Said == other.Said && one.LeftOut.Length > 0 && one.LeftOut == other.LeftOut
        : one.Said == other.Said
        || (Math.Min(one.Said.Length, other.Said.Length) >= LeastWords && (one.Said.Contains(other.Said, StringComparison.Ordinal) || other.Said.Contains(one.Said, StringComparison.Ordinal) || Likeness(one.Said, other.Said) >= 0.5));

    private const int LeastWords = 3;

    /// <summary>The part of their pairs of letters that two texts have in common.</summary>
    private static double Likeness(string one, string other)
    {
        var (first, second) = (Pairs(one), Pairs(other));
        var both = first.Sum(pair => Math.Min(pair.Value, second.GetValueOrDefault(pair.Key)));
        return 2.0 * both / (one.Length + other.Length - 2);
    }

    private static Dictionary<(char, char), int> Pairs(string text) => text.Zip(text.Skip(1)).CountBy(pair => pair).ToDictionary();

    private static Dictionary<string, HashSet<string>> Texts(DraftKind kind, string? text)
    {
        var texts = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        Read(kind, text, (place, value) =>
        {
            if (value.AsString() is not { } said) return;
            if (!texts.TryGetValue(place, out var known)) texts[place] = known = new(StringComparer.Ordinal);
            known.Add(said);
        });
        return texts;
    }

    private static string PlaceOf(string value) => value.Split('=', 2)[0];

    private static HashSet<string> Values(DraftKind kind, string? text)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        if (!Read(kind, text, (place, value) => values.Add($"{place}={value}"))) values.Add(text!);
        return values;
    }

    /// <summary>Goes through all values of a text; false where it cannot be read.</summary>
    private static bool Read(DraftKind kind, string? text, Action<string, Value> take)
    {
        if (text is null) return true;
        try
        {
            var root = CanonicalJson.Parse(text);
            if (kind == DraftKind.Workflow) root = OfVersions.Aggregate(root, (all, member) => all.Without(member));
            Walk("", root, take);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Walk(string path, Value value, Action<string, Value> take)
    {
        switch (value.Kind)
        {
            case ValueKind.Object:
                foreach (var (name, member) in value.MembersByName) Walk($"{path}.{name}", member, take);
                break;
            case ValueKind.Array:
                foreach (var item in value.Items) Walk(path + "[]", item, take);
                break;
            default:
                take(path, value);
                break;
        }
    }
}
