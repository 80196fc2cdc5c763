using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Break: leaves the nearest loop, and the sequences inside it.</summary>
internal sealed class BreakActivity : LeafActivity
{
    private const string Property = "isBreaking";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Break", Describe.Looping, "跳出循环", "离开最近的循环（While、For、ForEach）。") with
    {
        IsTerminal = true,
    };

    internal override void Run(RunContext context)
    {
        var state = context.Burst.State;
        for (var id = context.ParentId; id is not null && state.FindActivity(id) is { } container; id = container.ParentId ?? OwnerOf(state, container))
        {
            // ParallelForEach is no loop to Elsa: a break in one of its runs ends that run, and the loop around it.
            var isLoop = container.ActivityType is "Elsa.While" or "Elsa.For" or "Elsa.ForEach";
            if (isLoop || container.ActivityType is "Elsa.Sequence" or "Elsa.Fork") context.Burst.Emit(new PropertyChanged(container.Id, Property, Value.True));
            if (isLoop) break;
        }

        context.Complete();
    }

    /// <summary>The activity that a composite's workflow is the body of.</summary>
    private static string? OwnerOf(CaseBuilder state, ActivityInstance root) =>
        state.FindInstance(root.WorkflowInstanceId) is { IsComposite: true } part ? part.ParentActivityId : null;

    internal static bool IsBreaking(RunContext container) => container.GetProperty(Property).AsBoolean() ?? false;
}
