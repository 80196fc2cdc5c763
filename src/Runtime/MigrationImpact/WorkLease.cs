using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>
/// Long work that stands in a row: one host at a time does it, renewing its claim page by page. A host that dies loses the claim when it
/// runs out, and whoever comes next goes on from what is written. The database's own clock counts, so hosts need not agree on the time.
/// </summary>
internal sealed class WorkLease(NpgsqlDataSource database, string table, string key)
{
    private readonly SqlStatement hold = MigrationImpactSql.HoldLease.Fill(("table", table), ("key", key));
    private readonly SqlStatement release = MigrationImpactSql.ReleaseLease.Fill(("table", table), ("key", key));
    private readonly SqlStatement claim = MigrationImpactSql.ClaimAbandoned.Fill(("table", table), ("key", key));

    /// <summary>Takes or renews the claim; false where the work is not running or somebody else has it.</summary>
    public Task<bool> HoldAsync(Guid id, Guid worker, CancellationToken ct) => ExecuteAsync(hold, id, worker, ct);

    /// <summary>Gives the claim back, where it is still held.</summary>
    public Task<bool> ReleaseAsync(Guid id, Guid worker) => ExecuteAsync(release, id, worker, CancellationToken.None);

    /// <summary>Work that runs and that nobody does; whoever asks has a quarter of a minute to have it begun before it is told again.</summary>
    public async Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct)
    {
        await using var command = database.Command(claim);
        return await command.ValuesAsync<Guid>(ct);
    }

    private async Task<bool> ExecuteAsync(SqlStatement statement, Guid id, Guid worker, CancellationToken ct)
    {
        await using var command = database.Command(statement).With(id).With(worker);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
