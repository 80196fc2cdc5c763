namespace JieSuJiBan.Benchmarks;

/// <summary>(g) How many updates of each table stay in their page and touch no index (HOT), over a run of lifecycles.</summary>
internal static class HotUpdates
{
    private sealed record Counts(string Table, long Inserted, long Updated, long Hot, long Bytes, long IndexBytes);

    public static async Task PrintAsync(BenchNode node, Lifecycle lifecycle, TimeSpan duration)
    {
        await Commands.RunAsync(node, lifecycle, 8, TimeSpan.FromSeconds(1));
        var before = await ReadAsync(node);
        var figures = await Commands.RunAsync(node, lifecycle, 8, duration);
        var table = new Table(
            $"Updates of {figures.Commands} commands in {figures.Lifecycles} lifecycles; {Table.Of(figures.Commands / figures.Seconds)} commands/s, {Table.Of(figures.WalPerCommand)} bytes of WAL each, {Table.Of(figures.ServerMicroseconds ?? 0)} µs of PostgreSQL each",
            "table", "rows", "updates", "HOT", "HOT %", "bytes per row", "index bytes per row");
        foreach (var now in await ReadAsync(node))
        {
            var was = before.FirstOrDefault(one => one.Table == now.Table) ?? new(now.Table, 0, 0, 0, 0, 0);
            var (inserted, updated, hot) = (now.Inserted - was.Inserted, now.Updated - was.Updated, now.Hot - was.Hot);
            if (inserted + updated == 0) continue;
            table.Row(
                now.Table, Table.Of(inserted), Table.Of(updated), Table.Of(hot), updated == 0 ? "" : Table.Of(100.0 * hot / updated, "0.0"),
                inserted == 0 ? "" : Table.Of((now.Bytes - was.Bytes) / (double)inserted), inserted == 0 ? "" : Table.Of((now.IndexBytes - was.IndexBytes) / (double)inserted));
        }
    }

    private static async Task<List<Counts>> ReadAsync(BenchNode node)
    {
        // A backend reports its counts at most once a second, and when it ends.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var counts = new List<Counts>();
        await using var command = node.DataSource.CreateCommand(
            """
            select relname, n_tup_ins, n_tup_upd, n_tup_hot_upd, pg_relation_size(relid), pg_indexes_size(relid)
            from pg_stat_user_tables where schemaname = 'jsjb' order by n_tup_upd desc, relname
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) counts.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        return counts;
    }
}
