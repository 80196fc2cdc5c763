using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Execution;

/// <summary>How the children of a running flowchart wait for what comes to them.</summary>
internal static class FlowJoins
{
    /// <summary>How the child waits: as the definition says, or as its expression gives now.</summary>
    public static JoinMode JoinAt(this FlowGraph graph, RunContext flowchart, int child) => graph.Joins[child] ?? FlowGraph.JoinNamed(ValueConverter.ToText(
        flowchart.Evaluate(graph.Children[child].Inputs["Mode"].Expression, "String", $"{graph.Children[child].Id}.Mode")));

    /// <summary>How tokens merge at the child.</summary>
    public static MergeMode MergeAt(this FlowGraph graph, RunContext flowchart, int child) => graph.Merges[child] ?? FlowGraph.MergeFor(graph.JoinAt(flowchart, child));
}
