namespace JieSuJiBan.Engine.Flow;

/// <summary>How flowcharts run where the definition does not say (Elsa's FlowchartExecutionMode).</summary>
public enum FlowchartMode
{
    /// <summary>By visit counters: Elsa's default.</summary>
    Counter,
    /// <summary>By tokens and merge modes.</summary>
    Token,
}
