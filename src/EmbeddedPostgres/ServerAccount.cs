using System.Globalization;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>Under which account PostgreSQL runs. It refuses root, so root must become somebody else first.</summary>
/// <param name="Prefix">The words before the program: empty, <c>setpriv …</c> or <c>unshare …</c>.</param>
/// <param name="Owner">Who must own the cluster's files on disk, or null when that is whoever runs the host.</param>
internal sealed record ServerAccount(IReadOnlyList<string> Prefix, uint? Owner)
{
    private static readonly string[] s_inNamespace = ["unshare", "-U", "--map-user=1000", "--map-group=1000"];

    /// <summary>
    /// Tries the accounts by running the server's <c>--version</c> and looking at the data root, since only the system knows whether
    /// a path component, a mount option or a container profile is in the way.
    /// </summary>
    public static async Task<ServerAccount> ChooseAsync(PostgresPackage package, string dataRoot, CancellationToken ct)
    {
        var postgres = package.Bin("postgres");
        if (OperatingSystem.IsWindows() || !Posix.IsRoot)
        {
            var (exitCode, output) = await Command.RunAsync([postgres, "--version"], ct);
            return exitCode == 0 ? new ServerAccount([], null) : throw EmbeddedPostgresException.BinaryUnusable(postgres, output);
        }
        var failures = new List<string>();
        var user = await OwnerAsync(dataRoot, ct);
        string[] asUser = ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"];
        foreach (var (prefix, owner) in new[] { (asUser, user), (s_inNamespace, 0u) })
        {
            var (exitCode, output) = await Command.RunAsync(
                [.. prefix, "sh", "-c", "\"$0\" --version && test -x \"$1\" || { echo \"$1 is closed to others\" >&2; exit 1; }", postgres, dataRoot], ct);
            if (exitCode == 0)
                return new ServerAccount(prefix, owner);
            failures.Add($"{prefix[0]}: {output}");
        }
        throw EmbeddedPostgresException.CannotLeaveRoot(dataRoot, string.Join("; ", failures));
    }

    /// <summary>
    /// Who owns the data root, so that an ordinary user's data stays theirs when root starts the service once; nobody when root does.
    /// </summary>
    private static async Task<uint> OwnerAsync(string dataRoot, CancellationToken ct)
    {
        var (_, output) = await Command.RunAsync(["stat", "-c", "%u", dataRoot], ct);
        return uint.TryParse(output, CultureInfo.InvariantCulture, out var owner) && owner != 0 ? owner : Posix.Nobody;
    }

    /// <summary>Gives the cluster's files to the account, for example after the project moved from /srv to /root or back.</summary>
    public async Task TakeOwnershipAsync(string directory, CancellationToken ct)
    {
        if (Owner is not { } owner)
            return;
        var (exitCode, output) = await Command.RunAsync(["chown", "-R", $"{owner}:{owner}", directory], ct);
        if (exitCode != 0)
            throw EmbeddedPostgresException.DirectoryNotWritable(directory, output);
    }
}
