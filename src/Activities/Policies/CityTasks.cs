using System.Collections.Frozen;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

/// <summary>An activity whose tasks offer what the city's policies list: reasons, grounds, questions.</summary>
internal interface ICityTasks
{
    /// <summary>Its tasks as this city asks them.</summary>
    IEnumerable<TaskDeclaration> TasksOf(CityPolicy city);
}

/// <summary>The tasks of a city, by kind: what its policies make of the activities' declarations.</summary>
internal static class CityTasks
{
    public static FrozenDictionary<string, TaskDeclaration> Of(CityPolicy city) => city.ActivityTypes
        .SelectMany(activity => (activity is ICityTasks own ? own.TasksOf(city) : activity.Descriptor.Tasks)
            .Select(declaration => declaration with { Duty = city.Law.Cited(declaration.Duty, activity.Descriptor.Sources) }))
        .DistinctBy(declaration => declaration.Kind)
        .Select(declaration => city.Tasks.Changes.TryGetValue(declaration.Kind, out var change) ? change.Apply(declaration) : declaration)
        .Concat(city.Tasks.Kinds.Values.Select(task => task.Declaration with { Duty = LawPolicy.Cited(task.Declaration.Duty, task.Fields.Article) }))
        .DistinctBy(declaration => declaration.Kind)
        .ToFrozenDictionary(declaration => declaration.Kind, StringComparer.Ordinal);

    /// <summary>A list of the city as the options of a choice.</summary>
    public static IReadOnlyList<(string Value, string DisplayName)> Options(IEnumerable<NamedCode> list) => [.. list.Select(row => (row.Code, row.Name))];
}
