using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

public sealed partial class CityPolicy
{
    /// <summary>The kinds of task and the roles that the city adds.</summary>
    public TaskKinds Tasks => Topic<TaskKinds>();

    /// <inheritdoc/>
    public override IReadOnlyList<string> AddedOutcomes(string kind) =>
        Tasks.Changes.TryGetValue(kind, out var change) && !change.Outcomes.IsEmpty ? [.. change.Outcomes.Select(outcome => outcome.Name)] : [];

    /// <summary>What follows from the outcomes that the city adds to the tasks of an activity type, by outcome.</summary>
    /// <param name="typeName">Full type name.</param>
    public IReadOnlyDictionary<string, OutcomeRule> AddedRulesOf(string typeName) => ActivityTypes
        .Where(activity => activity.Descriptor.TypeName == typeName)
        .SelectMany(activity => activity.Descriptor.Tasks)
        .SelectMany(task => Tasks.Changes.TryGetValue(task.Kind, out var change) ? change.Rules.AsEnumerable() : [])
        .DistinctBy(rule => rule.Key).ToDictionary(StringComparer.Ordinal);

    /// <summary>The codes of the rungs on the ladder of a clock.</summary>
    /// <param name="clock">The clock, e.g. <c>feedback</c>.</param>
    public IReadOnlyList<string> RungsOf(string clock) => [.. Topic<EscalationPolicy>().LevelsOf(clock).Select(rung => rung.Code)];

    /// <summary>True for the code of a rung on any ladder.</summary>
    public bool IsRung(string code) => Topic<EscalationPolicy>().Rungs.Any(rung => rung.Code == code);

    /// <summary>Every kind of task as this city asks it: the activities' own with what the policies list and change, and the city's.</summary>
    public IEnumerable<TaskDeclaration> TaskDeclarations => tasks.Value.Values.OrderBy(declaration => declaration.Kind, StringComparer.Ordinal);
}
