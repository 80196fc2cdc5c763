using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Migration;

/// <summary>How a workflow instance stands to another version of its definition.</summary>
public enum MigrationVerdict
{
    /// <summary>What is still to come is the same, activity by activity: nobody will notice.</summary>
    Same,
    /// <summary>Every open position and variable has its place in the target, and what follows is what the target draws.</summary>
    Mappable,
    /// <summary>It cannot go on there without losing or repeating something.</summary>
    Blocked,
}

/// <summary>Where an open position goes on.</summary>
/// <param name="ActivityInstanceId">The activity instance; it keeps its id.</param>
/// <param name="From">Its activity id now.</param>
/// <param name="To">Its activity id in the target.</param>
/// <param name="ActivityType">Its type in the target.</param>
/// <param name="Name">What the designer shows for it in the target, or null.</param>
/// <param name="Status">Whether it waits, is held back, or has failed.</param>
/// <param name="Waits">Its waits: they stay as they are, tasks with their ids and timers with their instants.</param>
public sealed record PlaceMove(string ActivityInstanceId, string From, string To, string ActivityType, string? Name, ActivityStatus Status, IReadOnlyList<Bookmark> Waits);

/// <summary>Where the value of a variable goes.</summary>
/// <param name="ContainerId">The activity that declares it, by its id now; null: the workflow does.</param>
/// <param name="From">Id of the variable now, or null where the target adds it.</param>
/// <param name="To">Id of the variable in the target; null where the target has none: then its value is forgotten.</param>
/// <param name="Name">Its name.</param>
/// <param name="Change"><c>kept</c>, <c>converted</c>, <c>forgotten</c> or <c>added</c> (with the target's default).</param>
public sealed record VariableMove(string? ContainerId, string? From, string? To, string Name, string Change);

/// <summary>Why an instance cannot go on with the target, at one place.</summary>
/// <param name="Code">Stable dotted code, e.g. <c>migration.placeGone</c>.</param>
/// <param name="ActivityId">The activity that it is about, or null.</param>
/// <param name="ActivityName">What the designer shows for it, or null.</param>
/// <param name="Chinese">The sentence for policy administrators, zh-CN: what stands in the way and what to do.</param>
/// <param name="English">The same in English.</param>
public sealed record MigrationBlock(string Code, string? ActivityId, string? ActivityName, string Chinese, string English);

/// <summary>What moving one workflow instance means.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Places">Where each open position goes; those that have no place are among <paramref name="Blocks"/>.</param>
/// <param name="Variables">Where the values of the variables go.</param>
/// <param name="Blocks">What stands in the way; empty unless blocked.</param>
public sealed record InstancePlan(
    string WorkflowInstanceId,
    MigrationVerdict Verdict,
    IReadOnlyList<PlaceMove> Places,
    IReadOnlyList<VariableMove> Variables,
    IReadOnlyList<MigrationBlock> Blocks)
{
    /// <summary>What applying it records.</summary>
    internal IReadOnlyList<Event> Events { get; init; } = [];
}

/// <summary>
/// What moving a case to another version of a definition means: a dry run, and at the same time the check that the input
/// <see cref="MigrateCase"/> itself makes. A plan that is not blocked can be applied to the state it was made for.
/// </summary>
/// <remarks>
/// An open position (an activity that waits, is held back or has failed, and each container around it) goes to the activity
/// that the mapping names, else to the one of the same id. It must be of the same type, in the same slot of the same
/// container; one that failed or has not begun may be of another type. A flowchart's counters and tokens go with the
/// connections that both versions have. A connection that only the target has is open where its source is still to come,
/// and counts as not followed where its source was passed: what the target adds behind the open positions is not made up
/// for, and what was done is not done again. Blocked is what would lose a branch that has arrived, run an activity twice,
/// or leave a join waiting for what cannot come.
/// </remarks>
/// <param name="Verdict">The worst verdict of its instances.</param>
/// <param name="Instances">The instances that would move.</param>
/// <param name="Refusal">Why the input would be refused; null where it would be taken.</param>
public sealed record MigrationPlan(MigrationVerdict Verdict, IReadOnlyList<InstancePlan> Instances, Rejection? Refusal)
{
    /// <summary>The plan for a case.</summary>
    /// <param name="definitionPlans">The plans of the engine that runs it.</param>
    /// <param name="mode">How its flowcharts run where the definition does not say.</param>
    /// <param name="definitions">Holds both versions.</param>
    /// <param name="state">The case as it stands.</param>
    /// <param name="input">From where to where, and what is called otherwise there.</param>
    /// <param name="semantics">The meaning under which values are converted (see <see cref="Semantics"/>).</param>
    internal static MigrationPlan For(DefinitionPlans definitionPlans, FlowchartMode mode, DefinitionSet definitions, CaseState state, MigrateCase input, int semantics)
    {
        if (definitions.ByHash(input.ToHash) is not { } target) return Refuse(MigrationRefusals.TargetUnknown(input.ToHash));
        if (state.IsClosed) return Refuse(Refusals.CaseFinished(state));
        var moving = state.Instances.Where(instance => instance.DefinitionHash == input.FromHash && IsOpen(instance)).ToArray();
        if (moving.Length == 0 || input.FromHash == input.ToHash) return Refuse(MigrationRefusals.NothingToMove(target));
        var source = definitions.ByHash(input.FromHash) ?? throw new InvalidOperationException($"The definition {input.FromHash} of a running instance is not in the set.");
        if (source.DefinitionId != target.DefinitionId) return Refuse(MigrationRefusals.OtherDefinition(source, target));
        if (MigrationMap.Check(source, target, input) is { } wrong) return Refuse(wrong);

        var (from, to) = (definitionPlans.For(source), definitionPlans.For(target));
        var map = new MigrationMap(source, target, input);
        var plans = moving.Select(instance => new InstanceMigration(mode, state, instance, from, to, map, semantics).Plan()).ToArray();
        var verdict = plans.Max(plan => plan.Verdict);
        return new(verdict, plans, verdict == MigrationVerdict.Blocked ? MigrationRefusals.Blocked(target, plans) : null);
    }

    private static bool IsOpen(WorkflowInstance instance) => instance.Status == WorkflowStatus.Running || instance.SubStatus == WorkflowSubStatus.Faulted;

    private static MigrationPlan Refuse(Rejection refusal) => new(MigrationVerdict.Blocked, [], refusal);
}
