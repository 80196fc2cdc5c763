using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Migration;

/// <summary>
/// Whether all that is still to come for an instance is the same in both versions: the open activities, what connections
/// and sequences lead to from there (ways back included), loops with all they hold, the containers around, what expressions
/// may look up, and the workflow's own frame. What lies behind may differ.
/// </summary>
internal sealed class Sameness(DefinitionPlan from, DefinitionPlan to, WorkflowInstance instance, IReadOnlyList<ActivityInstance> alive)
{
    public bool Holds()
    {
        if (!DefinitionHash.Frame(from.Definition).Equals(DefinitionHash.Frame(to.Definition))) return false;
        foreach (var (id, _) in instance.ActivityOutputs.MembersByName)
        {
            if (from.ById(id)?.Node.Name != to.ById(id)?.Node.Name) return false;
        }

        foreach (var activity in alive)
        {
            var children = alive.Where(child => child.ParentId == activity.Id).ToArray();
            if (!IsSame(from.ById(activity.ActivityId)!, children)) return false;
        }

        return true;
    }

    private bool IsSame(NodePlan node, ActivityInstance[] children)
    {
        if (children.Length == 0) return IsSameTree(node.Node);
        if (!IsSameNode(node.Node, includesConnections: false)) return false;
        switch (node.Node.Type)
        {
            case "Elsa.Flowchart":
                return IsSameRest(node.Graph, to.ById(node.Node.Id)!.Graph, children);
            case "Elsa.Sequence":
                var last = children.Max(child => IndexIn(node.Node, child.ActivityId));
                var rest = to.ById(node.Node.Id)!.Node.Children.SkipWhile(child => child.Id != node.Node.Children[last].Id).Skip(1);
                return rest.Select(child => child.Id).SequenceEqual(node.Node.Children.Skip(last + 1).Select(child => child.Id))
                    && node.Node.Children.Skip(last + 1).All(IsSameTree);
            case "Elsa.If" or "Elsa.Switch" or "Elsa.FlowNode" or "Elsa.Parallel" or "Elsa.Fork":
                return true;
            default:
                return IsSameTree(node.Node);
        }
    }

    private bool IsSameRest(FlowGraph before, FlowGraph after, ActivityInstance[] children)
    {
        var reached = new HashSet<int>();
        var stack = new Stack<int>(children.Select(child => before.PositionOf(child.ActivityId)));
        while (stack.TryPop(out var at))
        {
            var there = after.PositionOf(before.Children[at].Id);
            if (there < 0 || !AreSame(before, before.Outbound[at], after, after.Outbound[there])) return false;
            foreach (var edge in before.Outbound[at])
            {
                if (!reached.Add(edge.Target)) continue;
                var target = after.PositionOf(before.Children[edge.Target].Id);
                if (target < 0 || !AreSame(before, before.Inbound[edge.Target], after, after.Inbound[target]) || !IsSameTree(before.Children[edge.Target])) return false;
                stack.Push(edge.Target);
            }
        }

        return true;
    }

    private static bool AreSame(FlowGraph before, FlowEdge[] edges, FlowGraph after, FlowEdge[] others) =>
        edges.Select(edge => Named(before, edge)).SequenceEqual(others.Select(edge => Named(after, edge)));

    private static (string, string, string, bool, bool) Named(FlowGraph graph, FlowEdge edge) =>
        (graph.Children[edge.Source].Id, edge.Outcome, graph.Children[edge.Target].Id, edge.IsBackward, edge.IsValid);

    private bool IsSameTree(ActivityNode node) =>
        IsSameNode(node, includesConnections: true)
        && node.Children.Select(child => child.Id).SequenceEqual(to.ById(node.Id)!.Node.Children.Select(child => child.Id))
        && node.Children.All(IsSameTree);

    private bool IsSameNode(ActivityNode node, bool includesConnections) =>
        to.ById(node.Id) is { } other && DefinitionHash.Node(node, includesConnections).Equals(DefinitionHash.Node(other.Node, includesConnections));

    private static int IndexIn(ActivityNode container, string id)
    {
        for (var i = 0; i < container.Children.Count; i++)
        {
            if (container.Children[i].Id == id) return i;
        }

        return -1;
    }
}
