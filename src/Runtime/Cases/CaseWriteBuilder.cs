using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>
/// Turns the decisions of one run of steps into the rows of one unit. Rows that a later step of the run overtakes are reduced here,
/// because one statement cannot insert and update the same row.
/// </summary>
internal sealed class CaseWriteBuilder
{
    private readonly CaseHead start;
    private readonly CaseProjections projections;
    private readonly List<JournalRow> journal = [];
    private readonly List<CommandRow> commands = [];
    private readonly Dictionary<string, TaskWrite> opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskRowChange> changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Instant> timersSet = new(StringComparer.Ordinal);
    private readonly HashSet<string> timersCleared = new(StringComparer.Ordinal);
    private readonly List<OutboxRow> outbox = [];
    private readonly List<(Guid CommandId, FirstResult Answer)> answers = [];
    private readonly HashSet<string> units = new(StringComparer.Ordinal);
    private byte[] lastHash = [];

    public CaseWriteBuilder(CaseHead start, CaseProjections projections)
    {
        this.start = start;
        this.projections = projections;
        Head = start;
    }

    /// <summary>The head after the steps so far.</summary>
    public CaseHead Head { get; private set; }

    /// <summary>The answers of the run's commands, in order.</summary>
    public IReadOnlyList<(Guid CommandId, FirstResult Answer)> Answers => answers;

    /// <summary>The tasks that these steps opened, as they stand after them.</summary>
    public IReadOnlyDictionary<string, TaskWrite> Tasks => opened;

    /// <summary>What these steps send out.</summary>
    public IReadOnlyList<OutboxRow> Messages => outbox;

    /// <summary>What the unit touches.</summary>
    public ChangeKinds Kinds =>
        (opened.Count + changed.Count > 0 ? ChangeKinds.Tasks : ChangeKinds.None)
        | (projections.Changes(start.Rows, Head.Rows).Any() ? ChangeKinds.Tickets : ChangeKinds.None)
        | (timersSet.Count > 0 ? ChangeKinds.Timers : ChangeKinds.None)
        | (outbox.Count > 0 ? ChangeKinds.Outbox : ChangeKinds.None);

    public void Add(Stimulus stimulus, byte[] requestHash, Policy policy, Decision decision)
    {
        var state = decision.State;
        var (stateHash, stateLength) = CaseStateSerializer.Measure(state);
        var entry = JournalEntry.For(Head.LastHash, stimulus, policy.Hash, Head.State, decision, stateHash);
        lastHash = Convert.FromHexString(entry.Hash);
        journal.Add(new(state.Sequence, stimulus.At, stimulus.CommandId, stimulus.Actor.Id, stimulus.Input.GetType().Name, entry.Encoding.Number, entry.Content, lastHash));
        Follow(stimulus, decision);
        Head = Head with { LastHash = entry.Hash, Bytes = stateLength };
        var answer = new FirstResult(stimulus.CaseId, requestHash, state.Sequence, Answer(state));
        answers.Add((stimulus.CommandId, answer));
        commands.Add(new(stimulus.CommandId, requestHash, SafeText.ForJson(answer.ToJson()), stimulus.At));
    }

    /// <summary>Takes over what a step asks for: its rows, without its journal entry and its answer.</summary>
    public void Follow(Stimulus stimulus, Decision decision)
    {
        var state = decision.State;
        if (stimulus.Input is FireTimer fired)
        {
            // The row that woke the case goes with the step it caused, unless the step asks to be woken by it again.
            timersSet.Remove(fired.BookmarkId);
            timersCleared.Add(fired.BookmarkId);
        }

        foreach (var effect in decision.Effects) Apply(effect, state, stimulus.At);
        Head = new(state, Head.LastHash, projections.RowsOf(state), 0);
        if (Head.Ticket is not null) units.UnionWith(TicketUnits.Of(state));
    }

    public CaseWrite Build(SealedWords? words, HistorySeal seal)
    {
        var state = Head.State ?? throw new InvalidOperationException("A unit needs at least one step.");
        var unit = new CaseWrite
        {
            CaseId = state.CaseId.Value,
            Expected = start.Version,
            Version = state.Sequence,
            DefinitionId = state.Root?.DefinitionId ?? "",
            DefinitionHash = state.Root?.DefinitionHash ?? "",
            Status = state.Status.ToString(),
            SubStatus = state.SubStatus.ToString(),
            State = StoredState.IsDue(start.Version, state.Sequence) ? CaseStateSerializer.ToBytes(state) : null,
            LastHash = lastHash,
            Seal = seal.Of(state.CaseId.Value, state.Sequence, lastHash),
            UpdatedAt = state.UpdatedAt,
            Incidents = state.Incidents.Count,
            ChildHashes = ChildHashes(state),
            VaultKeys = words?.Keys ?? [],
            Vault = words?.Rows ?? [],
        };
        unit.Journal.AddRange(journal);
        unit.Projected.AddRange(projections.Changes(start.Rows, Head.Rows));
        unit.Commands.AddRange(commands);
        unit.TasksOpened.AddRange(opened.Values);
        unit.TasksChanged.AddRange(changed.Values);
        foreach (var (bookmarkId, dueAt) in timersSet) unit.TimersSet.Add(new(bookmarkId, dueAt));
        unit.TimersCleared.AddRange(timersCleared);
        unit.Outbox.AddRange(outbox);
        if (Head.Ticket is { } ticket) unit.TicketUnits.AddRange(UnitChanges(state, ticket.AcceptedAt));
        return unit;
    }

    internal static string[] ChildHashes(CaseState state) => state.IsClosed || state.Instances.Count < 2 ? [] :
    [
        .. state.Instances
            .Where(instance => instance.ParentId is not null && (instance.Status == WorkflowStatus.Running || instance.SubStatus == WorkflowSubStatus.Faulted))
            .Select(instance => instance.DefinitionHash).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The units that these steps brought in, let go or took back.</summary>
    private IEnumerable<TicketUnitRow> UnitChanges(CaseState state, Instant acceptedAt)
    {
        var (known, before, now) = start.Ticket is null ? ([], [], TicketUnits.Current(state)) : (TicketUnits.Of(start.State), TicketUnits.Current(start.State), TicketUnits.Current(state));
        // Who took part for one step of a run took part.
        var named = new HashSet<string>(units, StringComparer.Ordinal);
        foreach (var row in opened.Values)
        {
            if (row.UnitCode is { } unit) named.Add(unit);
        }

        named.UnionWith(before);
        var follows = TicketUnits.FollowedOf(state.Facts);
        return named
            .Where(unit => !known.Contains(unit) || before.Contains(unit) != now.Contains(unit))
            .Order(StringComparer.Ordinal)
            .Select(unit => now.Contains(unit)
                ? new TicketUnitRow(unit, acceptedAt, true, null, null)
                : new TicketUnitRow(unit, acceptedAt, false, follows, new TicketFacts((start.State ?? state).Facts).ClassCode));
    }

    private static Value Answer(CaseState state) => Value.Object(
        ("caseStatus", Value.Of(state.Status.ToString())),
        ("caseSubStatus", Value.Of(state.SubStatus.ToString())),
        ("number", Value.Of(new TicketFacts(state.Facts).Number)),
        ("status", state.SubStatus == WorkflowSubStatus.Cancelled ? Value.Of(TicketStatus.Cancelled) : Value.Of(new TicketFacts(state.Facts).Status)));

    private void Apply(Effect effect, CaseState state, Instant at)
    {
        switch (effect)
        {
            case OpenTask { Task: var task }:
                opened[task.Id] = new(
                    task.Id, task.Kind, task.Title, task.Role, task.UnitCode, task.Assignee, task.OpenedAt, task.DueAt,
                    TaskPayload.ToRow(task), "open", null, null, null);
                break;
            case AssignTask assign when opened.TryGetValue(assign.TaskId, out var row):
                opened[assign.TaskId] = row with { Assignee = assign.Assignee };
                break;
            case AssignTask assign:
                changed[assign.TaskId] = changed.GetValueOrDefault(assign.TaskId, Untouched(assign.TaskId)) with { KeepAssignee = false, Assignee = assign.Assignee };
                break;
            case ChangeTask change:
                Change(change, state);
                break;
            case CloseTask close:
                Close(close, close.Outcome is null ? "cancelled" : "completed", at);
                break;
            case SetTimer set:
                timersCleared.Remove(set.BookmarkId);
                timersSet[set.BookmarkId] = set.DueAt;
                break;
            case ClearTimer clear:
                // Cleared even if set in this very run: the row may also be an older one.
                timersSet.Remove(clear.BookmarkId);
                timersCleared.Add(clear.BookmarkId);
                break;
            case SendOut send:
                outbox.Add(new(send.EffectId, send.Channel, SafeText.ForJson(send.Payload.ToString()), send.AwaitsResult, at));
                break;
            case WriteText:
                // The line is in the journal; the shell has nothing to do for it.
                break;
            default:
                throw new NotSupportedException($"No rows are known for the effect {effect.GetType().Name}: add them to {nameof(CaseWriteBuilder)}.");
        }
    }

    private void Close(CloseTask close, string status, Instant at)
    {
        if (opened.TryGetValue(close.TaskId, out var row))
        {
            opened[close.TaskId] = row with { Status = status, Outcome = close.Outcome, ClosedAt = at, ClosedBy = close.ClosedBy };
            return;
        }

        changed[close.TaskId] = changed.GetValueOrDefault(close.TaskId, Untouched(close.TaskId)) with
        {
            Status = status,
            Outcome = close.Outcome,
            ClosedAt = at,
            ClosedBy = close.ClosedBy,
        };
    }

    private void Change(ChangeTask change, CaseState state)
    {
        // One that the same step closed needs no other content.
        if (state.Tasks.FirstOrDefault(task => task.Id == change.TaskId) is not { } task) return;
        var payload = TaskPayload.ToRow(task);
        if (opened.TryGetValue(change.TaskId, out var row)) opened[change.TaskId] = row with { DueAt = task.DueAt, PayloadJson = payload };
        else changed[change.TaskId] = changed.GetValueOrDefault(change.TaskId, Untouched(change.TaskId)) with { DueAt = task.DueAt, PayloadJson = payload };
    }

    private static TaskRowChange Untouched(string taskId) => new(taskId, "open", KeepAssignee: true, null, null, null, null);
}
