using System.Diagnostics;
using System.Globalization;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>
/// The <c>postmaster.pid</c> a server leaves in its cluster. PostgreSQL itself refuses to start while the file names any living process
/// of the same user, also one that has nothing to do with it, and while a dead postmaster waits for its parent (a zombie).
/// </summary>
internal sealed record PostmasterFile(string Path, int Pid, string State)
{
    public bool Ready => State == "ready";

    public static PostmasterFile? Read(string cluster)
    {
        var path = System.IO.Path.Combine(cluster, "postmaster.pid");
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        // Line 1 is the pid, line 8 the state the server reports to whoever waits for it. A crash may have left less.
        return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
            ? new PostmasterFile(path, pid, lines.Length > 7 ? lines[7].Trim() : "")
            : new PostmasterFile(path, 0, "");
    }

    /// <summary>True when the process is alive and is a PostgreSQL server of this very cluster.</summary>
    public bool IsServing(string cluster)
    {
        if (Pid <= 0 || !IsAlive(Pid))
            return false;
        if (OperatingSystem.IsWindows())
            return ProcessName(Pid) == "postgres";
        // The command line, not the executable's link: that one is hidden from root in a container without CAP_SYS_PTRACE.
        var line = CommandLine(Pid);
        return line.Split('\0')[0].Contains("postgres", StringComparison.Ordinal)
            && (line + '\0').Contains($"\0{cluster}\0", StringComparison.Ordinal);
    }

    /// <summary>True when PostgreSQL would take the pid for a running server: any process it may signal, zombies and strangers included.</summary>
    public bool BlocksStart() => Pid <= 0 || (OperatingSystem.IsWindows() ? IsAlive(Pid) : Posix.Signal(Pid, 0));

    public static bool IsAlive(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // "pid (name) S …": the name may hold anything, so read from the last parenthesis.
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
        return ProcessName(pid) is not null;
    }

    /// <summary>The server's own processes. Empty where the system does not tell.</summary>
    public static IReadOnlyList<int> ChildrenOf(int pid)
    {
        if (!OperatingSystem.IsLinux()) return [];
        var children = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(directory), CultureInfo.InvariantCulture, out var child)) continue;
            try
            {
                var stat = File.ReadAllText($"{directory}/stat");
                if (stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0] == pid.ToString(CultureInfo.InvariantCulture)) children.Add(child);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }

        return children;
    }

    private static string? ProcessName(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.ProcessName;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The words a process was started with, separated by NUL.</summary>
    private static string CommandLine(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return File.ReadAllText($"/proc/{pid}/cmdline");
            }
            catch (IOException)
            {
                return "";
            }
        }
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-ww", "-p", pid.ToString(CultureInfo.InvariantCulture), "-o", "command="]) { RedirectStandardOutput = true })!;
        var line = ps.StandardOutput.ReadToEnd().Trim();
        ps.WaitForExit();
        return line.Replace(" -", "\0-", StringComparison.Ordinal).Replace("-D ", "-D\0", StringComparison.Ordinal);
    }
}
