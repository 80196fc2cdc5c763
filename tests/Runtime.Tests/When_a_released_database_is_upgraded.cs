using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Releases up to 2026-11-30 kept three histories of migrations: <c>jsjb</c>, <c>identity</c> and <c>desk</c>.</summary>
public sealed class When_a_released_database_is_upgraded(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_three_histories_become_one_and_its_rows_stay()
    {
        var database = await ReleasedAsync();
        await ExecuteAsync(
            database,
            """
            insert into identity.account (id, user_name, display_name, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ('5e0f', 'wang', '王', false, false, false, false, 0);
            insert into desk.message (effect_id, case_id, channel, payload, received_at) values ('m1', gen_random_uuid(), 'sms', '{}', now());
            """);
        await using var owner = Database.Source(PostgresFixture.OwnerOf(database));

        Assert.NotEmpty(await DatabaseMigrator.CheckAsync(owner, Ct));
        var applied = await DatabaseMigrator.MigrateAsync(owner, Ct);

        Assert.DoesNotContain(applied, migration => migration.EndsWith("_Accounts", StringComparison.Ordinal) || migration.EndsWith("_Sessions", StringComparison.Ordinal) || migration.EndsWith("_Desk", StringComparison.Ordinal));
        Assert.Empty(await DatabaseMigrator.MigrateAsync(owner, Ct));
        Assert.Equal("wang, m1", await QueryAsync(database, "select user_name || ', ' || effect_id from identity.account, desk.message"));
        Assert.Equal("", await QueryAsync(database, "select coalesce(to_regclass('identity.migration')::text, '') || coalesce(to_regclass('desk.migration')::text, '')"));
    }

    [Fact]
    public async Task What_an_upgrade_that_was_cut_off_left_out_is_made_up_for()
    {
        var database = await ReleasedAsync();
        await ExecuteAsync(database, "drop schema desk cascade; drop table identity.session; alter table identity.account drop column disabled_at, drop column is_demo; delete from identity.migration where migration_id like '%Sessions'");
        await using var owner = Database.Source(PostgresFixture.OwnerOf(database));

        var applied = await DatabaseMigrator.MigrateAsync(owner, Ct);

        Assert.Equal(["20261124200721_Desk", "20261130150000_Sessions"], applied.Take(2));
    }

    [Fact]
    public async Task It_ends_as_a_new_one_begins()
    {
        var (upgraded, made) = (await ReleasedAsync(), await postgres.CreateDatabaseAsync(Ct));
        foreach (var database in new[] { upgraded, made })
        {
            await using var owner = Database.Source(PostgresFixture.OwnerOf(database));
            await DatabaseMigrator.MigrateAsync(owner, Ct);
        }

        Assert.Equal(await QueryAsync(made, Structure), await QueryAsync(upgraded, Structure));
    }

    /// <summary>Columns, indexes, constraints, triggers and functions, one a line.</summary>
    private const string Structure =
        """
        with ours as (select oid, nspname from pg_namespace where nspname in ('jsjb', 'identity', 'desk')), line as (
            select format('column %s.%s.%s %s %s %s', o.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as text
            from ours o join pg_class c on c.relnamespace = o.oid and c.relkind in ('r', 'p', 'v', 'S') join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            union all select format('table %s.%s %s', o.nspname, c.relname, c.reloptions) from ours o join pg_class c on c.relnamespace = o.oid and c.relkind in ('r', 'p')
            union all select format('index %s', indexdef) from pg_indexes where schemaname in (select nspname from ours)
            union all select format('constraint %s.%s %s', o.nspname, r.conname, pg_get_constraintdef(r.oid)) from ours o join pg_constraint r on r.connamespace = o.oid
            union all select format('trigger %s', pg_get_triggerdef(t.oid)) from ours o join pg_class c on c.relnamespace = o.oid join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
            union all select format('function %s', pg_get_functiondef(p.oid)) from ours o join pg_proc p on p.pronamespace = o.oid and p.prokind = 'f'
            union all select format('migration %s', migration_id) from jsjb.schema_history
        )
        select string_agg(text, E'\n' order by text) from line
        """;

    /// <summary>A database as the last release with three histories left it.</summary>
    private async Task<string> ReleasedAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var owner = Database.Source(PostgresFixture.OwnerOf(database));
        var options = new DbContextOptionsBuilder<JsjbDbContext>();
        JsjbDbContext.Configure(options, owner);
        await using var context = new JsjbDbContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync("20261130162000_LogSeals", Ct);
        await using var command = owner.CreateCommand(
            """
            create table identity.migration (migration_id varchar(150) primary key, product_version varchar(32) not null);
            create table desk.migration (like identity.migration including all);
            with former as (delete from jsjb.schema_history where migration_id ~ '_(Accounts|Sessions)$' returning *) insert into identity.migration select * from former;
            with former as (delete from jsjb.schema_history where migration_id ~ '_Desk$' returning *) insert into desk.migration select * from former;
            """);
        await command.ExecuteNonQueryAsync(Ct);
        return database;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<string> QueryAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }
}
