using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Endpoints;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Vault;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace JieSuJiBan.Host.Cli;

/// <summary>Why the service cannot start, in sentences that say what to do, and the exit code.</summary>
internal sealed record StartupFailure(int ExitCode, string Chinese, string English)
{
    /// <summary>The explanation, or null where the exception is a fault of ours and its stack trace says more.</summary>
    public static StartupFailure? Explain(Exception? exception) => exception switch
    {
        null => null,
        StartupException known => known.Failure,
        MasterKeyException key => new(ExitCodes.MasterKey, key.Chinese, key.English),
        EmbeddedPostgresException { Code: "package-missing" } missing => new(ExitCodes.NodeMissing, Lines(missing)[0] + "需要 Node.js 20 及以上(含 npm)。", Lines(missing)[^1] + " Node.js 20 or later with npm is needed."),
        EmbeddedPostgresException { Code: "disk-full" } full => new(ExitCodes.DiskFull, Lines(full)[0], Lines(full)[^1]),
        EmbeddedPostgresException embedded => new(ExitCodes.EmbeddedDatabase, Lines(embedded)[0], Lines(embedded)[^1]),
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => PortTaken("?"),
        DatabaseIsNewerException newer => new(
            ExitCodes.DatabaseNewer,
            $"数据库已被更新版本的程序升级(含有本程序不认识的迁移：{string.Join("、", newer.Migrations)})。请升级本程序，或连接它原来的数据库；数据未被改动。",
            $"A newer program has upgraded this database (migrations unknown here: {string.Join(", ", newer.Migrations)}). Upgrade this program, or connect it to the database it belongs to; nothing was changed."),
        IOException { HResult: unchecked((int)0x80070070) or 28 } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new(
            ExitCodes.DiskFull,
            "磁盘已满，无法写入。请清理磁盘空间后重新启动；已提交的数据不受影响。",
            "The disk is full. Free some space and start again; what was committed is safe."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => new(
            ExitCodes.DatabaseUnreachable,
            "数据库拒绝登录：请检查连接串中的用户名与密码。",
            "The database refuses the sign-in: check user name and password in the connection string."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
            ExitCodes.DatabaseUnreachable,
            "连接串指向的数据库不存在：请先用 createdb 建库，或改正 Database 的值。",
            "The database named in the connection string does not exist: create it, or mend the value of Database."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied => new(
            ExitCodes.DatabaseUnreachable,
            $"数据库拒绝：{denied.MessageText}。服务账号的权限由所有者授予：请以所有者账号运行一次“{Migrate}”，迁移并授权后再启动。",
            $"The database refuses: {denied.MessageText}. The owner gives the serving role its rights: run '{Migrate}' once as the owner, which migrates and grants, then start again."),
        _ when ExceptionsAsProblems.IsDatabaseDown(exception) => new(
            ExitCodes.DatabaseUnreachable,
            $"连接不上数据库({Innermost(exception)})。请确认 ConnectionStrings__Default(迁移时为 ConnectionStrings__Owner)中的主机、端口可达且 PostgreSQL 已启动；去掉该设置则使用内置数据库。",
            $"The database cannot be reached ({Innermost(exception)}). Check host and port in ConnectionStrings__Default (for migrations ConnectionStrings__Owner) and that PostgreSQL runs; without that setting the embedded database is used."),
        CryptographicException or InvalidOperationException when exception.StackTrace?.Contains("Kestrel", StringComparison.Ordinal) == true => new(
            ExitCodes.BadSetting,
            $"https 监听所用的证书不可用（{exception.Message}）。请检查 Kestrel__Certificates__Default__Path 与 __Password：含私钥的 PFX 文件及其口令。",
            $"The certificate of the https address cannot be used ({exception.Message}). Check Kestrel__Certificates__Default__Path and __Password: a PFX file with its private key, and its password."),
        _ => Explain(exception.InnerException),
    };

    private const string Migrate = "ConnectionStrings__Owner=… dotnet run --project src/Host -- migrate";

    public static StartupFailure MigrationsPending(IReadOnlyList<string> pending) => new(
        ExitCodes.MigrationsPending,
        $"数据库结构尚未升级到本程序的版本(待执行：{string.Join("、", pending)})，而服务账号无权升级。请以所有者账号运行“{Migrate}”，或在启动时另给 ConnectionStrings__Owner；数据未被改动。",
        $"The database is not at this program's version yet (pending: {string.Join(", ", pending)}), and the serving role may not migrate it. Run '{Migrate}' as the owner, or give ConnectionStrings__Owner at start as well; nothing was changed.");

    public static StartupFailure ServingAsOwner(string role, string why) => new(
        ExitCodes.ServingAsOwner,
        $"ConnectionStrings__Default 的账号“{role}”{InChinese(why)}：服务不以这样的账号运行，否则谁控制了服务，谁就能改写历史。请另建服务账号(create role jsjb_service login password '…')，"
            + "把它写入 ConnectionStrings__Default，把所有者账号写入 ConnectionStrings__Owner(或先运行 -- migrate)。仅供试用时可设 Database__AllowOwner=true。",
        $"The role '{role}' of ConnectionStrings__Default {why}: the service does not run as such a role, or whoever takes it over could rewrite history. Make a serving role (create role jsjb_service login password '…'), "
            + "name it in ConnectionStrings__Default, and the owner in ConnectionStrings__Owner (or run -- migrate first). For trials only, Database__AllowOwner=true.");

    public static StartupFailure TooFewConnections(int needed, int most) => new(
        ExitCodes.TooFewConnections,
        $"数据库最多给本服务 {most} 个连接，而一个节点最多需要 {needed} 个。请调大数据库的 max_connections(或账号、库的连接上限)，或调小 Database__Connections 后重新启动。",
        $"The database gives this service at most {most} connections, and a node takes up to {needed}. Raise max_connections of the server (or the limit of the role or the database), or lower Database__Connections, then start again.");

    public static StartupFailure NoOwner() => new(
        ExitCodes.Usage,
        "migrate 需要所有者账号：请设置 ConnectionStrings__Owner=Host=…;Database=jsjb;Username=…;Password=…",
        "migrate needs the owner: set ConnectionStrings__Owner=Host=…;Database=jsjb;Username=…;Password=…");

    public static StartupFailure NoServingRole(string role) => new(
        ExitCodes.Usage,
        $"没有服务账号“{role}”。请先由管理员建立：create role {role} login password '…'；或以 --service 指定已有账号，或给出 ConnectionStrings__Default。",
        $"There is no serving role '{role}'. Let an administrator make it: create role {role} login password '…'; or name another with --service, or give ConnectionStrings__Default.");

    public static StartupFailure OwnerServes(string role) => new(
        ExitCodes.ServingAsOwner,
        $"“{role}”既是 ConnectionStrings__Owner 的账号，又要作为服务账号：两者须是不同的账号。请在 ConnectionStrings__Owner 写明库的所有者，服务账号写入 ConnectionStrings__Default 或以 --service 指定；数据未被改动。",
        $"'{role}' is the user of ConnectionStrings__Owner and is to serve as well: these are two roles. Name the owner of the database in ConnectionStrings__Owner, and the serving role in ConnectionStrings__Default or with --service; nothing was changed.");

    private static string InChinese(string why) => why switch
    {
        ServingRole.IsSuperuser => "是超级用户",
        ServingRole.MakesRoles => "可以建立账号",
        ServingRole.OwnsTables => "是库表的所有者",
        _ => "可以建库表",
    };

    public static StartupFailure PortTaken(string address) => new(
        ExitCodes.PortTaken,
        $"端口已被占用：{address}。可能本服务已在运行；请先停止占用者，或用 --Urls=http://localhost:5081 换一个端口。",
        $"The port is taken: {address}. Perhaps the service runs already; stop what uses it, or choose another with --Urls=http://localhost:5081.");

    public static StartupFailure BadConnectionString(string name, string why) => new(
        ExitCodes.BadConnectionString,
        $"连接串 ConnectionStrings__{name} 写法有误：{why} 正确写法如:Host=localhost;Port=5432;Database=jsjb;Username=jsjb;Password=…",
        $"The connection string ConnectionStrings__{name} is malformed: {why} It looks like: Host=localhost;Port=5432;Database=jsjb;Username=jsjb;Password=…");

    public static StartupFailure PlainHttp(string address) => new(
        ExitCodes.Unprotected,
        $"拒绝在 {address} 上提供未加密的 HTTP：口令和诉求内容会在网络上被读取。请选择其一：只监听本机（Urls=http://localhost:5080）；用自己的证书监听 https（Urls=https://0.0.0.0:5443 与 Kestrel__Certificates__Default__Path、__Password）；或放在 TLS 代理之后并写明代理地址（Proxy__Trusted=10.0.0.5）。",
        $"Plain HTTP is not served at {address}: passwords and requests could be read on their way. Choose one: listen on this machine only (Urls=http://localhost:5080); listen with a certificate of your own (Urls=https://0.0.0.0:5443 with Kestrel__Certificates__Default__Path and __Password); or stand behind a TLS proxy and name its address (Proxy__Trusted=10.0.0.5).");

    public static StartupFailure NoHostNames(string address) => new(
        ExitCodes.Unprotected,
        $"服务监听 {address}，其他机器可以访问，须写明它使用的主机名：AllowedHosts=jsjb.example.gov.cn（多个用分号分隔）。",
        $"The service listens at {address}, where other machines reach it: name the hosts that it goes by, AllowedHosts=jsjb.example.gov.cn (several are separated by semicolons).");

    public static StartupFailure BadSetting(string name, string value, string expected) => new(
        ExitCodes.BadSetting,
        $"设置 {Variable(name)} 的值“{value}”有误，应为：{expected}。请改正后重新启动。",
        $"The setting {Variable(name)} is '{value}', but should be: {expected}. Correct it and start again.");

    /// <summary>The name of a setting as an environment variable.</summary>
    private static string Variable(string name) => name.Replace(":", "__", StringComparison.Ordinal);

    [SuppressMessage("Globalization", "CA1307", Justification = "Characters.")]
    private static string[] Lines(Exception exception) => exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception is PostgresException said ? said.MessageText : exception.Message;
    }
}
