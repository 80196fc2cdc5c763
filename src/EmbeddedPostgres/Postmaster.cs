using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>
/// One run of the server program. On Unix a small shell stands between: it waits for the server and holds a pipe to the host, so that
/// the server is stopped when the host dies without a word, and is reaped when the server dies.
/// </summary>
internal sealed class Postmaster : IDisposable
{
    /// <summary>
    /// $1 is the log, the rest the server. The watcher reads the host's pipe until its end and then asks for a fast shutdown; it is
    /// ended as soon as the server is, so that it does not signal a pid that means somebody else by then.
    /// </summary>
    private const string Wrapper = """
        log=$1; shift
        exec 3<&0
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        server=$!
        echo $server
        exec >/dev/null 2>&1
        ( while read -r line <&3; do :; done; kill -INT $server ) &
        watcher=$!
        exec 3<&-
        wait $server
        code=$?
        kill $watcher
        exit $code
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly bool _wrapped;

    private Postmaster(Process process, int pid, bool wrapped)
    {
        _process = process;
        Pid = pid;
        _wrapped = wrapped;
        Exited = process.WaitForExitAsync();
    }

    public int Pid { get; }

    /// <summary>Completes when the server has ended.</summary>
    public Task Exited { get; }

    public static async Task<Postmaster> LaunchAsync(
        PostgresPackage package, ServerAccount account, Cluster cluster, IEnumerable<string> settings)
    {
        string[] server = [.. account.Prefix, package.Bin("postgres"), "-D", cluster.Data, .. settings.SelectMany(setting => new[] { "-c", setting })];
        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = cluster.Root };
        start.Environment["LC_ALL"] = "C";
        // A session of its own: Ctrl-C in the terminal reaches the host, which stops the server last, and not the server first.
        string[] words = OperatingSystem.IsWindows() ? server
            : OperatingSystem.IsMacOS() ? ["perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "sh", "-c", Wrapper, "postgres-wrapper", cluster.Log, .. server]
            : ["setsid", "sh", "-c", Wrapper, "postgres-wrapper", cluster.Log, .. server];
        start.FileName = words[0];
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        var wrapped = !OperatingSystem.IsWindows();
        start.RedirectStandardOutput = wrapped;
        start.RedirectStandardError = !wrapped;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw EmbeddedPostgresException.BinaryUnusable(start.FileName, failure.Message);
        }
        if (wrapped)
        {
            // Written before anything can take long, therefore not cancelled: a cancelled read would leave the server behind.
            var line = await process.StandardOutput.ReadLineAsync(CancellationToken.None);
            return int.TryParse(line, CultureInfo.InvariantCulture, out var pid)
                ? new Postmaster(process, pid, wrapped)
                : throw EmbeddedPostgresException.BinaryUnusable(start.FileName, line ?? "no answer");
        }
        process.ErrorDataReceived += (_, message) =>
        {
            if (message.Data is not null)
                File.AppendAllText(cluster.Log, message.Data + Environment.NewLine);
        };
        process.BeginErrorReadLine();
        return new Postmaster(process, process.Id, wrapped);
    }

    /// <summary>Fast shutdown: open transactions are rolled back, everything committed is on disk. After the timeout, immediate shutdown.</summary>
    public async Task StopAsync(PostgresPackage package, string cluster, TimeSpan timeout)
    {
        if (Exited.IsCompleted)
            return;
        if (_wrapped)
            CloseHostPipe();
        else
            await Command.RunAsync([package.Bin("pg_ctl"), "-D", cluster, "-m", "fast", "-s", "stop"], CancellationToken.None);
        try
        {
            await Exited.WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            await KillAsync(s_patience);
        }
    }

    /// <summary>Immediate shutdown, and the end by force of a server that does not take even that; either way what is committed is on disk.</summary>
    public async Task KillAsync(TimeSpan patience)
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
            return;
        }

        Posix.Signal(Pid, Posix.SigQuit);
        try
        {
            await Exited.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            EndByForce(Pid);
            await Exited;
        }
    }

    /// <summary>Ends the server and its processes: a new one is not started while any of the old lives on.</summary>
    public static void EndByForce(int pid)
    {
        var children = PostmasterFile.ChildrenOf(pid);
        Posix.Signal(pid, Posix.SigKill);
        foreach (var child in children) Posix.Signal(child, Posix.SigKill);
    }

    /// <summary>The wrapper takes the end of this pipe for the end of the host.</summary>
    public void CloseHostPipe() => _process.StandardInput.Close();

    public void Dispose() => _process.Dispose();
}
