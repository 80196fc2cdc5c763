using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JieSuJiBan.Testing.Chaos;

/// <summary>The real service as a process of its own, which may be killed at any moment and started again.</summary>
internal sealed class HostProcess(string hostAssembly, string dataDirectory, Uri address, params string[] settings) : IAsyncDisposable
{
    private readonly Queue<string> lastLines = new();
    private Process? process;

    public Uri Address => address;

    /// <summary>Last word on how it is started: its environment, its folder.</summary>
    public Action<ProcessStartInfo>? Prepare { get; init; }

    /// <summary>The process, where the system knows it.</summary>
    public int Id => process?.Id ?? throw new InvalidOperationException("It was not started.");

    /// <summary>What it printed last, for the report of a failure.</summary>
    public string LastWords
    {
        get
        {
            lock (lastLines) return string.Join('\n', lastLines);
        }
    }

    /// <summary>An address of this machine that nothing listens at.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { hostAssembly, $"--Urls={address.GetLeftPart(UriPartial.Authority)}", $"--Data:Directory={dataDirectory}", "--Demo:Tickets=false" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        Prepare?.Invoke(start);
        process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var http = new HttpClient { BaseAddress = address };
        for (var waited = Stopwatch.StartNew(); ;)
        {
            if (process.HasExited) throw new InvalidOperationException($"The host ended with code {process.ExitCode}:\n{LastWords}");
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), ct);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (waited.Elapsed > TimeSpan.FromMinutes(4)) throw new TimeoutException($"The host was not ready after four minutes:\n{LastWords}");
            await Task.Delay(100, ct);
        }
    }

    /// <summary>SIGKILL: no goodbye.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync(ct);
    }

    /// <summary>SIGKILL to PostgreSQL's first process, under the living host.</summary>
    public void KillPostgres()
    {
        var file = Path.Combine(dataDirectory, "postgres", "postmaster.pid");
        if (!File.Exists(file)) return;
        if (!int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)) return;
        try
        {
            using var postmaster = Process.GetProcessById(id);
            postmaster.Kill();
        }
        catch (ArgumentException)
        {
            // Killed already, and not started again yet.
        }
    }

    /// <summary>SIGTERM, and waits for the clean end.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (process is null or { HasExited: true }) return;
        using var term = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        process = null;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > 400) lastLines.Dequeue();
        }
    }
}
