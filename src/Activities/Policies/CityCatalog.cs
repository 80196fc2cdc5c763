using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The activity types as a city has them: with the ports that its policies name and the tasks as it asks them.</summary>
public static class CityCatalog
{
    /// <summary>The catalogue for drawing and checking in a city; without a policy the catalogue as it is.</summary>
    /// <param name="catalog">The activity types of the product.</param>
    /// <param name="city">The policy, or null.</param>
    public static ActivityRegistry Of(ActivityRegistry catalog, CityPolicy? city) => city is null ? catalog : new([.. catalog.Activities.Select(activity => In(city, activity))]);

    private static Activity In(CityPolicy city, Activity activity)
    {
        var known = activity.Descriptor;
        if (activity is not ICityOutcomes ports) return activity;
        var changed = ports.PortsOf(city).ToArray();
        TaskDeclaration Asked(TaskDeclaration task) => city.FindTask(task.Kind) ?? task;
        return new Described(activity, known with { Ports = changed, Task = known.Task is { } task ? Asked(task) : null, MoreTasks = [.. known.MoreTasks.Select(Asked)] });
    }

    /// <summary>An activity under another description.</summary>
    private sealed class Described(Activity inner, ActivityDescriptor descriptor) : Activity
    {
        public override ActivityDescriptor Descriptor => descriptor;

        public override void Execute(ActivityContext context) => inner.Execute(context);

        public override Rejection? Resume(ActivityContext context, Resumption resumption) => inner.Resume(context, resumption);
    }
}
