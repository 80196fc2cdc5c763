using JieSuJiBan.Application.Startup;
using JieSuJiBan.Testing;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A node takes as many connections as its plan says and no more, looks before it starts whether they are there, and says when none is left.</summary>
public sealed class When_a_server_has_few_connections(Site site, PostgresFixture postgres) : IClassFixture<Site>
{
    private static readonly ConnectionPlan Plan = ConnectionPlan.Of(null, 2, "Host=db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Two_nodes_fit_into_a_server_with_60_connections() => Assert.InRange(Plan.Total * 2, 2, 60 - 3);

    [Fact]
    public void The_size_comes_from_the_setting_or_the_connection_string()
    {
        Assert.Equal(40, ConnectionPlan.Of(null, 2, "Host=db;Maximum Pool Size=40").Work);
        Assert.Equal(20, ConnectionPlan.Of(20, 2, "Host=db;Maximum Pool Size=40").Work);
    }

    [Fact]
    public async Task Whatever_is_asked_a_node_takes_no_more_than_its_plan()
    {
        var dispatcher = await site.AsAsync("dispatcher");
        var recorder = await site.AsAsync("operator");
        var asked = Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? recorder.PostAsync("/api/tickets", Given.Ticket()) : dispatcher.GetAsync(i % 3 == 1 ? "/api/tickets" : "/api/tasks"));
        await Task.WhenAll(asked);

        await using var database = NpgsqlDataSource.Create(await site.DatabaseAsync());
        await using var command = database.CreateCommand($"select application_name, count(*)::int from pg_stat_activity where datname = current_database() and usename = '{PostgresFixture.ServiceRole}' group by 1");
        var taken = new Dictionary<string, int>();
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct)) taken[reader.GetString(0)] = reader.GetInt32(1);

        Assert.All(taken, pool => Assert.InRange(pool.Value, 1, pool.Key switch
        {
            "jsjb" => Plan.Work,
            "jsjb commit" => Plan.Commit,
            ConnectionPlan.JobsName => Plan.Jobs + Plan.JobListeners,
            ConnectionPlan.TimetableName => Plan.Timetable,
            ConnectionPlan.HealthName => Plan.Health,
            _ => 0,
        }));
        Assert.Contains(ConnectionPlan.HealthName, taken.Keys);
    }

    [Fact]
    public async Task A_node_that_could_never_have_its_connections_refuses_to_start_and_says_how_many_it_takes()
    {
        var empty = await postgres.CreateDatabaseAsync(Ct);
        await LimitAsync(empty, Plan.Total - 1);

        var failure = (await Assert.ThrowsAsync<StartupException>(() => Site.StartAsync(empty, Path.GetTempPath()))).Failure;

        Assert.Equal(ExitCodes.TooFewConnections, failure.ExitCode);
        Assert.Contains($"{Plan.Total}", failure.Chinese, StringComparison.Ordinal);
        Assert.Contains("max_connections", failure.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_says_when_the_server_has_no_connection_free_and_is_good_again_afterwards()
    {
        using var client = new HttpClient { BaseAddress = new(await site.AddressAsync()) };
        await UntilAsync("Healthy");
        await LimitAsync(await site.DatabaseAsync(), 1);
        try
        {
            await UntilAsync("数据库的连接已经用完");
        }
        finally
        {
            await LimitAsync(await site.DatabaseAsync(), -1);
        }

        await UntilAsync("Healthy");

        async Task UntilAsync(string said)
        {
            for (var asked = 0; ; asked++)
            {
                var answer = await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Ct);
                if (answer.Contains(said, StringComparison.Ordinal)) return;
                Assert.True(asked < 300, answer);
                await Task.Delay(100, Ct);
            }
        }
    }

    private static async Task LimitAsync(string administrator, int connections)
    {
        await using var database = NpgsqlDataSource.Create(administrator);
        await using var command = database.CreateCommand($"alter database \"{new NpgsqlConnectionStringBuilder(administrator).Database}\" connection limit {connections}");
        await command.ExecuteNonQueryAsync(Ct);
    }
}
