using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Host.Door;

/// <summary>What every kind of task asks, as its activity declares it.</summary>
public sealed class TaskDeclarations(ActivityCatalog activities)
{
    private readonly Dictionary<string, TaskDeclaration> byKind = activities.Descriptors
        .SelectMany(descriptor => descriptor.Tasks)
        .GroupBy(task => task.Kind, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);

    /// <summary>All kinds, by name.</summary>
    public IEnumerable<TaskDeclaration> All => byKind.Values.OrderBy(declaration => declaration.Kind, StringComparer.Ordinal);

    /// <summary>The declaration of that kind, or null.</summary>
    public TaskDeclaration? Find(string kind) => byKind.GetValueOrDefault(kind);
}
