using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Tests.Rest;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Jobs;

/// <summary>A database served by another release before, or by one beside it while nodes are exchanged: its scheduled jobs are not this program's.</summary>
public sealed class When_another_release_left_its_timetable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_jobs_are_left_alone_and_no_health_check_waits_for_them()
    {
        await using var city = await CityApart.StartAsync();
        await using var database = NpgsqlDataSource.Create(EmbeddedPostgresServer.ConnectionStringsOfRunning(new() { DataDirectory = city.Directory }, "jsjb")!.Value.Owner);
        Assert.Equal("0", await AskAsync(database, "select count(*)::text from quartz.qrtz_job_details where sched_name = 'QuartzScheduler'"));

        // The rows of the release that swept timers and deliveries by Quartz, long due.
        await AskAsync(database,
            """
            insert into quartz.qrtz_job_details select (jsonb_populate_record(d, '{"sched_name": "QuartzScheduler", "job_name": "OutboxWatch", "job_class_name": "JieSuJiBan.Host.Jobs.OutboxWatch, JieSuJiBan.Host"}')).*
                from quartz.qrtz_job_details d where job_name = 'MigrationImpactWatch';
            insert into quartz.qrtz_triggers select (jsonb_populate_record(t, '{"sched_name": "QuartzScheduler", "trigger_name": "OutboxWatch", "job_name": "OutboxWatch", "next_fire_time": 639000000000000000, "trigger_state": "WAITING"}')).*
                from quartz.qrtz_triggers t where trigger_name = 'MigrationImpactWatch';
            insert into quartz.qrtz_simple_triggers select (jsonb_populate_record(s, '{"sched_name": "QuartzScheduler", "trigger_name": "OutboxWatch"}')).*
                from quartz.qrtz_simple_triggers s where trigger_name = 'MigrationImpactWatch';
            select 'done'
            """);

        Assert.Equal("1", await AskAsync(database, "select count(*)::text from quartz.qrtz_triggers where trigger_name = 'OutboxWatch' and trigger_state = 'WAITING'"));
        using var http = new HttpClient();
        Assert.Equal("Healthy", await http.GetStringAsync($"{await city.AddressAsync()}/health/ready", Ct));
    }

    private static async Task<string> AskAsync(NpgsqlDataSource database, string sql)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        return (string?)await command.ExecuteScalarAsync(Ct) ?? "";
    }
}
