using JieSuJiBan.Testing;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>What every test on a real server relies on.</summary>
public sealed class The_test_server(PostgresFixture postgres)
{
    [Fact]
    public async Task gives_each_caller_a_database_nobody_else_sees()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var one = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(ct));
        await using var other = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(ct));

        await using (var create = one.CreateCommand("create table only_here (id int)"))
            await create.ExecuteNonQueryAsync(ct);
        await using var look = other.CreateCommand("select to_regclass('only_here') is null");

        Assert.Equal(true, await look.ExecuteScalarAsync(ct));
    }
}
