using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Journal;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>The rows that can be changed, against what the history makes of them: head, ticket, tasks, timers, units that take part, messages, sealed words.</summary>
internal static class RowChecks
{
    public static void Check(IReadOnlyList<JournalEntry> entries, CaseRows rows, ExpectedRows expected, CaseProjections projections, HistorySeal seal, Findings findings)
    {
        CheckHead(entries, rows, expected, seal, findings);
        for (var i = 0; i < projections.All.Count; i++) CheckProjected(projections.All[i], expected.Rows[i], rows.Projected[i], expected, findings);
        CheckTasks(rows, expected, findings);
        CheckTimers(rows, expected, findings);
        CheckPartners(rows, expected, findings);
        if (expected.IsWhole) CheckMessages(rows, expected, findings);
        CheckWords(entries, rows, findings);
    }

    private static void CheckHead(IReadOnlyList<JournalEntry> entries, CaseRows rows, ExpectedRows expected, HistorySeal seal, Findings findings)
    {
        if (rows.Head is not { } head) return;
        var state = expected.State;
        var differs = new Comparison()
            .Text("流程", "workflow", state.Root?.DefinitionId ?? "", head.DefinitionId)
            .Text("流程版本", "workflow version", state.Root?.DefinitionHash ?? "", head.DefinitionHash)
            .Text("状态", "status", state.Status.ToString(), head.Status)
            .Text("子状态", "sub-status", state.SubStatus.ToString(), head.SubStatus)
            .At("更新时间", "time of the last step", state.UpdatedAt, head.UpdatedAt)
            .Of("未处理事故数", "open incidents", state.Incidents.Count, head.Incidents)
            .Add("子流程版本", "versions of child workflows", CaseWriteBuilder.ChildHashes(state).SequenceEqual(head.ChildHashes, StringComparer.Ordinal));
        if (differs.Differs) findings.Add("case.differs", $"案件表与历史不符：{differs.Chinese}。", $"The row of the case does not say what the history says: {differs.English}.");

        if (head.Seal is { } given && head.SealedVersion == head.Version)
        {
            if (!seal.Of(state.CaseId.Value, head.Version, head.LastHash).AsSpan().SequenceEqual(given))
            {
                findings.Add("case.sealDiffers", "历史末端的封印不符：历史被没有主密钥的人整体改写。", "The seal over the end of the history does not fit: the history was rewritten by somebody without the master key.");
            }
        }
        else if (entries.Any(entry => entry.Semantics >= Semantics.EffectsAreDecided))
        {
            findings.Add("case.unsealed", "历史末端没有封印：封印被取走，或末步由旧版程序写入。", "The end of the history has no seal: it was taken away, or the last step was written by an earlier release.");
        }
    }

    private static void CheckProjected(CaseProjection projection, object? wanted, ListRow? row, ExpectedRows expected, Findings findings)
    {
        var (isTicket, table) = (projection == TicketProjection.Projection, projection.Table);
        if (wanted is null || row is null)
        {
            if ((wanted, row) is (null, null)) return;
            if (wanted is null && isTicket) findings.Add("ticket.extra", "历史中并无此工单，工单表却有一行。", "The history knows no ticket, but there is a row of one.");
            else if (wanted is null) findings.Add("list.extra", $"历史中该案件不属于列表 {table}，表中却有一行。", $"By its history the case has no place in the list {table}, but there is a row of it.");
            else if (isTicket) findings.Add("ticket.missing", "工单表缺少该工单的行：列表与查询中看不到它。", "The ticket's row is missing: no list and no search shows it.");
            else findings.Add("list.missing", $"列表 {table} 缺少该案件的行：列表与查询中看不到它。", $"The case's row in the list {table} is missing: no list and no search shows it.");
            return;
        }

        var differs = new Comparison();
        for (var i = 0; i < projection.Columns.Count; i++)
        {
            var column = projection.Columns[i];
            differs.Value(column.Chinese, column.English, column.ValueOf(wanted), row.Values[i]);
        }

        differs.Add("版本", "version", !expected.IsWhole || (row.Version >= expected.ChangedAt.GetValueOrDefault(table) && row.Version <= expected.State.Sequence));
        if (differs.Differs && isTicket) findings.Add("ticket.differs", $"工单表与历史不符：{differs.Chinese}。", $"The ticket's row does not say what the history says: {differs.English}.");
        else if (differs.Differs) findings.Add("list.differs", $"列表 {table} 中该案件的行与历史不符：{differs.Chinese}。", $"The case's row in the list {table} does not say what the history says: {differs.English}.");
    }

    private static void CheckTasks(CaseRows rows, ExpectedRows expected, Findings findings)
    {
        // What cannot be decided again is known by the state alone: the open tasks.
        var wanted = expected.IsWhole
            ? expected.Tasks
            : expected.State.Tasks.ToDictionary(task => task.Id, task => new TaskWrite(task.Id, task.Kind, task.Title, task.Role, task.UnitCode, task.Assignee, task.OpenedAt, task.DueAt, TaskPayload.ToRow(task), "open", null, null, null), StringComparer.Ordinal);
        var missing = new HashSet<string>(wanted.Keys, StringComparer.Ordinal);
        foreach (var row in rows.Tasks)
        {
            if (!wanted.TryGetValue(row.TaskId, out var task))
            {
                if (expected.IsWhole || row.Status == "open") findings.Add("task.extra", $"任务“{row.Title}”不在历史中，却在任务表里。", $"The task '{row.Title}' is not in the history, but it is in the table of tasks.");
                continue;
            }

            missing.Remove(row.TaskId);
            var differs = new Comparison()
                .Text("类型", "kind", task.Kind, row.Kind)
                .Text("岗位", "role", task.Role, row.Role)
                .Text("单位", "unit", task.UnitCode, row.UnitCode)
                .Text("领取人", "assignee", task.Assignee, row.Assignee)
                .At("下达时间", "opened at", task.OpenedAt, row.OpenedAt)
                .At("期限", "due", task.DueAt, row.DueAt)
                .Text("状态", "status", task.Status, row.Status)
                .Text("结果", "outcome", task.Outcome, row.Outcome)
                .At("办结时间", "closed at", task.ClosedAt, row.ClosedAt)
                .Text("办结人", "closed by", task.ClosedBy, row.ClosedBy);
            if (!expected.IsWhole || expected.HeldTasks.Contains(row.TaskId)) differs.Text("名称", "title", task.Title, row.Title).Add("内容", "content", Comparison.SameJson(task.PayloadJson, row.PayloadJson));
            if (differs.Differs) findings.Add("task.differs", $"任务“{task.Title}”与历史不符：{differs.Chinese}。", $"The task '{task.Title}' does not say what the history says: {differs.English}.");
        }

        foreach (var id in missing) findings.Add("task.missing", $"任务“{wanted[id].Title}”在历史中，任务表里却没有：没有人会看到它。", $"The task '{wanted[id].Title}' is in the history, but not in the table of tasks: nobody will see it.");
    }

    private static void CheckTimers(CaseRows rows, ExpectedRows expected, Findings findings)
    {
        var wanted = expected.State.Timers.ToDictionary(timer => timer.Id, StringComparer.Ordinal);
        foreach (var row in rows.Timers)
        {
            if (!wanted.Remove(row.BookmarkId, out var timer)) findings.Add("timer.extra", "有一个历史中没有的定时器。", "There is a timer that the history does not know.");
            else if (!Comparison.Same(timer.DueAt, row.DueAt)) findings.Add("timer.differs", $"一个定时器应在 {timer.DueAt} 触发，表中却是 {row.DueAt}。", $"A timer should fire at {timer.DueAt}, but its row says {row.DueAt}.");
        }

        foreach (var timer in wanted.Values) findings.Add("timer.missing", $"应在 {timer.DueAt} 触发的定时器缺失：到期不会有任何动作。", $"The timer that should fire at {timer.DueAt} is missing: nothing will happen when it is due.");
    }

    private static void CheckPartners(CaseRows rows, ExpectedRows expected, Findings findings)
    {
        var missing = expected.Ticket is null ? [] : new HashSet<string>(expected.NeededUnits, StringComparer.Ordinal);
        var (current, follows) = (TicketUnits.Current(expected.State), TicketUnits.FollowedOf(expected.State.Facts));
        foreach (var row in rows.Partners)
        {
            missing.Remove(row.UnitCode);
            if (expected.IsWhole && !expected.Units.Contains(row.UnitCode)) findings.Add("partner.extra", $"单位 {row.UnitCode} 从未参与该工单，却能看到它。", $"The unit {row.UnitCode} never took part in the ticket, but it sees it.");
            else if (expected.Ticket is { } ticket && !Comparison.Same(ticket.AcceptedAt, row.AcceptedAt)) findings.Add("partner.differs", $"单位 {row.UnitCode} 的参与登记与受理时间不符。", $"The row by which the unit {row.UnitCode} finds the ticket has another time of acceptance.");
            else if (row.IsCurrent is { } isCurrent && (isCurrent != current.Contains(row.UnitCode) || (row.Follows is { } followed && followed != follows)))
            {
                findings.Add("partner.differs", $"单位 {row.UnitCode} {(current.Contains(row.UnitCode) ? "仍在参与该工单，登记却说已不参与" : "已不参与该工单，登记却说仍在参与")}。", $"The unit {row.UnitCode} {(current.Contains(row.UnitCode) ? "takes part in the ticket, but its row says it does no more" : "takes part in the ticket no more, but its row says it does")}.");
            }
        }

        foreach (var unit in missing) findings.Add("partner.missing", $"单位 {unit} 参与过该工单，参与登记却缺失：它看不到该工单。", $"The unit {unit} took part in the ticket, but its row is missing: it does not see the ticket.");
    }

    private static void CheckMessages(CaseRows rows, ExpectedRows expected, Findings findings)
    {
        var missing = new HashSet<string>(expected.Messages.Keys, StringComparer.Ordinal);
        foreach (var row in rows.Messages)
        {
            missing.Remove(row.EffectId);
            if (!expected.Messages.TryGetValue(row.EffectId, out var message))
            {
                findings.Add("message.extra", "有一条历史中没有的外发消息。", "There is a message that the history did not send.");
                continue;
            }

            var differs = new Comparison()
                .Text("渠道", "channel", message.Row.Channel, row.Channel)
                .Of("是否等待回执", "whether an answer is awaited", message.Row.AwaitsResult, row.AwaitsResult)
                .At("产生时间", "time", message.Row.CreatedAt, row.CreatedAt);
            if (message.IsHeld) differs.Add("内容", "content", Comparison.SameJson(message.Row.PayloadJson, row.PayloadJson));
            if (differs.Differs) findings.Add("message.differs", $"一条外发消息与历史不符：{differs.Chinese}。", $"A message is not what the history sent: {differs.English}.");
        }

        foreach (var _ in missing) findings.Add("message.missing", "历史中应外发的一条消息缺失。", "A message that the history sent is missing.");
    }

    private static void CheckWords(IReadOnlyList<JournalEntry> entries, CaseRows rows, Findings findings)
    {
        var missing = WordsNotOf(rows);
        if (entries.Count > 0 && missing.Count > 0)
        {
            findings.Add("words.missing", $"历史引用的 {missing.Count} 段密封文字在保险库中不存在：被删除，而不是依法销毁（销毁只去除密钥）。", $"{missing.Count} sealed texts that the history refers to are not in the vault: they were deleted, not erased (erasing takes the key only).");
        }
    }

    /// <summary>The ids of sealed words that the entries refer to and that are not among the case's own: what is said about a merged ticket is sealed once.</summary>
    public static HashSet<string> WordsNotOf(CaseRows rows)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.Journal) Collect(CanonicalJson.Parse(row.Entry), missing);
        missing.RemoveWhere(id => Guid.TryParse(id, out var known) && rows.Words.Contains(known));
        return missing;
    }

    private static void Collect(Value value, HashSet<string> ids)
    {
        if (value.Kind == ValueKind.Array)
        {
            foreach (var item in value.Items) Collect(item, ids);
        }
        else if (value.Kind == ValueKind.Object)
        {
            if (Sealed.From(value) is { } words) ids.Add(words.Id);
            foreach (var (_, member) in value.MembersByName) Collect(member, ids);
        }
    }
}
