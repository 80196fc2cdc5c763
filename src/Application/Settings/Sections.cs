using System.ComponentModel.DataAnnotations;

namespace JieSuJiBan.Application.Settings;

/// <summary>The database of one's own, or the connections of any.</summary>
[Section("Database")]
public sealed class DatabaseSettings
{
    [Setting("请求、页面、定时与派送所用的连接数", "connections for requests, pages, timers and deliveries", Default = "Maximum Pool Size, 12")]
    [Range(4, 500)]
    public int? Connections { get; set; }

    [Setting("服务账号是所有者或超级用户时也启动，仅供试用", "serve also as the owner or a superuser, for trials only")]
    public bool AllowOwner { get; set; }
}

/// <summary>The embedded database.</summary>
[Section("Data")]
public sealed class DataSettings
{
    [Setting("内置数据库目录", "where the embedded database lies", Default = "./data")]
    public string? Directory { get; set; }
}

/// <summary>The master keys.</summary>
[Section("Vault")]
public sealed class VaultSettings
{
    [Setting("主密钥文件，各节点相同，自有数据库必填", "the file of the master keys, the same on all nodes; required with a database of your own", Default = "data/keys/vault.key")]
    public string? MasterKeyFile { get; set; }

    [Setting("或直接给出主密钥", "or the master keys themselves, \"base64\" or \"id base64;id base64\"", IsSecret = true)]
    public string? MasterKeys { get; set; }
}

/// <summary>The city.</summary>
[Section("Pack")]
public sealed class PackSettings
{
    [Setting("城市包目录", "the city pack", Default = "workflow-definitions/beijing")]
    public string? Directory { get; set; }
}

/// <summary>The demo city.</summary>
[Section("Demo")]
public sealed class DemoSettings
{
    [Setting("演示账号与示例工单", "demo accounts and tickets", Default = "only with the embedded database")]
    public bool? Enabled { get; set; }

    [Setting("对外监听时也允许演示账号，每页警告", "demo accounts also where other machines reach the service; every page warns")]
    public bool Public { get; set; }

    [Setting("建立示例工单", "make demo tickets")]
    public bool Tickets { get; set; } = true;
}

/// <summary>Sign-ins, and how often one address or account may ask a node.</summary>
[Section("Security")]
public sealed class SecuritySettings
{
    [Setting("一次登录最长多少小时", "longest sign-in, hours")]
    [Range(1, 24 * 30)]
    public int SessionHours { get; set; } = 12;

    [Setting("无操作多少分钟后结束登录", "a sign-in ends after so many minutes without a request")]
    [Range(1, 60 * 24)]
    public int SessionIdleMinutes { get; set; } = 120;

    [Setting("每个地址每分钟可登录次数", "sign-ins a minute from one address")]
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; set; } = 60;

    [Setting("每个地址每分钟可查询进度次数", "questions a minute about progress from one address")]
    [Range(1, 1_000_000)]
    public int ProgressPerMinute { get; set; } = 10;

    [Setting("每个账号每分钟可请求次数", "requests a minute of one account")]
    [Range(1, 100_000_000)]
    public int RequestsPerMinute { get; set; } = 30_000;

    [Setting("被多处试探的号码，进度查询推迟多少秒回答", "a number that many sources try is answered so many seconds later")]
    [Range(0.0, 60.0)]
    public double ProgressDelaySeconds { get; set; } = 3.0;
}

/// <summary>The security log.</summary>
[Section("SecurityLog")]
public sealed class SecurityLogSettings
{
    /// <summary>The law asks for six months (Cybersecurity Law Art. 21); the database refuses less, too.</summary>
    public const int FewestDays = 183;

    [Setting("安全日志保留天数，依法不少于六个月", "days that the security log is kept; the law asks for six months at least")]
    [Range(FewestDays, 36_500)]
    public int RetentionDays { get; set; } = 400;
}

/// <summary>Background jobs.</summary>
[Section("Jobs")]
public sealed class JobSettings
{
    [Setting("本节点同时执行的长作业数", "long jobs that this node works on at once")]
    [Range(1, 64)]
    public int LongWorkers { get; set; } = 2;
}

/// <summary>Malware scans of uploaded files: an ICAP service or a command, not both.</summary>
[Section("Files:Scan")]
public sealed class FileScanSettings
{
    [Setting("ICAP 查杀服务", "the ICAP service, icap://host:1344/service", Default = "off")]
    public string? Icap { get; set; }

    [Setting("或查杀程序的完整路径", "or the full path of a program that scans", Default = "off")]
    public string? Command { get; set; }

    [Setting("查杀程序的参数，逐个编号", "arguments of the program, one a number: __0, __1")]
    public IReadOnlyList<string> Arguments { get; set; } = [];

    [Setting("等待查杀结果的秒数", "seconds that a scan may take")]
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 30;
}

/// <summary>Connections to the outside.</summary>
[Section("Connections")]
public sealed class OutsideSettings
{
    [Setting("对外连接的密钥文件目录", "files of the connections' secrets")]
    public string SecretsDirectory { get; set; } = "/run/secrets";
}

/// <summary>Gateways as they were set before there were connections.</summary>
[Section("Gateways")]
public sealed class GatewaySettings
{
    [Setting("短信网关地址（建议改用对外连接）", "the gateway of text messages (a connection is better: docs/connections.md)", Default = "off")]
    [Url]
    public string? Sms { get; set; }
}

/// <summary>Proxies before the service.</summary>
[Section("Proxy")]
public sealed class ProxySettings
{
    [Setting("受信任的代理地址，逗号分隔或逐个编号", "proxies whose X-Forwarded-* headers are taken (10.0.0.5, 10.1.0.0/16), by commas or one a number", Default = "none")]
    public IReadOnlyList<string> Trusted { get; set; } = [];
}

/// <summary>How many requests a node works on at once; leave them.</summary>
[Section("Admission")]
public sealed class AdmissionSettings
{
    [Setting("启动时同时处理的请求数", "requests at once to begin with")]
    [Range(1, 100_000)]
    public int Start { get; set; } = 32;

    [Setting("同时处理的请求数上限", "most requests at once")]
    [Range(1, 100_000)]
    public int Most { get; set; } = 512;

    [Setting("请求应在多久内答复", "how soon a request should be answered")]
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Target { get; set; } = TimeSpan.FromMilliseconds(300);

    [Setting("没有空位时最多等待多久", "how long a request waits for a place")]
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(200);
}

/// <summary>Clocks of machines.</summary>
[Section("Clock")]
public sealed class ClockSettings
{
    [Setting("本机时钟与数据库相差超过多少时停止办理", "how far the machine's clock may be off the database's before the node stops working")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);
}
