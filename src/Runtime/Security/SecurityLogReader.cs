using System.Text.Json;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;

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

    /// <summary>How a purpose begins under which words were opened to be shown without who the petitioner is.</summary>
    public const string CoveredPurpose = "masked ";

    public async Task<IReadOnlyList<SecurityLogLine>> EventsAsync(SecurityLogQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = database.CreateCommand();
        var conditions = new Conditions(command);
        conditions.Add("event_id < ?", query.After);
        // A range of ids is a range of time.
        conditions.Add("event_id >= jsjb.first_case_id(?)", query.From);
        conditions.Add("event_id < jsjb.first_case_id(?)", query.To);
        conditions.Add("kind = ?", query.Kind);
        conditions.Add("account = ?", query.Account);
        conditions.Add("address = ?", query.Address);
        conditions.Add("outcome = ?", query.Outcome);
        command.CommandText = $"select event_id, at, kind, outcome, account, address, subject, times, detail::text from jsjb.security_event {conditions} order by event_id desc {conditions.Limit(query.Size)}";
        command.CommandTimeout = Patience;
        return await Rows.ListAsync(command, reader => new SecurityLogLine(
            reader.GetGuid(0), reader.GetFieldValue<Instant>(1), reader.GetString(2), reader.GetString(3), Rows.Text(reader, 4), Rows.Text(reader, 5), Rows.Text(reader, 6), reader.GetInt32(7),
            reader.IsDBNull(8) ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(8))!), ct);
    }

    public async Task<IReadOnlyList<Opening>> OpeningsAsync(OpeningQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = database.CreateCommand();
        var conditions = new Conditions(command);
        conditions.Add("a.access_id < ?", query.After);
        conditions.Add("a.actor = ?", query.Account);
        conditions.Add("a.vault_id = any(array(select vault_id from jsjb.vault where case_id = ? union all select attachment_id from jsjb.attachment where case_id = ?))", query.CaseId);
        conditions.Add("a.at >= ?", query.From);
        conditions.Add("a.at < ?", query.To);
        if (query.OnlyFull) conditions.Add("a.purpose not like ?", CoveredPurpose + "%");
        command.CommandText =
            $"""
            select a.access_id, a.at, a.actor, a.vault_id, v.purpose, v.subject_id, coalesce(v.case_id, f.case_id), a.purpose
            from (select * from jsjb.vault_access a {conditions} order by access_id desc {conditions.Limit(query.Size)}) a
            left join jsjb.vault v using (vault_id) left join jsjb.attachment f on f.attachment_id = a.vault_id
            order by a.access_id desc
            """;
        command.CommandTimeout = Patience;
        return await Rows.ListAsync(command, reader => new Opening(
            reader.GetInt64(0), reader.GetFieldValue<Instant>(1), reader.GetString(2), reader.GetGuid(3), Rows.Text(reader, 4), Rows.Text(reader, 5), reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.GetString(7)), ct);
    }

    /// <summary>What is asked for and nothing else: a condition that may be null keeps the database from its indexes.</summary>
    private sealed class Conditions(NpgsqlCommand command)
    {
        private readonly List<string> all = [];

        /// <summary>Adds a condition, a constant with <c>?</c> for the value; none where there is no value.</summary>
        public void Add<T>(string condition, T? value)
        {
            if (value is null) return;
            all.Add(condition.Replace("?", Parameter(value), StringComparison.Ordinal));
        }

        public string Limit(int size) => "limit " + Parameter(size);

        public override string ToString() => all.Count == 0 ? "" : "where " + string.Join(" and ", all);

        private string Parameter(object value)
        {
            command.Parameters.Add(new() { Value = value });
            return "$" + command.Parameters.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
