using System.Threading.Channels;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Import;
using NodaTime;

namespace JieSuJiBan.Application.History;

/// <summary>What an import did.</summary>
/// <param name="Summary">How the tickets came out, those of earlier runs included.</param>
/// <param name="Outcomes">Each of them, in the order of the file.</param>
/// <param name="Tickets">Valid rows.</param>
/// <param name="Imported">Tickets written by this run.</param>
/// <param name="Skipped">Tickets that were there already.</param>
/// <param name="Malformed">Rows that are wrong.</param>
/// <param name="Unfinished">Valid rows that could not be archived.</param>
public sealed record HistoryImportResult(
    HistorySummary Summary, IReadOnlyList<HistoryOutcome> Outcomes, long Tickets, long Imported, long Skipped, long Malformed, long Unfinished);

/// <summary>
/// Runs the rows of a history file through the published ticket definition under a virtual clock. A ticket's whole way is one commit, and
/// its ids follow from its row: a run that was killed left whole tickets behind or nothing, and running again adds the rest.
/// No timer of such a ticket ever waits for the clock on the wall, since the ticket is archived in the commit that makes it.
/// </summary>
public sealed class HistoryImport(CaseRuntime cases, PublishedStore catalog, Vault vault, IClock clock)
{
    private const int DatabaseAttempts = 6;
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, HistoryOutcome> outcomes = [];
    private long tickets, imported, skipped, malformed, unfinished;

    /// <summary>Whether the city records what comes by the channel of imports without anybody to contact.</summary>
    public static bool MayLackRequester(JieSuJiBan.Activities.Policies.CityPolicy city) => city.City.Import is { } defaults
        && city.Intake.AllowsNoContact(Value.Object(("channel", Value.Of(defaults.Channel)), ("requestType", Value.Of(defaults.RequestType))));

    /// <summary>Rows finished so far, for the progress bar.</summary>
    public long Done => Interlocked.Read(ref tickets) + Interlocked.Read(ref malformed);

    /// <summary>What went wrong so far: malformed rows and tickets that could not be archived.</summary>
    public long Faults => Interlocked.Read(ref malformed) + Interlocked.Read(ref unfinished);

    /// <summary>Imports all rows.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="limitDays">Limit in natural days from acceptance; null: as the policy says.</param>
    /// <param name="concurrency">Tickets under way at once.</param>
    /// <param name="tell">Told each row that is wrong or could not be archived; from several threads.</param>
    /// <param name="ct">Stops reading; tickets under way are finished or not written at all.</param>
    /// <exception cref="HistoryFileException">Nothing can be imported, and why.</exception>
    public async Task<HistoryImportResult> RunAsync(
        IAsyncEnumerable<HistoryFileLine> lines, int? limitDays, int concurrency, Action<string> tell, CancellationToken ct)
    {
        var definition = catalog.Definitions.Published("ticket", clock.GetCurrentInstant())
            ?? throw new HistoryFileException("尚未发布“ticket”流程：请先启动一次服务以发布城市包。", "No definition 'ticket' is published: start the service once to publish the city pack.");
        var queue = Channel.CreateBounded<HistoryFileLine>(concurrency * 4);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var workers = Enumerable.Range(0, concurrency).Select(_ => WorkAsync(queue.Reader, definition.Hash, limitDays, tell, stop)).ToArray();
        try
        {
            await foreach (var line in lines.WithCancellation(stop.Token)) await queue.Writer.WriteAsync(line, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // A worker failed: what it threw is thrown below.
        }
        finally
        {
            queue.Writer.Complete();
        }

        await Task.WhenAll(workers);
        var summary = new HistorySummary();
        foreach (var outcome in outcomes.Values) summary.Add(outcome);
        return new(summary, [.. outcomes.Values], tickets, imported, skipped, malformed, unfinished);
    }

    private async Task WorkAsync(ChannelReader<HistoryFileLine> queue, string definitionHash, int? limitDays, Action<string> tell, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var line in queue.ReadAllAsync(stop.Token))
            {
                if (line.Row is { } row)
                {
                    await ImportAsync(line.Line, row, definitionHash, limitDays, tell, stop.Token);
                    continue;
                }

                Interlocked.Increment(ref malformed);
                tell(line.Fault!.ToString());
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task ImportAsync(long line, HistoryRow row, string definitionHash, int? limitDays, Action<string> tell, CancellationToken ct)
    {
        var caseId = HistoryIds.CaseOf(row);
        if (await AttemptAsync(() => cases.StateAsync(caseId, ct), ct) is { IsClosed: true } before)
        {
            Count(line, row, before, isNew: false, tell);
            return;
        }

        var check = TicketStart.ForHistory(row.Requester, row.Title, row.Body, limitDays, catalog.PolicyAt(row.SubmittedAt));
        if (check.Start is not { } start)
        {
            Interlocked.Increment(ref malformed);
            foreach (var rejection in check.Rejections) tell(new HistoryFileFinding(line, ColumnOf(rejection.Field), PositionOf(rejection.Field), rejection.Chinese, rejection.English).ToString());
            return;
        }

        var subjectId = string.IsNullOrWhiteSpace(row.Requester) ? Vault.NewSubjectId() : vault.SubjectIdForAccount(row.Requester);
        var sealedWords = vault.Seal(subjectId, caseId, [.. PlainWords.Of(start), .. Replies(row)]);
        var plan = new HistoryPlan(row, start, definitionHash, await AttemptAsync(() => cases.NewSerialAsync(ct), ct), subjectId, sealedWords.References);
        var answer = await AttemptAsync(() => cases.RunHistoryAsync(caseId, HistoryIds.StepOf(row, 1), plan.Next, row.RepliedAt, sealedWords, ct), ct);
        while (answer is CommandResult.Overloaded busy)
        {
            await Task.Delay(busy.RetryAfter, ct);
            answer = await AttemptAsync(() => cases.RunHistoryAsync(caseId, HistoryIds.StepOf(row, 1), plan.Next, row.RepliedAt, sealedWords, ct), ct);
        }

        if (answer is CommandResult.Refused refused)
        {
            Interlocked.Increment(ref tickets);
            Interlocked.Increment(ref unfinished);
            tell(new HistoryFileFinding(line, null, 0, $"未能导入：{refused.Rejection.Chinese}", $"not imported: {refused.Rejection.English}").ToString());
            return;
        }

        Count(line, row, await AttemptAsync(() => cases.StateAsync(caseId, ct), ct), answer is CommandResult.Accepted { Repeated: false }, tell);
    }

    /// <summary>What was answered, with the account that asked masked.</summary>
    private static PlainWords[] Replies(HistoryRow row)
    {
        var traces = PersonTraces.OfFacts([("account", row.Requester), ("title", row.Title), (PersonTraces.Said, row.Body)]);
        return [.. HistoryPlan.Replies(row).Select(reply => new TypedWords(reply.Key, Engine.Descriptors.TextKind.OfficialWords, reply.Value, IsForPetitioner: true).Masked(traces))];
    }

    private void Count(long line, HistoryRow row, CaseState? state, bool isNew, Action<string> tell)
    {
        Interlocked.Increment(ref tickets);
        Interlocked.Increment(ref isNew ? ref imported : ref skipped);
        if (state is not null && HistoryPlan.OutcomeOf(row.Id, state) is { } outcome)
        {
            lock (gate) outcomes[line] = outcome;
            return;
        }

        Interlocked.Increment(ref unfinished);
        var waits = state is null ? "" : string.Join("、", state.Tasks.Select(task => task.Title).Concat(state.Incidents.Select(incident => incident.Message)));
        tell(new HistoryFileFinding(line, null, 0, $"工单没有走到归档：{waits}", $"the ticket did not reach the archive: {waits}").ToString());
    }

    /// <summary>Tries again while the database is away; every attempt may be repeated, since ids follow from the row.</summary>
    private static async Task<T> AttemptAsync<T>(Func<Task<T>> act, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await act();
            }
            catch (Exception away) when (attempt < DatabaseAttempts && away is OutcomeUnknownException or Npgsql.NpgsqlException { IsTransient: true })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250 << attempt), ct);
            }
        }
    }

    private static string? ColumnOf(string? field) => field switch
    {
        "account" => "requester",
        "title" or "body" => field,
        _ => null,
    };

    private static int PositionOf(string? field) => ColumnOf(field) is { } column ? HistoryRow.Columns.ToList().IndexOf(column) + 1 : 0;
}
