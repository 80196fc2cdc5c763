using System.Collections.Concurrent;
using System.Globalization;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Application.Sandboxes;

/// <summary>
/// A made-up ticket under a virtual clock, run on a draft or a published version: one per account, forgotten after half an hour without a
/// touch. How it began and what was done with it lies in the database, so any node walks the same way again; what a node has walked it keeps
/// at hand. Effects are collected; nothing that could carry them out is within reach.
/// </summary>
public sealed class Sandbox(PublishedStore catalog, DraftStore drafts, TrialStore trials, WorkflowEngine engine, IClock clock)
{
    /// <summary>Most trials at once.</summary>
    public const int MostSessions = 50;

    /// <summary>Most steps of one trial.</summary>
    public const int MostSteps = 1000;

    /// <summary>A trial that nobody touches that long is forgotten.</summary>
    public static Duration ForgottenAfter { get; } = Duration.FromMinutes(30);

    private readonly ConcurrentDictionary<string, SandboxSession> sessions = new(StringComparer.Ordinal);

    /// <summary>The trial of that account, or null.</summary>
    public async Task<SandboxSession?> FindAsync(string accountId, CancellationToken ct)
    {
        Sweep();
        if (await trials.TouchAsync(accountId, ForgottenAfter, ct) is not { } known)
        {
            sessions.TryRemove(accountId, out _);
            return null;
        }

        if (sessions.TryGetValue(accountId, out var session) && session.TrialId == known.TrialId && session.Revision == known.Revision)
        {
            session.TouchedAt = clock.GetCurrentInstant();
            return session;
        }

        if (await trials.ReadAsync(accountId, ct) is not { } record) return null;
        if (await WalkAsync(record, ct) is not { } walked)
        {
            // Another release takes another way, or what it ran on cannot be read any more: a made-up ticket is begun anew.
            await trials.EndAsync(accountId, ct);
            sessions.TryRemove(accountId, out _);
            return null;
        }

        return sessions[accountId] = walked;
    }

    /// <summary>Ends the trial of that account.</summary>
    public async Task LeaveAsync(string accountId, CancellationToken ct)
    {
        await trials.EndAsync(accountId, ct);
        sessions.TryRemove(accountId, out _);
    }

    /// <summary>Starts a made-up ticket; a trial that the account has ends.</summary>
    /// <param name="accountId">Whose trial.</param>
    /// <param name="draftId">The draft to run on: a definition, or a policy file that replaces the published one; null: what is published.</param>
    /// <param name="hash">Or the published version to run on.</param>
    /// <param name="ticket">The fields of the request.</param>
    /// <param name="at">What the virtual clock shows first.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<Rejection>> StartAsync(string accountId, Guid? draftId, string? hash, Value ticket, Instant at, CancellationToken ct)
    {
        Sweep();
        var (tried, policy, file, content, title, refusal) = await SubjectAsync(draftId, hash, at, ct);
        if (refusal is not null) return [refusal];
        // Nobody is rung up in a trial: what would be verified is taken for verified.
        var proof = ticket["identityLevel"].AsString() is { } level && policy!.Intake.Identity?.VerifiedLevels.Contains(level) == true ? new IdentityProof(level, IdentityProof.PhoneCode, at, "sandbox", "sandbox") : null;
        var check = TicketStart.Read(ticket, policy!, proof);
        if (check.Start is not { } start) return check.Rejections;
        var arguments = start.Arguments(1, "sandbox", start.PersonalWords.ToDictionary(word => word.Key, word => SandboxSession.StandIn($"start-{word.Key}", word.Value)));
        var others = catalog.Definitions.All.Where(version => version.Definition.DefinitionId != tried!.DefinitionId).Select(version => (version.Definition.Hash, version.EffectiveFrom, version.RetiredFrom));
        var setup = new SandboxSetup(title!, RootFor(tried!, at).Hash, tried!.ToJson(), [.. others], catalog.PolicyAt(at).Hash, file, content, at, arguments, Semantics.Current);
        var trialId = Guid.CreateVersion7(clock.GetCurrentInstant().ToDateTimeOffset());
        if (await BeginAsync(trialId, setup, ct) is not { } session) return [DraftUnknown()];
        if (session.Start(setup) is { } refused) return [refused];
        if (!await trials.StartAsync(accountId, trialId, setup.Write(), MostSessions, ForgottenAfter, ct)) return [Full()];
        sessions[accountId] = session;
        return [];
    }

    /// <summary>Does something in a trial and keeps it; of two requests at once the later one is told to look again.</summary>
    public async Task<IReadOnlyList<Rejection>> ActAsync(string accountId, SandboxSession session, Func<SandboxSession, (SandboxAct? Act, IReadOnlyList<Rejection> Refusals)> act, CancellationToken ct)
    {
        await session.Turn.WaitAsync(ct);
        try
        {
            var (done, refusals) = act(session);
            if (done is null) return refusals;
            // Until it is kept, what this node has at hand is ahead of what others see.
            sessions.TryRemove(new(accountId, session));
            if (!await trials.AppendAsync(accountId, session.TrialId, session.Revision, done.Write(), ct)) return [Moved()];
            session.Revision++;
            sessions[accountId] = session;
            return refusals;
        }
        finally
        {
            session.Turn.Release();
        }
    }

    private async Task<SandboxSession?> BeginAsync(Guid trialId, SandboxSetup setup, CancellationToken ct)
    {
        if (setup.DefinitionsOf(catalog) is not { } definitions || definitions.ByHash(setup.Root) is not { } root || await setup.PolicyOfAsync(catalog, ct) is not { } policy) return null;
        var run = new VirtualRun(engine, definitions, policy, setup.At) { Semantics = setup.Semantics };
        return new(trialId, setup.Title, root, policy, engine.Activities, run) { TouchedAt = clock.GetCurrentInstant() };
    }

    private async Task<SandboxSession?> WalkAsync(TrialRecord record, CancellationToken ct)
    {
        var setup = SandboxSetup.Read(record.Setup);
        // What another node published a moment ago this one may not know yet.
        if (setup.DefinitionsOf(catalog) is null || catalog.PolicyByHash(setup.Policy) is null) await catalog.RefreshAsync(ct);
        if (await BeginAsync(record.TrialId, setup, ct) is not { } session || session.Start(setup) is not null) return null;
        foreach (var act in record.Acts)
        {
            if (!session.Repeat(SandboxAct.Read(act))) return null;
        }

        session.Revision = record.Revision;
        return session;
    }

    private static Rejection Moved() => new(
        RejectionKind.State, "sandbox.moved", "这次试运行在别处（另一个页面）又走了一步，本次操作没有执行：请刷新后再试。", "Somebody did something else in this trial meanwhile, so nothing was done: reload and look again.");

    /// <summary>A workflow that the ticket calls is tried inside the published ticket; any other runs by itself.</summary>
    private WorkflowDefinition RootFor(WorkflowDefinition tried, Instant at) =>
        !DefinitionChecks.IsTicket(tried) && catalog.Definitions.Published(DefinitionChecks.TicketDefinition, at) is { } ticket && Calls(ticket, tried.DefinitionId) ? ticket : tried;

    private static bool Calls(WorkflowDefinition caller, string definitionId) => caller.Nodes.Any(node =>
        node.Inputs.Any(input => string.Equals(input.Key, "workflowDefinitionId", StringComparison.OrdinalIgnoreCase) && input.Value.Expression.Value.AsString() == definitionId)
        || node.Raw["workflowDefinitionId"].AsString() == definitionId);

    private static Rejection Full() => new(
        RejectionKind.State, "sandbox.full", "试运行的人太多：请等几分钟再试，或先结束不用的试运行。", "Expected a free place in the sandbox, but all are taken: try again in a few minutes.");

    private async Task<(WorkflowDefinition? Definition, CityPolicy? Policy, string? File, string? Content, string? Title, Rejection? Refusal)> SubjectAsync(Guid? draftId, string? hash, Instant at, CancellationToken ct)
    {
        var published = hash is null ? catalog.Definitions.Published(DefinitionChecks.TicketDefinition, at) : catalog.Definitions.ByHash(hash);
        if (draftId is { } id)
        {
            if (await drafts.FindAsync(id, ct) is not { } draft || await drafts.ContentAsync(id, draft.Revision, ct) is not { } content) return Refuse(DraftUnknown());
            var title = string.Create(CultureInfo.InvariantCulture, $"{draft.Title} #{draft.Revision}");
            if (draft.Kind == DraftKind.Workflow)
            {
                var reading = WorkflowDefinition.Read(content);
                return reading.Definition is { } own ? (own, catalog.PolicyAt(at), null, null, title, null) : Refuse(Faulty(reading.Findings[0].Chinese, reading.Findings[0].English));
            }

            var files = new Dictionary<string, string>(await catalog.PolicyFilesAsync(catalog.PolicyAt(at).Hash, ct) ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [draft.Name] = content };
            var load = CityPolicies.Load(files);
            return load.Policy is null ? Refuse(Faulty(load.Findings[0].Chinese, load.Findings[0].English)) : published is null ? Refuse(DraftUnknown()) : (published, load.Policy, draft.Name, content, title, null);
        }

        return published is null ? Refuse(DraftUnknown()) : (published, catalog.PolicyAt(at), null, null, string.Create(CultureInfo.InvariantCulture, $"{published.Name} v{published.Version}"), null);

        static (WorkflowDefinition?, CityPolicy?, string?, string?, string?, Rejection?) Refuse(Rejection why) => (null, null, null, null, null, why);
    }

    private static Rejection DraftUnknown() => new(RejectionKind.NotFound, "sandbox.nothing", "没有可试运行的草稿或版本：请从“变更”页面重新进入。", "There is no such draft or version to try: come again from the page of changes.");

    private static Rejection Faulty(string chinese, string english) => new(RejectionKind.Content, "sandbox.faulty", $"草稿还不能运行：{chinese}", $"The draft cannot run yet: {english}");

    private void Sweep()
    {
        var oldest = clock.GetCurrentInstant() - ForgottenAfter;
        foreach (var (account, session) in sessions)
        {
            // Only what is at hand here: the database forgets by itself.
            if (session.TouchedAt < oldest) sessions.TryRemove(new(account, session));
        }
    }
}

/// <summary>One made-up ticket on its way. Thread-safe.</summary>
public sealed class SandboxSession(Guid trialId, string title, WorkflowDefinition definition, CityPolicy policy, ActivityRegistry activities, VirtualRun run)
{
    /// <summary>How far the clock may be set at once.</summary>
    private static readonly Duration Farthest = Duration.FromDays(400);

    private readonly Lock gate = new();
    private int people;

    /// <summary>The trial as it is kept.</summary>
    public Guid TrialId => trialId;

    /// <summary>How many acts of it are kept.</summary>
    public int Revision { get; set; }

    /// <summary>One act after the other.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

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
            foreach (var clock in (run.State is { } state ? new TicketFacts(state.Facts).Clocks.All : []).Select(one => ClockActFormat.ReadClock(policy.Calendar, one.Acts)))
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

    /// <summary>Begins the ticket.</summary>
    public Rejection? Start(SandboxSetup setup)
    {
        lock (gate) return Take(() => run.Deliver(new StartCase(definition.Hash, setup.Arguments), new("sandbox-operator", null, ["operator"])));
    }

    /// <summary>Sets the virtual clock; what is due on the way happens at its own instant.</summary>
    public (SandboxAct? Act, IReadOnlyList<Rejection> Refusals) Advance(Duration by)
    {
        if (by <= Duration.Zero || by > Farthest)
        {
            return (null, [new(RejectionKind.Content, "sandbox.clock", "请填写 1 分钟到 400 天之间的时长。", "Expected a span from one minute to 400 days.", Field: "amount")]);
        }

        var act = new SandboxAct.Advance(by);
        lock (gate)
        {
            if (run.Steps >= Sandbox.MostSteps) return (null, [TooLong()]);
            return (act, Go(act) is { } refused ? [refused] : []);
        }
    }

    /// <summary>Sets the virtual clock to the next timer and lets it fire.</summary>
    public (SandboxAct? Act, IReadOnlyList<Rejection> Refusals) AdvanceToNext()
    {
        lock (gate)
        {
            var act = new SandboxAct.Next();
            return Go(act) is { } refused ? (null, [refused]) : (act, []);
        }
    }

    /// <summary>Completes an open task as whoever may do it: somebody new each time, so that no reviewer is the author.</summary>
    public (SandboxAct? Act, IReadOnlyList<Rejection> Refusals) Complete(string taskId, string? outcome, Value result)
    {
        lock (gate)
        {
            if (run.Tasks.FirstOrDefault(open => open.Id == taskId) is not { } task)
            {
                return (null, [new(RejectionKind.NotFound, "task.unknown", "这项任务已不在待办中：请看最新的任务列表。", "That task is not open any more: look at the list again.")]);
            }

            if (DeclarationOf(task) is { } declaration)
            {
                if (TaskForm.Check(declaration, outcome, result) is { Count: > 0 } wrong) return (null, wrong);
                foreach (var words in TaskForm.SealedTexts(declaration, result)) result = result.With(words.Purpose, (StandIn($"{people}-{words.Purpose}", words.Text!) with { Kind = words.Kind }).ToValue());
            }
            else
            {
                if (OpenResult.Check(outcome, result) is { } wrong) return (null, [wrong]);
                result = OpenResult.With(result, OpenResult.Words(result).ToDictionary(words => words.Purpose, words => StandIn($"{people}-{words.Purpose}", words.Text!) with { Kind = words.Kind }, StringComparer.Ordinal));
            }

            var actor = new Actor(string.Create(CultureInfo.InvariantCulture, $"sandbox-{(task.Role.Length > 0 ? task.Role : "somebody")}-{people + 1}"), task.UnitCode, [task.Role]);
            var act = new SandboxAct.Complete(task.Id, outcome, result, actor);
            return Go(act) is { } refused ? (null, [refused]) : (act, []);
        }
    }

    /// <summary>Does again what was done; false where it cannot be done any more.</summary>
    public bool Repeat(SandboxAct act)
    {
        // The clock goes on as far as the steps allow, then as now.
        lock (gate) return Go(act) is null || act is SandboxAct.Advance;
    }

    private Rejection? Go(SandboxAct act)
    {
        if (run.Steps >= Sandbox.MostSteps) return TooLong();
        switch (act)
        {
            case SandboxAct.Advance { By: var by }:
                // Timers may set timers: a clock that strikes every minute for a year is not waited for.
                var until = run.Now + by;
                while (run.State!.Timers.Min(timer => timer.DueAt) <= until)
                {
                    if (run.Steps >= Sandbox.MostSteps) return TooLong();
                    if (!run.AdvanceToNextTimer()) break;
                }

                run.AdvanceTo(until);
                return null;
            case SandboxAct.Complete complete:
                if (Take(() => run.Deliver(new CompleteTask(complete.TaskId, complete.Outcome, complete.Result), complete.By)) is { } refused) return refused;
                people++;
                return null;
            default:
                return run.AdvanceToNextTimer() ? null : new(RejectionKind.State, "sandbox.noTimer", "没有等待中的计时。", "No timer is waiting.");
        }
    }

    /// <summary>Stands for words that a vault would hold: here they are made up and kept nowhere.</summary>
    public static Sealed StandIn(string id, string text) => new("sandbox-" + id, new('0', 64), text.Length);

    /// <summary>The definition of that version, as this trial runs it.</summary>
    public WorkflowDefinition? DefinitionOf(string hash) => run.Definitions.ByHash(hash);

    /// <summary>An activity by an instance of it, in whichever of the ticket's workflows it ran.</summary>
    public ActivityNode? NodeOf(string activityId) => definition.NodeById(activityId) ?? run.State!.Instances.Select(instance => run.Definitions.ByHash(instance.DefinitionHash)?.NodeById(activityId)).FirstOrDefault(node => node is not null)
        ?? run.Definitions.All.Select(version => version.Definition.NodeById(activityId)).FirstOrDefault(node => node is not null);

    /// <summary>A role by its code, as the policy on trial names it.</summary>
    public NamedCode? RoleOf(string code) => ProductRoles.Find(policy, code);

    /// <summary>How an activity is called.</summary>
    public string LabelOf(ActivityNode node) => DefinitionValidator.LabelOf(node, activities);

    public Rejection? Take(Func<StepResult> step)
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
                FactsChanged facts => new(entry.Stimulus.At, entry.Stimulus.Actor.Id, null, [], facts.Kind, Words: CaseEvents.Describe(facts.Kind, facts.Set, policy)),
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
public sealed record SandboxView(
    Instant Now, CaseState State, IReadOnlyList<HumanTask> Tasks, IReadOnlyList<Bookmark> Timers, IReadOnlyList<SandboxLine> Path, IReadOnlyList<SendOut> Messages, Trace Trace);

/// <summary>One line of the path.</summary>
/// <param name="At">When, by the virtual clock.</param>
/// <param name="Actor">Who.</param>
/// <param name="Activity">The activity that ended, or null.</param>
/// <param name="Outcomes">By which outcomes.</param>
/// <param name="Fact">Kind of what was recorded of the ticket, or an incident's message.</param>
/// <param name="ActivityId">Id of the activity that ended, or null.</param>
/// <param name="Words">What was recorded, in words, or null.</param>
public sealed record SandboxLine(Instant At, string Actor, string? Activity, IReadOnlyList<string> Outcomes, string? Fact, string? ActivityId = null, (string Chinese, string English)? Words = null);
