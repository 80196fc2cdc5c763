using JieSuJiBan.Runtime.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JieSuJiBan.Runtime;

/// <summary>One advisory lock of the database: two programs that ask for the same key wait for each other.</summary>
/// <param name="Name">What is done while it is held.</param>
/// <param name="Key">The key; of a lock per name the first of two 32-bit keys, the second being the name's hash.</param>
/// <param name="IsPerName">True where each name has a lock of its own; PostgreSQL keeps those keys apart from the others.</param>
public sealed record AdvisoryLock(string Name, long Key, bool IsPerName = false)
{
    private const int LongestWaitSeconds = 600;

    /// <summary>Waits for the lock and holds it as long as the connection lives, or until it is released.</summary>
    public Task HoldAsync(NpgsqlConnection connection, CancellationToken ct) => RunAsync(connection.Command(LockSql.Hold).With(Key), ct);

    /// <summary>As <see cref="HoldAsync"/>, without waiting: false where somebody else holds it.</summary>
    public async Task<bool> TryHoldAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(LockSql.TryHold).With(Key);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Gives a lock of the connection back.</summary>
    public Task ReleaseAsync(NpgsqlConnection connection) => RunAsync(connection.Command(LockSql.Release).With(Key), CancellationToken.None);

    /// <summary>Waits for the lock and holds it to the end of the context's transaction.</summary>
    public Task HoldInTransactionAsync(DbContext context, CancellationToken ct) => HoldInTransactionAsync(ConnectionOf(context), ct);

    /// <summary>The same on a connection that is in a transaction.</summary>
    public async Task HoldInTransactionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (IsPerName) throw new InvalidOperationException($"The lock '{Name}' is held for a name.");
        await RunAsync(connection.Command(LockSql.HoldInTransaction).With(Key), ct);
    }

    /// <summary>Waits for the lock of that name, whatever the case of its letters, and holds it to the end of the context's transaction.</summary>
    public async Task HoldInTransactionAsync(DbContext context, string name, CancellationToken ct)
    {
        if (!IsPerName) throw new InvalidOperationException($"The lock '{Name}' is one for all names.");
        await RunAsync(ConnectionOf(context).Command(LockSql.HoldNameInTransaction).With((int)Key).With(name), ct);
    }

    private static NpgsqlConnection ConnectionOf(DbContext context)
    {
        if (context.Database.CurrentTransaction is null) throw new InvalidOperationException("A lock to the end of the transaction needs one.");
        return (NpgsqlConnection)context.Database.GetDbConnection();
    }

    private static async Task RunAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using (command) await command.Within(LongestWaitSeconds).ExecuteNonQueryAsync(ct);
    }
}

/// <summary>All advisory locks that this program takes. EF, Quartz and Hangfire lock rows and tables of their own and take none.</summary>
public static class AdvisoryLocks
{
    // "jsjb" in the upper half. Numbers 1 and 2 are those of earlier versions of the program, which may run beside this one.
    private const long Ours = 0x6A736A62_00000000;

    /// <summary>One node brings the schema to the program's version.</summary>
    public static AdvisoryLock Migration { get; } = new("migration", Ours | 1);

    /// <summary>What is in force changes one publication after the other, so that none misses what another adds.</summary>
    public static AdvisoryLock Publication { get; } = new("publication", Ours | 2);

    /// <summary>One node at a time starts: schema, pack and demo city.</summary>
    public static AdvisoryLock Start { get; } = new("start", Ours | 3);

    /// <summary>Trials are counted before one is added.</summary>
    public static AdvisoryLock SandboxTrials { get; } = new("sandboxTrials", Ours | 4);

    /// <summary>Of definition ids that differ by the case of letters one is made at a time.</summary>
    public static AdvisoryLock NewDefinition { get; } = new("newDefinition", 0x6A73_6E61, IsPerName: true);

    /// <summary>One rotation of master keys at a time; the next is told so and does not wait.</summary>
    public static AdvisoryLock MasterKeyRotation { get; } = new("masterKeyRotation", Ours | 20);

    /// <summary>Every lock, each key once.</summary>
    public static IReadOnlyList<AdvisoryLock> All { get; } = [Migration, Publication, Start, SandboxTrials, NewDefinition, MasterKeyRotation];
}

/// <summary>The statements of <c>Locks/Sql</c>.</summary>
internal static class LockSql
{
    public static SqlStatement Hold { get; } = SqlStatement.Load("Locks");

    public static SqlStatement TryHold { get; } = SqlStatement.Load("Locks");

    public static SqlStatement Release { get; } = SqlStatement.Load("Locks");

    public static SqlStatement HoldInTransaction { get; } = SqlStatement.Load("Locks");

    public static SqlStatement HoldNameInTransaction { get; } = SqlStatement.Load("Locks");
}
