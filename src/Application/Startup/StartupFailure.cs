
namespace JieSuJiBan.Application.Startup;

/// <summary>Why the service cannot start, in sentences that say what to do, and the exit code.</summary>
public sealed record StartupFailure(int ExitCode, string Chinese, string English)
{
    /// <summary>The command that migrates.</summary>
    public const string Migrate = "ConnectionStrings__Owner=… dotnet run --project src/Host -- migrate";

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

    public static StartupFailure UnknownSetting(string name, string? nearest) => new(
        ExitCodes.BadSetting,
        $"没有设置 {Variable(name)}{(nearest is null ? "" : $"（是否指 {Variable(nearest)}）")}：它不会起任何作用。请改正或去掉后重新启动；全部设置见 docs/settings.md 或 --help。",
        $"There is no setting {Variable(name)}{(nearest is null ? "" : $" (did you mean {Variable(nearest)}?)")}: nothing would come of it. Correct or remove it and start again; all of them stand in docs/settings.md and --help.");

    /// <summary>The name of a setting as an environment variable.</summary>
    private static string Variable(string name) => name.Replace(":", "__", StringComparison.Ordinal);
}
