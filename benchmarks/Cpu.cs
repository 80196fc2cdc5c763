using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace JieSuJiBan.Benchmarks;

/// <summary>Processor time, which a busy machine distorts less than the clock on the wall.</summary>
internal static class Cpu
{
    /// <summary>Processor time of this process so far.</summary>
    public static TimeSpan OfService()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>
    /// Processor time so far of the server's processes that write for us (our backends, the WAL writer, the checkpointer), or null where
    /// they run elsewhere or the kernel does not tell. Backends that ended meanwhile are not counted: a lower bound.
    /// </summary>
    public static async Task<TimeSpan?> OfServerAsync(NpgsqlDataSource dataSource)
    {
        if (!OperatingSystem.IsLinux()) return null;
        await using var command = dataSource.CreateCommand(
            "select pid from pg_stat_activity where datname = current_database() or backend_type in ('walwriter', 'checkpointer', 'background writer')");
        var ticks = 0L;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var path = $"/proc/{reader.GetInt32(0)}/stat";
            if (!File.Exists(path)) return null;
            var fields = (await File.ReadAllTextAsync(path)).Split(')')[^1].Split(' ');
            // utime and stime, in hundredths of a second.
            ticks += long.Parse(fields[12], CultureInfo.InvariantCulture) + long.Parse(fields[13], CultureInfo.InvariantCulture);
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }
}
