namespace JieSuJiBan.Runtime.Vault;

/// <summary>The master keys at hand are not those that the database was sealed with, or cannot be used; says what to do in both languages.</summary>
public sealed class MasterKeyException : Exception
{
    public MasterKeyException()
        : this("主密钥不可用。", "The master key cannot be used.")
    {
    }

    public MasterKeyException(string message)
        : this(message, message)
    {
    }

    public MasterKeyException(string message, Exception? inner)
        : base(message, inner) => (Chinese, English) = (message, message);

    public MasterKeyException(string chinese, string english)
        : base($"{chinese} {english}") => (Chinese, English) = (chinese, english);

    /// <summary>What is wrong and what to do.</summary>
    public string Chinese { get; }

    /// <summary>The same in English.</summary>
    public string English { get; }

    internal static MasterKeyException NoFile(string path) => new(
        $"找不到主密钥文件 {path}，而数据库中已有以主密钥封存的内容：请把原来的密钥文件(或其备份)放回该处，或以 Vault__MasterKeyFile 指明它。切勿另造密钥。",
        $"There is no master key file {path}, and the database holds what was sealed under a master key: put the file (or its backup) back, or name it in Vault__MasterKeyFile. Do not make another key.");

    internal static MasterKeyException Malformed(string where) => new(
        $"主密钥 {where} 写法有误：应为32字节的密钥，或每行一把：“编号 base64”。请从备份恢复，或用 -- keys new 新建(仅限空库)。",
        $"The master key {where} is malformed: it is 32 bytes, or lines of 'id base64'. Restore it from its backup, or make one with -- keys new (for an empty database only).");

    internal static MasterKeyException ReadableByOthers(string path) => new(
        $"主密钥文件 {path} 可被其他用户读取或改写：请运行 chmod 600 {path}(挂载的机密则设 defaultMode: 0400)后再启动。",
        $"The master key file {path} may be read or written by others: run chmod 600 {path} (for a mounted secret, defaultMode: 0400), then start again.");

    internal static MasterKeyException Another(IEnumerable<string> given, IEnumerable<string> wanted) => new(
        $"主密钥与数据库不符：本节点持有 {Join(given, "、")}，数据库以 {Join(wanted, "、")} 封存。请换成数据库原来的密钥文件(所有节点相同)；数据未被改动。",
        $"This is not the database's master key: the node has {Join(given, ", ")}, the database was sealed under {Join(wanted, ", ")}. Give it the database's own key file (the same on all nodes); nothing was changed.");

    internal static MasterKeyException Lacks(IEnumerable<string> missing) => new(
        $"本节点缺少主密钥 {Join(missing, "、")}：轮换之前须先把含新密钥的文件分发到所有节点，旧密钥在 keys retire 之前须保留。请补齐密钥文件后再启动。",
        $"This node lacks the master key {Join(missing, ", ")}: before a rotation the file with the new key goes to all nodes, and the old key stays until keys retire. Complete the key file, then start again.");

    private static string Join(IEnumerable<string> ids, string comma) => string.Join(comma, ids);
}
