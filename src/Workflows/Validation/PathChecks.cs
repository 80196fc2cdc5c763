using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>
/// Every way of a ticket ends in the archive (Art. 28), and every reply is called back about (Art. 23). Outcomes are alternatives: one bad
/// outcome is enough. Several connections from one outcome run side by side: one good branch is enough. What is done beside the work while
/// its task stays open (an extension asked for, a reminder) leads nowhere by right.
/// </summary>
internal sealed class PathChecks
{
    private readonly Func<ActivityNode, IReadOnlyCollection<string>?> outcomesOf;
    private readonly CityPolicy? city;
    private readonly CheckList list;
    private readonly Dictionary<string, ActivityNode> children;
    private readonly ILookup<string, Connection> outgoing;

    private PathChecks(ActivityNode flow, Func<ActivityNode, IReadOnlyCollection<string>?> outcomesOf, CityPolicy? city, CheckList list)
    {
        this.outcomesOf = outcomesOf;
        this.city = city;
        this.list = list;
        children = flow.Children.Where(child => child.Port == "Activities").DistinctBy(child => child.Id).ToDictionary(child => child.Id, StringComparer.Ordinal);
        outgoing = flow.Connections.Where(connection => children.ContainsKey(connection.Source) && children.ContainsKey(connection.Target)).ToLookup(connection => connection.Source, StringComparer.Ordinal);
    }

    public static void Check(WorkflowDefinition definition, Func<ActivityNode, IReadOnlyCollection<string>?> outcomesOf, CityPolicy? city, CheckList list)
    {
        var accept = definition.Nodes.First(node => node.Type == TicketTypes.Accept);
        if (accept.Parent is not { Type: "Elsa.Flowchart" } flow)
        {
            if (definition.Nodes.Any(node => node.Type == TicketTypes.Archive)) return;
            list.Error(accept, "path.withoutArchive", "流程里没有“归档”，工单无法办结；请加上它。", "the workflow has no archive, so a ticket never ends: add it.");
            return;
        }

        var checks = new PathChecks(flow, outcomesOf, city, list);
        checks.CheckArchive(accept);
        if (city?.Callback.IsRequired != false) checks.CheckCallback();
        if (city?.Callback is { IsRequired: true, Trigger: CallbackTrigger.OnLimitExpiry }) checks.CheckCallbackAtLimit();
    }

    /// <summary>Where the callback follows the limit and not the reply, one is drawn behind the expiry of a clock.</summary>
    private void CheckCallbackAtLimit()
    {
        if (children.Values.FirstOrDefault(node => node.Type == TicketTypes.Handle) is not { } handle) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>(children.Values.Where(node => node.Type == TicketTypes.Clock).SelectMany(clock => outgoing[clock.Id]).Where(connection => connection.SourcePort == TicketTypes.Overdue).Select(connection => connection.Target));
        while (pending.TryPop(out var id))
        {
            if (children[id].Type == TicketTypes.CallbackAtLimit) return;
            if (!seen.Add(id)) continue;
            foreach (var connection in outgoing[id]) pending.Push(connection.Target);
        }

        list.Warning(handle, "path.withoutCallbackAtLimit",
            "callback.json 规定办理时限届满即回访（OnLimitExpiry），流程里却没有在时限计时的“超期”之后画“届满未答复回访”，届满仍未答复的工单不会回访；请画上，或者把回访改为答复后（OnReply）。",
            "callback.json has the callback follow the expiry of the limit (OnLimitExpiry), but no callback at the limit is drawn behind 'Overdue' of a clock, so a ticket that nobody answers is never called back: draw it, or let the callback follow the reply (OnReply).");
    }

    private void CheckArchive(ActivityNode accept)
    {
        bool Ends(ActivityNode node) => node.Type == TicketTypes.Archive;
        var failing = Failing(Ends, isBadEnd: node => node.Type != "Elsa.Fault");
        foreach (var node in Reached([accept], failing, Ends).Where(node => IsEnd(node) && node.Type != "Elsa.Fault"))
        {
            list.Error(node, "path.withoutArchive",
                "工单走到这里就结束了，没有归档；请把它连到“归档”。",
                "a ticket's way ends here without the archive: connect it to the archive.");
        }
    }

    private void CheckCallback()
    {
        foreach (var handle in children.Values.Where(node => node.Type == TicketTypes.Handle))
        {
            var first = Targets(handle, TicketTypes.Replied);
            bool Ends(ActivityNode node) => node.Type == TicketTypes.Callback;
            // Here the archive is the bad end: it is reached without having asked the petitioner.
            var failing = Failing(node => Ends(node) || node.Type == TicketTypes.Archive, isBadEnd: _ => false, isBad: node => node.Type == TicketTypes.Archive, isGoodPort: MayEndWithoutCallback);
            if (first.Count == 0 || !first.All(failing.Contains)) continue;
            list.Error(handle, "path.withoutCallback",
                $"从“{TicketTypes.Replied}（已答复）”出发可以不经回访就归档；请让答复后的每条路都经过“回访”，或者在 tasks.json 中写明结果依据哪一条可以不回访（withoutCallback）。",
                $"a ticket can go from '{TicketTypes.Replied}' to the archive without a callback: let every way after the reply pass the callback, or state at the outcome in tasks.json by which rule it needs none (withoutCallback).");
        }
    }

    /// <summary>The activities from which a run can come to a bad end: least fixed point, so a mere loop is no end.</summary>
    private HashSet<ActivityNode> Failing(Func<ActivityNode, bool> isGood, Func<ActivityNode, bool> isBadEnd, Func<ActivityNode, bool>? isBad = null, Func<ActivityNode, string, bool>? isGoodPort = null)
    {
        var failing = children.Values.Where(node => isBad?.Invoke(node) ?? false).ToHashSet();
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var node in children.Values)
            {
                if (isGood(node) || failing.Contains(node) || !CanFail(node, failing, isBadEnd, isGoodPort)) continue;
                failing.Add(node);
                grows = true;
            }
        }

        return failing;
    }

    private bool CanFail(ActivityNode node, HashSet<ActivityNode> failing, Func<ActivityNode, bool> isBadEnd, Func<ActivityNode, string, bool>? isGoodPort)
    {
        if (IsEnd(node) && isBadEnd(node)) return true;
        var branches = Exits(node).Select(port => isGoodPort?.Invoke(node, port) != true && Targets(node, port).All(failing.Contains)).ToArray();
        return branches.Length > 0 && (node.Type is "Elsa.FlowFork" ? branches.All(bad => bad) : branches.Any(bad => bad));
    }

    private HashSet<ActivityNode> Reached(IEnumerable<ActivityNode> from, HashSet<ActivityNode> failing, Func<ActivityNode, bool> isGood)
    {
        var reached = new HashSet<ActivityNode>();
        var pending = new Stack<ActivityNode>(from);
        while (pending.TryPop(out var node))
        {
            if (isGood(node) || !failing.Contains(node) || !reached.Add(node)) continue;
            foreach (var port in Exits(node))
            {
                var targets = Targets(node, port);
                if (!targets.All(failing.Contains)) continue;
                // Of what runs side by side, a clock that leads nowhere is not to blame where another branch goes on.
                foreach (var target in targets.Exists(target => !IsEnd(target)) ? targets.FindAll(target => !IsEnd(target)) : targets) pending.Push(target);
            }
        }

        return reached;
    }

    /// <summary>Where an outcome leads; what only stands beside the work is no way, unless there is no other.</summary>
    private List<ActivityNode> Targets(ActivityNode node, string port)
    {
        var all = outgoing[node.Id].Where(connection => connection.SourcePort == port).Select(connection => children[connection.Target]).ToList();
        return all.Exists(target => !TicketTypes.StandsBeside(target.Type)) ? all.FindAll(target => !TicketTypes.StandsBeside(target.Type)) : all;
    }

    private bool IsEnd(ActivityNode node) => !outgoing[node.Id].Any();

    /// <summary>
    /// The outcomes that are drawn and end the activity's own work. Of handling that is the reply; of another task what a person may decide,
    /// and not what is followed while the task stays open. A port that is not drawn is the engine's finding, or an act that is not offered.
    /// </summary>
    private IEnumerable<string> Exits(ActivityNode node)
    {
        var drawn = outgoing[node.Id].Select(connection => connection.SourcePort).Distinct(StringComparer.Ordinal);
        if (node.Type == TicketTypes.Handle) return drawn.Where(port => port == TicketTypes.Replied || AddedRules(node).ContainsKey(port));
        if (node.Type == TicketTypes.CityTask && node.Inputs.GetValueOrDefault("LeaveWhenOverdue")?.Expression.Value.AsBoolean() == true) return drawn;
        return outcomesOf(node) is { Count: > 0 } outcomes && drawn.Any(outcomes.Contains) ? drawn.Where(outcomes.Contains) : drawn.Where(port => !TicketTypes.IsBesideTheWork(port));
    }

    /// <summary>An outcome after which the city's law asks for no callback.</summary>
    private bool MayEndWithoutCallback(ActivityNode node, string port)
    {
        var rules = node.Type == TicketTypes.CityTask && node.Inputs.GetValueOrDefault("TaskKind")?.Expression.Value.AsString() is { } kind && city?.Tasks.Kinds.GetValueOrDefault(kind) is { } task
            ? task.Outcomes
            : AddedRules(node);
        return rules.TryGetValue(port, out var rule) && rule.WithoutCallback is not null;
    }

    /// <summary>What follows from the outcomes that the city adds to the tasks of an activity.</summary>
    private IReadOnlyDictionary<string, OutcomeRule> AddedRules(ActivityNode node) =>
        city is null ? new Dictionary<string, OutcomeRule>() : city.AddedRulesOf(node.Type);
}
