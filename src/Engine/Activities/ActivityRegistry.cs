using System.Collections.Frozen;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Engine.Activities;

/// <summary>The activity types that the product knows. Immutable; built once at start.</summary>
public sealed class ActivityRegistry
{
    private readonly FrozenDictionary<string, Activity[]> versionsByType;

    /// <summary>A catalogue of these activity types.</summary>
    /// <exception cref="ArgumentException">Two of them have the same type name and version.</exception>
    public ActivityRegistry(IEnumerable<Activity> activities)
    {
        var all = activities.ToArray();
        var twice = all.GroupBy(a => (a.Descriptor.TypeName, a.Descriptor.Version)).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null) throw new ArgumentException($"Two activities are called {twice.Key.TypeName}, version {twice.Key.Version}: give one another name or version.", nameof(activities));
        versionsByType = all
            .GroupBy(activity => activity.Descriptor.TypeName, StringComparer.Ordinal)
            .ToFrozenDictionary(versions => versions.Key, versions => versions.OrderBy(v => v.Descriptor.Version).ToArray(), StringComparer.Ordinal);
        Activities = [.. all.OrderBy(a => a.Descriptor.TypeName, StringComparer.Ordinal).ThenBy(a => a.Descriptor.Version)];
    }

    /// <summary>All types, by type name, then version.</summary>
    public IReadOnlyList<Activity> Activities { get; }

    /// <summary>Their descriptors, in the same order.</summary>
    public IEnumerable<ActivityDescriptor> Descriptors => Activities.Select(activity => activity.Descriptor);

    /// <summary>The activity of that type: that version, else the latest; null where the type is unknown.</summary>
    public Activity? Find(string typeName, int version)
    {
        if (!versionsByType.TryGetValue(typeName, out var versions)) return null;
        foreach (var activity in versions)
        {
            if (activity.Descriptor.Version == version) return activity;
        }

        return versions[^1];
    }

    /// <summary>The latest version of that type; null where the type is unknown.</summary>
    public Activity? Find(string typeName) => versionsByType.TryGetValue(typeName, out var versions) ? versions[^1] : null;

    /// <summary>This catalogue and these types.</summary>
    /// <exception cref="ArgumentException">A type name and version would be there twice.</exception>
    public ActivityRegistry With(IEnumerable<Activity> more) => new([.. Activities, .. more]);
}
