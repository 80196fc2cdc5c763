using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>A trial as it is kept.</summary>
/// <param name="TrialId">Another one for every start.</param>
/// <param name="Revision">Counts what was done.</param>
/// <param name="Setup">How it began.</param>
/// <param name="Acts">What was done, in order.</param>
public sealed record TrialRecord(Guid TrialId, int Revision, string Setup, IReadOnlyList<string> Acts);

/// <summary>Keeps the trials of the sandbox: one for an account, a limited number, forgotten when nobody touches them. All nodes see the same.</summary>
public sealed class TrialStore(NpgsqlDataSource dataSource, IClock clock)
{
    private const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Which trial that account has, and how far it is; null where it has none. Looking keeps it alive.</summary>
    public async Task<(Guid TrialId, int Revision)?> TouchAsync(string accountId, Duration forgottenAfter, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using var command = dataSource.CreateCommand(
            """
            with forgotten as (delete from jsjb.sandbox_trial where touched_at < $2)
            update jsjb.sandbox_trial set touched_at = $3 where account_id = $1 and touched_at >= $2 returning trial_id, revision
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now - forgottenAfter });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), reader.GetInt32(1)) : null;
    }

    /// <summary>The trial of that account, or null.</summary>
    public async Task<TrialRecord?> ReadAsync(string accountId, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand("select trial_id, revision, setup, acts from jsjb.sandbox_trial where account_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<string[]>(3)) : null;
    }

    /// <summary>Begins a trial; one that the account has ends. False where all places are taken.</summary>
    public async Task<bool> StartAsync(string accountId, Guid trialId, string setup, int most, Duration forgottenAfter, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await AdvisoryLocks.SandboxTrials.HoldInTransactionAsync(connection, ct);
        await using var command = new NpgsqlCommand(
            """
            insert into jsjb.sandbox_trial (account_id, trial_id, revision, setup, touched_at)
            select $1, $2, 0, $3, $4 where (select count(*) from jsjb.sandbox_trial where touched_at >= $5 and account_id <> $1) < $6
            on conflict (account_id) do update set trial_id = excluded.trial_id, revision = 0, setup = excluded.setup, acts = '{}', touched_at = excluded.touched_at
            """,
            connection,
            transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = trialId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = setup });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now - forgottenAfter });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var isIn = await command.ExecuteNonQueryAsync(ct) == 1;
        await transaction.CommitAsync(ct);
        return isIn;
    }

    /// <summary>Adds what was done. False where another request was quicker, the trial has ended, or it has grown too large.</summary>
    public async Task<bool> AppendAsync(string accountId, Guid trialId, int revision, string act, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            """
            update jsjb.sandbox_trial set acts = acts || $4, revision = revision + 1
            where account_id = $1 and trial_id = $2 and revision = $3 and pg_column_size(acts) + octet_length($4) < $5
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = trialId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = revision });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = act });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostBytes });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Ends the trial of that account.</summary>
    public async Task EndAsync(string accountId, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand("delete from jsjb.sandbox_trial where account_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accountId });
        await command.ExecuteNonQueryAsync(ct);
    }
}
