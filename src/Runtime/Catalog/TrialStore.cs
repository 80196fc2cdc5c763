using JieSuJiBan.Runtime.Sql;
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
        await using var command = dataSource.Command(CatalogSql.TouchTrial).With(accountId).With(now - forgottenAfter).With(now);
        return await command.FirstRowAsync<TrialPlace>(ct) is var (trialId, revision) ? (trialId, revision) : null;
    }

    /// <summary>The trial of that account, or null.</summary>
    public async Task<TrialRecord?> ReadAsync(string accountId, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(CatalogSql.ReadTrial).With(accountId);
        return await command.FirstRowAsync<TrialRow>(ct) is { } row ? new(row.TrialId, row.Revision, row.Setup, row.Acts) : null;
    }

    /// <summary>Begins a trial; one that the account has ends. False where all places are taken.</summary>
    public async Task<bool> StartAsync(string accountId, Guid trialId, string setup, int most, Duration forgottenAfter, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await AdvisoryLocks.SandboxTrials.HoldInTransactionAsync(connection, ct);
        await using var command = connection.Command(CatalogSql.StartTrial, transaction).With(accountId).With(trialId).With(setup).With(now).With(now - forgottenAfter).With(most);
        var isIn = await command.ExecuteNonQueryAsync(ct) == 1;
        await transaction.CommitAsync(ct);
        return isIn;
    }

    /// <summary>Adds what was done. False where another request was quicker, the trial has ended, or it has grown too large.</summary>
    public async Task<bool> AppendAsync(string accountId, Guid trialId, int revision, string act, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(CatalogSql.AppendTrial).With(accountId).With(trialId).With(revision).With(act).With(MostBytes);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Ends the trial of that account.</summary>
    public async Task EndAsync(string accountId, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(CatalogSql.EndTrial).With(accountId);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record TrialPlace(Guid TrialId, int Revision);

    private sealed record TrialRow(Guid TrialId, int Revision, string Setup, string[] Acts);
}
