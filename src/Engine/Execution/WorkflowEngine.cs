using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>
/// Runs Elsa definitions: one input at a time, from the input until nothing is left to do but wait. Pure: the same
/// arguments give the same result, for ever and everywhere. Thread-safe; keep one for the life of the process.
/// </summary>
public sealed class WorkflowEngine
{
    /// <summary>An engine for these activity types.</summary>
    /// <param name="activities">The activity types, Elsa's included (see <see cref="Activities.BuiltIn.BuiltInActivities"/>).</param>
    /// <param name="limits">Bounds of one step; null: the defaults.</param>
    /// <param name="mode">How flowcharts run where their custom property <c>executionMode</c> does not say.</param>
    public WorkflowEngine(ActivityRegistry activities, ExecutionLimits? limits = null, FlowchartMode mode = FlowchartMode.Counter)
    {
        Activities = activities;
        Plans = new(activities);
        Limits = limits ?? new();
        Mode = mode;
    }

    /// <summary>The activity types it runs.</summary>
    public ActivityRegistry Activities { get; }

    /// <summary>Bounds of one step.</summary>
    public ExecutionLimits Limits { get; }

    /// <summary>How flowcharts run where the definition does not say.</summary>
    public FlowchartMode Mode { get; }

    internal ExpressionEvaluator Expressions { get; } = new();

    internal DefinitionPlans Plans { get; }

    /// <summary>Takes one input.</summary>
    /// <param name="definitions">Holds at least the definitions of the case's instances, and those it may start.</param>
    /// <param name="state">The case before, or null where the input starts it.</param>
    /// <param name="stimulus">The input, who sends it and when.</param>
    /// <param name="policy">The policy snapshot to decide by.</param>
    /// <returns>A decision, or a refusal after which nothing has changed.</returns>
    public StepResult Step(DefinitionSet definitions, CaseState? state, Stimulus stimulus, Policy policy)
    {
        var suspected = 0;
        while (true)
        {
            try
            {
                var result = new Burst(this, definitions, state, stimulus, policy).Run();
                return result is Decided { Decision: var decision } && stimulus.Stopped.Count > 0 ? new Decided(decision with { Stopped = stimulus.Stopped }) : result;
            }
            catch (SafetyNetException stopped)
            {
                // A machine that paused is no fault of the script: only what is stopped twice is stopped. A step is pure, so it begins again.
                if (stopped.Evaluation != suspected) suspected = stopped.Evaluation;
                else if (stimulus.Stopped.Count >= Limits.MaxStoppedPerStep) return new Refused(Refusals.StoppedTooOften());
                else stimulus = stimulus with { Stopped = [.. stimulus.Stopped, stopped.Evaluation] };
            }
        }
    }

    /// <summary>The state after one more event. Decides nothing.</summary>
    public static CaseState Evolve(CaseState state, Event happened)
    {
        var builder = new CaseBuilder(state);
        happened.ApplyTo(builder);
        return builder.ToState();
    }

    /// <summary>The state after these events.</summary>
    public static CaseState Evolve(CaseState state, IEnumerable<Event> happened)
    {
        var builder = new CaseBuilder(state);
        foreach (var one in happened) one.ApplyTo(builder);
        return builder.ToState();
    }

    /// <summary>The outcomes by which an activity may be left when its incident is skipped; empty where the definition has no such activity.</summary>
    public IReadOnlyCollection<string> OutcomesOf(WorkflowDefinition definition, string activityId) =>
        Plans.For(definition).ById(activityId) is { } node ? Admission.OutcomesOf(node) : [];

    /// <summary>What moving a case to another version of a definition would mean; nothing is changed.</summary>
    /// <param name="definitions">Holds both versions.</param>
    /// <param name="state">The case as it stands.</param>
    /// <param name="input">From where to where, and what is called otherwise there.</param>
    public MigrationPlan PlanMigration(DefinitionSet definitions, CaseState state, MigrateCase input) =>
        MigrationPlan.For(Plans, Mode, definitions, state, input, Semantics.Current);
}
