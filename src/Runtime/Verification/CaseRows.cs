using System.Data;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;
using TaskWrite = JieSuJiBan.Runtime.Commit.TaskWrite;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>The head of a case as its row says.</summary>
internal sealed record HeadRow(
    long Version, string DefinitionId, string DefinitionHash, string Status, string SubStatus, byte[]? State, long StateVersion, byte[] LastHash, Instant UpdatedAt,
    int Incidents, string[]? ChildHashes, byte[]? Seal, long SealedVersion);

/// <summary>An entry and the columns beside it.</summary>
internal sealed record EntryRow(long Sequence, Instant At, Guid CommandId, string Actor, string InputKind, int Encoding, byte[] Entry, string Hash);

/// <summary>All rows that one case has, read in one snapshot: the service goes on writing meanwhile.</summary>
internal sealed class CaseRows
{
    private static readonly SqlStatement[] Statements =
    [
        VerificationSql.CaseHead, VerificationSql.CaseEntries, VerificationSql.CaseTasks, VerificationSql.CaseTimers, VerificationSql.CasePartners,
        VerificationSql.CaseMessages, VerificationSql.CaseWords,
    ];

    public HeadRow? Head { get; private set; }

    public List<EntryRow> Journal { get; } = [];

    public List<TaskWrite> Tasks { get; } = [];

    public List<TimerRow> Timers { get; } = [];

    /// <summary>The list row in the table of each projection; null where there is none.</summary>
    public List<ListRow?> Projected { get; } = [];

    public List<PartnerRow> Partners { get; } = [];

    public List<OutboxRow> Messages { get; } = [];

    public HashSet<Guid> Words { get; } = [];

    /// <summary>The case of each command that an entry names; absent where there is no such command.</summary>
    public Dictionary<Guid, (Guid CaseId, Instant At)> Commands { get; } = [];

    /// <summary>True where nothing at all is kept of the case.</summary>
    public bool IsEmpty => Head is null && Journal.Count == 0 && Tasks.Count == 0 && Timers.Count == 0 && Projected.TrueForAll(row => row is null) && Partners.Count == 0 && Messages.Count == 0 && Words.Count == 0;

    public static async Task<CaseRows> ReadAsync(NpgsqlDataSource database, CaseProjections projections, Guid caseId, CancellationToken ct)
    {
        var rows = new CaseRows();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using (var batch = new NpgsqlBatch(connection, snapshot))
        {
            foreach (var statement in Statements.Concat(projections.All.Select(one => VerificationSql.CaseProjected.Fill(("columns", one.Of("t")), ("table", one.Table)))))
            {
#pragma warning disable CA2100 // The text is that of a file; every value is a parameter.
                batch.BatchCommands.Add(new(statement.Text) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = caseId } } });
#pragma warning restore CA2100
            }

            await using var reader = await batch.ExecuteReaderAsync(ct);
            await rows.ReadAsync(reader, projections, ct);
        }

        await rows.ReadCommandsAsync(connection, snapshot, ct);
        await snapshot.CommitAsync(ct);
        return rows;
    }

    private async Task ReadAsync(NpgsqlDataReader reader, CaseProjections projections, CancellationToken ct)
    {
        Head = (await NextAsync<HeadRow>()).SingleOrDefault();
        Journal.AddRange(await NextAsync<EntryRow>());
        Tasks.AddRange(await NextAsync<TaskWrite>());
        Timers.AddRange(await NextAsync<TimerRow>());
        Partners.AddRange(await NextAsync<PartnerRow>());
        Messages.AddRange(await NextAsync<OutboxRow>());
        Words.UnionWith((await NextAsync<WordRow>()).Select(row => row.VaultId));
        foreach (var projection in projections.All)
        {
            Projected.Add(await reader.ReadAsync(ct) ? ListRow.Of(reader, projection.Columns.Count) : null);
            await reader.NextResultAsync(ct);
        }

        async Task<List<TRow>> NextAsync<TRow>()
        {
            var rows = new List<TRow>();
            var mapping = RowMapping<TRow>.For(reader);
            while (await reader.ReadAsync(ct)) rows.Add(mapping.Read());
            await reader.NextResultAsync(ct);
            return rows;
        }
    }

    private async Task ReadCommandsAsync(NpgsqlConnection connection, NpgsqlTransaction snapshot, CancellationToken ct)
    {
        await using var command = connection.Command(VerificationSql.Commands, snapshot).With<Guid[]>([.. Journal.Select(entry => entry.CommandId)]);
        foreach (var row in await command.RowsAsync<CommandOf>(ct)) Commands[row.CommandId] = (row.CaseId, row.At);
    }

    private sealed record WordRow(Guid VaultId);

    private sealed record CommandOf(Guid CommandId, Guid CaseId, Instant At);
}

/// <summary>A list row as it lies in its table: the values of the columns in their order, null where there is none.</summary>
internal sealed record ListRow(IReadOnlyList<object?> Values, long Version)
{
    public static ListRow Of(NpgsqlDataReader reader, int columns) =>
        new([.. Enumerable.Range(0, columns).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))], reader.GetInt64(columns));
}

/// <summary>A unit that takes or took part, as its row says; null: written before the row said whether it still does.</summary>
internal sealed record PartnerRow(string UnitCode, Instant AcceptedAt, bool? IsCurrent, Guid? Follows);
