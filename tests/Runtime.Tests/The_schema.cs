using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace JieSuJiBan.Runtime.Tests;

public sealed class The_schema(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_made_by_one_of_several_nodes_that_start_at_once()
    {
        await using var dataSource = Database.Source(await postgres.CreateDatabaseAsync(Ct));
        var applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => DatabaseMigrator.MigrateAsync(dataSource, Ct)));
        Assert.Single(applied, migrations => migrations.Count > 0);
        Assert.Empty(await DatabaseMigrator.MigrateAsync(dataSource, Ct));
        Assert.Empty(await DatabaseMigrator.CheckAsync(dataSource, Ct));
    }

    [Fact]
    public async Task Of_a_newer_program_is_left_alone_with_a_clear_word()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("insert into jsjb.schema_history values ('29990101000000_Future', '99.0.0')", Ct);

        var newer = await Assert.ThrowsAsync<DatabaseIsNewerException>(() => DatabaseMigrator.MigrateAsync(node.DataSource, Ct));

        Assert.Equal(["29990101000000_Future"], newer.Migrations);
        Assert.Contains("数据库版本比程序新", newer.Message, StringComparison.Ordinal);
        Assert.Contains("newer than this program", newer.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DatabaseIsNewerException>(() => DatabaseMigrator.CheckAsync(node.DataSource, Ct));
    }

    [Fact]
    public async Task Is_what_the_model_reads()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.StartErrandAsync(Ct);
        await using var context = await node.Get<IDbContextFactory<JsjbDbContext>>().CreateDbContextAsync(Ct);

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Single(await context.Cases.ToListAsync(Ct));
        Assert.Equal("open", (await context.Tasks.SingleAsync(Ct)).Status);
        Assert.Equal(2, await context.Definitions.CountAsync(definition => definition.Version == 1, Ct));
        Assert.Single(await context.Policies.ToListAsync(Ct));
        Assert.Empty(await context.Tickets.ToListAsync(Ct));
        Assert.Empty(await context.Outbox.ToListAsync(Ct));
        Assert.Empty(await context.VaultAccesses.ToListAsync(Ct));
    }

    [Fact]
    public async Task Has_every_column_of_the_model_with_the_type_that_the_model_gives_it()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var context = await node.Get<IDbContextFactory<JsjbDbContext>>().CreateDbContextAsync(Ct);
        var columns = new List<string>();
        foreach (var table in context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables)
        {
            Assert.False(table.IsExcludedFromMigrations, $"{table.Name}: what is excluded, dotnet ef migrations add leaves out.");
            columns.AddRange(table.Columns.Where(column => column.Name != "xmin").Select(column => $"{table.Schema}.{table.Name}.{column.Name} {column.StoreType} {(column.IsNullable ? "null" : "not null")}"));
        }

        var there = (await node.QueryAsync<string[]>(
            """
            select array_agg(format('%s.%s.%s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end))
            from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('jsjb', 'identity', 'desk') join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p')
            """, Ct)).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(columns.Except(there));
    }
}
