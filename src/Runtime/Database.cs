using Npgsql;

namespace JieSuJiBan.Runtime;

/// <summary>How the runtime connects.</summary>
public static class Database
{
    private static readonly int UnsaidPoolSize = new NpgsqlConnectionStringBuilder().MaxPoolSize;

    /// <summary>For loads, claims, reads and administration: prepared statements and NodaTime instants.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="connections">Connections at most; null: what the connection string says, else the usual.</param>
    public static NpgsqlDataSource Source(string connectionString, int? connections = null) =>
        Build(connectionString, "jsjb", connections ?? GivenPoolSize(connectionString) ?? RuntimeOptions.UsualConnections, null);

    /// <summary>The size of the pool where the connection string gives one.</summary>
    public static int? GivenPoolSize(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize is var size && size != UnsaidPoolSize ? size : null;

    /// <summary>
    /// For the commit pipeline. Its statement joins a handful of rows to large tables by primary key: index look-ups are always right,
    /// and planning it anew for each group would cost more than running it. So the plan is made once and may not depend on statistics.
    /// </summary>
    internal static NpgsqlDataSource WriterSource(string connectionString, int writers) => Build(
        connectionString,
        "jsjb commit",
        writers,
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c jit=off");

    private static NpgsqlDataSource Build(string connectionString, string application, int connections, string? options)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.ApplicationName ??= application;
        // Look-ups are short: a few connections serve thousands a second, and many nodes share one server.
        (settings.MaxPoolSize, settings.MinPoolSize) = (connections, Math.Min(settings.MinPoolSize, connections));
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 100;
            settings.AutoPrepareMinUsages = 2;
        }

        if (options is not null) settings.Options = settings.Options is { Length: > 0 } given ? $"{given} {options}" : options;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseNodaTime();
        return builder.Build();
    }
}
