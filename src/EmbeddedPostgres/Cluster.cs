using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>The files of the private PostgreSQL below the data root, and the lock that keeps a second host out.</summary>
internal sealed class Cluster : IDisposable
{
    /// <summary>The superuser: it makes the roles that the service works with (<see cref="ClusterRoles"/>).</summary>
    public const string User = "jsjb";

    private const string OwnerPasswordName = "postgres.owner.password";
    private const string ServicePasswordName = "postgres.service.password";

    private readonly FileStream _lock;

    private Cluster(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "postgres");

    public string Log => Path.Combine(Root, "postgres.log");

    public string Password { get; private set; } = "";

    public string OwnerPassword { get; private set; } = "";

    public string ServicePassword { get; private set; } = "";

    public long FreeMegabytes => new DriveInfo(Root).AvailableFreeSpace >> 20;

    private string PasswordFile => Path.Combine(Root, "postgres.password");

    private string OwnerPasswordFile => Path.Combine(Root, OwnerPasswordName);

    private string ServicePasswordFile => Path.Combine(Root, ServicePasswordName);

    private string PortFile => Path.Combine(Root, "postgres.port");

    /// <summary>Port of the server that runs on that data root, and the passwords of its two roles; null where they are not written.</summary>
    public static (int Port, string Owner, string Service)? ReadAddress(string dataDirectory)
    {
        var root = Path.GetFullPath(dataDirectory);
        var port = Path.Combine(root, "postgres.port");
        var (owner, service) = (Path.Combine(root, OwnerPasswordName), Path.Combine(root, ServicePasswordName));
        return File.Exists(port) && File.Exists(owner) && File.Exists(service) && int.TryParse(File.ReadAllText(port), CultureInfo.InvariantCulture, out var number)
            ? (number, File.ReadAllText(owner).Trim(), File.ReadAllText(service).Trim())
            : null;
    }

    /// <summary>Opens the data root for this process alone.</summary>
    public static Cluster Open(string dataDirectory)
    {
        var root = Path.GetFullPath(dataDirectory);
        try
        {
            Directory.CreateDirectory(root);
            var probe = Path.Combine(root, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            root = WithoutLinks(root);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw EmbeddedPostgresException.FileTrouble(root, failure);
        }
        return new Cluster(root, TakeLock(root));
    }

    /// <summary>One spelling for one directory, since a running server's command line is compared with it.</summary>
    private static string WithoutLinks(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
            return path;
        var here = new DirectoryInfo(Path.Combine(WithoutLinks(parent), Path.GetFileName(path)));
        return here.ResolveLinkTarget(returnFinalTarget: true) is { } target ? WithoutLinks(target.FullName) : here.FullName;
    }

    /// <summary>
    /// The operating system holds the lock, so it ends with the process however that ends. The pid inside is only for the message,
    /// in a file of its own because Windows does not let anyone read a locked one.
    /// </summary>
    private static FileStream TakeLock(string root)
    {
        var path = Path.Combine(root, "host.lock");
        var pidFile = Path.Combine(root, "host.pid");
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw EmbeddedPostgresException.DirectoryNotWritable(path, failure.Message, failure);
        }
        catch (IOException)
        {
            throw EmbeddedPostgresException.DirectoryInUse(root, File.Exists(pidFile) ? File.ReadAllText(pidFile).Trim() : "?");
        }
        File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    /// <summary>Makes the cluster when there is none, and reads its password.</summary>
    public async Task PrepareAsync(PostgresPackage package, ServerAccount account, CancellationToken ct)
    {
        var made = File.Exists(Path.Combine(Data, "PG_VERSION"));
        if (!made && Directory.Exists(Data) && Directory.EnumerateFileSystemEntries(Data).Any())
            throw EmbeddedPostgresException.ForeignFiles(Data);
        if (!made)
            await MakeAsync(package, account, ct);
        if (!File.Exists(PasswordFile))
            throw EmbeddedPostgresException.PasswordMissing(PasswordFile);
        Password = (await File.ReadAllTextAsync(PasswordFile, ct)).Trim();
        OwnerPassword = await PasswordInAsync(OwnerPasswordFile, ct);
        ServicePassword = await PasswordInAsync(ServicePasswordFile, ct);
        await account.TakeOwnershipAsync(Data, ct);

        var found = (await File.ReadAllTextAsync(Path.Combine(Data, "PG_VERSION"), ct)).Trim();
        var (_, version) = await Command.RunAsync([.. account.Prefix, package.Bin("postgres"), "--version"], ct);
        var wanted = version.Split(' ')[^1].Split('.')[0];
        if (found != wanted)
            throw EmbeddedPostgresException.WrongVersion(Data, found, wanted);
    }

    /// <summary>Builds the cluster aside and renames it, so that a crash in the middle leaves nothing that looks like a database.</summary>
    private async Task MakeAsync(PostgresPackage package, ServerAccount account, CancellationToken ct)
    {
        foreach (var leftover in Directory.EnumerateDirectories(Root, "postgres.new*"))
            Directory.Delete(leftover, recursive: true);
        if (FreeMegabytes is < 200 and var free)
            throw EmbeddedPostgresException.DiskFull(Root, $"{free} MB free");

        WritePrivately(PasswordFile, NewPassword());
        var aside = Path.Combine(Root, "postgres.new");
        var passwordForServer = Path.Combine(Root, "postgres.new.password");
        File.Copy(PasswordFile, passwordForServer, overwrite: true);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(aside);
        }
        else
        {
            Directory.CreateDirectory(aside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (account.Owner is { } owner)
            {
                Posix.ChangeOwner(aside, owner, owner);
                Posix.ChangeOwner(passwordForServer, owner, owner);
            }
        }
        try
        {
            // The builtin locale sorts by code point on every platform alike; an operating system upgrade cannot break an index.
            var (exitCode, output) = await Command.RunAsync(
                [.. account.Prefix, package.Bin("initdb"), "-D", aside, "-U", User, "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
                 "--builtin-locale=C.UTF-8", "--auth=scram-sha-256", "--pwfile=" + passwordForServer, "--data-checksums", "--no-instructions"], ct);
            if (exitCode != 0)
                throw output.Contains("No space left", StringComparison.Ordinal)
                    ? EmbeddedPostgresException.DiskFull(Root, "initdb: No space left on device")
                    : EmbeddedPostgresException.InitFailed(Data, output);
            if (Directory.Exists(Data))
                Directory.Delete(Data);
            Directory.Move(aside, Data);
        }
        finally
        {
            File.Delete(passwordForServer);
        }
    }

    /// <summary>
    /// The port of the last run while it is free, else a new free one. Never 5432: another PostgreSQL of this machine may want it.
    /// </summary>
    public int ChoosePort(bool fresh)
    {
        if (!fresh && File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), CultureInfo.InvariantCulture, out var last) && IsFree(last))
            return last;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        File.WriteAllText(PortFile, port.ToString(CultureInfo.InvariantCulture));
        return port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Keeps the log at two files of at most <paramref name="limit"/> bytes. The server appends, so truncating is safe.</summary>
    public void RotateLog(long limit)
    {
        var log = new FileInfo(Log);
        if (!log.Exists || log.Length <= limit)
            return;
        File.Copy(Log, Log + ".1", overwrite: true);
        using var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    public long LogLength => File.Exists(Log) ? new FileInfo(Log).Length : 0;

    /// <summary>What the server wrote since <paramref name="offset"/>, at most its last kilobytes.</summary>
    public string LogSince(long offset)
    {
        if (!File.Exists(Log))
            return "";
        using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(Math.Max(Math.Min(offset, file.Length), file.Length - 4096), SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Trim();
    }

    public void Dispose() => _lock.Dispose();

    private static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>The password in that file; a data directory of an earlier release has none yet.</summary>
    private static async Task<string> PasswordInAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file) || (await File.ReadAllTextAsync(file, ct)).Trim() is not { Length: > 0 } password) WritePrivately(file, password = NewPassword());
        return password;
    }

    private static void WritePrivately(string path, string content)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }
}
