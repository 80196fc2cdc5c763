namespace JieSuJiBan.Runtime.Security;

/// <summary>The kinds of event in the security log, each with the number under which it goes to the structured logger.</summary>
public static class SecurityEvents
{
    public const string SignIn = "signIn";

    public const string SignOut = "signOut";

    public const string Refused = "request.refused";

    public const string RateLimited = "request.limited";

    public const string Guessing = "progress.guessing";

    public const string Account = "account.changed";

    public const string Export = "export";

    public const string Opening = "opening.paused";

    public const string Key = "key.used";

    public const string Publication = "publication";

    public const string File = "file.refused";

    public const string Service = "service";

    public const string Retention = "log.retention";

    public const string Connection = "connection.changed";

    private const int First = 7000;

    /// <summary>All kinds with what they mean. The order is that of the logger's numbers and never changes; new ones go to the end.</summary>
    public static IReadOnlyList<(string Kind, string Chinese, string English)> All { get; } =
    [
        (SignIn, "登录：成功、失败、因多次失败被延缓", "Sign-in: succeeded, failed, slowed after failures"),
        (SignOut, "退出登录", "Sign-out"),
        (Refused, "未登录或无权限的请求（一分钟内相同的合并计数）", "Requests without sign-in or permission; equal ones of a minute are one line"),
        (RateLimited, "请求过于频繁被拒（合并计数）", "Requests refused because they were too many; one line for equal ones"),
        (Guessing, "进度查询被猜测电话", "Somebody tries phone numbers at the progress page"),
        (Account, "账号及权限变更", "Accounts and rights changed"),
        (Export, "导出", "Exports"),
        (Opening, "短时间内查看个人信息过多，已暂停", "Too many openings of personal data; paused"),
        (Key, "主密钥的载入、更换与使用失败", "Master key: loaded, rotated, failed"),
        (Publication, "流程与政策的审核、发布、停用", "Definitions and policies reviewed, published, retired"),
        (File, "文件未通过检查", "Files that a scanner refused, or that could not be scanned"),
        (Service, "服务启动与停止", "Service started and stopped"),
        (Retention, "安全日志按保留期清理", "Months of the security log dropped after their retention"),
        (Connection, "对外连接的设置与停用", "Connections to the outside set or switched off"),
    ];

    /// <summary>The number of a kind for the structured logger: 7000 and its place; 7999 for a kind that is not listed.</summary>
    public static int NumberOf(string kind)
    {
        for (var place = 0; place < All.Count; place++) if (All[place].Kind == kind) return First + place;
        return First + 999;
    }
}
