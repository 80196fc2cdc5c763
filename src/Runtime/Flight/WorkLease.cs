using Npgsql;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>
/// Long work that stands in a row: one host at a time does it, renewing its claim page by page. A host that dies loses the claim when it
/// runs out, and whoever comes next goes on from what is written. The database's own clock counts, so hosts need not agree on the time.
/// </summary>
internal sealed class WorkLease(NpgsqlDataSource database, string table, string key)
{
    /// <summary>Takes or renews the claim; false where the work is not running or somebody else has it.</summary>
    public Task<bool> HoldAsync(Guid id, Guid worker, CancellationToken ct) => ExecuteAsync(
        $"update jsjb.{table} set worker = $2, lease_until = now() + interval '30 seconds' where {key} = $1 and state = 'running' and (worker is null or worker = $2 or lease_until < now())", id, worker, ct);

    /// <summary>Gives the claim back, where it is still held.</summary>
    public Task<bool> ReleaseAsync(Guid id, Guid worker) => ExecuteAsync($"update jsjb.{table} set worker = null, lease_until = null where {key} = $1 and worker = $2", id, worker, CancellationToken.None);

    /// <summary>Work that runs and that nobody does; whoever asks has a quarter of a minute to have it begun before it is told again.</summary>
    public async Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct)
    {
#pragma warning disable CA2100 // Constants of the two callers.
        await using var command = database.CreateCommand(
            $"""
            update jsjb.{table} set worker = null, lease_until = now() + interval '15 seconds'
            where {key} in (select {key} from jsjb.{table} where state = 'running' and (lease_until is null or lease_until < now()) order by {key} limit 20 for update skip locked)
            returning {key}
            """);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Guid>();
        while (await reader.ReadAsync(ct)) found.Add(reader.GetGuid(0));
        return found;
    }

    private async Task<bool> ExecuteAsync(string sql, Guid id, Guid worker, CancellationToken ct)
    {
#pragma warning disable CA2100 // Constants of the two callers.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = worker });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
