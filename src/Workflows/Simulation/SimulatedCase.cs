using System.Globalization;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Simulation;

/// <summary>
/// The life of one case among made-up people under a virtual clock: they do open tasks early, late or never in time, choose
/// any outcome that is offered, err and are refused, and the outside answers or fails. Every path taken is legal, because
/// every step is the engine's.
/// </summary>
internal sealed class SimulatedCase
{
    private const string Handling = "HandleTicket";
    private const int MostSteps = 600;
    private const int MostTurns = 10 * MostSteps;
    private const int HurryAfter = 90;
    private const int Tries = 24;
    private const int Rare = 25;
    private const double SlowShare = 0.5;
    private const double Pull = 40;
    private const string OtherCase = "00000000-0000-7000-8000-00000000abcd";

    /// <summary>Signals that come from outside the case, and how likely each comes before the next thing happens.</summary>
    private static readonly Dictionary<string, double> FromOutside = new(StringComparer.Ordinal)
    {
        ["callback.answered"] = 0.5,
        [Links.ChildMerged] = 0.02,
        [Links.ChildReleased] = 0.01,
        [Links.MergeAsked] = 0.004,
        [Links.ParentClosed] = 0.3,
        [Links.SplitAsked] = 0.004,
        ["ticket.supervised"] = 0.02,
        ["ticket.urged"] = 0.02,
    };

    private readonly CityPolicy city;
    private readonly Chance chance;
    private readonly SimulatedAnswers answers;
    private readonly VirtualRun run;
    private readonly ActivityRegistry activities;
    private readonly List<(Instant At, Event Happened)> history = [];
    private readonly Dictionary<(string Kind, string Outcome), int> chosen = [];
    private readonly Dictionary<string, int> refusals;
    private readonly Dictionary<(string Kind, string Outcome), int> chosenByAll;
    private readonly List<string> incidents = [];
    private readonly SimulatedCrowd crowd;
    private readonly Aim? aim;
    private readonly bool isSlow;
    private bool keepsSilent;

    public SimulatedCase(WorkflowEngine engine, DefinitionSet definitions, CityPolicy city, Chance chance, Instant startAt, CaseId caseId, SimulatedCrowd crowd, Aim? aim = null, bool keepsJournal = false)
    {
        this.city = city;
        this.chance = chance;
        this.crowd = crowd;
        this.aim = aim;
        isSlow = aim is { NeedsDelay: true } && chance.Happens(SlowShare);
        refusals = crowd.Refusals;
        chosenByAll = crowd.Chosen;
        activities = engine.Activities;
        answers = new(city, chance);
        run = new(engine, definitions, city, startAt, caseId) { KeepsJournal = keepsJournal, Observer = Observe };
    }

    /// <summary>The run itself.</summary>
    public VirtualRun Run => run;

    /// <summary>The facts as they stand.</summary>
    public TicketFacts Ticket => new(run.State?.Facts ?? Value.EmptyObject);

    /// <summary>The state as it stands.</summary>
    public CaseState? State => run.State;

    /// <summary>The virtual instant.</summary>
    public Instant Now => run.Now;

    /// <summary>How many steps it took.</summary>
    public long Steps => run.Steps;

    /// <summary>At some moment two units led at once.</summary>
    public bool HadTwoLeads { get; private set; }

    /// <summary>At some moment a task was open that no clock watches; which.</summary>
    public string? WaitedWithoutClock { get; private set; }

    /// <summary>True where the unit does not handle it until everything else has happened.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The limit for handling expired without a reply.</summary>
    public bool WasOverrun { get; private set; }

    /// <summary>The petitioner was called back about that, reached or not.</summary>
    public bool WasCalledBackAtLimit { get; private set; }

    /// <summary>Incidents, as they came.</summary>
    public IReadOnlyList<string> Incidents => incidents;

    /// <summary>Not over, and nothing will ever move it.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Which nodes and edges it reached.</summary>
    public Trace TraceIn(DefinitionSet definitions) => Trace.Of(history, definitions.ByHash);

    /// <summary>Registers a made-up request and lives the ticket to its end.</summary>
    public void LiveTicket(string definitionId, long serial)
    {
        keepsSilent = IsSilent;
        if (Register(serial) is { } arguments && Take(run.Start(definitionId, arguments, Actor.System))) Live();
    }

    /// <summary>Lives a case of its own that follows from a ticket, e.g. supervision.</summary>
    public void LiveFollowUp(WorkflowDefinition definition, TicketFacts ticket, CaseId ticketCase)
    {
        var arguments = definition.Inputs.Select(input => (input.Name, ArgumentOf(input, ticket, ticketCase))).Where(argument => !argument.Item2.IsNull);
        if (Take(run.Start(definition.DefinitionId, Value.Object([.. arguments]), Actor.System))) Live();
    }

    private void Live()
    {
        for (var turn = 0; turn < MostTurns && run.State is { IsClosed: false, Incidents.Count: 0 } state && run.Steps < MostSteps; turn++)
        {
            if (!Hear(state) && !Answer(state) && !Work(state) && !run.AdvanceToNextTimer() && !BreakSilence() && !Awaited(state).Any()) break;
        }

        IsStuck = run.State is { IsClosed: false, Incidents.Count: 0 } left && !left.Tasks.Any() && !left.Timers.Any() && left.Bookmarks.All(wait => wait.Kind != BookmarkKind.Result);
    }

    /// <summary>The outside answers what was asked of it, mostly well.</summary>
    private bool Answer(CaseState state)
    {
        if (state.Bookmarks.FirstOrDefault(wait => wait.Kind == BookmarkKind.Result) is not { } wait || chance.Happens(0.3)) return false;
        run.AdvanceTo(run.Now + Duration.FromMinutes(1 + chance.Below(600)));
        if (run.State!.Bookmarks.All(open => open.Id != wait.Id)) return true;
        return Take(run.Deliver(new ReceiveResult(wait.Payload["effectId"].AsString()!, chance.Happens(0.9), Questionnaire())));
    }

    /// <summary>Somebody does one of the open tasks, at an instant of their own.</summary>
    private bool Work(CaseState state)
    {
        var open = state.Tasks.Where(task => !keepsSilent || task.Kind != Handling).ToArray();
        if (open.Length == 0) return false;
        var task = chance.Of(open);
        var at = When(task);
        run.AdvanceTo(at);
        if (run.State is not { IsClosed: false } now || now.Tasks.All(still => still.Id != task.Id)) return true;
        return Do(now.Tasks.First(still => still.Id == task.Id)) || run.AdvanceToNextTimer();
    }

    /// <summary>Nothing else will happen any more: the unit answers at last.</summary>
    private bool BreakSilence()
    {
        if (!keepsSilent) return false;
        keepsSilent = false;
        return true;
    }

    private Instant When(HumanTask task)
    {
        var left = (task.DueAt ?? run.Now + Duration.FromDays(1)) - run.Now;
        if (left <= Duration.Zero) return run.Now + Duration.FromMinutes(5 + chance.Below(2000));
        return chance.Happens(isSlow ? 0.9 : 0.1)
            ? run.Now + left + Duration.FromMinutes(1 + chance.Below(6000))
            : run.Now + (left * (chance.Share() * chance.Share()));
    }

    private bool Do(HumanTask task)
    {
        var declaration = city.FindTask(task.Kind) ?? activities.Descriptors.SelectMany(known => known.Tasks).FirstOrDefault(known => known.Kind == task.Kind);
        if (declaration is null) return Complete(task, null, Value.EmptyObject) is null;
        var offered = declaration.Outcomes.Select(outcome => outcome.Name).Where(name => task.Outcomes?.Contains(name) != false).ToArray();
        var left = offered.ToList();
        while (left.Count > 0)
        {
            var outcome = run.Steps > HurryAfter ? left[0] : chance.Of(left, name => Weight(task.Kind, name, isFirst: name == offered[0]) * Toward(task, offered, name));
            if (Try(task, declaration, outcome))
            {
                chosen[(task.Kind, outcome)] = chosen.GetValueOrDefault((task.Kind, outcome)) + 1;
                chosenByAll[(task.Kind, outcome)] = chosenByAll.GetValueOrDefault((task.Kind, outcome)) + 1;
                return true;
            }

            left.Remove(outcome);
        }

        return false;
    }

    /// <summary>The usual way mostly, nothing for ever, and what hardly anybody has tried yet more often.</summary>
    private double Weight(string kind, string outcome, bool isFirst) =>
        ((isFirst ? 3.0 : 1.0) / (1 + (3 * chosen.GetValueOrDefault((kind, outcome))))) + (chosenByAll.GetValueOrDefault((kind, outcome)) < Rare ? 4.0 : 0.0);

    /// <summary>Who aims somewhere mostly chooses what leads nearer.</summary>
    private double Toward(HumanTask task, string[] offered, string name)
    {
        if (aim is null || run.State!.Bookmarks.FirstOrDefault(wait => wait.Task?.Id == task.Id) is not { } wait || run.State.Activities.FirstOrDefault(one => one.Id == wait.ActivityInstanceId) is not { } activity) return 1;
        if (run.State.Instances.FirstOrDefault(one => one.Id == activity.WorkflowInstanceId) is not { } workflow) return 1;
        int? Far(string outcome) => aim.DistanceBy(workflow.DefinitionHash, activity.ActivityId, outcome);
        var nearest = offered.Select(Far).Min();
        return nearest is not null && Far(name) == nearest ? Pull : 1;
    }

    /// <summary>Fills in the form and corrects what is refused, as people do.</summary>
    private bool Try(HumanTask task, TaskDeclaration declaration, string outcome)
    {
        var given = answers.Fill(declaration, outcome, Ticket, run.Now);
        for (var i = 0; i < Tries; i++)
        {
            if (Complete(task, outcome, Value.Object([.. given.Select(field => (field.Key, field.Value))])) is not { } refusal) return true;
            var name = refusal.Field is { } path && path.StartsWith("result.", StringComparison.Ordinal) ? path["result.".Length..].Split('.', '[')[0] : null;
            if (declaration.Fields.FirstOrDefault(field => field.Name == name) is not { } wrong) return false;
            if (given.ContainsKey(wrong.Name) && !wrong.IsRequired && chance.Happens(0.4)) given.Remove(wrong.Name);
            else given[wrong.Name] = answers.One(wrong, Ticket, run.Now);
            if (i != 3) continue;
            // Some rules ask for fields together: whoever was refused often fills in the whole form.
            foreach (var field in declaration.Fields.Where(field => field.OnlyFor?.Contains(outcome) != false)) given.TryAdd(field.Name, answers.One(field, Ticket, run.Now));
        }

        return false;
    }

    private Rejection? Complete(HumanTask task, string? outcome, Value result)
    {
        var stimulus = new CompleteTask(task.Id, outcome, result);
        var who = Anyone(task.Role, task.UnitCode, task);
        return run.Deliver(stimulus, who) is Refused { Rejection: var rejection } ? Count(rejection) : null;
    }

    /// <summary>Whoever may: of the role and the unit, and not the owner of what is reviewed.</summary>
    private Actor Anyone(string role, string? unit, HumanTask? task = null)
    {
        for (var i = chance.Below(5); ; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{role}-{unit}-{i}");
            if (task?.NotBy?.Contains(id) == true) continue;
            return new(task?.Assignee ?? id, unit, [role]);
        }
    }

    /// <summary>Something comes from outside that the case waits for: an urge, an answer, a word from another ticket.</summary>
    private bool Hear(CaseState state)
    {
        foreach (var name in Awaited(state))
        {
            if (!chance.Happens(FromOutside[name])) continue;
            run.AdvanceTo(run.Now + Duration.FromMinutes(1 + chance.Below(3000)));
            if (run.State is not { IsClosed: false } now || !Awaited(now).Contains(name)) return true;
            Take(run.Deliver(new ReceiveSignal(name, PayloadOf(name)), Anyone("operator", null)));
            return true;
        }

        return false;
    }

    private static IEnumerable<string> Awaited(CaseState state) =>
        state.Bookmarks.Where(wait => wait.Kind == BookmarkKind.Signal && FromOutside.ContainsKey(wait.Name)).Select(wait => wait.Name).Distinct().Order(StringComparer.Ordinal).ToArray();

    private Value PayloadOf(string signal) => signal switch
    {
        "callback.answered" => Value.Object(("answers", Questionnaire()), ("opinion", answers.Words())),
        Links.MergeAsked => Value.Object(("caseId", Value.Of(OtherCase)), ("into", Value.Of("SIM-OTHER")), ("reason", answers.Words())),
        Links.SplitAsked => Value.Object(("children", Value.Of([OtherCase])), ("command", Value.Of(OtherCase))),
        Links.ChildMerged or Links.ChildReleased or Links.ParentClosed => Value.Object(("caseId", Value.Of(OtherCase)), ("number", Value.Of("SIM-OTHER"))),
        _ => Value.Object(("at", Value.Of(run.Now)), ("by", Value.Of("operator")), ("level", Value.Of("Supervise")), ("reason", answers.Words())),
    };

    /// <summary>What a web questionnaire brings back.</summary>
    private Value Questionnaire() => Value.Object([.. city.Callback.Questions.Select(question => (question.Code, Value.Of(chance.Of(question.Answers).Code)))]);

    private Value? Register(long serial)
    {
        var (district, street) = answers.Place();
        var command = new Dictionary<string, Value>(StringComparer.Ordinal)
        {
            ["channel"] = Value.Of(chance.Of(city.Channels.All).Code),
            ["requestType"] = Value.Of(chance.Of(city.RequestTypes.All).Code),
            ["urgency"] = Value.Of(chance.Of(city.City.Urgencies).Code),
            ["title"] = Value.Of("模拟诉求"),
            ["body"] = Value.Of("模拟诉求内容"),
            ["phone"] = Value.Of("13800000000"),
        };
        if (chance.Happens(0.7)) command["classCode"] = Value.Of(answers.Class());
        if (chance.Happens(0.8)) command["districtCode"] = Value.Of(district);
        if (command.ContainsKey("districtCode") && street is not null) command["streetCode"] = Value.Of(street);
        for (var i = 0; i < Tries; i++)
        {
            var check = TicketStart.Read(Value.Object([.. command.Select(field => (field.Key, field.Value))]), city);
            if (check.Start is { } start)
            {
                return start.Arguments(serial, "subject", start.PersonalWords.ToDictionary(word => word.Key, word => new Sealed(word.Key, "0", word.Value.Length), StringComparer.Ordinal));
            }

            foreach (var fault in check.Rejections)
            {
                Count(fault);
                command[fault.Field ?? ""] = fault.Field == "districtCode" ? Value.Of(district) : Value.Of("模拟");
            }
        }

        incidents.Add("模拟诉求无法登记 no made-up request could be registered");
        return null;
    }

    private Value ArgumentOf(ArgumentDefinition input, TicketFacts ticket, CaseId ticketCase)
    {
        switch (input.Name)
        {
            case "serial":
                return Value.Of(1);
            case "ticketNumber":
                return Value.Of(ticket.Number);
            case "ticketCaseId":
                return Value.Of(ticketCase.ToString());
            case "unit":
                return Value.Of(ticket.LeadUnit ?? city.Organisation.HotlineCenter.Code);
        }

        if (ticket.Facts[input.Name] is { IsNull: false } known) return known;

        // A code of the list that some policy file keeps under the plural of the name.
        foreach (var file in city.Content.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (file.Value[input.Name + "s"].Items is { Count: > 0 } list && list[0]["code"].AsString() is not null) return chance.Of(list)["code"];
        }

        return input.TypeName switch
        {
            "Boolean" => Value.Of(chance.Happens(0.5)),
            "String" => Value.Of("模拟"),
            "Object" => answers.Words(),
            _ => Value.Null,
        };
    }

    private bool Take(StepResult result)
    {
        if (result is not Refused { Rejection: var rejection }) return true;
        Count(rejection);
        return false;
    }

    private Rejection Count(Rejection rejection)
    {
        refusals[rejection.Code] = refusals.GetValueOrDefault(rejection.Code) + 1;
        crowd.Reasons.TryAdd(rejection.Code, (rejection.Chinese, rejection.English));
        return rejection;
    }

    private void Observe(Instant at, Decision decision)
    {
        foreach (var happened in decision.Events)
        {
            history.Add((at, happened));
            WasOverrun |= happened is FactsChanged { Kind: "TicketOverdue" };
            WasCalledBackAtLimit |= happened is FactsChanged { Kind: "UnansweredCalledBack" or "LimitCallbackEnded" };
            if (happened is IncidentRaised { Incident: var incident }) incidents.Add($"{incident.ActivityId}: {incident.Message}");
        }

        Watch(decision.State);
    }

    private void Watch(CaseState state)
    {
        string? lead = null;
        foreach (var wait in state.Bookmarks)
        {
            if (wait.Task is not { } task) continue;
            if (task.DueAt is null && state.Timers.All(timer => timer.ActivityInstanceId != wait.ActivityInstanceId)) WaitedWithoutClock ??= task.Kind;
            if (task.Kind is not ("SignInTicket" or "HandleTicket")) continue;
            if (lead is not null && lead != task.UnitCode) HadTwoLeads = true;
            lead = task.UnitCode;
        }
    }
}

/// <summary>What all made-up people of a simulation have done so far.</summary>
internal sealed class SimulatedCrowd
{
    /// <summary>How often each outcome was chosen.</summary>
    public Dictionary<(string Kind, string Outcome), int> Chosen { get; } = [];

    /// <summary>How often each refusal was given.</summary>
    public Dictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>What was said the first time, by code.</summary>
    public SortedDictionary<string, (string Chinese, string English)> Reasons { get; } = new(StringComparer.Ordinal);
}
