using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Break: leaves the nearest loop, and the sequences inside it.</summary>
internal sealed class BreakActivity : LeafActivity
{
    private const string Property = "isBreaking";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Break", Describe.Looping, "跳出循环", "离开最近的循环。") with
    {
        IsTerminal = true,
    };

    internal override void Run(RunContext context)
    {
        for (var id = context.ParentId; id is not null && context.Burst.State.FindActivity(id) is { } container; id = container.ParentId)
        {
            var isLoop = container.ActivityType is "Elsa.While" or "Elsa.DoWhile" or "Elsa.For" or "Elsa.ForEach" or "Elsa.ParallelForEach";
            if (isLoop || container.ActivityType == "Elsa.Sequence") context.Burst.Emit(new PropertyChanged(container.Id, Property, Value.True));
            if (isLoop) break;
        }

        context.Complete();
    }

    internal static bool IsBreaking(RunContext container) => container.GetProperty(Property).AsBoolean() ?? false;
}
