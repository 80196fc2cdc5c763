using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>
/// Gives a built-in activity what a city adds to its tasks. Fields are checked and kept as the fact <c>more.{kind}</c> before the activity
/// does its own; an outcome of the city's leaves the activity with what the city says follows from it.
/// </summary>
internal sealed class CityFields(Activity inner) : Activity, ICityTasks, ICityOutcomes
{
    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor => inner.Descriptor;

    /// <inheritdoc/>
    public IEnumerable<TaskDeclaration> TasksOf(CityPolicy city) => inner is ICityTasks own ? own.TasksOf(city) : inner.Descriptor.Tasks;

    /// <summary>The activity's own ports, and one for each outcome that the city adds.</summary>
    public IEnumerable<OutcomeDescriptor> PortsOf(CityPolicy city)
    {
        var own = inner is ICityOutcomes named ? named.PortsOf(city) : Descriptor.Ports;
        var added = Descriptor.Tasks.SelectMany(task => city.Tasks.Changes.TryGetValue(task.Kind, out var change) ? change.Outcomes : []).DistinctBy(outcome => outcome.Name).ToArray();
        if (added.Length == 0) return own;
        // Where only the task says how it is left, its outcomes are the ports.
        if (own.All(port => port.IsEmbedded)) own = own.Concat((Descriptor.Task?.Outcomes ?? []).Select(outcome => new OutcomeDescriptor(outcome.Name, outcome.DisplayName)));
        return own.Concat(added.Select(outcome => new OutcomeDescriptor(outcome.Name, outcome.DisplayName, IsOptional: true)));
    }

    /// <inheritdoc/>
    public override void Execute(ActivityContext context) => inner.Execute(context);

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption is not { Input: CompleteTask, Bookmark.Task: { } task } || !context.City().Tasks.Changes.TryGetValue(task.Kind, out var change)) return inner.Resume(context, resumption);
        if (TaskResult.Check(context, change.Fields, resumption.Payload) is { } wrong) return wrong;
        Keep(context, task.Kind, change.Fields, resumption);
        if (resumption.Outcome is not { } outcome || !change.Rules.TryGetValue(outcome, out var rule)) return inner.Resume(context, resumption);
        var fact = TaskKinds.FactOf(task.Kind);
        TaskEvents.Record(context, task.Kind, new(fact, fact, new FactList(context.Facts[fact]).Next, context.Now, context.Actor.Id, outcome, []));
        TaskResult.Carry(context, rule, resumption.Payload);
        context.Complete(outcome);
        return null;
    }

    private static void Keep(ActivityContext context, string kind, FieldRules fields, Resumption resumption)
    {
        if (fields.All.IsEmpty) return;
        var (fact, result) = (TaskKinds.FactOf(kind), resumption.Payload);
        var forgets = context.Semantics >= CaseSemantics.LeftOutIsLeftOut;
        var known = context.Ticket().More[fact];
        (string, Value)[] changed =
        [
            .. fields.All
                .Where(field => !result[field.Name].IsNull || (forgets && !known[field.Name].IsNull && IsAsked(field, resumption.Outcome)))
                .Select(field => (field.Name, result[field.Name])),
        ];
        if (changed.Length > 0 || (forgets && known.IsNull)) context.Record(new CityFieldsRecorded(fact, Value.Object(changed)));
    }

    private static bool IsAsked(TaskField field, string? outcome) => field.OnlyFor is not { } only || outcome is null || only.Contains(outcome);
}
