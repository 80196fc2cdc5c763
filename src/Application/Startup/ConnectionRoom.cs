using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Application.Startup;

/// <summary>How many connections the server gives to those who are no superusers, this role and this database, and how many are taken.</summary>
/// <param name="Most">At most.</param>
/// <param name="Used">In use, the one that asks apart.</param>
/// <param name="Free">What is left under the narrowest of the limits.</param>
public sealed record ConnectionRoom(int Most, int Used, int Free)
{
    public static async Task<ConnectionRoom> LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(StartupSql.ConnectionRoom).Within(5);
        return (await command.FirstRowAsync<ConnectionRoom>(ct))!;
    }
}
