using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>Reports about deadlines that a policy would change, with their rows and what people decided.</summary>
public sealed class DeadlineStore(NpgsqlDataSource database, IClock clock)
{
    /// <summary>Reports that are kept; older ones go when a new one begins.</summary>
    public const int Kept = 6;

    /// <summary>Asks for a report about that policy. One that is being worked out already is the answer.</summary>
    public async Task<DeadlineReport> CreateAsync(string policyHash, string by, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using (var forget = database.Command(DeadlineSql.PruneDeadlineReports).With(Kept - 1)) await forget.ExecuteNonQueryAsync(ct);
        await using (var command = database.Command(DeadlineSql.CreateDeadlineReport).With(Guid.CreateVersion7(now.ToDateTimeOffset())).With(policyHash).With(by).With(now))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await using var newest = database.Command(DeadlineSql.NewestDeadlineReport).With(policyHash);
        return (await newest.FirstRowAsync<DeadlineReport>(ct))!;
    }

    /// <summary>The report, or null.</summary>
    public async Task<DeadlineReport?> FindAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.Command(DeadlineSql.FindDeadlineReport).With(reportId);
        return await command.FirstRowAsync<DeadlineReport>(ct);
    }

    /// <summary>The reports, the newest first.</summary>
    public async Task<IReadOnlyList<DeadlineReport>> AllAsync(CancellationToken ct = default)
    {
        await using var command = database.Command(DeadlineSql.DeadlineReports);
        return await command.RowsAsync<DeadlineReport>(ct);
    }

    /// <summary>How many deadlines of each group there are.</summary>
    public async Task<IReadOnlyList<DeadlineCount>> CountsAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.Command(DeadlineSql.CountDeadlines).With(reportId);
        return await command.RowsAsync<DeadlineCount>(ct);
    }

    /// <summary>A page of the deadlines that the viewer may know of, by case; all clocks of its last case are on it.</summary>
    /// <param name="reportId">The report.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="isEarlier">Only those that would be brought forward, or only the others; null: all.</param>
    /// <param name="state">Only those that stand so; null: all.</param>
    /// <param name="after">The last case of the page before.</param>
    /// <param name="size">Rows wanted, at most 200; there are a few more where the last case has several clocks.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<DeadlineRow>> RowsAsync(Guid reportId, Viewer viewer, bool? isEarlier, DeadlineStanding? state, Guid after, int size, CancellationToken ct = default)
    {
        await using var command = new SqlTemplate(DeadlineSql.ListDeadlines)
            .With("report_id", reportId)
            .With("after", after)
            .With("limit", Math.Clamp(size, 1, 200))
            .With("is_earlier", isEarlier)
            .With("state", state?.ToString().ToLowerInvariant())
            .SeenBy(viewer, "r.case_id")
            .Command(database);
        return await command.RowsAsync<DeadlineRow>(ct);
    }

    /// <summary>Decides about a group of which nobody has decided, or about those cases of it: to compute the deadlines anew, or to keep them.</summary>
    /// <returns>How many deadlines were decided about.</returns>
    public async Task<int> DecideAsync(Guid reportId, bool isEarlier, bool recompute, IReadOnlyCollection<Guid>? cases, string by, CancellationToken ct = default)
    {
        await using var command = database.Command(DeadlineSql.DecideDeadlines)
            .With(reportId).With(isEarlier).With(recompute ? "pending" : "kept").With(by).With(clock.GetCurrentInstant()).With(cases?.ToArray()).Within(300);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
