namespace JieSuJiBan.Engine.Execution;

/// <summary>A safety net of the machine stopped a script: the step is given up and begins again, so that no decision depends on the machine.</summary>
/// <param name="evaluation">Which evaluation of the step, counted from 1.</param>
internal sealed class SafetyNetException(int evaluation) : Exception
{
    public int Evaluation { get; } = evaluation;
}
