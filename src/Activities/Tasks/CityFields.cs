using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>
/// Gives a built-in activity the fields that a city adds to its tasks: checks them, keeps them as the fact
/// <c>more.{kind}</c>, then lets the activity do its own.
/// </summary>
internal sealed class CityFields(Activity inner) : Activity, ICityTasks
{
    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor => inner.Descriptor;

    /// <inheritdoc/>
    public IEnumerable<TaskDeclaration> TasksOf(CityPolicy city) => inner is ICityTasks own ? own.TasksOf(city) : inner.Descriptor.Tasks;

    /// <inheritdoc/>
    public override void Execute(ActivityContext context) => inner.Execute(context);

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption is { Input: CompleteTask, Bookmark.Task: { } task } && context.City().Tasks.Changes.TryGetValue(task.Kind, out var change) && !change.Fields.All.IsEmpty)
        {
            if (TaskResult.Check(context, change.Fields, resumption.Payload) is { } wrong) return wrong;
            var given = change.Fields.All.Where(field => !resumption.Payload[field.Name].IsNull).Select(field => (field.Name, resumption.Payload[field.Name])).ToArray();
            if (given.Length > 0) context.Record("CityFieldsRecorded", Value.Object(("more", Value.Object((CaseTask.Camel(task.Kind), Value.Object(given))))));
        }

        return inner.Resume(context, resumption);
    }
}
