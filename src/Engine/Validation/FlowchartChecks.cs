using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;

namespace JieSuJiBan.Engine.Validation;

/// <summary>Checks how the activities of one flowchart are connected.</summary>
internal static class FlowchartChecks
{
    public static void Check(ActivityNode flowchart, Func<ActivityNode, NodeContract?> contractOf, DefinitionFindings findings)
    {
        var children = flowchart.Children.Where(child => child.Port == "Activities").ToArray();
        if (children.Length == 0) return;
        foreach (var child in children)
        {
            if (contractOf(child) is { } contract) CheckPorts(flowchart, child, contract, findings);
        }

        var graph = new FlowGraph(flowchart);
        CheckReach(graph, contractOf, findings);
        foreach (var edge in graph.Edges)
        {
            if (!edge.IsBackward || edge.IsValid || !IsReachable(graph, edge.Source)) continue;
            var (source, target) = (graph.Children[edge.Source], graph.Children[edge.Target]);
            findings.Error(source, "connection.invalidBackward",
                $"回退到“{findings.Label(target)}”的连线不合法：从起点到这里有一条路不经过它；请让回退目标处在每条来路上。",
                $"the connection back to '{findings.Label(target)}' is not valid, because one way from the start comes here without passing it: let every way pass the target.");
        }
    }

    private static void CheckPorts(ActivityNode flowchart, ActivityNode child, NodeContract contract, DefinitionFindings findings)
    {
        var outgoing = flowchart.Connections.Where(connection => connection.Source == child.Id).ToArray();
        foreach (var connection in outgoing)
        {
            if (connection.TargetPort != "In")
            {
                findings.Error(child, "connection.unknownPort", $"连线的入口“{connection.TargetPort}”不存在；请删除这条连线后重画。",
                    $"a connection enters by the port '{connection.TargetPort}', which does not exist: delete it and draw it again.");
            }

            if (contract.IsTerminal)
            {
                findings.Warning(child, "connection.afterEnd", "这是结束活动，从它引出的连线不会执行；请删除这条连线。",
                    "it ends its flow, so connections that leave it are never followed: delete them.");
            }
            else if (contract.Ports is { } ports && !ports.Contains(connection.SourcePort))
            {
                findings.Error(child, "connection.unknownPort", $"没有出口“{connection.SourcePort}”，连线不会执行；可用的出口：{string.Join('、', ports)}。请改连其中之一。",
                    $"it has no port '{connection.SourcePort}', so the connection is never followed; it has {string.Join(", ", ports)}: draw it from one of these.");
            }
        }

        // None connected is an end drawn on purpose; some connected and some not is mostly an oversight.
        if (outgoing.Length == 0 || contract.Ports is not { Count: > 1 } all) return;
        foreach (var port in all.Where(port => port != "Done" && !contract.IsOptional(port) && !outgoing.Any(connection => connection.SourcePort == port)))
        {
            findings.Warning(child, "port.notConnected", $"出口“{contract.PortName(port)}”没有连线，走到这里流程就停了；请补上连线，或确认本意如此。",
                $"its port '{port}' is not connected, so the flow stops there: connect it, or make sure it is meant.");
        }
    }

    private static void CheckReach(FlowGraph graph, Func<ActivityNode, NodeContract?> contractOf, DefinitionFindings findings)
    {
        for (var at = 0; at < graph.Children.Length; at++)
        {
            var child = graph.Children[at];
            if (IsReachable(graph, at) || contractOf(child)?.Descriptor?.Kind == "Trigger" && child.Raw["customProperties"]["canStartWorkflow"].AsBoolean() == true) continue;
            findings.Warning(child, "activity.unreachable", "没有任何连线可以走到这里，它不会执行；请连上它或删除它。",
                "no connection leads here, so it never runs: connect it or delete it.");
        }
    }

    private static bool IsReachable(FlowGraph graph, int child) => child == graph.Start || graph.Start >= 0 && graph.Ancestors[child][graph.Start];
}
