using JieSuJiBan.Host.Composition;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Cli;

public sealed class When_a_command_runs_beside_the_service(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_works_on_the_private_database_of_the_running_service()
    {
        var configuration = await BesideAsync();

        await using var joined = await ServiceDatabase.OpenAsync(configuration, joins: true, NullLogger.Instance, Ct);

        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(joined.ConnectionString) { Database = "postgres" }.ConnectionString);
        await connection.OpenAsync(Ct);
        Assert.Equal((await postgres.ServerAsync(Ct)).Port, connection.Port);
        Assert.False(joined.IsEmbedded);
    }

    [Fact]
    public async Task A_second_service_is_told_that_the_data_are_in_use()
    {
        var configuration = await BesideAsync();

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => ServiceDatabase.OpenAsync(configuration, joins: false, NullLogger.Instance, Ct));

        Assert.Equal(EmbeddedPostgresException.InUse, refusal.Code);
    }

    private async Task<IConfiguration> BesideAsync()
    {
        var running = await postgres.ServerAsync(Ct);
        return new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", running.DataDirectory)]).Build();
    }
}
