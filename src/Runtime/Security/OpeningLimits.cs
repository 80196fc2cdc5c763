using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>
/// Counts in the database how often an account did something within a window that moves along, on all nodes together: never more than
/// <c>most</c> within any stretch of that length.
/// </summary>
public sealed class OpeningLimits(NpgsqlDataSource database)
{
    /// <summary>Admits one more, or says how long to wait until there is room.</summary>
    /// <param name="key">Whose and what, see <see cref="AttemptLimits.Key"/>.</param>
    /// <param name="most">How many within the window.</param>
    /// <param name="window">Length of the window.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null where it is admitted and counted, else the time to wait.</returns>
    public async Task<TimeSpan?> AdmitAsync(byte[] key, int most, TimeSpan window, CancellationToken ct)
    {
        await using var command = database.Command(SecuritySql.AdmitOpening).With(key).With(most).With(window.TotalSeconds);
        var answer = (await command.FirstRowAsync<Admission>(ct))!;
        return answer.IsAdmitted ? null : TimeSpan.FromSeconds(answer.WaitSeconds ?? 1);
    }

    private sealed record Admission(bool IsAdmitted, double? WaitSeconds);
}
