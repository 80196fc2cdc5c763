using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Catalog;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>What every kind of task asks, as the city's policy now in force has it.</summary>
public sealed class TaskDeclarations(PublishedStore catalog, IClock clock)
{
    private CityPolicy City => catalog.PolicyAt(clock.GetCurrentInstant());

    /// <summary>All kinds, by name.</summary>
    public IEnumerable<TaskDeclaration> All => City.TaskDeclarations;

    /// <summary>The declaration of that kind, or null.</summary>
    public TaskDeclaration? Find(string kind) => City.FindTask(kind);

    /// <summary>What an open task offers: its kind's declaration with the outcomes offered now.</summary>
    public TaskDeclaration? Of(string kind, IReadOnlyList<string>? outcomes) =>
        Find(kind) is not { } declaration ? null
        : outcomes is null ? declaration
        : declaration with
        {
            Outcomes = [.. declaration.Outcomes.Where(outcome => outcomes.Contains(outcome.Name))],
            Fields = [.. declaration.Fields.Where(field => field.OnlyFor is null || field.OnlyFor.Any(outcomes.Contains))],
        };
}
