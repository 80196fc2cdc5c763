using System.Text.Json;
using JieSuJiBan.Engine.Values;

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

    private static string PlaceOf(string value) => value.Split('=', 2)[0];

    private static HashSet<string> Values(DraftKind kind, string? text)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        if (text is null) return values;
        try
        {
            var root = CanonicalJson.Parse(text);
            if (kind == DraftKind.Workflow) root = OfVersions.Aggregate(root, (all, member) => all.Without(member));
            Walk("", root, values);
        }
        catch (JsonException)
        {
            values.Add(text);
        }

        return values;
    }

    private static void Walk(string path, Value value, HashSet<string> values)
    {
        switch (value.Kind)
        {
            case ValueKind.Object:
                foreach (var (name, member) in value.MembersByName) Walk($"{path}.{name}", member, values);
                break;
            case ValueKind.Array:
                foreach (var item in value.Items) Walk(path + "[]", item, values);
                break;
            default:
                values.Add($"{path}={value}");
                break;
        }
    }
}
