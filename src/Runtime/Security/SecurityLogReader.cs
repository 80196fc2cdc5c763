using System.Text.Json;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Security;

/// <summary>What is looked for in the security log.</summary>
public sealed record SecurityLogQuery
{
    public string? Kind { get; init; }

    public string? Account { get; init; }

    public string? Address { get; init; }

    public string? Outcome { get; init; }

    /// <summary>At or after.</summary>
    public Instant? From { get; init; }

    /// <summary>Before.</summary>
    public Instant? To { get; init; }

    /// <summary>The last line of the page before; null: from the newest.</summary>
    public Guid? After { get; init; }

    public int Size { get; init; } = 50;
}

/// <summary>What is looked for among the openings of personal data.</summary>
public sealed record OpeningQuery
{
    /// <summary>Account id of whoever opened.</summary>
    public string? Account { get; init; }

    /// <summary>Only words and files of this case; null: all.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>True: without what was opened only to be masked.</summary>
    public bool OnlyFull { get; init; }

    public Instant? From { get; init; }

    public Instant? To { get; init; }

    public long? After { get; init; }

    public int Size { get; init; } = 50;
}

/// <summary>One opening: who read which word, of whom, when and what for.</summary>
/// <param name="AccessId">Number of the opening.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Account id, or <c>system</c>.</param>
/// <param name="VaultId">The word or file.</param>
/// <param name="Word">What kind of word it is, e.g. <c>phone</c>; null for a file.</param>
/// <param name="Person">Pseudonym of whose word it is; null for a file.</param>
/// <param name="CaseId">The case it belongs to; null for a file that no ticket has taken.</param>
/// <param name="Purpose">What for.</param>
public sealed record Opening(long AccessId, Instant At, string Account, Guid VaultId, string? Word, string? Person, Guid? CaseId, string Purpose);

/// <summary>Reads the security log and the openings, the newest first.</summary>
public sealed class SecurityLogReader(NpgsqlDataSource database)
{
    /// <summary>Seconds after which a search that finds little is given up.</summary>
    private const int Patience = 15;

    public async Task<IReadOnlyList<SecurityLogLine>> EventsAsync(SecurityLogQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = database.CreateCommand(
            """
            select event_id, at, kind, outcome, account, address, subject, times, detail::text from jsjb.security_event
            where event_id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
              and event_id >= coalesce(jsjb.first_case_id($2), '00000000-0000-0000-0000-000000000000'::uuid)
              and event_id < coalesce(jsjb.first_case_id($3), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
              and ($4::text is null or kind = $4) and ($5::text is null or account = $5) and ($6::text is null or address = $6) and ($7::text is null or outcome = $7)
            order by event_id desc limit $8
            """);
        command.CommandTimeout = Patience;
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)query.After ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)query.From ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)query.To ?? DBNull.Value });
        foreach (var text in new[] { query.Kind, query.Account, query.Address, query.Outcome }) command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)text ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = query.Size });
        return await Rows.ListAsync(command, reader => new SecurityLogLine(
            reader.GetGuid(0), reader.GetFieldValue<Instant>(1), reader.GetString(2), reader.GetString(3), Rows.Text(reader, 4), Rows.Text(reader, 5), Rows.Text(reader, 6), reader.GetInt32(7),
            reader.IsDBNull(8) ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(8))!), ct);
    }

    public async Task<IReadOnlyList<Opening>> OpeningsAsync(OpeningQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = database.CreateCommand(
            """
            select a.access_id, a.at, a.actor, a.vault_id, v.purpose, v.subject_id, coalesce(v.case_id, f.case_id), a.purpose
            from jsjb.vault_access a left join jsjb.vault v using (vault_id) left join jsjb.attachment f on f.attachment_id = a.vault_id
            where a.access_id < coalesce($1, 9223372036854775807)
              and ($2::text is null or a.actor = $2) and ($3::uuid is null or a.vault_id in (
                select vault_id from jsjb.vault where case_id = $3 union all select attachment_id from jsjb.attachment where case_id = $3))
              and ($4::timestamptz is null or a.at >= $4) and ($5::timestamptz is null or a.at < $5)
              and (not $6 or a.purpose not like 'masked %')
            order by a.access_id desc limit $7
            """);
        command.CommandTimeout = Patience;
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)query.After ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)query.Account ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)query.CaseId ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)query.From ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)query.To ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = query.OnlyFull });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = query.Size });
        return await Rows.ListAsync(command, reader => new Opening(
            reader.GetInt64(0), reader.GetFieldValue<Instant>(1), reader.GetString(2), reader.GetGuid(3), Rows.Text(reader, 4), Rows.Text(reader, 5), reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.GetString(7)), ct);
    }
}
