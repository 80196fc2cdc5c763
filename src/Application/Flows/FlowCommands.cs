using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Application.Flows;

/// <summary>From where to where a ticket shall move, and what is called otherwise there.</summary>
/// <param name="From">Version number to leave: a ticket that has left it meanwhile is not moved.</param>
/// <param name="To">Version number to go on with.</param>
/// <param name="DefinitionId">The definition, where a child workflow shall move; null: the ticket's own.</param>
/// <param name="Activities">Id in the target by activity id now, for those that are called otherwise there.</param>
/// <param name="Variables">Id in the target by variable id now, likewise.</param>
public sealed record MigrationOrder(
    int From,
    int To,
    [property: Text(TextKind.Code)] string? DefinitionId = null,
    [property: Text(TextKind.Code)] IReadOnlyDictionary<string, string>? Activities = null,
    [property: Text(TextKind.Code)] IReadOnlyDictionary<string, string>? Variables = null)
{
    public MigrateCase ToInput(string fromHash, string toHash) => new(fromHash, toHash, Texts(Activities), Texts(Variables));

    private static Value Texts(IReadOnlyDictionary<string, string>? mapping) =>
        mapping is null ? Value.EmptyObject : Value.Object(mapping.Select(entry => KeyValuePair.Create(entry.Key, Value.Of(entry.Value))));
}

/// <summary>
/// The way of those who look after running flows: incidents, ends before their time, moves to another version. REST and
/// pages come through here alike; every act is an input of the case.
/// </summary>
public sealed class FlowCommands(CaseRuntime runtime, PublishedStore catalog, WorkflowEngine engine, TicketReader tickets, OpenCases open, HistoryReader history, IClock clock)
{
    /// <summary>
    /// Why somebody may end a ticket before its time. A choice and no free text, because the reason enters the journal, which never
    /// holds a word about a person.
    /// </summary>
    public static IReadOnlyList<(string Code, string Chinese, string English)> CancelReasons { get; } =
    [
        ("Duplicate", "重复登记", "Recorded twice"),
        ("RecordedInError", "登记有误", "Recorded in error"),
        ("Withdrawn", "诉求人撤回", "Withdrawn by the petitioner"),
        ("FlowBroken", "流程故障无法继续", "The flow is broken and cannot go on"),
    ];

    private static Rejection NoTicket { get; } = new(RejectionKind.NotFound, "notFound", "没有找到该工单，或当前账号无权知悉。", "There is no such ticket, or this account may not know of it.");

    /// <summary>Runs a failed activity again.</summary>
    public Task<CommandResult> RetryAsync(string key, string incidentId, Caller caller, CancellationToken ct) =>
        SubmitAsync(key, caller, new RetryIncident(incidentId), ct);

    /// <summary>Leaves a failed activity behind as if it had completed with that outcome.</summary>
    public Task<CommandResult> SkipAsync(string key, string incidentId, string outcome, Caller caller, CancellationToken ct) =>
        SubmitAsync(key, caller, new SkipIncident(incidentId, outcome), ct);

    /// <summary>Ends a ticket before its time.</summary>
    public async Task<CommandResult> CancelAsync(string key, string? reason, Caller caller, CancellationToken ct) =>
        CancelReasons.FirstOrDefault(known => known.Code == reason) is { Code: not null } known
            ? await SubmitAsync(key, caller, new CancelCase(known.Chinese), ct)
            : CommandResult.Refuse(CommandRejections.Wrong("reason", $"须选择理由：{string.Join("、", CancelReasons.Select(one => $"{one.Code}({one.Chinese})"))}。", $"Expected a reason, one of {string.Join(", ", CancelReasons.Select(one => one.Code))}."));

    /// <summary>Moves a ticket, or a child workflow of it, to another version.</summary>
    public async Task<CommandResult> MigrateAsync(string key, MigrationOrder order, Caller caller, CancellationToken ct)
    {
        if (await StateAsync(key, caller.Viewer, ct) is not { } state) return CommandResult.Refuse(NoTicket);
        return Resolve(order, order.DefinitionId ?? state.Root!.DefinitionId, out var input) is { } wrong
            ? CommandResult.Refuse(wrong)
            : CommandResults.Worded(await runtime.SubmitAsync(new(state.CaseId, caller.CommandId, caller.Actor, clock.GetCurrentInstant(), input), null, ct));
    }

    /// <summary>What moving one ticket would mean; null where there is no such ticket.</summary>
    public async Task<(CaseState State, MigrationPlan Plan)?> PlanAsync(string key, MigrationOrder order, Viewer viewer, CancellationToken ct)
    {
        if (await StateAsync(key, viewer, ct) is not { } state) return null;
        return Resolve(order, order.DefinitionId ?? state.Root!.DefinitionId, out var input) is { } wrong
            ? (state, new(MigrationVerdict.Blocked, [], wrong))
            : (state, engine.PlanMigration(catalog.Definitions, state, input));
    }

    /// <summary>What moving the open cases of a version would mean, case by case as they are read.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="order">From which version to which.</param>
    /// <param name="take">Takes one case and its plan; false: enough.</param>
    /// <param name="after">Last case seen; empty: from the first.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>A refusal, or null; and whether more cases follow.</returns>
    public async Task<(Rejection? Refusal, bool IsMore)> PlanAllAsync(string definitionId, MigrationOrder order, Func<CaseState, MigrationPlan, bool> take, Guid after, CancellationToken ct)
    {
        if (Resolve(order, definitionId, out var input) is { } wrong) return (wrong, false);
        await foreach (var state in open.OfDefinitionAsync(input.FromHash, after, ct))
        {
            if (!take(state, engine.PlanMigration(catalog.Definitions, state, input))) return (null, true);
        }

        return (null, false);
    }

    /// <summary>The incidents of a ticket that nobody has dealt with, oldest first; null where there is no such ticket.</summary>
    public async Task<IReadOnlyList<OpenIncident>?> IncidentsAsync(string key, Viewer viewer, CancellationToken ct)
    {
        if (await StateAsync(key, viewer, ct) is not { } state) return null;
        var incidents = new List<OpenIncident>();
        foreach (var incident in state.Incidents)
        {
            var definition = state.Instances.FirstOrDefault(instance => instance.Id == incident.WorkflowInstanceId) is { } instance ? catalog.Definitions.ByHash(instance.DefinitionHash) : null;
            var node = definition?.NodeById(incident.ActivityId);
            incidents.Add(new(
                incident,
                definition,
                node?.DisplayText ?? node?.Name ?? incident.ActivityId,
                await history.IncidentInputsAsync(state.CaseId.Value, incident.Id, ct) ?? Value.EmptyObject,
                definition is null ? [] : [.. engine.OutcomesOf(definition, incident.ActivityId)]));
        }

        return incidents;
    }

    private async Task<CommandResult> SubmitAsync(string key, Caller caller, Input input, CancellationToken ct) =>
        await tickets.GetAsync(key, caller.Viewer, ct) is { } ticket
            ? CommandResults.Worded(await runtime.SubmitAsync(new(new(ticket.Row.CaseId), caller.CommandId, caller.Actor, clock.GetCurrentInstant(), input), null, ct))
            : CommandResult.Refuse(NoTicket);

    private async Task<CaseState?> StateAsync(string key, Viewer viewer, CancellationToken ct) =>
        await tickets.GetAsync(key, viewer, ct) is { } ticket ? await runtime.StateAsync(new(ticket.Row.CaseId), ct) : null;

    private Rejection? Resolve(MigrationOrder order, string definitionId, out MigrateCase input)
    {
        input = null!;
        if (catalog.Definitions.ByVersion(definitionId, order.From) is not { } source) return NoVersion("from", definitionId, order.From);
        if (catalog.Definitions.ByVersion(definitionId, order.To) is not { } target) return NoVersion("to", definitionId, order.To);
        input = order.ToInput(source.Hash, target.Hash);
        return null;
    }

    private static Rejection NoVersion(string field, string definitionId, int version) => new(
        RejectionKind.NotFound, "definition.unknown", $"流程“{definitionId}”没有已发布的第 {version} 版。", $"Expected a published version of '{definitionId}', but there is no version {version}: choose a published one.", Field: field);
}

/// <summary>An incident that nobody has dealt with, with what a person needs to decide.</summary>
/// <param name="Incident">What, where and when.</param>
/// <param name="Definition">The definition it happened in, or null where it is lost.</param>
/// <param name="ActivityName">What the designer shows for the activity.</param>
/// <param name="Inputs">What the activity was given; texts by their length only.</param>
/// <param name="Outcomes">The outcomes by which it may be left.</param>
public sealed record OpenIncident(Incident Incident, WorkflowDefinition? Definition, string ActivityName, Value Inputs, IReadOnlyList<string> Outcomes);
