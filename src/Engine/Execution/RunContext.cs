using System.Globalization;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Execution;

/// <summary>One run of one activity inside a burst: what the activity sees, and the only way it acts.</summary>
internal sealed partial class RunContext(
    Burst burst,
    DefinitionPlan plan,
    NodePlan node,
    string instanceId,
    string workflowInstanceId,
    string? parentId) : ActivityContext
{
    private static readonly string[] Done = ["Done"];
    private bool hasEnded;
    private bool waits;

    public Burst Burst => burst;

    public DefinitionPlan Plan => plan;

    public NodePlan Node => node;

    /// <summary>The shape of this flowchart, seen from where it began.</summary>
    public FlowGraph Graph
    {
        get
        {
            var properties = Instance.Properties;
            return properties.Count == 0 || properties[FlowchartActivity.TriggerProperty].AsString() is not { } trigger ? node.Graph : node.GraphFrom(trigger);
        }
    }

    public string WorkflowInstanceId => workflowInstanceId;

    public string? ParentId => parentId;

    /// <summary>Whether it ran along a backward connection; remembered when it ends, because then the instance is gone.</summary>
    public bool WasBackward { get; private set; }

    public override CaseId CaseId => burst.State.CaseId;

    public override Instant Now => burst.Stimulus.At;

    public override int Semantics => burst.Stimulus.Semantics;

    public override Actor Actor => burst.Stimulus.Actor;

    public override Policy Policy => burst.Policy;

    public override Value Facts => burst.State.Facts;

    public override string ActivityId => node.Node.Id;

    public override string InstanceId => instanceId;

    public override string DisplayText => node.Node.DisplayText ?? node.Activity?.Descriptor.DisplayName ?? node.Node.Name ?? node.Node.Type;

    public override Value WorkflowInput => Workflow.Input;

    public WorkflowInstance Workflow => burst.State.FindInstance(workflowInstanceId)!;

    public ActivityInstance Instance => burst.State.FindActivity(instanceId)
        ?? throw new InvalidOperationException($"The activity instance {instanceId} has ended.");

    public bool IsAlive => !hasEnded && burst.State.FindActivity(instanceId) is { Status: ActivityStatus.Running };

    public override Value Input(string name)
    {
        if (node.FindInput(name) is { } input) return Evaluate(input);
        return node.Node.Inputs.TryGetValue(name, out var undeclared)
            ? Evaluate(undeclared.Expression, undeclared.TypeName ?? "Object", name)
            : Value.Null;
    }

    /// <summary>Evaluates an expression of this activity; failing ends it with an incident that names both.</summary>
    public Value Evaluate(Expression expression, string typeName, string name)
    {
        var result = expression.Type is "JavaScript" or "Liquid"
            ? burst.Bounded(() => burst.Engine.Expressions.Evaluate(expression, typeName, Scope), static given => given.Error, static error => new(error))
            : burst.Engine.Expressions.Evaluate(expression, typeName, Scope);
        return result.Error is not { } error
            ? result.Value
            : throw new ActivityFaultException(error.Code, Sentence(name, error.Chinese, error.English, error.Line));
    }

    /// <summary>The same for what a person declared, where a list or an object does not silently become text.</summary>
    public Value EvaluateDeclared(Expression expression, string typeName, string name)
    {
        if (Semantics < Engine.Semantics.ValuesStayWhole || expression.Type == "Literal") return Evaluate(expression, typeName, name);
        var converted = ValueConverter.ConvertDeclared(Evaluate(expression, "Object", name), typeName, Reading);
        return converted.Error is { } error ? throw new ActivityFaultException("expression.conversion", Sentence(name, error.Chinese, error.English, null)) : converted.Value;
    }

    public override Value GetProperty(string name) => Instance.Properties[name];

    public override void SetProperty(string name, Value value)
    {
        if (!Instance.Properties[name].Equals(value)) burst.Emit(new PropertyChanged(instanceId, name, value));
    }

    public override void SetOutput(string name, Value value)
    {
        burst.Emit(new ActivityOutputSet(instanceId, ActivityId, workflowInstanceId, name, value));
        if (!node.Node.Outputs.TryGetValue(name, out var target)) return;
        if (plan.Definition.VariableById(target, node.Node) is not null) Scope.SetVariable(target, value);
        else SetWorkflowOutput(target, value);
    }

    public void SetWorkflowOutput(string name, Value value) => burst.Emit(new WorkflowOutputSet(workflowInstanceId, name, value));

    public override void Record(string kind, Value set) => burst.Emit(new FactsChanged(kind, set));

    public override string OpenTask(
        string role,
        string? unitCode,
        Instant? dueAt,
        Value payload,
        string tag = "task",
        string? kind = null,
        IReadOnlyList<string>? outcomes = null,
        string? title = null,
        IReadOnlyList<string>? notBy = null)
    {
        kind ??= node.Activity?.Descriptor.Task?.Kind
            ?? throw new InvalidOperationException($"{node.Node.Type} opens a task, but its descriptor declares none.");
        return OpenTask(kind, title ?? DisplayText, role, unitCode, dueAt, payload, tag, outcomes, notBy);
    }

    public string OpenTask(
        string kind,
        string title,
        string role,
        string? unitCode,
        Instant? dueAt,
        Value payload,
        string tag,
        IReadOnlyList<string>? outcomes = null,
        IReadOnlyList<string>? notBy = null)
    {
        waits = true;
        var id = burst.NextId();
        if (burst.Policy.AddedOutcomes(kind) is { Count: > 0 } added) outcomes = WithDrawn(kind, outcomes, added);
        var task = new HumanTask(TaskIdOf(CaseId, id), kind, title, role, unitCode, null, Now, dueAt, payload, outcomes, notBy);
        burst.Emit(new TaskOpened(new(id, BookmarkKind.Task, node.Node.Type, HashOf(node.Node.Type, id), Value.EmptyObject, instanceId, tag, true, Now, null, task)));
        burst.Emit(new OpenTask(task));
        return id;
    }

    /// <summary>What the policy adds is offered where it leads somewhere.</summary>
    private string[] WithDrawn(string kind, IReadOnlyList<string>? outcomes, IReadOnlyList<string> added)
    {
        outcomes ??= [.. (burst.Policy.FindTask(kind)?.Outcomes ?? []).Select(outcome => outcome.Name)];
        return [.. outcomes.Where(outcome => !added.Contains(outcome)), .. added.Where(IsDrawn)];
    }

    public override void ChangeTask(string bookmarkId, Instant? dueAt, Value? payload = null)
    {
        var at = burst.State.IndexOfBookmark(bookmarkId);
        if (at < 0 || burst.State.Bookmarks[at] is not { Task: { } task } bookmark || bookmark.ActivityInstanceId != instanceId) return;
        var shown = payload ?? task.Payload;
        if (task.DueAt == dueAt && task.Payload.Equals(shown)) return;
        burst.Emit(new TaskChanged(bookmarkId, dueAt, shown));
        burst.Emit(new ChangeTask(task.Id, dueAt, shown));
    }

    public override void Follow(params string[] outcomes)
    {
        if (!IsAlive || parentId is null || burst.State.FindActivity(parentId) is not { Status: ActivityStatus.Running } parent) return;
        var container = burst.ContextOf(parent);
        if (container.Node.Activity is FlowchartActivity) FlowchartActivity.Follow(container, this, outcomes);
    }

    public override string? FindBeside(string typeName, string input, Value value)
    {
        foreach (var child in node.Node.Parent?.Children ?? [])
        {
            if (child.Type == typeName && child.Port == "Activities" && plan[child].FindInput(input) is { Constant: { } constant } && constant.Equals(value)) return child.Id;
        }

        return null;
    }

    public override void Begin(string activityId)
    {
        if (parentId is null || burst.State.FindActivity(parentId) is not { Status: ActivityStatus.Running } parent) return;
        var container = burst.ContextOf(parent);
        if (container.Node.Activity is not FlowchartActivity) return;
        var position = container.Graph.PositionOf(activityId);
        if (position < 0 || burst.IsUnderWay(parentId, plan[container.Graph.Children[position]])) return;
        // In counter mode what is begun aside counts no round, as along a way back.
        container.Schedule(container.Graph.Children[position], isBackward: !FlowchartActivity.IsTokenMode(container));
    }

    public override bool IsDrawn(string port)
    {
        if (node.Node.ChildAt(port) is not null) return true;
        foreach (var connection in node.Node.Parent?.Connections ?? [])
        {
            if (connection.Source == ActivityId && connection.SourcePort == port) return true;
        }

        return false;
    }

    public override void Publish(string signal, Value payload) => burst.Signal(signal, payload);

    public override string SetTimer(Instant dueAt, string tag)
    {
        var round = burst.RoundOf(dueAt);
        if (round > burst.Engine.Limits.MaxRoundsPerInstant) throw NoTimePasses();
        waits = true;
        var id = burst.NextId();
        burst.Emit(new TimerSet(new(id, BookmarkKind.Timer, node.Node.Type, HashOf(node.Node.Type, id), Value.EmptyObject, instanceId, tag, true, Now, dueAt) { Round = round }));
        burst.Emit(new SetTimer(id, dueAt));
        return id;
    }

    public override string WaitForSignal(string name, string tag, bool autoBurn = true) =>
        Wait(BookmarkKind.Signal, name, HashOf("Elsa.Event", name), Value.EmptyObject, tag, autoBurn);

    public override string Send(string channel, Value payload, bool awaitsResult = false, string tag = "result")
    {
        var effectId = TaskIdOf(CaseId, burst.NextId());
        burst.Emit(new EffectRequested(effectId, channel));
        burst.Emit(new SendOut(effectId, channel, payload, awaitsResult));
        if (awaitsResult) Wait(BookmarkKind.Result, channel, HashOf(channel, effectId), Value.Object(("effectId", Value.Of(effectId))), tag, true);
        return effectId;
    }

    private ActivityFaultException NoTimePasses() => new("timer.noTimePasses",
        $"{DisplayText} ({ActivityId}): 同一时刻已连续触发 {burst.Engine.Limits.MaxRoundsPerInstant} 次定时而时间没有前进：流程中有不耗时的循环。请把循环中的时长改为大于零后重试。 / " +
        $"{burst.Engine.Limits.MaxRoundsPerInstant} timers followed on one another and no time passed: the workflow has a loop that takes no time. Give its duration more than zero, then retry.");

    /// <summary>Waits for a workflow that this activity started.</summary>
    public string WaitForChild(string childWorkflowInstanceId, bool autoBurn = true) =>
        Wait(BookmarkKind.Child, node.Node.Type, HashOf(node.Node.Type, childWorkflowInstanceId), Value.Object(("workflowInstanceId", Value.Of(childWorkflowInstanceId))), "child", autoBurn);

    public override void Clear(string bookmarkId)
    {
        var at = burst.State.IndexOfBookmark(bookmarkId);
        if (at >= 0 && burst.State.Bookmarks[at].ActivityInstanceId == instanceId) burst.Withdraw(burst.State.Bookmarks[at]);
    }

    public override bool IsThere(string instanceId) => burst.State.FindActivity(instanceId) is not null;

    public override void EndOthers()
    {
        if (parentId is null) return;
        var activities = burst.State.Activities;
        for (var i = activities.Slots - 1; i >= 0; i--)
        {
            if (activities.At(i) is { } other && other.ParentId == parentId && other.Id != instanceId) burst.CancelActivity(other, reports: false);
        }

        burst.RemoveScheduled(parentId);
        if (burst.State.FindActivity(parentId) is not { } container) return;
        if (Semantics >= Engine.Semantics.NothingIsLost && container.Counters is not null) HeldArrivals.Settle(burst.ContextOf(container));
        if (container.Tokens.Count == 0) return;
        FlowToken[] own = [.. container.Tokens.Where(token => token.To == ActivityId)];
        burst.Emit(new TokensMoved(parentId, ActivityId, [], own));
    }

    public override void Complete(params string[] outcomes)
    {
        if (!IsAlive) return;
        if (Semantics >= Engine.Semantics.OutcomesAreDeclared && Outcomes.UndeclaredOf(this, outcomes) is { } unknown)
        {
            Fault(
                "outcome.undeclared",
                $"{DisplayText} ({ActivityId}): 从出口“{unknown}”离开，但没有人声明过这个出口，流程到这里就断了。请声明并连上它，或改正选择出口的脚本，再重试。 / " +
                $"it leaves by the outcome '{unknown}', which nobody declared, so the flow would break off here: declare and connect it, or correct what chooses the outcome, then retry.");
            return;
        }

        WasBackward = Instance.IsBackward;
        hasEnded = true;
        if (node.Node.Children.Count > 0 || node.Activity is null or IWorkflowOwner) burst.EndChildren(instanceId);
        burst.ClearWaits(instanceId);
        var taken = outcomes.Length == 0 ? Done : outcomes;
        burst.Emit(new ActivityCompleted(instanceId, ActivityId, taken));
        burst.Notify(this, taken);
    }

    public override void Fault(string code, string message)
    {
        if (!IsAlive) return;
        hasEnded = true;
        burst.EndChildren(instanceId);
        burst.ClearWaits(instanceId);
        burst.Emit(new IncidentRaised(new(burst.NextId(), workflowInstanceId, instanceId, ActivityId, node.Node.Type, code, message, Now), MaskedInputs()));
        burst.HaltFor(workflowInstanceId);
    }

    /// <summary>A person leaves this faulted activity behind: its container goes on as if it had completed.</summary>
    public void CompleteSkipped(string outcome, bool wasBackward)
    {
        WasBackward = wasBackward;
        hasEnded = true;
        burst.EndChildren(instanceId);
        burst.Emit(new ActivityCompleted(instanceId, ActivityId, [outcome]));
        burst.Notify(this, [outcome]);
    }

    /// <summary>Schedules a child of this container.</summary>
    public void Schedule(ActivityNode child, Value? variables = null)
    {
        waits = true;
        burst.Schedule(this, plan[child], variables: variables);
    }

    /// <summary>Schedules a child of this flowchart.</summary>
    public string Schedule(ActivityNode child, bool isBackward)
    {
        waits = true;
        return burst.Schedule(this, plan[child], isBackward);
    }

    /// <summary>Notes that the activity waits for something that is no bookmark, e.g. a workflow that is its body.</summary>
    public void Awaits() => waits = true;

    /// <summary>After running: an activity that neither ended nor waits for anything is done.</summary>
    public void Settle(bool isResumed)
    {
        if (hasEnded || (waits && !isResumed) || !IsAlive) return;
        if (waits || isResumed && IsWaiting()) return;
        Complete();
    }

    internal static string TaskIdOf(CaseId caseId, string id) => string.Create(CultureInfo.InvariantCulture, $"{caseId.Value:N}-{id}");

    /// <summary>Elsa matches bookmarks by a digest over name and payload. FNV-1a: equal names and keys, equal hashes.</summary>
    internal static string HashOf(string name, string key)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var c in name) hash = (hash ^ c) * 1099511628211UL;
            hash = (hash ^ 0x1F) * 1099511628211UL;
            foreach (var c in key) hash = (hash ^ c) * 1099511628211UL;
            return hash.ToString("x16", CultureInfo.InvariantCulture);
        }
    }

    private Value Evaluate(InputPlan input) =>
        input.Constant is { } constant && (input.Expression is null || !input.IsReadInTime || Semantics < Engine.Semantics.TimesAsWritten)
            ? constant
            : Evaluate(input.Expression!, input.Descriptor.TypeName, input.Descriptor.Name);

    private string Wait(BookmarkKind kind, string name, string hash, Value payload, string tag, bool autoBurn)
    {
        waits = true;
        var id = burst.NextId();
        burst.Emit(new WaitBegun(new(id, kind, name, hash, payload, instanceId, tag, autoBurn, Now)));
        return id;
    }

    private bool IsWaiting() =>
        burst.State.Bookmarks.CountOf(instanceId) > 0 || burst.State.Instances.CountOf(instanceId) > 0 || burst.HasPendingWork(instanceId);

    private string Sentence(string input, string chinese, string english, int? line)
    {
        var at = line is { } known ? string.Create(CultureInfo.InvariantCulture, $":{known}") : "";
        return $"{DisplayText} ({ActivityId}) · {input}{at}: {chinese} / {english}";
    }

    /// <summary>The constant inputs, texts by their length only: they may hold personal words.</summary>
    private Value MaskedInputs()
    {
        if (node.Inputs.Length == 0) return Value.EmptyObject;
        var masked = new List<(string, Value)>();
        foreach (var input in node.Inputs)
        {
            if (input.Constant is { IsNull: false } constant) masked.Add((input.Descriptor.Name, Mask(constant)));
            else if (input.Expression is { } expression) masked.Add((input.Descriptor.Name, Value.Of(expression.Type)));
        }

        return Value.Object(masked.ToArray());
    }

    private static Value Mask(Value value) => value.Kind switch
    {
        ValueKind.String => Value.Of(string.Create(CultureInfo.InvariantCulture, $"text({value.AsString()!.Length})")),
        ValueKind.Array => Value.Of(string.Create(CultureInfo.InvariantCulture, $"list({value.Count})")),
        ValueKind.Object => Value.Of(string.Create(CultureInfo.InvariantCulture, $"object({value.Count})")),
        _ => value,
    };
}
