using Npgsql;

namespace JieSuJiBan.Benchmarks;

/// <summary>(f) Which tables and indexes the WAL of a run of lifecycles is about, by the server's own reading of it.</summary>
internal static class WalByTable
{
    public static async Task PrintAsync(BenchNode node, Lifecycle lifecycle, TimeSpan duration)
    {
        await using (var extension = node.DataSource.CreateCommand("create extension if not exists pg_walinspect")) await extension.ExecuteNonQueryAsync();
        await Commands.RunAsync(node, lifecycle, 8, TimeSpan.FromSeconds(1));
        var from = await AtAsync(node);
        var figures = await Commands.RunAsync(node, lifecycle, 8, duration);
        await using var command = node.DataSource.CreateCommand(
            """
            select coalesce(c.relname, 'toast of ' || t.relname, b.resource_manager), b.resource_manager || ' ' || b.record_type, count(*), sum(b.record_length)::float8, sum(b.block_fpi_length)::float8
            from (
                select i.start_lsn, i.resource_manager, i.record_type, max(i.record_length) as record_length,
                       sum(coalesce(k.block_fpi_length, 0)) as block_fpi_length, min(k.relfilenode) filter (where k.block_id = 0) as relfilenode
                from pg_get_wal_records_info($1::text::pg_lsn, $2::text::pg_lsn) i
                left join pg_get_wal_block_info($1::text::pg_lsn, $2::text::pg_lsn) k using (start_lsn)
                group by 1, 2, 3
            ) b
            left join pg_class c on c.relfilenode = b.relfilenode and c.relkind in ('r', 'i') and c.relnamespace <> 'pg_toast'::regnamespace
            left join pg_class x on x.relfilenode = b.relfilenode and x.relnamespace = 'pg_toast'::regnamespace
            left join pg_class t on t.reltoastrelid = x.oid
            group by 1, 2 order by 4 desc limit 40
            """);
        command.CommandTimeout = 600;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = await AtAsync(node) });
        var table = new Table($"WAL of {figures.Commands} commands, {Table.Of(figures.WalPerCommand)} bytes each, by relation", "relation", "record", "records per command", "bytes per command", "of these page images");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            table.Row(reader.GetString(0), reader.GetString(1), Table.Of(reader.GetInt64(2) / (double)figures.Commands, "0.00"), Table.Of(reader.GetDouble(3) / figures.Commands), Table.Of(reader.GetDouble(4) / figures.Commands));
        }
    }

    private static async Task<string> AtAsync(BenchNode node)
    {
        await using var command = node.DataSource.CreateCommand("select pg_current_wal_flush_lsn()::text");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
