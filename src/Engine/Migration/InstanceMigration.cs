using System.Globalization;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Migration;

/// <summary>Works out how one workflow instance goes on with the target.</summary>
internal sealed class InstanceMigration(FlowchartMode mode, CaseState state, WorkflowInstance instance, DefinitionPlan from, DefinitionPlan to, MigrationMap map, int semantics)
{
    private readonly List<PlaceMove> places = [];
    private readonly List<MigrationBlock> blocks = [];
    private readonly ActivityInstance[] alive = [.. state.Activities.Where(activity => activity.WorkflowInstanceId == instance.Id)];

    public InstancePlan Plan()
    {
        var moves = new SortedDictionary<string, ActivityMove>(StringComparer.Ordinal);
        foreach (var (id, named) in map.Renames) moves[id] = new(id, named, to.ById(named)!.Node.Type);
        foreach (var activity in alive) Place(activity, moves);

        var variables = new VariableMigration(map, new(semantics, DateTimeZone.Utc));
        variables.Take(instance.Id, null, instance.Variables, from.Definition.Variables, to.Definition.Variables);
        var flows = new List<Event>();
        if (blocks.Count == 0)
        {
            foreach (var activity in alive)
            {
                var (node, target) = (from.ById(activity.ActivityId)!.Node, map.Activity(activity.ActivityId)!);
                variables.Take(activity.Id, node.Id, activity.Variables, node.Variables, target.Variables);
                if (node.Type == "Elsa.Sequence") CheckSequence(activity, node, target);
                if (node.Type == "Elsa.StateMachine" && activity.Status == ActivityStatus.Running) CheckStateMachine(activity, node, target);
                if (node.Type == "Elsa.Flowchart" && Flow(activity) is { } flow) flows.Add(flow);
            }
        }

        blocks.AddRange(variables.Blocks);
        Event[] events = [new InstanceMigrated(instance.Id, instance.DefinitionHash, to.Definition.Hash, to.Definition.Version, [.. moves.Values]), .. variables.Events, .. flows];
        var verdict = blocks.Count > 0 ? MigrationVerdict.Blocked
            : moves.Count == 0 && variables.IsUnchanged && IsSame() ? MigrationVerdict.Same
            : MigrationVerdict.Mappable;
        return new(instance.Id, verdict, places, variables.Moves, blocks) { Events = blocks.Count > 0 ? [] : events };
    }

    private bool IsSame() =>
        from.Definition.BehaviourHash == to.Definition.BehaviourHash || new Sameness(from, to, instance, alive).Holds();

    private void Place(ActivityInstance activity, SortedDictionary<string, ActivityMove> moves)
    {
        var node = from.ById(activity.ActivityId)?.Node
            ?? throw new InvalidOperationException($"The definition {instance.DefinitionHash} has no activity {activity.ActivityId}.");
        if (map.Activity(node.Id) is not { } target)
        {
            blocks.Add(MigrationRefusals.PlaceGone(node));
            return;
        }

        // One that failed or has not begun starts afresh, so it may be something else there: that is how a faulty activity is corrected.
        // A workflow used as an activity goes on with its own version, whichever the target names.
        if (activity.Status == ActivityStatus.Running && (target.Type != node.Type || to[target].Activity != from[node].Activity))
        {
            blocks.Add(MigrationRefusals.PlaceOtherType(node, target));
            return;
        }

        var parent = activity.ParentId is null ? null : state.Activities.First(other => other.Id == activity.ParentId);
        if (target.Parent?.Id != (parent is null ? null : map.Activity(parent.ActivityId)?.Id) || target.Port != node.Port)
        {
            blocks.Add(MigrationRefusals.PlaceMoved(node));
            return;
        }

        if (target.Id != node.Id || target.Type != node.Type) moves[node.Id] = new(node.Id, target.Id, target.Type);
        places.Add(new(
            activity.Id, node.Id, target.Id, target.Type, target.DisplayText ?? target.Name, activity.Status,
            [.. state.Bookmarks.Where(bookmark => bookmark.ActivityInstanceId == activity.Id)]));
    }

    /// <summary>What the target puts behind the open position must not be what was before it.</summary>
    private void CheckSequence(ActivityInstance sequence, ActivityNode node, ActivityNode target)
    {
        foreach (var child in alive)
        {
            if (child.ParentId != sequence.Id) continue;
            var position = PositionOf(target, map.Activity(child.ActivityId)!.Id);
            foreach (var done in node.Children.TakeWhile(done => done.Id != child.ActivityId))
            {
                if (map.Activity(done.Id) is { } again && PositionOf(target, again.Id) > position) blocks.Add(MigrationRefusals.RunsAgain(again));
            }
        }
    }

    /// <summary>A state machine remembers its state by name and its transition by position: both must mean the same in the target.</summary>
    private void CheckStateMachine(ActivityInstance machine, ActivityNode node, ActivityNode target)
    {
        var current = machine.Properties["currentState"];
        var transitions = alive.Where(child => child.ParentId == machine.Id)
            .Select(child => from.ById(child.ActivityId)!.Node.Port)
            .Where(port => port.StartsWith("Transitions[", StringComparison.Ordinal))
            .Select(port => int.Parse(port.AsSpan("Transitions[".Length, port.IndexOf(']', StringComparison.Ordinal) - "Transitions[".Length), CultureInfo.InvariantCulture));
        if (machine.Properties["transition"].AsInt64() is { } winner) transitions = transitions.Append((int)winner);
        if (!target.Raw["states"].Items.Any(other => other["name"].Equals(current))) blocks.Add(MigrationRefusals.StateGone(target, current));
        else if (transitions.Any(at => !Ends(node, at).Equals(Ends(target, at)))) blocks.Add(MigrationRefusals.PlaceMoved(target));

        static (Value, Value) Ends(ActivityNode machine, int at) => (machine.Raw["transitions"][at]["from"], machine.Raw["transitions"][at]["to"]);
    }

    private Event? Flow(ActivityInstance flowchart)
    {
        if (flowchart.Status != ActivityStatus.Running)
        {
            // Its children are gone, and it starts afresh: old positions would mean nothing.
            return flowchart.Counters is null && flowchart.Tokens.Count == 0 ? null : new FlowchartMigrated(flowchart.Id, [], [], [], []);
        }

        var (node, target) = (from.ById(flowchart.ActivityId)!, to.ById(map.Activity(flowchart.ActivityId)!.Id)!);
        var usesTokens = node.Node.UsesTokens(from.Definition, mode);
        if (usesTokens != target.Node.UsesTokens(to.Definition, mode))
        {
            blocks.Add(MigrationRefusals.OtherMode(node.Node));
            return null;
        }

        var children = alive.Where(child => child.ParentId == flowchart.Id).ToArray();
        var flow = new FlowMigration(node.Graph, target.Graph, map, flowchart, children, blocks);
        return usesTokens ? flow.OfTokens() : flow.OfCounters();
    }

    private static int PositionOf(ActivityNode container, string id)
    {
        for (var i = 0; i < container.Children.Count; i++)
        {
            if (container.Children[i].Id == id) return i;
        }

        return -1;
    }
}
