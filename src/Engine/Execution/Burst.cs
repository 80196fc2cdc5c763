using System.Globalization;
using System.Runtime.InteropServices;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Execution;

/// <summary>
/// One step at work: takes the input, then runs work items first in, first out, until none is left. Everything that
/// changes the state goes through <see cref="Emit(Event)"/>, so that the fold of the events is the live state.
/// </summary>
internal sealed partial class Burst
{
    /// <summary>A timer that asks for less lets no time pass: instants of the shell are not finer.</summary>
    private static readonly Duration LeastWait = Duration.FromMilliseconds(1);

    private readonly WorkflowEngine engine;
    private readonly DefinitionSet definitions;
    private readonly CaseState? before;
    private readonly Workspace workspace;
    private readonly List<Event> events;
    private readonly List<Effect> effects;
    private readonly Queue<WorkItem> queue;
    private readonly Queue<Notice> notices;
    private Queue<Action>? deferred;
    private Dictionary<string, (string ActivityId, Value Payload)>? triggers;
    private RunContext? lastContainer;
    private Bookmark? fired;
    private int evaluations;
    private int ordinal;
    private int activitiesRun;
    private bool isExhausted;
    private string? lastPlanHash;
    private DefinitionPlan? lastPlan;

    public Burst(WorkflowEngine engine, DefinitionSet definitions, CaseState? before, Stimulus stimulus, Policy policy)
    {
        this.engine = engine;
        this.definitions = definitions;
        this.before = before;
        Stimulus = stimulus;
        Policy = policy.Under(stimulus.Semantics);
        workspace = Workspace.Rent();
        State = workspace.Builder.Reset(before ?? CaseState.Empty);
        (events, effects, queue, notices) = (workspace.Events, workspace.Effects, workspace.Queue, workspace.Notices);
    }

    public Stimulus Stimulus { get; }

    public Policy Policy { get; }

    public CaseBuilder State { get; }

    /// <summary>What the task asks that this step completes, or null.</summary>
    public TaskDeclaration? Answered { get; private set; }

    public WorkflowEngine Engine => engine;

    public DefinitionSet Definitions => definitions;

    /// <summary>Room for a flowchart while it decides; what is decided becomes one event.</summary>
    public FlowRoom FlowRoom => workspace.FlowRoom;

    public StepResult Run()
    {
        try
        {
            if (Accept(Stimulus.Input) is { } rejection) return new Refused(Policy.Worded(rejection));
            EnqueuePending();
            Drain();
            if (Stimulus.Semantics >= Semantics.NothingIsLost)
            {
                while (FaultStuck()) Drain();
            }

            Settle();
            return new Decided(new Decision(State.ToState(), events.ToArray(), effects.Count == 0 ? [] : effects.ToArray()));
        }
        finally
        {
            workspace.Return();
        }
    }

    public void Emit(Event happened)
    {
        events.Add(happened);
        happened.ApplyTo(State);
    }

    public void Emit(Effect effect) => effects.Add(effect);

    /// <summary>The next id of this step: <c>{sequence}-{ordinal}</c>.</summary>
    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"{State.Sequence}-{++ordinal}");

    /// <summary>A number that depends on the case, the step and how many were asked for before.</summary>
    public ulong NextSeed()
    {
        Span<byte> bytes = stackalloc byte[16];
        State.CaseId.Value.TryWriteBytes(bytes);
        var seed = BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..]);
        unchecked
        {
            // SplitMix64, so that neighbouring steps do not give neighbouring seeds.
            seed += 0x9E3779B97F4A7C15UL * (((ulong)State.Sequence << 20) + (ulong)++ordinal);
            seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9UL;
            seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EBUL;
            return seed ^ (seed >> 31);
        }
    }

    public DefinitionPlan PlanOf(string workflowInstanceId)
    {
        var hash = State.Instances[State.IndexOfInstance(workflowInstanceId)].DefinitionHash;
        if (lastPlan is not null && ReferenceEquals(hash, lastPlanHash)) return lastPlan;
        var definition = definitions.ByHash(hash)
            ?? throw new InvalidOperationException($"The definition {hash} of workflow instance {workflowInstanceId} is not in the set given to this step.");
        lastPlanHash = hash;
        return lastPlan = engine.Plans.For(definition);
    }

    public RunContext ContextOf(ActivityInstance activity)
    {
        var plan = PlanOf(activity.WorkflowInstanceId);
        var node = plan.ById(activity.ActivityId)
            ?? throw new InvalidOperationException($"The definition has no activity {activity.ActivityId}.");
        return new(this, plan, node, activity.Id, activity.WorkflowInstanceId, activity.ParentId);
    }

    /// <summary>Schedules a child of a container; gives the id of the run.</summary>
    public string Schedule(RunContext container, NodePlan child, bool isBackward = false, Value? variables = null)
    {
        var id = NextId();
        Enqueue(new(id, container.WorkflowInstanceId, container.Plan, child, container.InstanceId, isBackward, variables ?? Value.EmptyObject));
        return id;
    }

    /// <summary>Starts a workflow inside the case; its root runs when its turn comes.</summary>
    public string StartWorkflow(WorkflowDefinition definition, Value input, string? parentId, string? parentActivityId, bool isComposite, string? correlationId = null)
    {
        var id = NextId();
        Emit(new WorkflowStarted(new(id, definition.Hash, definition.DefinitionId, definition.Version, parentId, parentActivityId, isComposite, input)
        {
            CorrelationId = correlationId,
            SubStatus = WorkflowSubStatus.Executing,
        }));
        var plan = engine.Plans.For(definition);
        Enqueue(new(NextId(), id, plan, plan.Root, null, false, Value.EmptyObject));
        return id;
    }

    public void Notify(RunContext child, string[] outcomes) => notices.Enqueue(new(child, outcomes));

    /// <summary>Whether a container still has something running, scheduled or about to be reported.</summary>
    public bool HasPendingWork(string containerId)
    {
        if (State.Activities.CountOf(containerId) > 0 || ScheduledFor(containerId) > 0) return true;
        foreach (var notice in notices)
        {
            if (notice.Child.ParentId == containerId) return true;
        }

        return false;
    }

    /// <summary>Whether a child of a container is scheduled, alive, or has ended without the container having heard of it.</summary>
    public bool IsUnderWay(string containerId, NodePlan child)
    {
        for (int i = State.Activities.Slots - 1, left = State.Activities.CountOf(containerId); left > 0 && i >= 0; i--)
        {
            if (State.Activities.At(i) is not { } activity || activity.ParentId != containerId) continue;
            if (activity.ActivityId == child.Node.Id) return true;
            left--;
        }

        foreach (var notice in notices)
        {
            if (notice.Child.ParentId == containerId && notice.Child.Node == child) return true;
        }

        if (ScheduledFor(containerId) == 0) return false;
        foreach (var item in queue)
        {
            if (item.ParentId == containerId && item.Node == child) return true;
        }

        return false;
    }

    /// <summary>The runs of a container's children that are scheduled, alive, or have ended without the container having heard of it.</summary>
    public List<(string Id, ActivityNode Node)> LivingIn(string containerId)
    {
        var living = new List<(string, ActivityNode)>();
        for (int i = 0, left = State.Activities.CountOf(containerId); left > 0 && i < State.Activities.Slots; i++)
        {
            if (State.Activities.At(i) is not { } activity || activity.ParentId != containerId) continue;
            living.Add((activity.Id, PlanOf(activity.WorkflowInstanceId).ById(activity.ActivityId)!.Node));
            left--;
        }

        foreach (var item in queue)
        {
            if (item.ParentId == containerId) living.Add((item.Id, item.Node.Node));
        }

        foreach (var notice in notices)
        {
            if (notice.Child.ParentId == containerId && notice.Outcomes is not null) living.Add((notice.Child.InstanceId, notice.Child.Node.Node));
        }

        return living;
    }

    /// <summary>Whether a fault keeps the instance, or the owner that it is a part of, from going on.</summary>
    public bool IsHalted(string workflowInstanceId)
    {
        for (var id = workflowInstanceId; ;)
        {
            if (State.FindInstance(id) is not { } instance) return true;
            if (instance.SubStatus == WorkflowSubStatus.Faulted) return true;
            if (!instance.IsComposite || instance.ParentId is null) return false;
            id = instance.ParentId;
        }
    }

    private void Enqueue(WorkItem item)
    {
        queue.Enqueue(item);
        if (item.ParentId is not null) CollectionsMarshal.GetValueRefOrAddDefault(workspace.Scheduled, item.ParentId, out _)++;
    }

    private bool TryDequeue(out WorkItem item)
    {
        if (!queue.TryDequeue(out item)) return false;
        Unscheduled(item);
        return true;
    }

    private void Unscheduled(WorkItem item)
    {
        if (item.ParentId is null) return;
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(workspace.Scheduled, item.ParentId);
        if (--count == 0) workspace.Scheduled.Remove(item.ParentId);
    }

    private int ScheduledFor(string containerId) => workspace.Scheduled.GetValueOrDefault(containerId);

    private void EnqueuePending()
    {
        if (before is null) return;
        foreach (var activity in State.Activities)
        {
            if (activity.Status != ActivityStatus.Pending || IsHalted(activity.WorkflowInstanceId)) continue;
            var plan = PlanOf(activity.WorkflowInstanceId);
            if (plan.ById(activity.ActivityId) is not { } node) continue;
            Enqueue(new(activity.Id, activity.WorkflowInstanceId, plan, node, activity.ParentId, activity.IsBackward, activity.Variables));
        }
    }

    private void Drain()
    {
        List<WorkItem>? held = null;
        while (true)
        {
            if (notices.TryDequeue(out var notice)) Report(notice);
            else if (!TryDequeue(out var item))
            {
                if (!TakeDeferred()) break;
            }
            else if (isExhausted || IsHalted(item.WorkflowInstanceId)) (held ??= []).Add(item);
            else RunItem(item);
        }

        foreach (var item in held ?? [])
        {
            // Scheduled by an earlier step and held again: it is in the state already. Its parent may have gone meanwhile.
            if (State.FindActivity(item.Id) is not null || State.FindInstance(item.WorkflowInstanceId) is null) continue;
            if (item.ParentId is not null && State.FindActivity(item.ParentId) is null) continue;
            Emit(new ActivityScheduled(item.Id, item.WorkflowInstanceId, item.Node.Node.Id, item.Node.Node.Type, item.ParentId, item.IsBackward, item.Variables));
        }
    }

    /// <summary>What waited until nothing else is left to do. False where nothing did.</summary>
    private bool TakeDeferred()
    {
        if (deferred is null || !deferred.TryDequeue(out var next)) return false;
        next();
        return true;
    }

    private void RunItem(WorkItem item)
    {
        var node = item.Node.Node;
        Emit(new ActivityStarted(item.Id, item.WorkflowInstanceId, node.Id, node.Type, item.ParentId, item.IsBackward, item.Variables));
        var context = new RunContext(this, item.Plan, item.Node, item.Id, item.WorkflowInstanceId, item.ParentId);
        if (++activitiesRun > engine.Limits.MaxActivitiesPerStep)
        {
            isExhausted = true;
            context.Fault(
                "step.budgetExceeded",
                $"这一步已运行 {engine.Limits.MaxActivitiesPerStep} 个活动仍未停下等待：流程中有不等待的循环。请在循环中加入等待后重试。 / " +
                $"More than {engine.Limits.MaxActivitiesPerStep} activities ran in one step: the workflow has a loop that never waits. Add a wait to the loop, then retry.");
            return;
        }

        Guard(context, static (context, _) =>
        {
            if (context.Node.Activity is { } activity) activity.Execute(context);
            else Composite.Begin(context);
        }, (object?)null);
        context.Settle(isResumed: false);
    }

    /// <summary>Tells the container, or where there is none the workflow, that an activity has ended.</summary>
    private void Report(Notice notice)
    {
        var child = notice.Child;
        if (child.ParentId is null)
        {
            if (State.FindInstance(child.WorkflowInstanceId) is { Status: WorkflowStatus.Running } ended) EndWorkflow(ended, notice.Outcomes);
            return;
        }

        if (State.FindActivity(child.ParentId) is not { Status: ActivityStatus.Running } parent) return;
        // Its children mostly end one after the other: the same container hears of each.
        var context = lastContainer?.InstanceId == parent.Id ? lastContainer : lastContainer = ContextOf(parent);
        if (context.Node.Activity is not ContainerActivity) return;
        Guard(context, static (context, notice) =>
        {
            var container = (ContainerActivity)context.Node.Activity!;
            if (notice.Outcomes is { } outcomes) container.ChildCompleted(context, new(notice.Child.Node, outcomes, notice.Child.WasBackward, notice.Child.InstanceId));
            else container.ChildCancelled(context, new(notice.Child.Node, [], notice.Child.WasBackward, notice.Child.InstanceId));
        }, notice);
    }

    /// <summary>
    /// Evaluates a script or template. What a safety net of the machine stops is no decision: it is told to the caller of the step, and comes
    /// back with the input (see <see cref="Stimulus.Stopped"/>).
    /// </summary>
    public T Bounded<T>(Func<T> evaluate, Func<T, ExpressionError?> errorOf, Func<ExpressionError, T> stopped)
    {
        if (Stimulus.Semantics < Semantics.BoundedScripts) return evaluate();
        var number = ++evaluations;
        if (Stimulus.Stopped.Contains(number))
        {
            return stopped(new("script.stopped", "脚本占用的时间或内存过多，已被安全保护停止；请简化脚本、正则表达式或减少数据量后重试。",
                "The script took too much time or memory and was stopped by a safety net: simplify it or its regular expression, or let it handle less data, then retry."));
        }

        var result = evaluate();
        return errorOf(result)?.Code.StartsWith("script.safety", StringComparison.Ordinal) == true ? throw new SafetyNetException(number) : result;
    }

    /// <summary>A failing activity is an incident, never a lost case.</summary>
    private static void Guard<T>(RunContext context, Action<RunContext, T> act, T argument)
    {
        try
        {
            act(context, argument);
        }
        catch (ActivityFaultException fault)
        {
            context.Fault(fault.Code, fault.Message);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or InsufficientExecutionStackException or SafetyNetException))
        {
            if (context.Semantics < Semantics.BoundedScripts)
            {
                context.Fault("activity.exception", $"{error.GetType().Name}: {error.Message}");
                return;
            }

            Diagnostics.Note(error);
            context.Fault("activity.exception", $"{context.DisplayText} ({context.ActivityId}): 活动内部出错；请重试，仍然出错时请管理员查看服务的跟踪记录。 / The activity failed inside: retry it, and if it fails again let an administrator look at the trace.");
        }
    }

    /// <summary>Whatever neither runs nor waits would stay for ever: it is an incident. False where there is nothing of the kind.</summary>
    private bool FaultStuck()
    {
        for (var i = State.Activities.Slots - 1; i >= 0; i--)
        {
            if (State.Activities.At(i) is not { Status: ActivityStatus.Running } activity) continue;
            if (State.Bookmarks.CountOf(activity.Id) > 0 || State.Activities.CountOf(activity.Id) > 0 || State.Instances.CountOf(activity.Id) > 0) continue;
            if (IsHalted(activity.WorkflowInstanceId)) continue;
            var context = ContextOf(activity);
            context.Fault(
                "activity.stuck",
                $"{context.DisplayText} ({context.ActivityId}): 既没有在办的事，也没有在等待的事，会一直停在这里。请改画流程后重试，或跳过。 / " +
                "nothing of it runs and nothing is waited for, so it would stay here for ever: correct the flow and retry, or skip it.");
            return true;
        }

        return false;
    }

    /// <summary>Statuses at the end of the step: what still runs waits from now on.</summary>
    private void Settle()
    {
        var isRunning = false;
        var isFaulted = false;
        for (var i = 0; i < State.Instances.Slots; i++)
        {
            if (State.Instances.At(i) is not { } instance) continue;
            if (instance.SubStatus == WorkflowSubStatus.Executing) Emit(new WorkflowStatusChanged(instance.Id, WorkflowStatus.Running, WorkflowSubStatus.Suspended));
            isRunning |= instance.Status == WorkflowStatus.Running;
            isFaulted |= instance.SubStatus == WorkflowSubStatus.Faulted;
        }

        var root = State.Instances[0];
        var (status, subStatus) = root.SubStatus == WorkflowSubStatus.Faulted ? (WorkflowStatus.Finished, WorkflowSubStatus.Faulted)
            : isRunning ? (WorkflowStatus.Running, WorkflowSubStatus.Suspended)
            : (WorkflowStatus.Finished, isFaulted ? WorkflowSubStatus.Faulted : root.SubStatus);
        if (status != State.Status || subStatus != State.SubStatus) Emit(new CaseStatusChanged(status, subStatus));
    }

    private readonly record struct WorkItem(
        string Id,
        string WorkflowInstanceId,
        DefinitionPlan Plan,
        NodePlan Node,
        string? ParentId,
        bool IsBackward,
        Value Variables);

    /// <summary>An activity has ended: with these outcomes, or cancelled where they are null.</summary>
    private readonly record struct Notice(RunContext Child, string[]? Outcomes);

    /// <summary>
    /// Lists and queues that one step after the other uses on the same thread. What a step gives away is copied out of
    /// them; they only save the garbage.
    /// </summary>
    private sealed class Workspace
    {
        [ThreadStatic]
        private static Workspace? free;

        public List<Event> Events { get; } = new(32);

        public List<Effect> Effects { get; } = new(8);

        public Queue<WorkItem> Queue { get; } = new(16);

        public Queue<Notice> Notices { get; } = new(8);

        public FlowRoom FlowRoom { get; } = new();

        public CaseBuilder Builder { get; } = new();

        /// <summary>How much is scheduled for each container.</summary>
        public Dictionary<string, int> Scheduled { get; } = new(StringComparer.Ordinal);

        public static Workspace Rent()
        {
            var rented = free ?? new();
            free = null;
            return rented;
        }

        public void Return()
        {
            // A step of ten thousand activities shall not keep its room for ever.
            if (Events.Capacity > 1024 || Queue.Count > 0) return;
            Events.Clear();
            Effects.Clear();
            Notices.Clear();
            Scheduled.Clear();
            free = this;
        }
    }
}

/// <summary>Room for one decision of a flowchart.</summary>
internal sealed class FlowRoom
{
    public FlowCounters Counters { get; } = new();

    public List<int> Visits { get; } = new(16);

    public List<int> Decided { get; } = new(16);

    public List<int> Joins { get; } = new(4);

    public Stack<(int Child, int Next)> Stack { get; } = new(16);

    public void Clear()
    {
        Visits.Clear();
        Decided.Clear();
        Joins.Clear();
        Stack.Clear();
    }
}
