using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Web.Pages.Models;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>A city in memory: the pages are tested against it without a database, and every refusal can be provoked.</summary>
internal sealed class DemoTicketPages : ITicketPages
{
    private readonly ConcurrentDictionary<string, string> assignees = new();
    private readonly ConcurrentDictionary<string, bool> closed = new();
    private readonly List<TicketLine> tickets;
    private readonly Instant now = SystemClock.Instance.GetCurrentInstant();
    private List<FailedDelivery> dead;

    public DemoTicketPages()
    {
        tickets = [.. Enumerable.Range(0, 60).Select(Ticket)];
        dead = [new("effect-1", tickets[0].CaseId, "sms", 10, "连接短信网关超时(10 秒)", now - Duration.FromHours(5))];
    }

    /// <summary>What completions said, newest last: task, outcome, fields.</summary>
    public ConcurrentQueue<(string TaskId, string? Outcome, IReadOnlyDictionary<string, string> Fields)> Completed { get; } = new();

    public ConcurrentQueue<NewTicket> Created { get; } = new();

    public DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    public Choices Choices { get; } = new(
        [new("Consultation", "咨询"), new("Help", "求助"), new("Complaint", "投诉")],
        [new("Phone", "电话"), new("WeChat", "微信")],
        [new("Normal", "一般"), new("Urgent", "紧急"), new("Emergency", "特急")],
        [new("0201-01", "供水 / 管道漏水", "市政公用"), new("0901-04", "噪声 / 施工噪声", "城市管理")],
        [new("02", "市政公用"), new("0201-01", "供水 / 管道漏水", "市政公用")],
        [new("street-wangjing", "望京街道办事处", "朝阳区"), new("water-group", "市自来水集团", "公共服务企业")],
        [new("110105", "朝阳区"), new("110108", "海淀区")],
        [new("110105026", "望京街道", "朝阳区")],
        [new("110105", "朝阳区(街道不详)", "朝阳区"), new("110105026", "望京街道", "朝阳区"), new("110108", "海淀区(街道不详)", "海淀区")])
    {
        Intake = new Dictionary<string, IReadOnlyList<Choice>>
        {
            ["sex"] = [new("Female", "女"), new("Male", "男")],
            ["subjectType"] = [new("Individual", "自然人"), new("Company", "企业")],
            ["identityLevel"] = [new("Stated", "自报姓名")],
            ["tags"] = [new("Housing", "住有所居", "七有"), new("Safety", "安全性", "五性")],
        },
    };

    public static TaskDeclaration Handle { get; } = new(
        "HandleTicket",
        "办理并答复",
        "Handle and reply",
        "及时联系诉求人，依法办理，并向诉求人和市民热线反馈办理情况(《条例》第十五条)。",
        [new("Done", "办结答复", "Done and replied"), new("CannotSolve", "暂不能解决", "Cannot be solved for now")],
        [
            new("contacted", FieldType.Boolean, "已联系诉求人", "Petitioner contacted", IsRequired: true),
            new("reply", FieldType.LongText, "答复内容", "Reply", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000),
            new("measure", FieldType.Choice, "处理方式", "Measure", IsRequired: true, Options: [("repair", "维修"), ("explain", "解释说明")], OnlyFor: ["Done"]),
            new("reason", FieldType.LongText, "不能解决的原因", "Why not", IsRequired: true, OnlyFor: ["CannotSolve"]),
            new("nextVisitAt", FieldType.Instant, "下次上门时间", "Next visit"),
            new("households", FieldType.Number, "涉及户数", "Households"),
            new("coUnit", FieldType.Unit, "协办单位", "Co-handling unit"),
            new("classCode", FieldType.Class, "更正分类", "Corrected class"),
            new("area", FieldType.Area, "实际地点", "Actual area"),
            new("worker", FieldType.Text, "经办人", "Worker", MaxLength: 50),
        ]);

    public Task<FileTaken> TakeFileAsync(ClaimsPrincipal user, Stream content, string? name, string? declaredType, CancellationToken ct) =>
        Task.FromResult(new FileTaken(new($"file-{name}", name, declaredType ?? "", content.Length), null));

    public Task<IReadOnlyList<FileLine>> LooseFilesAsync(ClaimsPrincipal user, IReadOnlyCollection<string> ids, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FileLine>>([.. ids.Select(id => new FileLine(id, id, "image/png", 7))]);

    public Task<CommandResult> MergeAsync(ClaimsPrincipal user, string key, string into, Guid commandId, CancellationToken ct) =>
        Task.FromResult<CommandResult>(Taken(Guid.Empty, key));

    public Task<CommandResult> SplitAsync(ClaimsPrincipal user, string key, IReadOnlyList<TicketPart> parts, Guid commandId, CancellationToken ct) =>
        Task.FromResult<CommandResult>(Taken(Guid.Empty, key));

    public IReadOnlyList<FieldProblem> WrongCodes(TicketFilter filter) => [];

    public Task<PhoneSearch> TicketsOfAsync(ClaimsPrincipal user, string phone, CancellationToken ct) => Task.FromResult(new PhoneSearch([], null));

    public Task<ProgressAnswer> ProgressAsync(string number, string phone, string address, CancellationToken ct) => Task.FromResult(new ProgressAnswer(null, null));

    public string? DistrictOf(string streetCode) => streetCode.Length > 6 ? streetCode[..6] : null;

    public Task<PageOf<TicketLine>> TicketsAsync(ClaimsPrincipal user, TicketFilter filter, CancellationToken ct)
    {
        var skip = int.TryParse(filter.Cursor, CultureInfo.InvariantCulture, out var at) ? at : 0;
        var found = tickets.Where(ticket => (filter.Number is null || ticket.Number == filter.Number)
            && (filter.Status is null || ticket.Status == filter.Status)
            && (!filter.Overdue || ClockReading.Of(ticket.Clock, now).State is ClockPunctuality.Overdue or ClockPunctuality.Late)).ToList();
        return Task.FromResult(new PageOf<TicketLine>([.. found.Skip(skip).Take(20)], found.Count > skip + 20 ? (skip + 20).ToString(CultureInfo.InvariantCulture) : null));
    }

    public Task<TicketView?> TicketAsync(ClaimsPrincipal user, string key, string? reason, CancellationToken ct)
    {
        var row = tickets.FirstOrDefault(ticket => ticket.Number == key || ticket.CaseId.ToString() == key);
        if (row is null) return Task.FromResult<TicketView?>(null);
        var may = user.IsInRole("handler") || user.IsInRole("operator");
        PersonalLine Words(string name, string text) => new(name, reason is not null && may ? text : null, text.Length, false);
        return Task.FromResult<TicketView?>(new(
            row,
            [
                new("requestType", "求助"), new("channel", "电话"), new("class", row.ClassName), new("area", row.AreaName),
                new("acceptedAt", null, row.AcceptedAt), new("dispatchedAt", null, row.AcceptedAt + Duration.FromMinutes(42)), new("leadUnit", row.UnitName),
            ],
            [Words("petitioner", "王小明"), Words("phone", "13800138000"), Words("title", "小区停水两天"), Words("body", "望京西园三区 12 号楼自昨日起停水,\n物业称主管道漏水，至今无人维修，家中有老人，请尽快处理。"), new("address", null, 12, true)],
            may,
            new("供水类诉求限 24 小时反馈，自派单起计。", [new(row.AcceptedAt, now, "计入"), new(now, row.Clock.DueAt ?? now, "不计：国庆节放假")], "DB11/T 2021—2022;办理时限表 第 3 行"),
            closed.ContainsKey(Task1) || row != tickets[0] ? [] : [Open(user)],
            [
                new(1, row.AcceptedAt, "李话务", "市民热线服务中心", [new("TicketAccepted", "受理诉求", [new("requestType", "求助"), new("channel", "电话")], "Request accepted")], "3f9ab27c11de"),
                new(2, row.AcceptedAt + Duration.FromMinutes(30), "赵分拣", "市民热线服务中心", [new("TicketTriaged", "完成预审分类", [new("class", row.ClassName)], "Triage done")], "88e1c0ffee01"),
                new(3, row.AcceptedAt + Duration.FromMinutes(42), "钱派单", "市民热线服务中心", [new("TicketDispatched", "派单", [new("leadUnit", row.UnitName), new("feedbackDueAt", null, row.Clock.DueAt)], "Dispatched")], "a01b77d2e3f4"),
                new(4, row.AcceptedAt + Duration.FromMinutes(90), "系统", null, [new("DeadlineWarned", "临期预警", [], "Deadline warning")], "c0d1e2f3a4b5"),
            ],
            false));
    }

    public async Task<MomentView?> MomentAsync(ClaimsPrincipal user, string key, Instant at, CancellationToken ct)
    {
        var ticket = await TicketAsync(user, key, null, ct);
        return ticket is null || at < ticket.Row.AcceptedAt ? null : new(ticket.Row, at, 2, ticket.Facts);
    }

    public JieSuJiBan.Engine.Rejection? WrongReason(string? reason) => string.IsNullOrWhiteSpace(reason) ? new(JieSuJiBan.Engine.RejectionKind.Content, "request.invalid", "请写明理由。", "State a reason.", Field: "reason") : null;

    public Task<PageOf<TaskLine>> InboxAsync(ClaimsPrincipal user, bool onlyMine, string? cursor, CancellationToken ct)
    {
        var task = Open(user);
        var shown = user.IsInRole("handler") && !closed.ContainsKey(Task1) && (!onlyMine || task.Assignee is not null);
        return Task.FromResult(new PageOf<TaskLine>(shown ? [task] : [], null));
    }

    public Task<IReadOnlyList<ReviewItem>> ReviewsAsync(ClaimsPrincipal user, CancellationToken ct) => Task.FromResult<IReadOnlyList<ReviewItem>>([]);

    public async Task<TaskView?> TaskAsync(ClaimsPrincipal user, string taskId, string? reason, CancellationToken ct)
    {
        if (taskId != Task1 || !user.IsInRole("handler")) return null;
        return new(Open(user), Handle, (await TicketAsync(user, tickets[0].Number, reason, ct))!, !closed.ContainsKey(Task1), [new("proposal", "按派单目录派望京街道办事处")], new Dictionary<string, string> { ["area"] = "110105026" }, [new("title", "诉求标题", "Title", "小区停水两天", null, [], false)]);
    }

    public Task<TaskEntry?> TaskEntryAsync(ClaimsPrincipal user, string taskId, CancellationToken ct)
    {
        if (taskId != Task1 || !user.IsInRole("handler")) return Task.FromResult<TaskEntry?>(null);
        var task = Open(user);
        return Task.FromResult<TaskEntry?>(new(
            new(task.TaskId, task.CaseId, task.TicketNumber, task.Kind, task.Title, task.Role, null, task.Assignee, task.OpenedAt, task.DueAt, Value.EmptyObject, "open", null, null, null, null, []), Handle));
    }

    public Task<CommandResult> ClaimAsync(ClaimsPrincipal user, TaskEntry task, Guid commandId, CancellationToken ct)
    {
        assignees[task.Task.TaskId] = user.FindFirstValue(ClaimTypes.NameIdentifier)!;
        return Accepted();
    }

    public Task<CommandResult> ReleaseAsync(ClaimsPrincipal user, TaskEntry task, Guid commandId, CancellationToken ct)
    {
        assignees.TryRemove(task.Task.TaskId, out _);
        return Accepted();
    }

    public Task<CommandResult> CompleteAsync(ClaimsPrincipal user, TaskEntry task, string? outcome, IReadOnlyDictionary<string, string> fields, Guid commandId, CancellationToken ct)
    {
        var wrong = new List<Rejection>();
        if (outcome is null) wrong.Add(new(RejectionKind.Content, "task.outcome", "请选择办理结论。", "Choose a decision.", null, "outcome"));
        wrong.AddRange(Handle.Fields
            .Where(field => field.IsRequired && !fields.ContainsKey(field.Name) && (field.OnlyFor is null || (outcome is not null && field.OnlyFor.Contains(outcome))))
            .Select(field => new Rejection(RejectionKind.Content, "task.fieldMissing", $"请填写“{field.DisplayName}”。", $"Fill in “{field.EnglishName}”.", null, "result." + field.Name)));
        if (fields.TryGetValue("households", out var count) && !int.TryParse(count, CultureInfo.InvariantCulture, out _))
        {
            wrong.Add(new(RejectionKind.Content, "task.number", "“涉及户数”应为数字。", "“Households” must be a number.", null, "result.households"));
        }

        if (wrong.Count > 0) return Task.FromResult<CommandResult>(new CommandResult.Refused(wrong));
        closed[task.Task.TaskId] = true;
        Completed.Enqueue((task.Task.TaskId, outcome, fields));
        return Accepted();
    }

    public Task<(CodeSent? Sent, Rejection? Refusal)> SendCodeAsync(ClaimsPrincipal user, string? phone, string address, CancellationToken ct) =>
        Task.FromResult<(CodeSent?, Rejection?)>((new(Guid.Empty, "138****8000", Instant.FromUtc(2026, 12, 1, 1, 0), true), null));

    public Task<Rejection?> TryCodeAsync(ClaimsPrincipal user, Guid checkId, string? code, CancellationToken ct) => Task.FromResult<Rejection?>(null);

    public Task<CommandResult> CreateAsync(ClaimsPrincipal user, NewTicket ticket, Guid commandId, CancellationToken ct)
    {
        if (ticket.Phone!.Any(char.IsLetter))
        {
            return Task.FromResult<CommandResult>(new CommandResult.Refused(
                [new(RejectionKind.Content, "ticket.phone", "联系电话应为数字，如 13800138000。", "The phone must be digits, e.g. 13800138000.", "《条例》第十条", "phone")]));
        }

        Created.Enqueue(ticket);
        return Task.FromResult<CommandResult>(Taken(tickets[1].CaseId, tickets[1].Number));
    }

    public Task<PageOf<FailedDelivery>> FailedDeliveriesAsync(string? queue, string? cursor, CancellationToken ct) => Task.FromResult(new PageOf<FailedDelivery>(dead, null));

    public Task<IReadOnlyList<QueueState>> DeliveryQueuesAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<QueueState>>([new("sms", "sms", 12, null, dead.Count, NodaTime.Instant.FromUtc(2026, 3, 2, 1, 0), NodaTime.Instant.FromUtc(2026, 3, 2, 1, 5), "HTTP 401")]);

    public Task<(int Queued, bool More)> RetryDeliveriesAsync(string queue, CancellationToken ct)
    {
        var count = dead.Count;
        dead.Clear();
        return Task.FromResult((count, false));
    }

    public Task<bool> RetryDeliveryAsync(string effectId, CancellationToken ct)
    {
        var before = dead.Count;
        dead = [.. dead.Where(letter => letter.EffectId != effectId)];
        return Task.FromResult(dead.Count < before);
    }

    public const string Task1 = "task-1";

    private static CommandResult.Accepted Taken(Guid caseId, string number) => new(new(caseId), 1, Value.Object(("number", Value.Of(number))), Repeated: false);

    private Task<CommandResult> Accepted() => Task.FromResult<CommandResult>(Taken(tickets[0].CaseId, tickets[0].Number));

    private TaskLine Open(ClaimsPrincipal user)
    {
        var assignee = assignees.GetValueOrDefault(Task1);
        return new(Task1, tickets[0].CaseId, tickets[0].Number, "HandleTicket", "办理并答复", "供水 / 管道漏水 · 朝阳区 望京街道", "Urgent", "handler", "望京街道办事处", assignee, assignee is null ? null : "孙承办", now - Duration.FromHours(20), now + Duration.FromHours(4), user.IsInRole("handler"));
    }

    private TicketLine Ticket(int index)
    {
        var accepted = now - Duration.FromHours(21 + (index * 7));
        // Half past: no hour is filled while the tests run, so a countdown keeps its form.
        var due = accepted + Duration.FromHours(index % 3 == 0 ? 25 : 24 * 7) + Duration.FromMinutes(30);
        var status = TicketStatus.All[index == 0 ? 4 : index % TicketStatus.All.Length];
        var replied = status is "AwaitingCallback" or "Archived" ? accepted + Duration.FromHours(index % 2 == 0 ? 20 : 200) : (Instant?)null;
        return new(
            new Guid(index + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
            string.Create(CultureInfo.InvariantCulture, $"BJ20261124{index + 1:000000}"),
            status,
            index % 2 == 0 ? "Help" : "Complaint",
            index % 2 == 0 ? "供水 / 管道漏水" : "噪声 / 施工噪声",
            index % 4 == 3 ? null : "朝阳区 望京街道",
            status is "Accepted" or "AwaitingTriage" or "AwaitingDispatch" ? null : "望京街道办事处",
            index % 5 == 0 ? "Urgent" : index % 11 == 0 ? "Emergency" : "Normal",
            accepted,
            new(accepted + Duration.FromMinutes(42), status is "Accepted" or "AwaitingTriage" ? null : due, index == 0 ? now - Duration.FromHours(1) : null, replied, status == "Cancelled"));
    }
}
