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
        // The row's lock puts those who ask at once in a line; the database's clock counts.
        await using var command = database.CreateCommand(
            """
            insert into jsjb.opening_window as w (key, opened, admitted, forget_at)
            values ($1, array[clock_timestamp()], true, clock_timestamp() + make_interval(secs => $3))
            on conflict (key) do update set
                admitted = (select count(*) < $2 from unnest(w.opened) as o(at) where at > clock_timestamp() - make_interval(secs => $3)),
                opened = (select case when count(*) < $2 then coalesce(array_agg(at order by at), '{}') || clock_timestamp() else array_agg(at order by at) end
                          from unnest(w.opened) as o(at) where at > clock_timestamp() - make_interval(secs => $3)),
                forget_at = clock_timestamp() + make_interval(secs => $3)
            returning w.admitted, greatest(extract(epoch from w.opened[cardinality(w.opened) - $2 + 1] + make_interval(secs => $3) - clock_timestamp()), 1)::double precision
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = window.TotalSeconds });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? null : TimeSpan.FromSeconds(reader.IsDBNull(1) ? 1 : reader.GetDouble(1));
    }
}
