using System.Globalization;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Replay;

/// <summary>
/// One case in memory under a virtual clock: what the command line, stories, back-tests and imports run on. Effects are
/// collected, never carried out. Not thread-safe.
/// </summary>
public sealed class VirtualRun
{
    private readonly WorkflowEngine engine;
    private readonly List<Effect> effects = [];
    private readonly List<JournalEntry> entries = [];
    private readonly List<string> lines = [];
    private int commands;

    /// <summary>A case that has not started.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="definitions">The definitions the case may need.</param>
    /// <param name="policy">The policy to decide by; null: an empty one.</param>
    /// <param name="startAt">What the virtual clock shows first (UTC); null: 2025-01-01T00:00:00Z.</param>
    /// <param name="caseId">The case; null: a fixed one, since everything in memory shall be repeatable.</param>
    public VirtualRun(WorkflowEngine engine, DefinitionSet definitions, Policy? policy = null, Instant? startAt = null, CaseId? caseId = null)
    {
        this.engine = engine;
        Definitions = definitions;
        Policy = policy ?? EmptyPolicy.Instance;
        Now = startAt ?? Instant.FromUtc(2025, 1, 1, 0, 0);
        CaseId = caseId ?? new(new Guid("00000000-0000-7000-8000-000000000001"));
    }

    /// <summary>The case.</summary>
    public CaseId CaseId { get; }

    /// <summary>The virtual clock (UTC).</summary>
    public Instant Now { get; private set; }

    /// <summary>The definitions the case may need.</summary>
    public DefinitionSet Definitions { get; set; }

    /// <summary>The policy to decide by, from the next step on.</summary>
    public Policy Policy { get; set; }

    /// <summary>The numbered meaning to decide under (see <see cref="Engine.Semantics"/>); the default value is this release's.</summary>
    public int Semantics { get; set; } = Engine.Semantics.Current;

    /// <summary>Whether a journal is kept. Turn it off for speed; the default value is true.</summary>
    public bool KeepsJournal { get; init; } = true;

    /// <summary>Told of every step, with the instant it took place.</summary>
    public Action<Instant, Decision>? Observer { get; init; }

    /// <summary>The case now, or null before the start.</summary>
    public CaseState? State { get; private set; }

    /// <summary>The journal so far.</summary>
    public IReadOnlyList<JournalEntry> Entries => entries;

    /// <summary>All effects so far, in order.</summary>
    public IReadOnlyList<Effect> Effects => effects;

    /// <summary>What WriteLine wrote so far, in order.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>How many steps were taken.</summary>
    public long Steps => State?.Sequence ?? 0;

    /// <summary>The open tasks.</summary>
    public IEnumerable<HumanTask> Tasks => State?.Tasks ?? [];

    /// <summary>The output of the root workflow.</summary>
    public Value Output => State?.Root?.Output ?? Value.EmptyObject;

    /// <summary>Starts the case with the version of a definition that is published at the virtual instant.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public StepResult Start(string definitionId, Value? arguments = null, Actor? actor = null)
    {
        var definition = Definitions.Published(definitionId, Now)
            ?? throw new ArgumentException($"No version of the definition '{definitionId}' is in force at {Now}.", nameof(definitionId));
        return Deliver(new StartCase(definition.Hash, arguments ?? Value.EmptyObject), actor);
    }

    /// <summary>Takes one input at the virtual instant. A refusal changes nothing.</summary>
    public StepResult Deliver(Input input, Actor? actor = null)
    {
        var commandId = new Guid((++commands).ToString("x32", CultureInfo.InvariantCulture));
        var stimulus = new Stimulus(CaseId, commandId, actor ?? Actor.System, Now, input) { Semantics = Semantics };
        var result = engine.Step(Definitions, State, stimulus, Policy);
        if (result is not Decided { Decision: var decision }) return result;
        if (KeepsJournal) entries.Add(JournalEntry.For(entries.Count == 0 ? JournalEntry.Genesis : entries[^1].Hash, stimulus, Policy.Hash, State, decision));
        State = decision.State;
        Observer?.Invoke(Now, decision);
        foreach (var effect in decision.Effects)
        {
            effects.Add(effect);
            if (effect is WriteText written) lines.Add(written.Text);
        }

        return result;
    }

    /// <summary>Takes one input at a later instant, after everything that is due until then.</summary>
    public StepResult DeliverAt(Instant at, Input input, Actor? actor = null)
    {
        AdvanceTo(at);
        return Deliver(input, actor);
    }

    /// <summary>Completes the oldest open task of that kind.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public StepResult CompleteTask(string kind, string? outcome = null, Value? result = null, Actor? actor = null)
    {
        var task = Tasks.FirstOrDefault(open => open.Kind == kind)
            ?? throw new InvalidOperationException($"No task '{kind}' is open; open are: {string.Join(", ", Tasks.Select(open => open.Kind))}.");
        return Deliver(new CompleteTask(task.Id, outcome, result ?? Value.EmptyObject), actor);
    }

    /// <summary>Sets the clock, firing what is due on the way, each at its own instant.</summary>
    /// <param name="at">The new instant; one already past leaves the clock as it is.</param>
    public void AdvanceTo(Instant at)
    {
        while (NextTimer() is { DueAt: { } due } timer && due <= at) FireAt(timer, due);
        Now = Instant.Max(Now, at);
    }

    /// <summary>Sets the clock to the next timer that is due and fires it. False where none is set or the case is halted.</summary>
    public bool AdvanceToNextTimer()
    {
        if (NextTimer() is not { DueAt: { } due } timer) return false;
        return FireAt(timer, due);
    }

    /// <summary>
    /// Runs to the end: due timers are advanced to first, then open waits are resumed in the order they began (tasks with
    /// their first outcome and no result, signals and answers with no content, HTTP requests with the status 200).
    /// </summary>
    /// <param name="maxSteps">Steps after which it gives up.</param>
    /// <returns>True where the case is over or halted; false where it gave up.</returns>
    public bool RunUntilEnd(int maxSteps = 10_000)
    {
        for (var i = 0; i < maxSteps; i++)
        {
            if (State is null || State.Status == WorkflowStatus.Finished) return true;
            if (!AdvanceToNextTimer() && !ResumeOldestWait()) return false;
        }

        return false;
    }

    private bool ResumeOldestWait()
    {
        foreach (var bookmark in State!.Bookmarks)
        {
            Input? input = bookmark.Kind switch
            {
                BookmarkKind.Task => new CompleteTask(bookmark.Task!.Id, FirstOutcome(bookmark), Value.EmptyObject),
                BookmarkKind.Signal => new ReceiveSignal(bookmark.Name, Value.Null),
                BookmarkKind.Result => new ReceiveResult(bookmark.Payload["effectId"].AsString()!, true, bookmark.Name == "http" ? Value.Object(("statusCode", Value.Of(200))) : Value.Null),
                _ => null,
            };
            if (input is not null && Deliver(input) is Decided) return true;
        }

        return false;
    }

    private string? FirstOutcome(Bookmark bookmark) =>
        bookmark.Task!.Outcomes?[0] ?? Admission.DeclarationOf(bookmark.Task.Kind, Policy, engine.Activities.Find(bookmark.Name)?.Descriptor)?.Outcomes[0].Name;

    private bool FireAt(Bookmark timer, Instant due)
    {
        Now = Instant.Max(Now, due);
        return Deliver(new FireTimer(timer.Id)) is Decided;
    }

    /// <summary>The earliest timer whose workflow is not halted; of several due at once, the one set first.</summary>
    private Bookmark? NextTimer()
    {
        if (State is null || State.IsClosed) return null;
        Bookmark? next = null;
        foreach (var bookmark in State.Bookmarks)
        {
            if (bookmark.Kind == BookmarkKind.Timer && (next is null || bookmark.DueAt < next.DueAt) && !IsHalted(bookmark)) next = bookmark;
        }

        return next;
    }

    private bool IsHalted(Bookmark bookmark)
    {
        var id = State!.Activities.First(activity => activity.Id == bookmark.ActivityInstanceId).WorkflowInstanceId;
        while (State.Instances.FirstOrDefault(one => one.Id == id) is { } instance)
        {
            if (instance.SubStatus == WorkflowSubStatus.Faulted) return true;
            if (!instance.IsComposite || instance.ParentId is null) return false;
            id = instance.ParentId;
        }

        return true;
    }
}
