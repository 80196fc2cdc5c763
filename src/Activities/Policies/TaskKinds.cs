using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Activities.Tasks;

namespace JieSuJiBan.Activities.Policies;

/// <summary>
/// The kinds of task and the roles that a city adds to those of the product (<c>tasks.json</c>). A city without the file
/// adds none.
/// </summary>
/// <param name="Roles">Further roles that accounts may hold and tasks may be for.</param>
/// <param name="Kinds">The city's own kinds, by name, for <see cref="CaseTask"/>.</param>
/// <param name="Changes">Built-in kinds that the city changes, by name.</param>
public sealed record TaskKinds(
    ImmutableArray<NamedCode> Roles,
    FrozenDictionary<string, CityTask> Kinds,
    FrozenDictionary<string, TaskChange> Changes)
{
    internal const string File = FileName;

    /// <summary>Name of the file.</summary>
    public const string FileName = "tasks.json";

    internal static TopicPolicy Topic { get; } = new TopicPolicy<TaskKinds>(File, TaskKindsReader.Read, TaskKindsReader.Check);

    /// <summary>The fact under which a ticket keeps what became of the tasks of a kind: the kind, its first letter small.</summary>
    internal static string FactOf(string kind) => kind.Length == 0 ? kind : char.ToLowerInvariant(kind[0]) + kind[1..];
}
