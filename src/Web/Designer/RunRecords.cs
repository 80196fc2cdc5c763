using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Journal;
using NodaTime;

namespace JieSuJiBan.Web.Designer;

/// <summary>An activity that ran: once begun, later perhaps ended.</summary>
internal sealed record Execution(string Id, string WorkflowInstanceId, string ActivityId, string ActivityType, string? ParentId, Instant StartedAt)
{
    public string Status { get; set; } = "Running";

    public Instant? EndedAt { get; set; }

    public IReadOnlyList<string> Outcomes { get; set; } = [];

    public Dictionary<string, Value> Outputs { get; } = [];

    public Incident? Incident { get; set; }
}

/// <summary>A line of Elsa's journal.</summary>
internal sealed record LogRecord(string Id, Execution Of, Instant At, long Sequence, string EventName, string? Message, IReadOnlyList<string> Outcomes);

/// <summary>One run of one workflow inside a case, read from the case's journal.</summary>
internal sealed class RunRecords
{
    private readonly Dictionary<string, Execution> byId = new(StringComparer.Ordinal);
    private readonly List<Execution> executions = [];
    private readonly List<LogRecord> log = [];

    private RunRecords(Run run, WorkflowInstance instance, WorkflowDefinition definition)
    {
        Run = run;
        Instance = instance;
        Definition = definition;
    }

    /// <summary>The case.</summary>
    public Run Run { get; }

    /// <summary>The workflow instance as it began, or as it stands where it is alive.</summary>
    public WorkflowInstance Instance { get; private set; }

    /// <summary>The definition version it runs.</summary>
    public WorkflowDefinition Definition { get; private set; }

    /// <summary>Elsa's instance id: the case's for the root, for a child with its own behind a tilde.</summary>
    public string Id => IdOf(Run.CaseId, Instance.ParentId is null ? null : Instance.Id);

    public bool IsRoot => Instance.ParentId is null;

    public Instant CreatedAt { get; private set; }

    public Instant UpdatedAt { get; private set; }

    public Instant? FinishedAt { get; private set; }

    /// <summary>Activities in the order they began.</summary>
    public IReadOnlyList<Execution> Executions => executions;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<LogRecord> Log => log;

    /// <summary>The child runs that it started.</summary>
    public IReadOnlyList<WorkflowInstance> Children { get; private set; } = [];

    /// <summary>Which activities and connections of the case were passed, in all its workflows.</summary>
    public Trace Trace { get; private set; } = new([], []);

    public static string IdOf(Guid caseId, string? instanceId) => instanceId is null ? caseId.ToString() : $"{caseId}~{instanceId}";

    public static bool TryParse(string id, out Guid caseId, out string? instanceId)
    {
        var parts = id.Split('~', 2);
        instanceId = parts.Length == 2 ? parts[1] : null;
        return Guid.TryParse(parts[0], out caseId);
    }

    /// <summary>The node id of an activity: the path of ids from the workflow.</summary>
    public string NodeIdOf(string activityId)
    {
        var path = new List<string>();
        for (var node = Definition.NodeById(activityId); node is not null; node = node.Parent) path.Insert(0, node.Id);
        return path.Count == 0 ? "Workflow1:" + activityId : "Workflow1:" + string.Join(':', path);
    }

    /// <summary>Reads a run from the journal of its case; null where the case has no such workflow instance.</summary>
    public static RunRecords? Of(Run run, string? instanceId, IReadOnlyList<StoredEntry> journal, Func<string, WorkflowDefinition?> definitions)
    {
        RunRecords? records = null;
        var children = new List<WorkflowInstance>();
        foreach (var stored in journal)
        {
            foreach (var happened in stored.Entry.Events)
            {
                if (happened is WorkflowStarted { Instance: var began })
                {
                    if (records is null && (instanceId is null ? began.ParentId is null : began.Id == instanceId) && definitions(began.DefinitionHash) is { } definition)
                    {
                        records = new(run, run.State.Instances.FirstOrDefault(alive => alive.Id == began.Id) ?? began, definition) { CreatedAt = stored.Entry.Stimulus.At };
                    }
                    else if (records is not null && began.ParentId == records.Instance.Id)
                    {
                        children.Add(began);
                    }
                }

                records?.Take(stored.Entry.Stimulus.At, stored.Entry.Sequence, happened);
            }

            records?.Suspend(stored.Entry);
        }

        if (records is null) return null;
        records.Children = children;
        records.Trace = Trace.Of(journal.Select(stored => stored.Entry), definitions);
        return records;
    }

    private void Take(Instant at, long sequence, Event happened)
    {
        switch (happened)
        {
            case ActivityStarted started when started.WorkflowInstanceId == Instance.Id:
                var execution = new Execution(started.Id, started.WorkflowInstanceId, started.ActivityId, started.ActivityType, started.ParentId, at);
                if (byId.Remove(started.Id, out var before)) executions.Remove(before);
                byId[started.Id] = execution;
                executions.Add(execution);
                Note(execution, at, sequence, before is null ? "Started" : "Resumed");
                break;
            case ActivityCompleted completed when byId.TryGetValue(completed.Id, out var ended):
                (ended.Status, ended.EndedAt, ended.Outcomes) = ("Completed", at, completed.Outcomes);
                Note(ended, at, sequence, "Completed", outcomes: completed.Outcomes);
                break;
            case ActivityCancelled cancelled when byId.TryGetValue(cancelled.Id, out var ended):
                (ended.Status, ended.EndedAt) = ("Canceled", at);
                Note(ended, at, sequence, "Canceled");
                break;
            case IncidentRaised { Incident: var incident } when byId.TryGetValue(incident.ActivityInstanceId, out var failed):
                (failed.Status, failed.Incident) = ("Faulted", incident);
                Note(failed, at, sequence, "Faulted", incident.Message);
                break;
            case ActivityOutputSet output when byId.TryGetValue(output.Id, out var giver):
                giver.Outputs[output.Name] = output.Value;
                break;
            case WorkflowStatusChanged changed when changed.WorkflowInstanceId == Instance.Id:
                Instance = Instance with { Status = changed.Status, SubStatus = changed.SubStatus };
                FinishedAt = changed.Status == WorkflowStatus.Finished ? at : null;
                UpdatedAt = at;
                break;
        }
    }

    /// <summary>What began in this step and waits at its end is said to be suspended.</summary>
    private void Suspend(JournalEntry entry)
    {
        foreach (var began in entry.Events)
        {
            var bookmark = began switch
            {
                TaskOpened opened => opened.Bookmark,
                TimerSet set => set.Bookmark,
                WaitBegun wait => wait.Bookmark,
                _ => null,
            };
            if (bookmark is not null && byId.TryGetValue(bookmark.ActivityInstanceId, out var waiting) && waiting.Status == "Running" && !(log.Count > 0 && log[^1] is { EventName: "Suspended" } last && last.Of == waiting))
            {
                Note(waiting, entry.Stimulus.At, entry.Sequence, "Suspended");
            }
        }
    }

    private void Note(Execution of, Instant at, long sequence, string eventName, string? message = null, IReadOnlyList<string>? outcomes = null)
    {
        UpdatedAt = at;
        log.Add(new($"{of.Id}-{log.Count}", of, at, sequence, eventName, message, outcomes ?? []));
    }
}

/// <summary>Finds runs and reads their records.</summary>
internal sealed class RunLibrary(RunReader runs, JournalReader journal, PublishedStore catalog)
{
    private const int Batch = 1000;

    // A run of more steps than these is shown as far as here.
    private const int LongestJournal = 20_000;

    /// <summary>The records of that run; null where there is none or the viewer may not know of it.</summary>
    public async Task<RunRecords?> FindAsync(string id, Viewer viewer, CancellationToken ct)
    {
        if (!RunRecords.TryParse(id, out var caseId, out var instanceId) || await runs.GetAsync(caseId, viewer, ct) is not { } run) return null;
        var entries = new List<StoredEntry>();
        while (entries.Count < LongestJournal)
        {
            var more = await journal.ReadAsync(new(caseId), entries.Count == 0 ? 0 : entries[^1].Entry.Sequence, Batch, ct);
            entries.AddRange(more);
            if (more.Count < Batch) break;
        }

        return RunRecords.Of(run, instanceId, entries, catalog.Definitions.ByHash);
    }
}
