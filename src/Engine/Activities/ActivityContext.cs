using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Activities;

/// <summary>
/// One activity instance inside one step. Every act appends an event; events alone change state.
/// </summary>
public abstract class ActivityContext
{
    /// <summary>The case.</summary>
    public abstract CaseId CaseId { get; }

    /// <summary>The step's instant (UTC): the only clock.</summary>
    public abstract Instant Now { get; }

    /// <summary>The numbered meaning to decide under (see <see cref="Engine.Semantics"/>).</summary>
    public abstract int Semantics { get; }

    /// <summary>Who sent the input.</summary>
    public abstract Actor Actor { get; }

    /// <summary>The policy snapshot of this step.</summary>
    public abstract Policy Policy { get; }

    /// <summary>The case's facts so far, folded from domain events.</summary>
    public abstract Value Facts { get; }

    /// <summary>The activity's id in its definition.</summary>
    public abstract string ActivityId { get; }

    /// <summary>This instance's id, unique in the case.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The display text that the definition gives this activity, else the type's display name.</summary>
    public abstract string DisplayText { get; }

    /// <summary>The input object that the running workflow was started with.</summary>
    public abstract Value WorkflowInput { get; }

    /// <summary>
    /// The evaluated input of that name, converted to the descriptor's type; its default where the definition is silent.
    /// An expression that fails ends the activity with an incident naming both.
    /// </summary>
    public abstract Value Input(string name);

    /// <summary>What this instance remembers between its resumptions.</summary>
    public abstract Value GetProperty(string name);

    /// <summary>Remembers something until the instance ends; null forgets.</summary>
    public abstract void SetProperty(string name, Value value);

    /// <summary>Sets an output: bound variables and later expressions see it.</summary>
    public abstract void SetOutput(string name, Value value);

    /// <summary>
    /// Records a domain event: <paramref name="set"/> is merged into the facts (RFC 7396), and the event with its data is
    /// the entry people read in the ticket's history.
    /// </summary>
    /// <param name="kind">Past tense, e.g. <c>TicketDispatched</c>.</param>
    /// <param name="set">The facts it changes.</param>
    public abstract void Record(string kind, Value set);

    /// <summary>Opens a task of the kind that the descriptor declares. Returns the bookmark id.</summary>
    /// <param name="role">Who may do it.</param>
    /// <param name="unitCode">The unit, or null: anyone with the role.</param>
    /// <param name="dueAt">By when (UTC), or null.</param>
    /// <param name="payload">What the person shall see, without personal data.</param>
    /// <param name="tag">To tell several waits apart when resumed.</param>
    /// <param name="kind">Another kind than the descriptor's first: one of its further kinds or of the policy's.</param>
    /// <param name="outcomes">The outcomes offered now; null: all that the kind declares.</param>
    /// <param name="title">What to do, zh-CN; null: the activity's display text.</param>
    /// <param name="notBy">Account ids of those who may not do it: a reviewer is not the owner.</param>
    public abstract string OpenTask(
        string role,
        string? unitCode,
        Instant? dueAt,
        Value payload,
        string tag = "task",
        string? kind = null,
        IReadOnlyList<string>? outcomes = null,
        string? title = null,
        IReadOnlyList<string>? notBy = null);

    /// <summary>Gives an open task of this instance another limit, and where stated another content. The task keeps its id and who works on it.</summary>
    /// <param name="bookmarkId">The task's bookmark; one that is over is ignored.</param>
    /// <param name="dueAt">By when now (UTC), or null where no limit applies.</param>
    /// <param name="payload">What the person shall see now; null: as before.</param>
    public abstract void ChangeTask(string bookmarkId, Instant? dueAt, Value? payload = null);

    /// <summary>
    /// Follows the connections that leave by these ports while this instance stays open (Elsa's ScheduleOutcomes): for what
    /// is done beside the work, e.g. an extension that is asked for. Outside a flowchart nothing follows.
    /// </summary>
    public abstract void Follow(params string[] outcomes);

    /// <summary>Whether anything is drawn at that port: a connection that leaves by it, or an activity in the slot.</summary>
    public abstract bool IsDrawn(string port);

    /// <summary>
    /// The first activity of the flowchart around this one that is of that type and whose input is stated, or defaults, as that value;
    /// null where there is none.
    /// </summary>
    /// <param name="typeName">Full type name.</param>
    /// <param name="input">The input.</param>
    /// <param name="value">Its value as it stands in the definition; an expression is not evaluated.</param>
    public abstract string? FindBeside(string typeName, string input, Value value);

    /// <summary>
    /// Runs an activity of the flowchart around this one, as if a connection led there now; nothing happens where it is under way already or
    /// not in that flowchart.
    /// </summary>
    /// <param name="activityId">Its id in the definition.</param>
    public abstract void Begin(string activityId);

    /// <summary>Wakes the activities of this case that wait for that signal, in this step, after everything under way.</summary>
    public abstract void Publish(string signal, Value payload);

    /// <summary>Waits for an instant; one already past fires at once after the commit. Returns the bookmark id.</summary>
    public abstract string SetTimer(Instant dueAt, string tag);

    /// <summary>Waits for an event of that name (case-sensitive). Returns the bookmark id.</summary>
    /// <param name="name">The event.</param>
    /// <param name="tag">To tell several waits apart when resumed.</param>
    /// <param name="autoBurn">False to receive it more than once.</param>
    public abstract string WaitForSignal(string name, string tag, bool autoBurn = true);

    /// <summary>Asks the outside for something. With <paramref name="awaitsResult"/>, resumed with tag <paramref name="tag"/> by the answer. Returns the effect id.</summary>
    public abstract string Send(string channel, Value payload, bool awaitsResult = false, string tag = "result");

    /// <summary>Stops waiting for a bookmark of this instance. Unknown ids are ignored: the wait is over already.</summary>
    public abstract void Clear(string bookmarkId);

    /// <summary>
    /// Ends everything else that runs or is about to run in the flowchart around this activity: tasks are withdrawn, timers
    /// cleared, nothing follows from it. For what takes the place of the flow so far, e.g. a merge. Outside a container
    /// nothing happens.
    /// </summary>
    public abstract void EndOthers();

    /// <summary>Whether an activity instance of this case is still there: running, waiting, or failed and not dealt with.</summary>
    /// <param name="instanceId">Its <see cref="InstanceId"/>.</param>
    public abstract bool IsThere(string instanceId);

    /// <summary>Completes the instance with these outcomes (none: <c>Done</c>); its waits and children end.</summary>
    public abstract void Complete(params string[] outcomes);

    /// <summary>Ends the activity with an incident that a person must look at.</summary>
    /// <param name="code">Stable code.</param>
    /// <param name="message">What is wrong and how to correct it.</param>
    public abstract void Fault(string code, string message);
}
