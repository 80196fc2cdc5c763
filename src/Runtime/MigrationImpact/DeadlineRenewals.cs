using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>
/// Has the deadlines computed anew that somebody chose: an input to each case, in the name of who decided, with a command id of its own, so
/// that a second try gets the first answer. What a case refuses, because something happened to it meanwhile, is told with its row.
/// </summary>
public sealed class DeadlineRenewals(NpgsqlDataSource database, CaseRuntime cases, IClock clock)
{
    private const int PageSize = 40;

    /// <summary>Reports with deadlines that are to be computed anew.</summary>
    public async Task<IReadOnlyList<Guid>> PendingAsync(CancellationToken ct = default)
    {
        await using var command = database.Command(DeadlineSql.ReportsWithPendingDeadlines);
        return await command.ValuesAsync<Guid>(ct);
    }

    /// <summary>Goes on until nothing of the report is pending.</summary>
    public async Task RunAsync(Guid reportId, CancellationToken ct = default)
    {
        while (true)
        {
            var page = await PageAsync(reportId, ct);
            if (page.Count == 0) return;
            foreach (var one in page) await NoteAsync(reportId, one, await RenewAsync(reportId, one, ct), CancellationToken.None);
        }
    }

    private async Task<List<Chosen>> PageAsync(Guid reportId, CancellationToken ct)
    {
        await using var command = database.Command(DeadlineSql.PendingDeadlines).With(reportId).With(PageSize);
        return await command.RowsAsync<Chosen>(ct);
    }

    private async Task<Rejection?> RenewAsync(Guid reportId, Chosen one, CancellationToken ct)
    {
        var commandId = DerivedIds.Derive($"deadline\n{reportId:N}\n{one.CaseId:N}\n{one.Clock}");
        while (true)
        {
            var stimulus = new Stimulus(new(one.CaseId), commandId, new(one.DecidedBy, null, ["policyAdministrator"]), clock.GetCurrentInstant(), new ReceiveSignal(DeadlineChanges.Signal, DeadlineChanges.Payload(one.Clock, one.IsEarlier)));
            switch (await cases.SubmitAsync(stimulus, null, ct))
            {
                case CommandResult.Refused { Rejection.Kind: RejectionKind.Unavailable }:
                    await Task.Delay(TimeSpan.FromSeconds(5), ct);
                    continue;
                case CommandResult.Overloaded busy:
                    await Task.Delay(busy.RetryAfter, ct);
                    continue;
                case CommandResult.Refused { Rejection: var rejection }:
                    return rejection;
                default:
                    return await IsLeftAsync(one, ct) ? NobodyWatches : null;
            }
        }
    }

    /// <summary>Whether the deadline is still the one of the list: nothing of the case watches that clock any more, so that nobody took the input up.</summary>
    private async Task<bool> IsLeftAsync(Chosen one, CancellationToken ct) =>
        await cases.StateAsync(new(one.CaseId), ct) is { } state && new TicketFacts(state.Facts).Clocks[one.Clock].DueAt is { } due && Stored(due) == Stored(one.Was);

    /// <summary>An instant as a column keeps it, to the microsecond.</summary>
    private static long Stored(Instant instant) => instant.ToUnixTimeTicks() / 10;

    private static Rejection NobodyWatches { get; } = new(
        RejectionKind.State, "clock.renew.unwatched", "流程里没有环节在看这个时限，没有重新计算；请检查该工单的流程，必要时迁移到新版本后再算。",
        "Nothing of the ticket's workflow watches this limit, so it was not computed anew: look at its flow, move it to a newer version where needed, and try again.");

    private async Task NoteAsync(Guid reportId, Chosen one, Rejection? refusal, CancellationToken ct)
    {
        await using var command = database.Command(DeadlineSql.NoteDeadline).With(reportId).With(one.CaseId).With(one.Clock).With(refusal is null ? "done" : "refused")
            .With(SafeText.For(refusal?.Chinese)).With(SafeText.For(refusal?.English));
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Chosen(Guid CaseId, string Clock, bool IsEarlier, string DecidedBy, Instant Was);
}
