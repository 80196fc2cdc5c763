using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>Takes blocks of a thousand serials from the sequence; what a node does not use up is a gap.</summary>
internal sealed class TicketSerials(NpgsqlDataSource dataSource, RuntimeMetrics metrics)
{
    private const int BlockSize = 1000;

    private readonly SemaphoreSlim gate = new(1, 1);
    private long next;
    private long end;

    public async Task<long> NextAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (next == end)
            {
                metrics.Statement();
                await using var command = dataSource.Command(CaseSql.NextTicketSerials);
                next = (long)(await command.ExecuteScalarAsync(ct))!;
                end = next + BlockSize;
            }

            return next++;
        }
        finally
        {
            gate.Release();
        }
    }
}
