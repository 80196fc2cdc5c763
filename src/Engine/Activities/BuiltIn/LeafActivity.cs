using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>One of Elsa's activities without children that needs more than the public context.</summary>
internal abstract class LeafActivity : Activity
{
    public sealed override void Execute(ActivityContext context) => Run((RunContext)context);

    internal abstract void Run(RunContext context);
}
