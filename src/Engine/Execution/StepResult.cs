using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>What a step gave: a decision, or a refusal after which nothing has changed.</summary>
public abstract record StepResult;

/// <summary>The input was taken.</summary>
/// <param name="Decision">What follows.</param>
public sealed record Decided(Decision Decision) : StepResult;

/// <summary>The input was refused; nothing changed.</summary>
/// <param name="Rejection">Why, and what to do.</param>
public sealed record Refused(Rejection Rejection) : StepResult;

/// <summary>What follows from an input.</summary>
/// <param name="State">The state after the step: the fold of <paramref name="Events"/> over the state before.</param>
/// <param name="Events">What happened, in order: what the journal stores.</param>
/// <param name="Effects">What the shell shall do in the same commit, in order; what cancelled out inside the step is left out.</param>
public sealed record Decision(CaseState State, IReadOnlyList<Event> Events, IReadOnlyList<Effect> Effects)
{
    /// <summary>What safety nets stopped while it was decided, see <see cref="Stimulus.Stopped"/>: the journal records it with the input.</summary>
    public IReadOnlyList<int> Stopped { get; init; } = [];
}

/// <summary>Bounds of one step: reaching one is an incident, never a hang.</summary>
/// <param name="MaxActivitiesPerStep">Activities begun in one step. The default value is 10,000.</param>
/// <param name="MaxInstanceDepth">Workflows started by workflows, counted from the root. The default value is 32.</param>
/// <param name="MaxRoundsPerInstant">Timers that follow on one another, step by step, and ask for no time. The default value is 1,000.</param>
/// <param name="MaxStoppedPerStep">Scripts of one step that a safety net may stop before the step is refused. The default value is 3.</param>
public sealed record ExecutionLimits(int MaxActivitiesPerStep = 10_000, int MaxInstanceDepth = 32, int MaxRoundsPerInstant = 1000, int MaxStoppedPerStep = 3);
