using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Events;

/// <summary>The kinds of domain events that activities record, stage by stage, and what each is called.</summary>
public static class CaseEvents
{
    /// <summary>All kinds of the product; those of a city's own tasks are declared by its policy.</summary>
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        .. IntakeEvents.All, .. TriageEvents.All, .. DispatchEvents.All, .. HandlingEvents.All, .. DeadlineEvents.All, .. CallbackEvents.All,
        .. WhistleEvents.All, .. CoordinationEvents.All, .. SupervisionEvents.All, .. TaskEvents.All,
    ];

    private static readonly FrozenDictionary<string, CaseEventKind> ByKind = All.ToFrozenDictionary(kind => kind.Label.Kind, StringComparer.Ordinal);

    /// <summary>The kind of that name; null: none of the product's.</summary>
    public static CaseEventKind? Find(string kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>What happened, in the words of the product or, for a task of the city's own, of its declaration; the kind itself where nobody names it.</summary>
    /// <param name="kind">Kind of the event.</param>
    /// <param name="set">The data recorded, or what a reader is given of it.</param>
    /// <param name="city">The policies; null: codes stand for themselves.</param>
    public static (string Chinese, string English) Describe(string kind, Value set, CityPolicy? city) =>
        Find(kind)?.Describe(set, city)
        ?? (OutcomeOf(kind, city) is var (task, outcome) ? ($"{task.DisplayName}：{outcome.DisplayName}", $"{task.EnglishName}: {outcome.EnglishName}") : (kind, kind));

    /// <summary>Records a domain event.</summary>
    internal static void Record<TEvent>(this ActivityContext context, in TEvent happened)
        where TEvent : struct, ICaseEvent<TEvent>
    {
#pragma warning disable RS0030 // Here records become what the engine records.
        context.Record(TEvent.Label.Kind, happened.Write());
#pragma warning restore RS0030
    }

    private static (TaskDeclaration Task, TaskOutcome Outcome)? OutcomeOf(string kind, CityPolicy? city)
    {
        if (city is null) return null;
        foreach (var name in city.Tasks.Kinds.Keys.Concat(city.Tasks.Changes.Keys))
        {
            if (!kind.StartsWith(name, StringComparison.Ordinal) || city.FindTask(name) is not { } task) continue;
            foreach (var outcome in task.Outcomes)
            {
                if (kind.Length == name.Length + outcome.Name.Length && kind.EndsWith(outcome.Name, StringComparison.Ordinal)) return (task, outcome);
            }
        }

        return null;
    }
}
