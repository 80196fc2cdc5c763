using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Host.Composition;

/// <summary>
/// Where the master keys come from. With a database of one's own it is said: a key that was made beside whatever happens to be there would be
/// backed up with it, or lost. With the embedded database it lies in the data directory unless another place is named.
/// </summary>
internal sealed record MasterKeySetting(string? File, string? Text)
{
    /// <summary>What the settings say; null where they say nothing.</summary>
    public static MasterKeySetting? Given(VaultSettings settings) =>
        settings.MasterKeys is { } text ? new(null, text)
        : settings.MasterKeyFile is { } file ? new(Path.GetFullPath(file), null)
        : null;

    /// <summary>Where the embedded database's key lies.</summary>
    public static MasterKeySetting Beside(string dataDirectory) => new(Path.Combine(Path.GetFullPath(dataDirectory), "keys", "vault.key"), null);

    public MasterKeySource Source => Text is not null ? MasterKeySource.OfText(Text) : MasterKeySource.OfFile(File!);

    /// <summary>Nothing was said: what to do, and where an earlier release kept the key.</summary>
    public static StartupFailure Missing(string dataDirectory)
    {
        var earlier = Beside(dataDirectory).File!;
        var (chinese, english) = System.IO.File.Exists(earlier)
            ? ($"以前版本的密钥在 {earlier}：请移到别处并指明它。", $" An earlier release kept the key in {earlier}: move it elsewhere and name it.")
            : ("新装时先运行 dotnet run --project src/Host -- keys new 文件。", " For a new installation run dotnet run --project src/Host -- keys new FILE first.");
        return new(
            ExitCodes.MasterKey,
            "使用自有数据库时须指明主密钥从何而来，它不与数据库放在一起：Vault__MasterKeyFile=文件(如挂载的机密 /run/secrets/jsjb-master)，或环境变量 Vault__MasterKeys=base64。" + chinese,
            "With a database of your own, say where the master key comes from; it does not lie with the database: Vault__MasterKeyFile=FILE (such as a mounted secret, /run/secrets/jsjb-master), or the environment variable Vault__MasterKeys=base64." + english);
    }
}
