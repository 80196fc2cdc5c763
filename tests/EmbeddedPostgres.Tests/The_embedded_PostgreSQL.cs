using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JieSuJiBan.EmbeddedPostgres.Tests;

/// <summary>The private PostgreSQL under every accident it promises to survive. Each test has a data directory of its own.</summary>
public sealed class The_embedded_PostgreSQL(ClusterMadeOnce made) : IClassFixture<ClusterMadeOnce>, IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"jsjb-embedded-{Environment.ProcessId}-{Guid.NewGuid():n}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task starts_from_nothing_and_keeps_data_and_port_across_a_stop()
    {
        int port;
        await using (var first = await StartFromNothingAsync())
        {
            port = first.Port;
            Assert.NotEqual(5432, port);
            await ExecuteAsync(first, "create table note (words text); insert into note values ('接诉即办')");
        }

        await using var second = await StartAsync();

        Assert.Equal(port, second.Port);
        Assert.Equal("接诉即办", await ScalarAsync(second, "select words from note"));
    }

    [Fact]
    public async Task runs_durably_and_is_the_server_of_this_data_directory()
    {
        await using var server = await StartAsync();

        Assert.Equal("on", await ScalarAsync(server, "show fsync"));
        Assert.Equal("on", await ScalarAsync(server, "show synchronous_commit"));
        Assert.Equal("on", await ScalarAsync(server, "show data_checksums"));
        Assert.Equal("127.0.0.1", await ScalarAsync(server, "show listen_addresses"));
        Assert.Equal(Path.Combine(_data, "postgres"), await ScalarAsync(server, "show data_directory"));
    }

    [Fact]
    public async Task refuses_a_connection_without_the_generated_password()
    {
        await using var server = await StartAsync();
        var guess = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "postgres", Pooling = false };

        await using var connection = new NpgsqlConnection(guess.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Ct));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data, "postgres.password")));
    }

    [Fact]
    public async Task is_started_again_when_it_is_killed_and_committed_data_survives()
    {
        await using var server = await StartAsync();
        await ExecuteAsync(server, "create table note (words text); insert into note values ('committed')");
        var killed = server.ProcessId;
        var port = server.Port;

        await KillAsync(killed);
        await UntilAsync(() => server.ProcessId != killed);

        Assert.Equal(port, server.Port);
        Assert.Equal("committed", await ScalarAsync(server, "select words from note"));
    }

    [Fact]
    public async Task keeps_every_acknowledged_commit_when_it_is_killed_under_load()
    {
        await using var server = await StartAsync();
        await ExecuteAsync(server, "create table note (writer int, number int, primary key (writer, number))");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writers = Enumerable.Range(0, 4).Select(writer => WriteUntilAsync(server, writer, enough.Token)).ToArray();

        for (var kills = 0; kills < 3; kills++)
        {
            await Task.Delay(200, Ct);
            var killed = server.ProcessId;
            await KillAsync(killed);
            await UntilAsync(() => server.ProcessId != killed);
        }
        await enough.CancelAsync();

        foreach (var (writer, acknowledged) in (await Task.WhenAll(writers)).Index())
        {
            Assert.NotEmpty(acknowledged);
            var kept = (int[])(await ScalarAsync(server, $"select array_agg(number) from note where writer = {writer}"))!;
            Assert.Empty(acknowledged.Except(kept));
        }
    }

    [Fact]
    public async Task recognises_its_orphan_through_a_symbolic_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        int port;
        await using (var server = await StartAsync())
            port = server.Port;
        var orphan = await StartOrphanAsync(port);
        var link = Path.Combine(_data, "link");
        Directory.CreateSymbolicLink(link, _data);

        await using var next = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = link }, NullLogger.Instance, Ct);

        Assert.False(IsAlive(orphan));
        Assert.Equal(_data, next.DataDirectory);
    }

    [Fact]
    public async Task restarts_on_request_on_the_same_port()
    {
        await using var server = await StartAsync();
        var (pid, port) = (server.ProcessId, server.Port);

        await server.RestartAsync();

        Assert.NotEqual(pid, server.ProcessId);
        Assert.Equal(port, server.Port);
        Assert.Equal(1, await ScalarAsync(server, "select 1"));
    }

    [Fact]
    public async Task starts_over_a_pid_file_that_names_a_living_stranger()
    {
        await using (await StartAsync())
        {
        }
        // This test process is alive and of the same user: PostgreSQL alone would refuse.
        var file = Path.Combine(_data, "postgres", "postmaster.pid");
        await File.WriteAllTextAsync(file, $"{Environment.ProcessId}\n{Path.Combine(_data, "postgres")}\n", Ct);

        await using var server = await StartAsync();

        Assert.Equal(1, await ScalarAsync(server, "select 1"));
    }

    [Fact]
    public async Task stops_a_server_that_outlived_its_host_and_takes_its_place()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        int port;
        await using (var server = await StartAsync())
        {
            port = server.Port;
            await ExecuteAsync(server, "create table note (words text); insert into note values ('kept')");
        }
        var orphan = await StartOrphanAsync(port);

        await using var next = await StartAsync();

        Assert.NotEqual(orphan, next.ProcessId);
        Assert.False(IsAlive(orphan));
        Assert.Equal("kept", await ScalarAsync(next, "select words from note"));
    }

    [Fact]
    public async Task ends_by_itself_when_its_host_is_killed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        await using var server = await StartAsync();
        var pid = server.ProcessId;

        // What the kernel does for a killed host: the pipe's last writer is gone. The watchdog of this living host then starts another.
        server.CloseHostPipe();
        await UntilAsync(() => !IsAlive(pid));
        await UntilAsync(() => server.ProcessId != pid);

        Assert.Contains("database system is shut down", await File.ReadAllTextAsync(server.LogFile, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_started_again_when_it_hangs_in_a_shutdown_that_nobody_asked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        await using var server = await StartImpatientAsync();
        await ExecuteAsync(server, "create table note (words text); insert into note values ('committed')");
        var hung = server.ProcessId;
        // A fast shutdown waits for the last checkpoint, for ever where nobody makes it.
        await SignalAsync("STOP", (int)(await ScalarAsync(server, "select pid from pg_stat_activity where backend_type = 'checkpointer'"))!);
        await SignalAsync("INT", hung);

        await UntilAsync(() => server.ProcessId != hung);

        Assert.Equal("committed", await ScalarAsync(server, "select words from note"));
        Assert.False(IsAlive(hung));
    }

    [Fact]
    public async Task is_started_again_when_it_no_longer_answers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs signals.");
        await using var server = await StartImpatientAsync();
        await ExecuteAsync(server, "create table note (words text); insert into note values ('committed')");
        var hung = server.ProcessId;
        await SignalAsync("STOP", hung);

        await UntilAsync(() => server.ProcessId != hung);

        Assert.Equal("committed", await ScalarAsync(server, "select words from note"));
        Assert.False(IsAlive(hung));
    }

    [Fact]
    public async Task is_left_alone_while_it_recovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        await using var server = await StartImpatientAsync();
        var pid = server.ProcessId;
        var probe = new Liveness(new() { StoppingPatience = TimeSpan.Zero, SilencePatience = TimeSpan.Zero }, server.ConnectionString("postgres"), Path.Combine(_data, "postgres"));
        await SignalAsync("KILL", (int)(await ScalarAsync(server, "select pid from pg_stat_activity where backend_type = 'walwriter'"))!);
        var heard = new List<LifeSign>();
        for (var asked = 0; asked < 200; asked++) heard.Add(await probe.AskAsync(Ct));

        Assert.All(heard, sign => Assert.NotEqual(LifeSign.Stopping, sign));
        Assert.Equal(LifeSign.Answers, heard[^1]);
        Assert.Equal(pid, server.ProcessId);
    }

    [Fact]
    public void A_server_is_ended_only_after_it_has_not_served_for_long_and_several_times_in_a_row()
    {
        Directory.CreateDirectory(_data);
        var patient = new Liveness(new(), "Host=nowhere", _data);
        for (var i = 0; i < 10; i++) Assert.Null(patient.Note(LifeSign.Silent));

        var impatient = new Liveness(new() { StoppingPatience = TimeSpan.Zero, SilencePatience = TimeSpan.Zero }, "Host=nowhere", _data);
        Assert.Null(impatient.Note(LifeSign.Silent));
        Assert.Null(impatient.Note(LifeSign.Silent));
        Assert.Null(impatient.Note(LifeSign.Answers));
        Assert.Null(impatient.Note(LifeSign.Stopping));
        Assert.Null(impatient.Note(LifeSign.Stopping));
        Assert.NotNull(impatient.Note(LifeSign.Stopping));
    }

    [Fact]
    public async Task tells_a_second_host_who_holds_the_data_directory()
    {
        await using var first = await StartAsync();

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Equal("data-directory-in-use", refusal.Code);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(first, "select 1"));
    }

    [Fact]
    public async Task says_what_to_do_when_the_data_directory_cannot_be_written()
    {
        // A file where the directory should be fails for root, too.
        Directory.CreateDirectory(_data);
        var taken = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(taken, "", Ct);

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = Path.Combine(taken, "data") }, NullLogger.Instance, Ct));

        Assert.Equal("data-directory-not-writable", refusal.Code);
        Assert.Contains("chown", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("数据目录", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task quotes_the_server_in_one_line_of_each_language_when_it_refuses_its_settings()
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = _data, Settings = new Dictionary<string, string> { ["shared_buffers"] = "plenty" } },
            NullLogger.Instance,
            Ct));

        Assert.Equal("start-failed", refusal.Code);
        var lines = refusal.Message.Split(Environment.NewLine);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains("shared_buffers", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task leaves_a_directory_alone_that_holds_other_files()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(_data, "postgres")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cluster, "thesis.txt"), "years of work", Ct);

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Equal("data-directory-foreign", refusal.Code);
        Assert.True(File.Exists(Path.Combine(cluster, "thesis.txt")));
    }

    [Fact]
    public async Task names_the_package_and_the_command_when_npm_was_not_run()
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = _data, NodeModulesDirectory = Directory.CreateDirectory(_data).FullName }, NullLogger.Instance, Ct));

        Assert.Equal("package-missing", refusal.Code);
        Assert.Contains("npm ci", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<EmbeddedPostgresServer> StartAsync()
    {
        if (!Directory.Exists(_data))
            await made.CopyAsync(_data, Ct);
        return await StartFromNothingAsync();
    }

    private Task<EmbeddedPostgresServer> StartFromNothingAsync() => EmbeddedPostgresServer.StartAsync(
        new EmbeddedPostgresOptions { DataDirectory = _data, Settings = new Dictionary<string, string> { ["shared_buffers"] = "16MB" } },
        NullLogger.Instance,
        Ct);

    private async Task<EmbeddedPostgresServer> StartImpatientAsync()
    {
        await made.CopyAsync(_data, Ct);
        return await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = _data,
                Settings = new Dictionary<string, string> { ["shared_buffers"] = "16MB" },
                ProbeEvery = TimeSpan.FromMilliseconds(100),
                StoppingPatience = TimeSpan.FromSeconds(1),
                SilencePatience = TimeSpan.FromSeconds(1),
            },
            NullLogger.Instance,
            Ct);
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Ct);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Inserts 0, 1, 2 … one per transaction and returns the numbers the server acknowledged.</summary>
    private static async Task<List<int>> WriteUntilAsync(EmbeddedPostgresServer server, int writer, CancellationToken enough)
    {
        var acknowledged = new List<int>();
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            try
            {
                await ExecuteAsync(server, $"insert into note values ({writer}, {number})");
                acknowledged.Add(number);
            }
            catch (NpgsqlException)
            {
                // Killed, or starting again: no acknowledgement, so the number proves nothing either way.
                await Task.Delay(20, Ct);
            }
        }
        return acknowledged;
    }

    /// <summary>Starts the cluster as a dead host would have left it: the same command line, but nobody's child.</summary>
    private async Task<int> StartOrphanAsync(int port)
    {
        var cluster = Path.Combine(_data, "postgres");
        var command = await CommandOfServerAsync();
        var line = string.Join(' ', command.Select(word => $"'{word}'"));
        using var shell = Process.Start("sh", ["-c", $"{line} -D '{cluster}' -p {port} -k '' </dev/null >/dev/null 2>&1 &"]);
        await shell.WaitForExitAsync(Ct);
        var file = Path.Combine(cluster, "postmaster.pid");
        await UntilAsync(() => File.Exists(file) && File.ReadAllLines(file) is { Length: > 7 } lines && lines[7].Trim() == "ready");
        return int.Parse((await File.ReadAllLinesAsync(file, Ct))[0], CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<string>> CommandOfServerAsync()
    {
        var package = PostgresPackage.Find(null);
        var account = await ServerAccount.ChooseAsync(package, _data, Ct);
        return [.. account.Prefix, package.Bin("postgres")];
    }

    private static async Task KillAsync(int pid)
    {
        using var kill = Process.Start("kill", ["-9", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Ct);
        Assert.Equal(0, kill.ExitCode);
    }

    private static bool IsAlive(int pid) => PostmasterFile.IsAlive(pid);

    private static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "Waited 60 seconds in vain.");
            await Task.Delay(10, Ct);
        }
    }

    private static async Task ExecuteAsync(EmbeddedPostgresServer server, string sql) => _ = await ScalarAsync(server, sql);

    private static async Task<object?> ScalarAsync(EmbeddedPostgresServer server, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
