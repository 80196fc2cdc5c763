using JieSuJiBan.Runtime;
using Npgsql;

namespace JieSuJiBan.Application.Startup;

/// <summary>
/// How many connections a node takes of its database at most, pool by pool. Every pool has a size of its own: together they are what a server
/// has to have free for the node, so two nodes fit into a server with 60 connections.
/// </summary>
/// <param name="Work">Requests, timers, deliveries, accounts: all that is read and claimed; one of them listens for changes.</param>
/// <param name="Commit">One for each writer of the commit pipeline.</param>
/// <param name="Jobs">Hangfire's pool.</param>
/// <param name="JobListeners">Each of Hangfire's workers listens for jobs over a connection beside that pool.</param>
/// <param name="Timetable">Quartz.</param>
/// <param name="Health">Kept apart, so that health can be asked when all others are taken.</param>
public sealed record ConnectionPlan(int Work, int Commit, int Jobs, int JobListeners, int Timetable, int Health)
{
    /// <summary>The names under which the pools appear in <c>pg_stat_activity</c>.</summary>
    public const string JobsName = "jsjb jobs", TimetableName = "jsjb timetable", HealthName = "jsjb health";

    /// <summary>All of them together.</summary>
    public int Total => Work + Commit + Jobs + JobListeners + Timetable + Health;

    /// <summary>By the setting, else by <c>Maximum Pool Size</c> of the connection string, else the usual.</summary>
    /// <param name="connections">The setting <c>Database:Connections</c>, or null.</param>
    /// <param name="longWorkers">How many long jobs this node works on at once.</param>
    /// <param name="connectionString">The database.</param>
    public static ConnectionPlan Of(int? connections, int longWorkers, string connectionString) =>
        new(connections ?? Runtime.Database.GivenPoolSize(connectionString) ?? RuntimeOptions.UsualConnections, RuntimeOptions.UsualWriters, Jobs: 5, JobListeners: longWorkers, Timetable: 4, Health: 1);

    /// <summary>The connection string of a pool of that name and size.</summary>
    public static string Pool(string connectionString, string name, int size) =>
        new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = name, MaxPoolSize = size, MinPoolSize = 0 }.ConnectionString;

    /// <summary>Sees before the pools are opened whether the server can give this node its connections.</summary>
    /// <exception cref="StartupException">It could not even if nobody else were connected.</exception>
    public async Task CheckAsync(string connectionString, ILogger log, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = HealthName }.ConnectionString);
        await connection.OpenAsync(ct);
        var room = await ConnectionRoom.LookAsync(connection, ct);
        if (room.Most < Total) throw new StartupException(StartupFailure.TooFewConnections(Total, room.Most));
        if (room.Free < Total)
        {
            log.LogWarning(
                "数据库只剩 {Free} 个空闲连接(共 {Most} 个可用，已用 {Used} 个)，本节点最多需要 {Total} 个：繁忙时可能得不到连接。请调大 max_connections，或减少节点或其他使用者，或调小 Database__Connections。 "
                + "The database has {Free} connections free (of {Most}, {Used} in use) and this node takes up to {Total}: it may find none when it is busy. Raise max_connections, have fewer nodes or other users, or lower Database__Connections.",
                room.Free, room.Most, room.Used, Total, room.Free, room.Most, room.Used, Total);
        }
        else
        {
            log.LogInformation("This node takes up to {Total} connections of the database; {Free} of {Most} are free.", Total, room.Free, room.Most);
        }
    }
}
