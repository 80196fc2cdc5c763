using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Journal;
using NodaTime;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>Something that happened to a ticket, in words.</summary>
/// <param name="Sequence">Number of the step.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Account id, or <c>system</c>.</param>
/// <param name="Unit">The unit the actor acted for, or null.</param>
/// <param name="Kind">What happened, e.g. <c>TicketDispatched</c>, <c>TaskClaimed</c>.</param>
/// <param name="Text">The same in words, zh-CN.</param>
/// <param name="Data">What it set; personal words as sealed references only.</param>
/// <param name="Hash">Hash of the journal entry, chained to the one before.</param>
public sealed record TimelineEntry(long Sequence, Instant At, string Actor, string? Unit, string Kind, string Text, Value Data, string Hash)
{
    /// <summary>The same in English.</summary>
    public required string English { get; init; }
}

/// <summary>A ticket as it was at an instant, as the viewer is given it.</summary>
/// <param name="Sequence">The last step by then.</param>
/// <param name="UpdatedAt">When that was (UTC).</param>
/// <param name="Facts">The facts then.</param>
/// <param name="CaseStatus">Status of the case; empty for a unit that lost the ticket.</param>
/// <param name="CaseSubStatus">Sub-status of the case.</param>
/// <param name="Tasks">The tasks that were open.</param>
public sealed record TicketThen(long Sequence, Instant UpdatedAt, Value Facts, string CaseStatus, string CaseSubStatus, IReadOnlyList<HumanTask> Tasks);

/// <summary>
/// Reads a ticket's journal as people understand it, and as it stood at any moment. It is given the ticket as the viewer is given it, and gives no
/// more of the past than of the present.
/// </summary>
public sealed class HistoryReader(JournalReader journal, PublishedStore catalog)
{
    private const int Batch = 500;

    /// <summary>What happened, in order, after the step <paramref name="afterSequence"/>; at most <paramref name="limit"/> steps. To a unit that lost the ticket, what it did itself.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(TicketDetail ticket, CancellationToken ct, long afterSequence = 0, int limit = Batch)
    {
        limit = Math.Clamp(limit, 1, Batch);
        var timeline = new List<TimelineEntry>();
        var entries = ticket.IsLost
            ? [.. (await OwnActs.OfAsync(journal, ticket, ct)).Entries.Where(stored => stored.Entry.Sequence > afterSequence).Take(limit)]
            : await journal.ReadAsync(new(ticket.Row.CaseId), afterSequence, limit, ct);
        foreach (var stored in entries)
        {
            var stimulus = stored.Entry.Stimulus;
            var policy = catalog.PolicyByHash(stored.Entry.PolicyHash);
            void Add(string kind, (string Chinese, string English) text, Value data) =>
                timeline.Add(new(stored.Entry.Sequence, stimulus.At, stimulus.Actor.Id, stimulus.Actor.UnitCode, kind, text.Chinese, data, stored.Hash) { English = text.English });

            if (OfInput(stimulus.Input) is var (inputKind, chinese, english)) Add(inputKind, (chinese, english), Value.EmptyObject);
            foreach (var happened in stored.Entry.Events)
            {
                switch (happened)
                {
                    case FactsChanged fact:
                        // The sentence is made of what the reader is given, and so tells no more.
                        var set = ticket.Reading.Facts(fact.Set);
                        Add(fact.Kind, CaseEvents.Describe(fact.Kind, set, policy), set);
                        break;
                    case InstanceMigrated migrated:
                        Add("CaseMigrated", ($"迁移到流程第 {migrated.DefinitionVersion} 版", "Moved to another version"), Value.Object(("fromHash", Value.Of(migrated.FromHash)), ("toHash", Value.Of(migrated.DefinitionHash))));
                        break;
                    case IncidentRaised raised:
                        Add("IncidentRaised", ($"流程出现异常，等待处理：{raised.Incident.Message}", "Incident raised"), Value.Object(("code", Value.Of(raised.Incident.Code)), ("activityId", Value.Of(raised.Incident.ActivityId))));
                        break;
                }
            }
        }

        return timeline;
    }

    /// <summary>What ran in the case: how often, when, with which outcomes, and what waits or is broken now.</summary>
    public async Task<Trace> TraceAsync(Guid caseId, CancellationToken ct)
    {
        var history = new List<(Instant, Event)>();
        var last = 0L;
        while (true)
        {
            var entries = await journal.ReadAsync(new(caseId), last, Batch, ct);
            foreach (var stored in entries) history.AddRange(stored.Entry.Events.Select(happened => (stored.Entry.Stimulus.At, happened)));
            if (entries.Count < Batch) return Trace.Of(history, catalog.Definitions.ByHash);
            last = entries[^1].Entry.Sequence;
        }
    }

    /// <summary>What the failed activity was given, its texts masked to their length; null where the case has no such incident.</summary>
    public async Task<Value?> IncidentInputsAsync(Guid caseId, string incidentId, CancellationToken ct)
    {
        // The id begins with the step that raised it.
        if (!long.TryParse(incidentId.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture, out var sequence) || sequence < 1) return null;
        var entries = await journal.ReadAsync(new(caseId), sequence - 1, 1, ct);
        return entries.SelectMany(stored => stored.Entry.Events).OfType<IncidentRaised>().FirstOrDefault(raised => raised.Incident.Id == incidentId)?.Inputs;
    }

    /// <summary>The ticket as its journal says it was at that instant, as far as the viewer is given it; null before its start. For a unit that lost it: what it had done by then, and no task.</summary>
    public async Task<TicketThen?> StateAtAsync(TicketDetail ticket, Instant at, CancellationToken ct)
    {
        if (ticket.IsLost)
        {
            var acts = await OwnActs.OfAsync(journal, ticket, ct, at);
            return acts.At is { } last ? new(acts.Sequence, last, acts.Facts, "", "", []) : null;
        }

        return await FoldAsync(ticket.Row.CaseId, at, ct) is { } state
            ? new(state.Sequence, state.UpdatedAt, ticket.Reading.Facts(state.Facts), state.Status.ToString(), state.SubStatus.ToString(), [.. state.Tasks])
            : null;
    }

    private async Task<CaseState?> FoldAsync(Guid caseId, Instant at, CancellationToken ct)
    {
        CaseState? state = null;
        while (true)
        {
            var entries = await journal.ReadAsync(new(caseId), state?.Sequence ?? 0, Batch, ct);
            foreach (var stored in entries)
            {
                if (stored.Entry.Stimulus.At > at) return state;
                state = WorkflowEngine.Evolve(state ?? CaseState.Empty, stored.Entry.Events);
            }

            if (entries.Count < Batch) return state;
        }
    }

    private static (string Kind, string Chinese, string English)? OfInput(Input input) => input switch
    {
        ClaimTask => ("TaskClaimed", "领取任务", "Task claimed"),
        ReleaseTask => ("TaskReleased", "退回任务，等待他人领取", "Task given back"),
        CancelCase cancel => ("CaseCancelled", $"终止办理：{cancel.Reason}", "The flow was cancelled"),
        RetryIncident => ("IncidentRetried", "重试出错的环节", "Incident retried"),
        SkipIncident skip => ("IncidentSkipped", $"跳过出错的环节，按“{skip.Outcome}”继续", "Incident skipped"),
        ReceiveResult { Succeeded: false } => ("DeliveryFailed", "对外投递未成功", "Delivery failed"),
        _ => null,
    };
}
