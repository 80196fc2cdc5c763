using System.Text;
using static JieSuJiBan.Runtime.Inbox.RoleNames;

namespace JieSuJiBan.Application.Accounts;

/// <summary>One thing that one may do, and the roles that may.</summary>
/// <param name="Name">Stable dotted name, also the authorization policy's.</param>
/// <param name="Chinese">What it allows, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Roles">Who may.</param>
public sealed record Permission(string Name, string Chinese, string English, params IReadOnlyList<string> Roles);

/// <summary>The permission table. What is not in it is denied; <c>docs/permissions.md</c> is rendered from it.</summary>
public static class Permissions
{
    /// <summary>Record a request.</summary>
    public static readonly Permission CreateTicket = new("ticket.create", "受理并登记工单", "Accept a request and record it as a ticket", Operator);

    /// <summary>Find and read tickets.</summary>
    public static readonly Permission ReadTickets = new(
        "ticket.read",
        "查询、查看工单及其历史(承办单位账号只见本单位参与的工单；个人信息默认脱敏)",
        "Find and read tickets and their history (an account bound to a unit sees those it takes part in only; personal words masked)",
        Operator, Dispatcher, Handler, CallbackAgent, Supervisor, Auditor, Inspector, PolicyAdministrator, CityStaff);

    /// <summary>Read the matter and what officials wrote.</summary>
    public static readonly Permission ReadWords = new(
        "ticket.words",
        "查看诉求内容、工作人员的文字和附件(不含诉求人身份；逐次留痕)",
        "Read the matter, what officials wrote and files, without who the petitioner is (each reading is logged)",
        Operator, Dispatcher, Handler, CallbackAgent, Supervisor, Auditor, Inspector, CityStaff);

    /// <summary>See who the petitioner is, for a stated reason.</summary>
    public static readonly Permission OpenPerson = new(
        "ticket.person",
        "写明理由后查看诉求人姓名、电话、账号和门牌(逐次留痕；保密工单对承办单位一律不开放)",
        "See the petitioner's name, phones, account and exact door for a stated reason (logged; never of a confidential ticket for a unit)",
        Operator, Dispatcher, Handler, CallbackAgent, Supervisor, Auditor, Inspector, CityStaff);

    /// <summary>Find tickets by phone.</summary>
    public static readonly Permission FindByPhone = new(
        "ticket.phone",
        "按电话查询工单(保密工单对承办单位不显示)",
        "Find tickets by the petitioner's phone number (a unit finds no confidential ones)",
        Operator, Dispatcher, Handler, CallbackAgent, CityStaff);

    /// <summary>See, claim, release and complete tasks of the own roles and unit.</summary>
    public static readonly Permission WorkTasks = new(
        "task.work",
        "查看、领取、退回、完成本角色本单位的任务",
        "See, claim, release and complete tasks of one's roles and unit",
        Operator, Dispatcher, Handler, CallbackAgent, Supervisor, Inspector, PolicyAdministrator, CityStaff);

    /// <summary>Record that the petitioner urges, or adds something.</summary>
    public static readonly Permission UrgeTicket = new("ticket.urge", "登记诉求人催办、补充情况", "Record that the petitioner urges or adds something", Operator, Dispatcher);

    /// <summary>Record a call to the petitioner.</summary>
    public static readonly Permission RecordCall = new(
        "call.record",
        "登记与诉求人的通话记录（电话系统或者人工）",
        "Record calls to the petitioner, from the telephone system or by hand",
        Operator, Handler, CallbackAgent, Telephony);

    /// <summary>Urge, supervise and escalate by hand.</summary>
    public static readonly Permission SuperviseTicket = new("ticket.supervise", "催办、督办、提级督办", "Urge, supervise and escalate a running ticket", Supervisor);

    /// <summary>Raise and see flags about how tickets were handled.</summary>
    public static readonly Permission FlagTicket = new("ticket.flag", "登记、查看违规线索", "Raise and see flags about how a ticket was handled", Supervisor, Auditor, Inspector);

    /// <summary>Send files.</summary>
    public static readonly Permission SendFiles = new(
        "attachment.send",
        "上传附件(用于受理登记和本人任务)",
        "Send files, to be named in a request or a task",
        Operator, Dispatcher, Handler, CallbackAgent, Supervisor, CityStaff);

    /// <summary>Take along what a unit handles.</summary>
    public static readonly Permission ExportTickets = new(
        "ticket.export",
        "导出承办单位的工单和回访数据(承办单位账号仅限本单位；逐次留痕)",
        "Take along a unit's tickets and callbacks (an account bound to a unit: its own only; logged)",
        Handler, Supervisor);

    /// <summary>Compare, merge and split tickets.</summary>
    public static readonly Permission LinkTickets = new(
        "ticket.link",
        "查看相似工单、并单、拆单",
        "See similar tickets, merge and split tickets",
        Dispatcher);

    /// <summary>Check that a history was not rewritten.</summary>
    public static readonly Permission VerifyHistory = new(
        "history.verify",
        "校验工单历史：哈希链、逐步重新判定、各表的行",
        "Verify histories: the hash chain, every step decided again, the rows of the tables",
        Auditor, Supervisor);

    /// <summary>See what could not be delivered.</summary>
    public static readonly Permission ReadDeliveries = new(
        "delivery.read",
        "查看对外投递及其失败(死信)",
        "See deliveries to the outside and those that failed for good",
        SystemAdministrator, Supervisor);

    /// <summary>Try a dead delivery again.</summary>
    public static readonly Permission RetryDeliveries = new(
        "delivery.retry",
        "重新投递死信",
        "Try a delivery that failed for good once more",
        SystemAdministrator);

    /// <summary>Look into the job dashboard.</summary>
    public static readonly Permission SeeJobs = new("job.dashboard", "查看后台作业面板", "See the dashboard of background jobs", SystemAdministrator);

    /// <summary>Read definitions, policies, drafts, the governance log and runs.</summary>
    public static readonly Permission ReadPolicy = new(
        "policy.read",
        "查看流程定义、政策表、草稿、变更记录与运行中的流程",
        "Read definitions, policies, drafts, the governance log and running workflows",
        PolicyAdministrator, Auditor);

    /// <summary>Change definitions and policies.</summary>
    public static readonly Permission EditPolicy = new(
        "policy.edit",
        "编辑、校验、送审流程定义与政策表",
        "Edit, validate and send for review definitions and policies",
        PolicyAdministrator);

    /// <summary>Review what somebody else wrote, and publish it.</summary>
    public static readonly Permission PublishPolicy = new(
        "policy.publish",
        "审核他人的草稿和城市包变更，发布，提出、确认停用版本(审核人不得是送审人，也不得写过其中任何内容；停用须由两人)",
        "Review drafts of others and changes of packs, publish, propose and confirm retirements (never what one sent or wrote any of; retiring takes two)",
        PolicyAdministrator);

    /// <summary>Move running tickets to another version.</summary>
    public static readonly Permission MigrateTickets = new(
        "ticket.migrate",
        "试算并把在办工单迁移到流程的另一版本",
        "Try out and carry out the move of running tickets to another version of their definition",
        PolicyAdministrator);

    /// <summary>Retry or skip a step that failed.</summary>
    public static readonly Permission RepairTickets = new(
        "ticket.repair",
        "处理流程故障：重试或按某一结果跳过出错的环节",
        "Deal with incidents: retry a failed activity or skip it with an outcome",
        Supervisor, PolicyAdministrator);

    /// <summary>End a ticket before its time.</summary>
    public static readonly Permission CancelTickets = new(
        "ticket.cancel",
        "终止工单的办理(须选择理由)",
        "End the handling of a ticket before its time, for a stated reason",
        Supervisor);

    /// <summary>Manage accounts.</summary>
    public static readonly Permission ManageAccounts = new("account.manage", "管理账号", "Manage accounts", SystemAdministrator);

    /// <summary>Read the security log.</summary>
    public static readonly Permission ReadSecurityLog = new(
        "security.read",
        "查看安全日志(登录、拒绝、权限变更、导出、发布等)",
        "Read the security log (sign-ins, refusals, rights, exports, publications …)",
        SystemAdministrator, Auditor);

    /// <summary>Read who opened whose data.</summary>
    public static readonly Permission ReadOpenings = new(
        "opening.read",
        "查看个人信息查阅记录(何人何时为何查看了哪一项，不含内容)",
        "Read who opened which personal data, when and what for (never the data)",
        Auditor);

    /// <summary>See where the service reaches outside.</summary>
    public static readonly Permission ReadConnections = new(
        "connection.read",
        "查看对外连接：通向哪里、允许外送哪些字段",
        "See the connections to the outside: where they lead and which fields may leave",
        SystemAdministrator, PolicyAdministrator, Auditor);

    /// <summary>Configure where the service reaches outside.</summary>
    public static readonly Permission ManageConnections = new(
        "connection.manage",
        "配置对外连接及其密钥引用，查看变更记录",
        "Configure the connections to the outside and where their secrets are, see who changed them",
        SystemAdministrator);

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<Permission> All { get; } =
        [CreateTicket, ReadTickets, ReadWords, OpenPerson, FindByPhone, SendFiles, ExportTickets, LinkTickets, WorkTasks, UrgeTicket, RecordCall, SuperviseTicket, FlagTicket, VerifyHistory, ReadDeliveries, RetryDeliveries, SeeJobs, ReadPolicy, EditPolicy, PublishPolicy, MigrateTickets, RepairTickets, CancelTickets, ManageAccounts, ReadSecurityLog, ReadOpenings, ReadConnections, ManageConnections];

    /// <summary>The table as Markdown: what <c>docs/permissions.md</c> holds.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("# Permissions\n\nRendered from `src/Application/Accounts/Permissions.cs`; a test keeps them equal. What is not listed is denied.\n\n`cityStaff` is held by everyone with a role that `tasks.json` declares (`account add NAME --role CODE`): such a person sees and does the tasks for that role.\n\n");
        text.Append("| Permission | Allows | 说明 |");
        foreach (var role in Runtime.Inbox.RoleNames.All) text.Append(' ').Append(role).Append(" |");
        text.Append("\n|---|---|---|").Append(string.Concat(Enumerable.Repeat("---|", Runtime.Inbox.RoleNames.All.Count))).Append('\n');
        foreach (var permission in All)
        {
            text.Append("| `").Append(permission.Name).Append("` | ").Append(permission.English).Append(" | ").Append(permission.Chinese).Append(" |");
            foreach (var role in Runtime.Inbox.RoleNames.All) text.Append(permission.Roles.Contains(role) ? " ✓ |" : "  |");
            text.Append('\n');
        }

        return text.ToString();
    }
}
