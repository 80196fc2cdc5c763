using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>A ticket that may be about the same matter, with the words to compare.</summary>
/// <param name="Row">As lists show it.</param>
/// <param name="IsSamePerson">Of the same petitioner.</param>
/// <param name="TitleVault">Its title in the vault, or null.</param>
/// <param name="BodyVault">Its text in the vault, or null.</param>
public sealed record SimilarCandidate(TicketRow Row, bool IsSamePerson, string? TitleVault, string? BodyVault);

/// <summary>
/// Finds the tickets that are worth comparing: the latest of the same petitioner, and the latest of the same class in the
/// same street (or, where no street is known, district). Each branch is one short range of an index, whatever the number
/// of tickets.
/// </summary>
public sealed class SimilarReader(NpgsqlDataSource database)
{
    /// <summary>The candidates, the latest first.</summary>
    /// <param name="caseId">The ticket itself, which is none.</param>
    /// <param name="subjectIds">The pseudonyms that the petitioner may stand under; none: unknown.</param>
    /// <param name="classCode">Class, or null.</param>
    /// <param name="districtCode">District, or null.</param>
    /// <param name="streetCode">Street, or null.</param>
    /// <param name="since">Accepted at or after (UTC).</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SimilarCandidate>> FindAsync(
        Guid caseId, string[] subjectIds, string? classCode, string? districtCode, string? streetCode, Instant since, int most, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            with near as (
                (select case_id from jsjb.ticket where subject_id = any($2) and accepted_at >= $6 and case_id <> $1 and flag_of is null order by accepted_at desc limit $7)
                union
                (select case_id from jsjb.ticket where street_code = $5 and class_code = $3 and accepted_at >= $6 and case_id <> $1 and flag_of is null order by accepted_at desc limit $7)
                union
                (select case_id from jsjb.ticket where $5::text is null and class_code = $3 and district_code = $4 and accepted_at >= $6 and case_id <> $1 and flag_of is null
                 order by accepted_at desc, case_id desc limit $7)
            ), latest as (
                select t.* from jsjb.ticket t join near using (case_id) order by t.accepted_at desc, t.case_id desc limit $7
            )
            select {Rows.TicketColumns}, coalesce(t.subject_id = any($2), false),
                   (select v.vault_id from jsjb.vault v where v.case_id = t.case_id and v.purpose = 'body' order by v.created_at limit 1)
            from latest t order by t.accepted_at desc, t.case_id desc
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = subjectIds });
        foreach (var text in new[] { classCode, districtCode, streetCode }) command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)text ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = since });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return await Rows.ListAsync(
            command,
            reader =>
            {
                var row = Rows.Ticket(reader);
                return new SimilarCandidate(row, reader.GetBoolean(20), row.TitleVault?.ToString("D"), reader.IsDBNull(21) ? null : reader.GetGuid(21).ToString("D"));
            },
            ct);
    }
}
