using System.Runtime.InteropServices;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>The system calls .NET has no name for. Not for Windows.</summary>
internal static class Posix
{
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const uint Nobody = 65534;

    public static bool IsRoot => geteuid() == 0;

    /// <summary>Sends a signal; false when there is no such process or it is not ours to signal.</summary>
    public static bool Signal(int pid, int signal) => kill(pid, signal) == 0;

    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (chown(path, user, group) != 0)
            throw new UnauthorizedAccessException($"chown {path}: errno {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
