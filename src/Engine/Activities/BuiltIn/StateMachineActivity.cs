using System.Globalization;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>
/// Elsa.StateMachine: in each state it runs the entry, then waits at the triggers of all transitions that leave it. The
/// first trigger whose condition holds wins: the others are cancelled, then come its action, the exit of the old state and
/// the entry of the new one. A state without a way out ends it.
/// </summary>
internal sealed class StateMachineActivity : ContainerActivity
{
    private const string CurrentState = "currentState";
    private const string Winner = "transition";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("StateMachine", Describe.Flow, "状态机", "在各状态间按触发转换。") with
    {
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        var node = context.Node.Node;
        Enter(context, node.Raw["currentState"].AsString() is { Length: > 0 } current ? current : node.Raw["initialState"].AsString() ?? "");
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        // The port names the role: States[1].Entry, Transitions[0].Trigger.
        var port = child.Node.Node.Port;
        var at = int.Parse(port.AsSpan(port.IndexOf('[', StringComparison.Ordinal) + 1, port.IndexOf(']', StringComparison.Ordinal) - port.IndexOf('[', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
        switch (port[(port.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            case "Entry": WaitForTriggers(context); break;
            case "Trigger": Triggered(context, at); break;
            case "Action": Exit(context, at); break;
            default: Enter(context, Transitions(context)[(int)(context.GetProperty(Winner).AsInt64() ?? 0)]["to"].AsString() ?? ""); break;
        }
    }

    private static IReadOnlyList<Value> States(RunContext context) => context.Node.Node.Raw["states"].Items;

    private static IReadOnlyList<Value> Transitions(RunContext context) => context.Node.Node.Raw["transitions"].Items;

    private static int StateNamed(RunContext context, string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return -1;
        var states = States(context);
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i]["name"].AsString() == name) return i;
        }

        return -1;
    }

    private static ActivityNode? Child(RunContext context, string list, int at, string role) =>
        context.Node.Node.ChildAt(string.Create(CultureInfo.InvariantCulture, $"{list}[{at}].{role}"));

    private static void Enter(RunContext context, string state)
    {
        var at = StateNamed(context, state);
        if (at < 0)
        {
            context.Complete();
            return;
        }

        context.SetProperty(CurrentState, Value.Of(state));
        if (Child(context, "States", at, "Entry") is { } entry) context.Schedule(entry);
        else WaitForTriggers(context);
    }

    private static void WaitForTriggers(RunContext context)
    {
        var isAnyScheduled = false;
        foreach (var (at, transition) in Outbound(context))
        {
            if (StateNamed(context, transition["to"].AsString()) < 0 || Child(context, "Transitions", at, "Trigger") is not { } trigger) continue;
            context.Schedule(trigger);
            isAnyScheduled = true;
        }

        if (!isAnyScheduled) context.Complete();
    }

    private static IEnumerable<(int At, Value Transition)> Outbound(RunContext context)
    {
        var current = context.GetProperty(CurrentState).AsString();
        var transitions = Transitions(context);
        for (var i = 0; i < transitions.Count; i++)
        {
            if (transitions[i]["from"].AsString() == current) yield return (i, transitions[i]);
        }
    }

    private static void Triggered(RunContext context, int at)
    {
        var transition = Transitions(context)[at];
        if (transition["from"].AsString() != context.GetProperty(CurrentState).AsString()) return;
        if (!Holds(context, transition))
        {
            // Waits for the trigger again; the others wait on.
            context.Schedule(Child(context, "Transitions", at, "Trigger")!);
            return;
        }

        foreach (var (other, _) in Outbound(context))
        {
            if (other != at && Child(context, "Transitions", other, "Trigger") is { } loser) context.Burst.CancelChildrenAt(context, loser);
        }

        if (Child(context, "Transitions", at, "Action") is { } action) context.Schedule(action);
        else Exit(context, at);
    }

    private static bool Holds(RunContext context, Value transition)
    {
        var condition = transition["condition"];
        if (condition["expression"].Kind == ValueKind.Object) condition = condition["expression"];
        if (condition.IsNull) return true;
        var expression = condition.Kind == ValueKind.Object ? new Expression(condition["type"].AsString() ?? "Literal", condition["value"]) : new Expression("Literal", condition);
        return context.Evaluate(expression, "Boolean", transition["name"].AsString() ?? "Condition").AsBoolean() ?? false;
    }

    private static void Exit(RunContext context, int at)
    {
        var transition = Transitions(context)[at];
        context.SetProperty(Winner, Value.Of(at));
        if (StateNamed(context, transition["from"].AsString()) is >= 0 and var source && Child(context, "States", source, "Exit") is { } exit) context.Schedule(exit);
        else Enter(context, transition["to"].AsString() ?? "");
    }
}
