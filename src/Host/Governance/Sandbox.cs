using System.Collections.Concurrent;
using System.Globalization;
using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Host.Door;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Host.Governance;

/// <summary>
/// A made-up ticket under a virtual clock, run on a draft or a published version: in memory only, one per account, forgotten after half an
/// hour without a touch. Effects are collected; nothing that could carry them out is within reach.
/// </summary>
internal sealed class Sandbox(CatalogStore catalog, DraftStore drafts, WorkflowEngine engine, IClock clock)
{
    /// <summary>Most sessions at once on this node.</summary>
    public const int MostSessions = 50;

    /// <summary>Most steps of one session.</summary>
    public const int MostSteps = 1000;

    /// <summary>A session that nobody touches that long is forgotten.</summary>
    public static Duration ForgottenAfter { get; } = Duration.FromMinutes(30);

    private readonly ConcurrentDictionary<string, SandboxSession> sessions = new(StringComparer.Ordinal);

    /// <summary>The session of that account, or null.</summary>
    public SandboxSession? Find(string accountId)
    {
        Sweep();
        if (!sessions.TryGetValue(accountId, out var session)) return null;
        session.TouchedAt = clock.GetCurrentInstant();
        return session;
    }

    /// <summary>Ends the session of that account.</summary>
    public void Leave(string accountId) => sessions.TryRemove(accountId, out _);

    /// <summary>Starts a made-up ticket; a session that the account has ends.</summary>
    /// <param name="accountId">Whose session.</param>
    /// <param name="draftId">The draft to run on: a definition, or a policy file that replaces the published one; null: what is published.</param>
    /// <param name="hash">Or the published version to run on.</param>
    /// <param name="ticket">The fields of the request.</param>
    /// <param name="at">What the virtual clock shows first.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<Rejection>> StartAsync(string accountId, Guid? draftId, string? hash, Value ticket, Instant at, CancellationToken ct)
    {
        Sweep();
        if (sessions.Count >= MostSessions && !sessions.ContainsKey(accountId)) return [Full()];
        var (tried, policy, title, refusal) = await SubjectAsync(draftId, hash, at, ct);
        if (refusal is not null) return [refusal];
        var definition = RootFor(tried!, at);
        var check = TicketStart.Read(ticket, policy!);
        if (check.Start is not { } start) return check.Rejections;
        var run = new VirtualRun(engine, DefinitionsWith(tried), policy, at);
        var session = new SandboxSession(title!, definition!, policy!, engine.Activities, run) { TouchedAt = clock.GetCurrentInstant() };
        var arguments = start.Arguments(1, "sandbox", start.PersonalWords.ToDictionary(word => word.Key, word => session.Seal(word.Value)));
        if (session.Take(() => run.Deliver(new StartCase(definition!.Hash, arguments), new("sandbox-operator", null, ["operator"]))) is { } refused) return [refused];
        sessions[accountId] = session;
        return [];
    }

    /// <summary>What is tried takes the place of every published version of its own, whichever is in force at the virtual time.</summary>
    private DefinitionSet DefinitionsWith(WorkflowDefinition? tried) => tried is null
        ? catalog.Definitions
        : DefinitionSet.Of(catalog.Definitions.All.Where(version => version.Definition.DefinitionId != tried.DefinitionId).Append(new(tried, Instant.MinValue)));

    /// <summary>A workflow that the ticket calls is tried inside the published ticket; any other runs by itself.</summary>
    private WorkflowDefinition RootFor(WorkflowDefinition tried, Instant at) =>
        !DefinitionChecks.IsTicket(tried) && catalog.Definitions.Published(DefinitionChecks.TicketDefinition, at) is { } ticket && Calls(ticket, tried.DefinitionId) ? ticket : tried;

    private static bool Calls(WorkflowDefinition caller, string definitionId) => caller.Nodes.Any(node =>
        node.Inputs.Any(input => string.Equals(input.Key, "workflowDefinitionId", StringComparison.OrdinalIgnoreCase) && input.Value.Expression.Value.AsString() == definitionId)
        || node.Raw["workflowDefinitionId"].AsString() == definitionId);

    private static Rejection Full() => new(
        RejectionKind.State, "sandbox.full", "试运行的人太多：请等几分钟再试，或先结束不用的试运行。", "Expected a free place in the sandbox, but all are taken: try again in a few minutes.");

    private async Task<(WorkflowDefinition? Definition, CityPolicy? Policy, string? Title, Rejection? Refusal)> SubjectAsync(Guid? draftId, string? hash, Instant at, CancellationToken ct)
    {
        var published = hash is null ? catalog.Definitions.Published(DefinitionChecks.TicketDefinition, at) : catalog.Definitions.ByHash(hash);
        if (draftId is { } id)
        {
            if (await drafts.FindAsync(id, ct) is not { } draft || await drafts.ContentAsync(id, draft.Revision, ct) is not { } content) return (null, null, null, DraftUnknown());
            var title = string.Create(CultureInfo.InvariantCulture, $"{draft.Title} #{draft.Revision}");
            if (draft.Kind == DraftKind.Workflow)
            {
                var reading = WorkflowDefinition.Read(content);
                return reading.Definition is { } own ? (own, catalog.PolicyAt(at), title, null) : (null, null, null, Faulty(reading.Findings[0].Chinese, reading.Findings[0].English));
            }

            var files = new Dictionary<string, string>(await catalog.PolicyFilesAsync(catalog.PolicyAt(at).Hash, ct) ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [draft.Name] = content };
            var load = CityPolicy.Load(files);
            return load.Policy is null ? (null, null, null, Faulty(load.Findings[0].Chinese, load.Findings[0].English)) : (published, load.Policy, title, published is null ? DraftUnknown() : null);
        }

        return published is null ? (null, null, null, DraftUnknown()) : (published, catalog.PolicyAt(at), string.Create(CultureInfo.InvariantCulture, $"{published.Name} v{published.Version}"), null);
    }

    private static Rejection DraftUnknown() => new(RejectionKind.NotFound, "sandbox.nothing", "没有可试运行的草稿或版本：请从“变更”页面重新进入。", "There is no such draft or version to try: come again from the page of changes.");

    private static Rejection Faulty(string chinese, string english) => new(RejectionKind.Content, "sandbox.faulty", $"草稿还不能运行：{chinese}", $"The draft cannot run yet: {english}");

    private void Sweep()
    {
        var oldest = clock.GetCurrentInstant() - ForgottenAfter;
        foreach (var (account, session) in sessions)
        {
            if (session.TouchedAt < oldest) sessions.TryRemove(new(account, session));
        }
    }
}

/// <summary>One made-up ticket on its way. Thread-safe.</summary>
internal sealed class SandboxSession(string title, WorkflowDefinition definition, CityPolicy policy, ActivityCatalog activities, VirtualRun run)
{
    /// <summary>How far the clock may be set at once.</summary>
    private static readonly Duration Farthest = Duration.FromDays(400);

    private readonly Lock gate = new();
    private int words;
    private int people;

    /// <summary>What is tried.</summary>
    public string Title => title;

    /// <summary>The definition that runs.</summary>
    public WorkflowDefinition Definition => definition;

    /// <summary>The policy by which it decides.</summary>
    public CityPolicy Policy => policy;

    /// <summary>When somebody last looked.</summary>
    public Instant TouchedAt { get; set; }

    /// <summary>What there is to see.</summary>
    public SandboxView View()
    {
        lock (gate)
        {
            return new(
                run.Now,
                run.State!,
                [.. run.Tasks],
                [.. run.State!.Timers.Where(timer => timer.DueAt is not null).OrderBy(timer => timer.DueAt)],
                [.. run.Entries.SelectMany(Lines)],
                [.. run.Effects.OfType<SendOut>()],
                Trace.Of(run.Entries, run.Definitions.ByHash));
        }
    }

    /// <summary>What is uncertain about an instant because its year has no holiday notice; null where nothing is.</summary>
    public CalendarGap? GapOf(Instant due)
    {
        lock (gate)
        {
            // The clock that ends then knows whether it counts working time at all; a limit in natural days is certain.
            foreach (var clock in run.State?.Facts["clocks"].MembersByName.Select(one => ClockActFormat.ReadClock(policy.Calendar, one.Value["acts"])) ?? [])
            {
                if (clock?.Deadline() is { } deadline && deadline.DueAt == due) return deadline.Gap;
            }

            return policy.Calendar.Policy.GapOf(policy.Calendar.LastDayBefore(due).Year);
        }
    }

    /// <summary>What a task asks; null where its kind declares nothing.</summary>
    public TaskDeclaration? DeclarationOf(HumanTask task) => policy.FindTask(task.Kind) is not { } declaration ? null
        : task.Outcomes is not { } offered ? declaration
        : declaration with
        {
            Outcomes = [.. declaration.Outcomes.Where(outcome => offered.Contains(outcome.Name))],
            Fields = [.. declaration.Fields.Where(field => field.OnlyFor is null || field.OnlyFor.Any(offered.Contains))],
        };

    /// <summary>Sets the virtual clock; what is due on the way happens at its own instant.</summary>
    public Rejection? Advance(Duration by)
    {
        lock (gate)
        {
            if (by <= Duration.Zero || by > Farthest)
            {
                return new(RejectionKind.Content, "sandbox.clock", "请填写 1 分钟到 400 天之间的时长。", "Expected a span from one minute to 400 days.", Field: "amount");
            }

            // Timers may set timers: a clock that strikes every minute for a year is not waited for.
            var until = run.Now + by;
            while (run.State!.Timers.Min(timer => timer.DueAt) <= until)
            {
                if (run.Steps >= Sandbox.MostSteps) return TooLong();
                if (!run.AdvanceToNextTimer()) break;
            }

            run.AdvanceTo(until);
            return null;
        }
    }

    /// <summary>Sets the virtual clock to the next timer and lets it fire.</summary>
    public Rejection? AdvanceToNext()
    {
        lock (gate)
        {
            if (run.Steps >= Sandbox.MostSteps) return TooLong();
            return run.AdvanceToNextTimer() ? null : new(RejectionKind.State, "sandbox.noTimer", "没有等待中的计时。", "No timer is waiting.");
        }
    }

    /// <summary>Completes an open task as whoever may do it: somebody new each time, so that no reviewer is the author.</summary>
    public IReadOnlyList<Rejection> Complete(string taskId, string? outcome, Value result)
    {
        lock (gate)
        {
            if (run.Tasks.FirstOrDefault(open => open.Id == taskId) is not { } task)
            {
                return [new(RejectionKind.NotFound, "task.unknown", "这项任务已不在待办中：请看最新的任务列表。", "That task is not open any more: look at the list again.")];
            }

            if (DeclarationOf(task) is { } declaration)
            {
                if (TaskForm.Check(declaration, outcome, result) is { Count: > 0 } wrong) return wrong;
                foreach (var (purpose, text) in TaskForm.PersonalTexts(declaration, result)) result = result.With(purpose, Seal(text!).ToValue());
            }

            people++;
            var actor = new Actor(string.Create(CultureInfo.InvariantCulture, $"sandbox-{(task.Role.Length > 0 ? task.Role : "somebody")}-{people}"), task.UnitCode, [task.Role]);
            return Take(() => run.Deliver(new CompleteTask(task.Id, outcome, result), actor)) is { } refused ? [refused] : [];
        }
    }

    /// <summary>Stands for words that a vault would hold: here they are made up and kept nowhere.</summary>
    internal Sealed Seal(string text) => new(string.Create(CultureInfo.InvariantCulture, $"sandbox-{++words}"), new('0', 64), text.Length);

    /// <summary>The definition of that version, as this trial runs it.</summary>
    public WorkflowDefinition? DefinitionOf(string hash) => run.Definitions.ByHash(hash);

    /// <summary>An activity by an instance of it, in whichever of the ticket's workflows it ran.</summary>
    public ActivityNode? NodeOf(string activityId) => definition.NodeById(activityId) ?? run.State!.Instances.Select(instance => run.Definitions.ByHash(instance.DefinitionHash)?.NodeById(activityId)).FirstOrDefault(node => node is not null)
        ?? run.Definitions.All.Select(version => version.Definition.NodeById(activityId)).FirstOrDefault(node => node is not null);

    /// <summary>A role by its code, as the policy on trial names it.</summary>
    public NamedCode? RoleOf(string code) => HouseRoles.Find(policy, code);

    /// <summary>How an activity is called.</summary>
    public string LabelOf(ActivityNode node) => DefinitionValidator.LabelOf(node, activities);

    internal Rejection? Take(Func<StepResult> step)
    {
        if (run.Steps >= Sandbox.MostSteps)
        {
            return TooLong();
        }

        return step() is Refused { Rejection: var rejection } ? rejection : null;
    }

    private static Rejection TooLong() => new(
        RejectionKind.State, "sandbox.tooLong", $"一次试运行最多 {Sandbox.MostSteps} 步：请重新开始。", $"One trial takes at most {Sandbox.MostSteps} steps: start again.");

    private IEnumerable<SandboxLine> Lines(JournalEntry entry)
    {
        foreach (var happened in entry.Events)
        {
            var line = happened switch
            {
                ActivityCompleted { Outcomes: var outcomes } done when NodeOf(done.ActivityId) is { } node && node.Parent is not null => new SandboxLine(entry.Stimulus.At, entry.Stimulus.Actor.Id, LabelOf(node), outcomes, null, node.Id),
                FactsChanged facts => new(entry.Stimulus.At, entry.Stimulus.Actor.Id, null, [], facts.Kind, Words: HistoryTexts.Of(facts.Kind, facts.Set, policy), WordsInEnglish: HistoryTexts.InEnglish(facts.Kind, facts.Set, policy)),
                IncidentRaised { Incident: var incident } => new(entry.Stimulus.At, entry.Stimulus.Actor.Id, NodeOf(incident.ActivityId) is { } failed ? LabelOf(failed) : incident.ActivityId, [], incident.Message),
                _ => null,
            };
            if (line is not null) yield return line;
        }
    }
}

/// <summary>What there is to see of a session.</summary>
/// <param name="Now">The virtual clock.</param>
/// <param name="State">The case.</param>
/// <param name="Tasks">Open tasks.</param>
/// <param name="Timers">Waiting timers, the next first.</param>
/// <param name="Path">What happened, in order.</param>
/// <param name="Messages">What would have been sent.</param>
/// <param name="Trace">Which activities and connections were passed, in all its workflows.</param>
internal sealed record SandboxView(
    Instant Now, CaseState State, IReadOnlyList<HumanTask> Tasks, IReadOnlyList<Bookmark> Timers, IReadOnlyList<SandboxLine> Path, IReadOnlyList<SendOut> Messages, Trace Trace);

/// <summary>One line of the path.</summary>
/// <param name="At">When, by the virtual clock.</param>
/// <param name="Actor">Who.</param>
/// <param name="Activity">The activity that ended, or null.</param>
/// <param name="Outcomes">By which outcomes.</param>
/// <param name="Fact">Kind of what was recorded of the ticket, or an incident's message.</param>
/// <param name="ActivityId">Id of the activity that ended, or null.</param>
/// <param name="Words">What was recorded, in words, zh-CN, or null.</param>
/// <param name="WordsInEnglish">The same in English where the city gave the names, or null.</param>
internal sealed record SandboxLine(Instant At, string Actor, string? Activity, IReadOnlyList<string> Outcomes, string? Fact, string? ActivityId = null, string? Words = null, string? WordsInEnglish = null);
