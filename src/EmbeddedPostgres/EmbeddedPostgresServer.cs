using System.Diagnostics;
using Npgsql;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>
/// A private PostgreSQL that runs as this process's child: made on first use, started, watched, restarted when it dies, and stopped
/// when this object is disposed or the process ends in whatever way. Listens on the loopback address only, with a generated password.
/// </summary>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    private const long LogLimit = 8 << 20;
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;
    private readonly PostgresPackage _package;
    private readonly ServerAccount _account;
    private readonly Cluster _cluster;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Postmaster? _postmaster;
    private bool _isDiskFull;
    private Task _watch = Task.CompletedTask;

    private EmbeddedPostgresServer(EmbeddedPostgresOptions options, ILogger logger, PostgresPackage package, ServerAccount account, Cluster cluster)
    {
        _options = options;
        _logger = logger;
        _package = package;
        _account = account;
        _cluster = cluster;
    }

    /// <summary>The loopback port. It stays the same for the life of this object, and between runs while it is free.</summary>
    public int Port { get; private set; }

    /// <summary>The pid of the server; another one after a restart.</summary>
    public int ProcessId => Current.Pid;

    /// <summary>True while it cannot be started again because the disk is full.</summary>
    public bool IsDiskFull => Volatile.Read(ref _isDiskFull);

    private Postmaster Current => _postmaster ?? throw new InvalidOperationException("The server was never started.");

    /// <summary>The data root in use.</summary>
    public string DataDirectory => _cluster.Root;

    /// <summary>Where the server writes its messages.</summary>
    public string LogFile => _cluster.Log;

    /// <summary>Makes the cluster if there is none, starts the server and returns when it accepts connections.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot run; the message says what to do.</exception>
    public static async Task<EmbeddedPostgresServer> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var package = PostgresPackage.Find(options.NodeModulesDirectory);
        var cluster = Cluster.Open(options.DataDirectory);
        try
        {
            var account = await ServerAccount.ChooseAsync(package, cluster.Root, ct);
            await StopOrphanAsync(cluster, logger, ct);
            await cluster.PrepareAsync(package, account, ct);
            var server = new EmbeddedPostgresServer(options, logger, package, account, cluster);
            await server.LaunchAsync(firstStart: true, ct);
            await server.EnsureRolesAsync(ct);
            server._watch = server.WatchAsync();
            logger.LogInformation(
                "Embedded PostgreSQL (pid {Pid}) accepts connections on 127.0.0.1:{Port} after {Milliseconds} ms, data in {Directory}",
                server.ProcessId, server.Port, clock.ElapsedMilliseconds, cluster.Data);
            return server;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            cluster.Dispose();
            throw EmbeddedPostgresException.FileTrouble(cluster.Root, failure);
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Connection string of the superuser for one database of this server. The service does not use it.</summary>
    public string ConnectionString(string database) => ConnectionString(database, Port, Cluster.User, _cluster.Password);

    /// <summary>Connection string of the role that owns the schemas and migrates them.</summary>
    public string OwnerConnectionString(string database) => ConnectionString(database, Port, ClusterRoles.Owner, _cluster.OwnerPassword);

    /// <summary>Connection string of the role that serves, and owns nothing.</summary>
    public string ServiceConnectionString(string database) => ConnectionString(database, Port, ClusterRoles.Service, _cluster.ServicePassword);

    /// <summary>
    /// Where another process of ours runs the server of that data directory, to work on the same database beside it, as owner and as service;
    /// null where it is not up yet. It is that process which owns and stops the server.
    /// </summary>
    public static (string Owner, string Service)? ConnectionStringsOfRunning(EmbeddedPostgresOptions options, string database) =>
        Cluster.ReadAddress(options.DataDirectory) is var (port, owner, service)
            ? (ConnectionString(database, port, ClusterRoles.Owner, owner), ConnectionString(database, port, ClusterRoles.Service, service))
            : null;

    /// <summary>Creates the database unless it exists; either way it, and what lies in it, belongs to the owner afterwards.</summary>
    public Task EnsureDatabaseAsync(string database, CancellationToken ct) => ClusterRoles.EnsureDatabaseAsync(ConnectionString, database, ct);

    /// <summary>Stops the server (fast shutdown) and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await _gate.WaitAsync(_stopping.Token);
        try
        {
            await Current.StopAsync(_package, _cluster.Data, s_stopTimeout);
            await LaunchAsync(firstStart: false, _stopping.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops the server cleanly and lets the next host have the data directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _watch;
        // A restart in flight was cancelled above; what it started must be gone before the lock is.
        await _gate.WaitAsync();
        await Current.StopAsync(_package, _cluster.Data, s_stopTimeout);
        Current.Dispose();
        _cluster.Dispose();
        _gate.Dispose();
        _stopping.Dispose();
        _logger.LogInformation("Embedded PostgreSQL stopped");
    }

    /// <summary>For tests: what the kernel does when this process is killed, without killing it.</summary>
    internal void CloseHostPipe() => Current.CloseHostPipe();

    private async Task EnsureRolesAsync(CancellationToken ct)
    {
        try
        {
            await ClusterRoles.EnsureAsync(ConnectionString("postgres"), _cluster.OwnerPassword, _cluster.ServicePassword, ct);
        }
        catch
        {
            await Current.StopAsync(_package, _cluster.Data, s_stopTimeout);
            Current.Dispose();
            throw;
        }
    }

    private async Task LaunchAsync(bool firstStart, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (firstStart)
                Port = _cluster.ChoosePort(fresh: attempt > 1);
            await StopOrphanAsync(_cluster, _logger, ct);
            _cluster.RotateLog(LogLimit);
            var offset = _cluster.LogLength;
            var postmaster = await Postmaster.LaunchAsync(_package, _account, _cluster, Settings());
            if (await IsReadyAsync(postmaster, ct))
            {
                _postmaster?.Dispose();
                _postmaster = postmaster;
                Volatile.Write(ref _isDiskFull, false);
                return;
            }
            postmaster.Dispose();
            var said = _cluster.LogSince(offset);
            // The port was taken between choosing and binding, or the backends of a killed server have not noticed yet.
            var passing = said.Contains("could not bind", StringComparison.Ordinal) || said.Contains("still in use", StringComparison.Ordinal);
            if (!passing || attempt == 50)
                // On a full disk the log may be cut before it says so.
                throw said.Contains("No space left", StringComparison.Ordinal) || _cluster.FreeMegabytes < 20
                    ? EmbeddedPostgresException.DiskFull(_cluster.Root, "No space left on device")
                    : EmbeddedPostgresException.StartFailed(_cluster.Log, said);
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }

    /// <summary>True when the server reports itself ready, false when it ended instead.</summary>
    private async Task<bool> IsReadyAsync(Postmaster postmaster, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            while (!postmaster.Exited.IsCompleted)
            {
                if (PostmasterFile.Read(_cluster.Data) is { Ready: true } file && file.Pid == postmaster.Pid)
                    return true;
                if (clock.Elapsed > _options.StartTimeout)
                {
                    await postmaster.StopAsync(_package, _cluster.Data, s_stopTimeout);
                    return false;
                }
                await Task.WhenAny(postmaster.Exited, Task.Delay(s_poll, ct));
                ct.ThrowIfCancellationRequested();
            }
            return false;
        }
        catch (OperationCanceledException)
        {
            await postmaster.StopAsync(_package, _cluster.Data, s_stopTimeout);
            postmaster.Dispose();
            throw;
        }
    }

    private IEnumerable<string> Settings()
    {
        var settings = new Dictionary<string, string>(EmbeddedPostgresOptions.DefaultSettings);
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        settings["port"] = $"{Port}";
        settings["listen_addresses"] = "127.0.0.1";
        // No socket file: its path is limited to 107 bytes and the usual directories are shared with other servers.
        if (!OperatingSystem.IsWindows())
            settings["unix_socket_directories"] = "";
        return settings.Select(setting => $"{setting.Key}={setting.Value}");
    }

    /// <summary>Starts the server again whenever it ends, or no longer serves, while nobody asked for it, and keeps its log small.</summary>
    private async Task WatchAsync()
    {
        var liveness = new Liveness(_options, ConnectionString("postgres"), _cluster.Data);
        var stop = Task.Delay(Timeout.Infinite, _stopping.Token);
        var pause = TimeSpan.Zero;
        while (!_stopping.IsCancellationRequested)
        {
            await Task.WhenAny(Current.Exited, stop, Task.Delay(_options.ProbeEvery, CancellationToken.None));
            try
            {
                var asked = Current;
                var (sign, hung) = asked.Exited.IsCompleted ? default : await ProbeAsync(liveness);
                await _gate.WaitAsync(_stopping.Token);
                try
                {
                    if (!Current.Exited.IsCompleted)
                    {
                        _cluster.RotateLog(LogLimit);
                        pause = TimeSpan.Zero;
                        if (hung is not { } silence || asked != Current)
                            continue;
                        _logger.LogError(
                            "内置 PostgreSQL（pid {Pid}）{Seconds:0} 秒未提供服务（{Sign}），强制结束并重新启动，已提交的数据不受影响。 Embedded PostgreSQL (pid {Pid}) has not served for {Seconds:0} s ({Sign}): it is ended and started again, and what is committed is safe; see {Log}",
                            asked.Pid, silence.TotalSeconds, sign, asked.Pid, silence.TotalSeconds, sign, _cluster.Log);
                        await asked.KillAsync(s_killPatience);
                    }
                    await Task.Delay(pause, _stopping.Token);
                    if (pause == TimeSpan.Zero)
                        _logger.LogError("Embedded PostgreSQL (pid {Pid}) ended unexpectedly, starting it again; see {Log}", Current.Pid, _cluster.Log);
                    var clock = Stopwatch.StartNew();
                    await LaunchAsync(firstStart: false, _stopping.Token);
                    _logger.LogWarning("Embedded PostgreSQL runs again as pid {Pid} after {Milliseconds} ms", Current.Pid, clock.ElapsedMilliseconds);
                }
                finally
                {
                    _gate.Release();
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                _logger.LogCritical(failure, "Embedded PostgreSQL does not start, the next attempt follows: {Message}", failure.Message);
                Volatile.Write(ref _isDiskFull, failure is EmbeddedPostgresException { Code: "disk-full" });
                pause = TimeSpan.FromSeconds(Math.Clamp(pause.TotalSeconds * 2, 1, 10));
            }
        }
    }

    private async Task<(LifeSign Sign, TimeSpan? Hung)> ProbeAsync(Liveness liveness)
    {
        var sign = await liveness.AskAsync(_stopping.Token);
        return (sign, liveness.Note(sign));
    }

    /// <summary>
    /// Clears what an earlier run left: a server of this cluster that outlived its host is stopped, a pid file that names a stranger or a
    /// zombie is removed. The caller holds the data root's lock, so no living host can be the owner.
    /// </summary>
    private static async Task StopOrphanAsync(Cluster cluster, ILogger logger, CancellationToken ct)
    {
        if (PostmasterFile.Read(cluster.Data) is not { } left)
            return;
        if (!left.IsServing(cluster.Data))
        {
            // PostgreSQL itself clears the file of a server that is gone, after making sure that no child of it lives on.
            if (!left.BlocksStart())
                return;
            logger.LogWarning("Removing the stale {File}: pid {Pid} is no living PostgreSQL of this cluster", left.Path, left.Pid);
            File.Delete(left.Path);
            return;
        }
        logger.LogWarning("Stopping PostgreSQL pid {Pid}, left over from an earlier run", left.Pid);
        foreach (var signal in new[] { Posix.SigInt, Posix.SigQuit, Posix.SigKill })
        {
            if (OperatingSystem.IsWindows())
            {
                using var process = Process.GetProcessById(left.Pid);
                process.Kill();
            }
            else if (signal == Posix.SigKill)
            {
                Postmaster.EndByForce(left.Pid);
            }
            else if (!Posix.Signal(left.Pid, signal) && PostmasterFile.IsAlive(left.Pid))
            {
                break;
            }
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_stopTimeout; await Task.Delay(s_poll, ct))
            {
                if (!PostmasterFile.IsAlive(left.Pid))
                    return;
            }
        }
        throw EmbeddedPostgresException.PostmasterWillNotStop(left.Pid);
    }

    private static string ConnectionString(string database, int port, string role, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = role,
        Password = password,
        Database = database,
    }.ConnectionString;
}
