using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Cli;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The owner migrates all schemas and goes; what serves owns nothing.</summary>
[Collection(nameof(Site))]
public sealed class When_the_owner_migrates(Site site, PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_and_sequence_of_every_schema_has_stated_rights_and_every_stated_right_is_of_something()
    {
        await using var database = NpgsqlDataSource.Create(await site.DatabaseAsync());
        Assert.Equal("", await AskAsync(database,
            """
            select coalesce(string_agg(n.nspname || '.' || c.relname, ', ' order by 1), '') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not c.relispartition
            and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')
            and not exists (select from jsjb.service_rights() where object in ('table ' || n.nspname || '.' || c.relname, 'sequence ' || n.nspname || '.' || c.relname))
            """));
        Assert.Equal("", await AskAsync(database,
            """
            select coalesce(string_agg(object, ', '), '') from jsjb.service_rights()
            where case when object like 'function %' then to_regprocedure(substr(object, 10)) is null else to_regclass(split_part(object, ' ', 2)) is null end
            """));
    }

    [Fact]
    public async Task The_running_service_owns_nothing_and_nobody_is_connected_as_the_owner()
    {
        await using var database = NpgsqlDataSource.Create(await site.DatabaseAsync());
        Assert.Equal(PostgresFixture.ServiceRole, await AskAsync(database,
            "select string_agg(distinct usename, ', ') from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and usename like 'jsjb_test%'"));
        Assert.Equal("", await AskAsync(database,
            $"select coalesce(string_agg(oid::regclass::text, ', '), '') from pg_class where relowner = '{PostgresFixture.ServiceRole}'::regrole"));
        var (_, excess) = await ServingRole.LookAsync(PostgresFixture.ServiceOf(await site.DatabaseAsync()), Ct);
        Assert.Null(excess);
    }

    [Theory]
    [InlineData("identity.account", "delete from identity.account")]
    [InlineData("identity.protection_key", "update identity.protection_key set xml = ''")]
    [InlineData("identity.protection_key", "delete from identity.protection_key")]
    [InlineData("jsjb.schema_history", "insert into jsjb.schema_history values ('x', 'y')")]
    [InlineData("desk.message", "delete from desk.message")]
    [InlineData("hangfire.schema", "update hangfire.schema set version = 1")]
    [InlineData("hangfire.job", "truncate hangfire.job cascade")]
    [InlineData("quartz.qrtz_triggers", "alter table quartz.qrtz_triggers add column x text")]
    [InlineData("quartz.qrtz_triggers", "drop table quartz.qrtz_triggers cascade")]
    [InlineData("quartz.mine", "create table quartz.mine (x int)")]
    public async Task The_other_schemas_are_guarded_alike(string table, string statement)
    {
        Assert.NotEmpty(table);
        await using var database = NpgsqlDataSource.Create(PostgresFixture.ServiceOf(await site.DatabaseAsync()));
        await using var command = database.CreateCommand(statement);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct))).SqlState);
    }

    [Fact]
    public async Task Without_the_owner_a_service_says_what_is_to_be_migrated_and_after_migrate_it_has_all()
    {
        var empty = await postgres.CreateDatabaseAsync(Ct);
        var pending = await CodeAsync($"--ConnectionStrings:Default={PostgresFixture.ServiceOf(empty)}");
        Assert.Equal(ExitCodes.MigrationsPending, pending.ExitCode);
        Assert.Contains("-- migrate", pending.Chinese, StringComparison.Ordinal);
        Assert.Contains("-- migrate", pending.English, StringComparison.Ordinal);

        var (applied, role) = await MigrateCommand.RunAsync(Settings(("ConnectionStrings:Owner", PostgresFixture.OwnerOf(empty)), ("service", PostgresFixture.ServiceRole)), Ct);

        Assert.NotEmpty(applied);
        Assert.Equal(PostgresFixture.ServiceRole, role);
        Assert.Empty(await SchemaUpgrade.PendingAsync(PostgresFixture.ServiceOf(empty), Ct));
        Assert.Empty((await MigrateCommand.RunAsync(Settings(("ConnectionStrings:Owner", PostgresFixture.OwnerOf(empty)), ("ConnectionStrings:Default", PostgresFixture.ServiceOf(empty))), Ct)).Migrations);
    }

    [Fact]
    public async Task A_migrated_database_whose_role_has_no_rights_is_said()
    {
        var empty = await postgres.CreateDatabaseAsync(Ct);
        await SchemaUpgrade.RunAsync(PostgresFixture.OwnerOf(empty), null, NullLogger.Instance, Ct);
        var failure = await CodeAsync($"--ConnectionStrings:Default={PostgresFixture.ServiceOf(empty)}");
        Assert.Equal(ExitCodes.DatabaseUnreachable, failure.ExitCode);
        Assert.Contains("-- migrate", failure.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_or_a_superuser_does_not_serve()
    {
        var empty = await postgres.CreateDatabaseAsync(Ct);
        foreach (var able in new[] { empty, PostgresFixture.OwnerOf(empty) })
        {
            Assert.Equal(ExitCodes.ServingAsOwner, (await CodeAsync($"--ConnectionStrings:Default={able}")).ExitCode);
            Assert.Equal(ExitCodes.ServingAsOwner, (await CodeAsync($"--ConnectionStrings:Default={able}", $"--ConnectionStrings:Owner={PostgresFixture.OwnerOf(empty)}")).ExitCode);
        }

        await using var database = NpgsqlDataSource.Create(empty);
        Assert.Equal("0", await AskAsync(database, "select count(*)::text from pg_namespace where nspname = 'jsjb'"));
    }

    [Fact]
    public async Task Migrate_needs_an_owner_and_a_role_to_serve()
    {
        var empty = await postgres.CreateDatabaseAsync(Ct);
        Assert.Equal(ExitCodes.Usage, (await Assert.ThrowsAsync<StartupException>(() => MigrateCommand.RunAsync(Settings(), Ct))).Failure.ExitCode);
        foreach (var (role, code) in new[] { ("nobody_has_this_name", ExitCodes.Usage), (PostgresFixture.OwnerRole, ExitCodes.ServingAsOwner) })
        {
            var refused = await Assert.ThrowsAsync<StartupException>(() => MigrateCommand.RunAsync(Settings(("ConnectionStrings:Owner", PostgresFixture.OwnerOf(empty)), ("service", role)), Ct));
            Assert.Equal(code, refused.Failure.ExitCode);
            Assert.Contains(role, refused.Failure.Chinese, StringComparison.Ordinal);
        }
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Build();

    private static async Task<string> AskAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task<StartupFailure> CodeAsync(params string[] arguments)
    {
        var key = $"--Vault:MasterKeys={Convert.ToBase64String(new byte[32])}";
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => Service.StartAsync(new() { Arguments = ["--Urls=http://127.0.0.1:0", key, .. arguments] }, Ct));
        return StartupExplanation.Of(exception)!;
    }
}
