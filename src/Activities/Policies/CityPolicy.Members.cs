using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <content>Which members the policies have, for expressions that read them.</content>
public sealed partial class CityPolicy
{
    private readonly Lazy<IReadOnlyDictionary<string, PolicyShape>> shapes;

    /// <summary>The first part of a path below <c>policy</c> that no policy file has or may have, with what stands there; null where all is known.</summary>
    /// <param name="path">The path, e.g. <c>city</c>, <c>name</c>.</param>
    /// <param name="unreadable">Files of which nothing is known.</param>
    public (string Unknown, IReadOnlyList<string> Known)? UnknownMember(IReadOnlyList<string> path, IReadOnlyList<string> unreadable)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(unreadable);
        if (path.Count == 0) return null;
        var files = PolicyView.Files(RequiredFiles.Concat(TopicPolicies.All.Select(topic => topic.File)).Concat(Content.Keys));
        if (!files.TryGetValue(path[0], out var file)) return (path[0], [.. files.Keys]);
        if (unreadable.Contains(file)) return null;
        var (value, shape) = (Content.GetValueOrDefault(file) ?? Value.EmptyObject, shapes.Value.GetValueOrDefault(file));
        for (var i = 1; i < path.Count; i++)
        {
            // Of a list or a text the language has members of its own; an object whose names are the city's own is open.
            if (value.Kind is not (ValueKind.Object or ValueKind.Null) || (shape is null && value.Kind != ValueKind.Object) || path[i] is "size" or "hasOwnProperty") return null;
            var known = shape?.Names ?? [];
            if (!value.Has(path[i]) && !known.Contains(path[i])) return (string.Join('.', path.Take(i + 1)), [.. known.Concat(value.MembersByName.Select(member => member.Key)).Distinct()]);
            if (shape?.IsListOf(path[i]) == true) return null;
            (value, shape) = (value[path[i]], shape?.Below(path[i]));
        }

        return null;
    }

    private SortedDictionary<string, PolicyShape> LearnShapes()
    {
        var learnt = new SortedDictionary<string, PolicyShape>(StringComparer.Ordinal);
        PolicyLoader.Load(Content.ToDictionary(file => file.Key, file => file.Value.ToString(), StringComparer.Ordinal), ActivityTypes, learnt);
        return learnt;
    }
}
