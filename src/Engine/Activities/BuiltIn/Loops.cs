using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.While: runs its body as long as the condition holds, which is evaluated before each round.</summary>
internal sealed class WhileActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("While", Describe.Looping, "当…时循环", "条件成立就重复执行。") with
    {
        Inputs = [Describe.Input("Condition", "Boolean", "条件", "checkbox", Value.False)],
        Ports = [Describe.Slot("Body", "内容"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context) => Next(context);

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (BreakActivity.IsBreaking(context)) context.Complete();
        else Next(context);
    }

    private static void Next(RunContext context)
    {
        // Without a body nothing could ever change the condition.
        if ((context.Input("Condition").AsBoolean() ?? false) && context.Node.Node.ChildAt("Body") is { } body) context.Schedule(body);
        else context.Complete();
    }
}

/// <summary>Elsa.For: counts; the scoped variable CurrentValue holds the number.</summary>
internal sealed class ForActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("For", Describe.Looping, "计数循环", "从起值到终值按步长重复执行。") with
    {
        Inputs =
        [
            Describe.Input("Start", "Int32", "起值", byDefault: Value.Of(0)),
            Describe.Input("End", "Int32", "终值", byDefault: Value.Of(0)),
            Describe.Input("Step", "Int32", "步长", byDefault: Value.Of(1)),
            Describe.Input("OuterBoundInclusive", "Boolean", "含终值", "checkbox", Value.True),
        ],
        Outputs = [new("CurrentValue", "Int32", "当前值")],
        Ports = [Describe.Slot("Body", "内容"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context) => Next(context, context.Input("Start").AsInt64() ?? 0);

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (BreakActivity.IsBreaking(context)) context.Complete();
        else Next(context, (context.GetProperty("value").AsInt64() ?? 0) + (context.Input("Step").AsInt64() ?? 1));
    }

    private static void Next(RunContext context, long value)
    {
        var (step, end) = (context.Input("Step").AsInt64() ?? 1, context.Input("End").AsInt64() ?? 0);
        var isInclusive = context.Input("OuterBoundInclusive").AsBoolean() ?? true;
        var isWithin = step >= 0 ? value < end || (isInclusive && value == end) : value > end || (isInclusive && value == end);
        if (!isWithin || context.Node.Node.ChildAt("Body") is not { } body)
        {
            context.Complete();
            return;
        }

        context.SetProperty("value", Value.Of(value));
        context.DeclareVariable("CurrentValue", Value.Of(value));
        context.SetOutput("CurrentValue", Value.Of(value));
        context.Schedule(body);
    }
}

/// <summary>Elsa.ForEach: one item after the other; the scoped variables CurrentValue and CurrentIndex hold it.</summary>
internal sealed class ForEachActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("ForEach", Describe.Looping, "逐项循环", "对列表中的每一项依次执行。") with
    {
        Inputs = [Describe.Input("Items", "Object", "列表", "multitext")],
        Outputs = [new("CurrentValue", "Object", "当前项")],
        Ports = [Describe.Slot("Body", "内容"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        // The list is fixed at the start: the body may change the variable that it came from.
        context.SetProperty("items", Value.Of(ItemsOf(context)));
        Next(context, 0);
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (BreakActivity.IsBreaking(context)) context.Complete();
        else Next(context, (int)(context.GetProperty("index").AsInt64() ?? 0) + 1);
    }

    internal static IReadOnlyList<Value> ItemsOf(RunContext context)
    {
        var items = context.Input("Items");
        if (items.AsString() is { } text && text.TrimStart().StartsWith('[')) items = context.Evaluate(new("Object", items), "Object", "Items");
        return items.IsNull ? [] : items.Kind == ValueKind.Array ? items.Items : [items];
    }

    private static void Next(RunContext context, int index)
    {
        var items = context.GetProperty("items").Items;
        if (index >= items.Count || context.Node.Node.ChildAt("Body") is not { } body)
        {
            context.Complete();
            return;
        }

        context.SetProperty("index", Value.Of(index));
        context.DeclareVariable("CurrentIndex", Value.Of(index));
        context.DeclareVariable("CurrentValue", items[index]);
        context.SetOutput("CurrentValue", items[index]);
        context.Schedule(body);
    }
}

/// <summary>Elsa.ParallelForEach: all items at once, each with its own CurrentValue and CurrentIndex.</summary>
internal sealed class ParallelForEachActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("ParallelForEach", Describe.Looping, "逐项并行", "对列表中的每一项同时执行。") with
    {
        Inputs = [Describe.Input("Items", "Object", "列表", "multitext")],
        Ports = [Describe.Slot("Body", "内容"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        var items = ForEachActivity.ItemsOf(context);
        if (items.Count == 0 || context.Node.Node.ChildAt("Body") is not { } body)
        {
            context.Complete();
            return;
        }

        for (var i = 0; i < items.Count; i++) context.Schedule(body, Value.Object(("CurrentIndex", Value.Of(i)), ("CurrentValue", items[i])));
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (!context.Burst.HasPendingWork(context.InstanceId)) context.Complete();
    }
}
