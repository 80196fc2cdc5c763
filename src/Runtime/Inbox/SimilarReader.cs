using JieSuJiBan.Runtime.Sql;
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
        await using var command = database.Command(InboxSql.FindSimilarTickets)
            .With(caseId).With(subjectIds).With(classCode).With(districtCode).With(streetCode).With(since).With(most);
        return (await command.RowsAsync<SimilarRow>(ct)).ConvertAll(found => new SimilarCandidate(found.Row, found.IsSamePerson, found.Row.TitleVault?.ToString("D"), found.BodyVault?.ToString("D")));
    }

    private sealed record SimilarRow(TicketRow Row, bool IsSamePerson, Guid? BodyVault);
}
