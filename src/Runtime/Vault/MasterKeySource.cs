using System.Security.Cryptography;
using System.Text;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// Where the master keys come from: a file (of 32 bytes, or of lines <c>id base64</c>), or such lines in a setting. The order in it means
/// nothing but that <c>keys rotate</c> goes to the last; which key is in use the database says.
/// </summary>
public sealed class MasterKeySource
{
    private const string Header = "# jsjb master keys: keep apart from the database and its backups";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    private readonly string? text;
    private readonly IReadOnlyList<MasterKey>? keys;

    private MasterKeySource(string? file, string? text, IReadOnlyList<MasterKey>? keys) => (File, this.text, this.keys) = (file, text, keys);

    /// <summary>The file, where it is one.</summary>
    public string? File { get; }

    /// <summary>Keys in that file.</summary>
    public static MasterKeySource OfFile(string path) => new(Path.GetFullPath(path), null, null);

    /// <summary>Keys in that text, as an environment variable gives them: lines, or separated by semicolons.</summary>
    public static MasterKeySource OfText(string text) => new(null, text, null);

    /// <summary>These keys.</summary>
    public static MasterKeySource Of(params IReadOnlyList<MasterKey> keys) => new(null, null, keys);

    /// <summary>The keys; empty where there is no file.</summary>
    /// <exception cref="MasterKeyException">They cannot be read, or others may read them.</exception>
    public IReadOnlyList<MasterKey> Read()
    {
        if (keys is not null) return keys;
        if (text is not null) return Parse(text, "Vault__MasterKeys");
        if (!System.IO.File.Exists(File)) return [];
        if (!OperatingSystem.IsWindows() && (Mode(File) & Others) != 0) throw MasterKeyException.ReadableByOthers(File);
        var bytes = System.IO.File.ReadAllBytes(File);
        return bytes.Length == MasterKey.Length ? [new(bytes)] : Parse(Encoding.UTF8.GetString(bytes), File);
    }

    /// <summary>True where the file may be read by its group: a warning.</summary>
    public bool IsReadableByGroup => !OperatingSystem.IsWindows() && File is not null && System.IO.File.Exists(File) && (Mode(File) & UnixFileMode.GroupRead) != 0;

    /// <summary>Makes the file with a new key; readable by its owner only.</summary>
    /// <exception cref="IOException">There is one already.</exception>
    public MasterKey Create()
    {
        var key = MasterKey.New();
        Write(File ?? throw new InvalidOperationException("Only a file can be made."), [key], FileMode.CreateNew);
        return key;
    }

    /// <summary>Adds a new key after the others. The file is replaced at once or not at all.</summary>
    public MasterKey Add()
    {
        var path = File ?? throw new MasterKeyException("主密钥由设置 Vault__MasterKeys 给出：请自行追加一行新密钥。", "The master keys come from the setting Vault__MasterKeys: add a new one there yourself.");
        var known = Read();
        if (known.Count == 0) throw MasterKeyException.NoFile(path);
        var added = MasterKey.New();
        var aside = path + ".new";
        System.IO.File.Delete(aside);
        Write(aside, [.. known, added], FileMode.CreateNew);
        System.IO.File.Move(aside, path, overwrite: true);
        return added;
    }

    private static UnixFileMode Mode(string path)
    {
        // A mounted secret is a link to the file that has the mode.
        var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        return OperatingSystem.IsWindows() ? Private : System.IO.File.GetUnixFileMode(target);
    }

    private static MasterKey[] Parse(string text, string where)
    {
        var found = text.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => MasterKey.Parse(line) ?? throw MasterKeyException.Malformed(where))
            .DistinctBy(key => key.Id)
            .ToArray();
        return found.Length > 0 ? found : throw MasterKeyException.Malformed(where);
    }

    private static void Write(string path, IReadOnlyList<MasterKey> keys, FileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        var content = Encoding.UTF8.GetBytes(string.Join('\n', [Header, .. keys.Select(key => key.ToLine()), ""]));
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
        CryptographicOperations.ZeroMemory(content);
    }
}
