using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Flow;

/// <summary>How a flowchart runs.</summary>
internal static class FlowchartModes
{
    /// <summary>True where it runs by tokens: as its own custom property <c>executionMode</c> says, else its definition's, else as the engine is set.</summary>
    public static bool UsesTokens(this ActivityNode flowchart, WorkflowDefinition definition, FlowchartMode byDefault) =>
        (flowchart.Raw["customProperties"]["executionMode"].AsString() ?? definition.CustomProperties["executionMode"].AsString()) switch
        {
            "TokenBased" => true,
            "CounterBased" => false,
            _ => byDefault == FlowchartMode.Token,
        };
}
