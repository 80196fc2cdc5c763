using System.Text.Json;
using JieSuJiBan.Runtime.Sql;
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
        await using var command = new SqlTemplate(SecuritySql.ListEvents)
            .With("after", query.After)
            .With("from", query.From)
            .With("to", query.To)
            .With("kind", query.Kind)
            .With("account", query.Account)
            .With("address", query.Address)
            .With("outcome", query.Outcome)
            .With("limit", query.Size)
            .Command(database)
            .Within(Patience);
        return (await command.RowsAsync<EventRow>(ct)).ConvertAll(row => new SecurityLogLine(
            row.EventId, row.At, row.Kind, row.Outcome, row.Account, row.Address, row.Subject, row.Times,
            row.Detail is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Detail)!));
    }

    public async Task<IReadOnlyList<Opening>> OpeningsAsync(OpeningQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = new SqlTemplate(SecuritySql.ListOpenings)
            .With("after", query.After)
            .With("account", query.Account)
            .With("case_id", query.CaseId)
            .With("from", query.From)
            .With("to", query.To)
            .With("covered", query.OnlyFull ? CoveredPurpose + "%" : null)
            .With("limit", query.Size)
            .Command(database)
            .Within(Patience);
        return await command.RowsAsync<Opening>(ct);
    }

    private sealed record EventRow(Guid EventId, Instant At, string Kind, string Outcome, string? Account, string? Address, string? Subject, int Times, string? Detail);
}
