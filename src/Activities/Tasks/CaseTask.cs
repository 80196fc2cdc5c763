using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>
/// Any step by a person that the product has no activity of its own for, drawn from data: what is asked stands in
/// <c>tasks.json</c>, who does it, by when and what follows at the node. Leader's approval, audit of a reply, a conference,
/// a level of a dispute ladder are all this activity.
/// </summary>
public sealed class CaseTask : Activity
{
    private const string Overdue = "Overdue";
    private const string OverdueTag = "overdue";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.CaseTask",
        Category = "接诉即办",
        DisplayName = "人工环节",
        Description = "由人办理的环节：问什么、有哪些结果取自城市登记的任务种类；由谁办、何时前办、结果走向在此设定。每个环节都有时限。",
        Inputs =
        [
            new("TaskKind", "String", "任务种类", "城市登记的任务种类（tasks.json）", UiHint: Pickers.TaskKind, IsRequired: true),
            new("Role", "String", "由谁办理", "系统角色，或者城市自设的角色", UiHint: Pickers.Role, IsRequired: true),
            new("Unit", "String", "办理单位", "留空则该角色均可办理", UiHint: Pickers.UnitReference),
            Limits.Input("LimitStep", "办理时限步骤", "期限取自时限表的哪一步骤", LimitStep.Dispatch),
            new("Status", "String", "工单状态", "进入本环节时工单的状态代码，留空则不变"),
            new("Fact", "String", "结果记入", "结果记入工单事实的名称，留空则用任务种类"),
            new("NotBy", "Object", "回避人员", "这些环节的经办人不得办理本环节", Value.Of(Array.Empty<Value>()), Pickers.Act),
            new("NotUnit", "String", "回避单位", "该单位的人员不得办理：写法同“办理单位”", UiHint: Pickers.UnitReference),
            new("LeaveWhenOverdue", "Boolean", "超期即离开", "超期时结束本环节并走“超期”出口；否则环节继续，同时走该出口", Value.False, "checkbox"),
            new("Outcomes", "Object", "处理结果", "本环节提供的处理结果（出口），须为该任务种类的结果", Value.Of(Array.Empty<Value>()), "dynamic-outcomes",
                Value.Object(("DynamicOutcomesOptions", Value.Object(("fixedOutcomes", Value.Of([Value.Of(Overdue)])))))),
        ],
        Outputs = [new("Outcome", "String", "处理结果"), new("Result", "Object", "填写的内容")],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var kind = context.Input("TaskKind").AsString() ?? "";
        if (!city.Tasks.Kinds.TryGetValue(kind, out var task))
        {
            context.Fault("caseTask.kind", $"tasks.json 中没有任务种类“{kind}”：请补充，或修改“{context.DisplayText}”的“任务种类” / tasks.json declares no kind '{kind}': declare it, or change the input TaskKind");
            return;
        }

        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var ticket = context.Ticket();
        if (TicketDeadlines.Of(city, ticket, step, context.Now) is not { } deadline)
        {
            context.Fault("caseTask.limit", $"时限表没有“{step}”对本工单适用的时限：请政策管理员补充 / The limit table has no row '{step}' for this ticket: add one");
            return;
        }

        var choice = context.Input("Unit").AsString();
        if (!UnitReference.TryResolve(city, ticket, choice, out var unit))
        {
            context.Fault("caseTask.unit", $"工单没有“{choice}”所指的单位：请修改“{context.DisplayText}”的“办理单位” / The ticket has no unit '{choice}': change the input Unit");
            return;
        }

        var offered = context.Input("Outcomes").Items.Select(item => item.AsString() ?? "").Where(name => name.Length > 0).ToArray();
        if (offered.FirstOrDefault(name => !task.Outcomes.ContainsKey(name)) is { } unknown)
        {
            context.Fault("caseTask.outcome", $"任务种类“{kind}”没有结果“{unknown}”：请修改“{context.DisplayText}”的“处理结果” / The kind '{kind}' has no outcome '{unknown}': change the input Outcomes");
            return;
        }

        if (context.Input("Status").AsString() is { Length: > 0 } status) context.Record(new CaseTaskOpened(status));
        context.OpenTask(
            context.Input("Role").AsString() ?? "",
            unit,
            deadline.DueAt,
            context.Summary(("limit", Value.Of(deadline.Chinese))),
            kind: kind,
            outcomes: offered.Length == 0 ? null : offered,
            notBy: Recused(context));
        context.SetTimer(deadline.DueAt, OverdueTag);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Bookmark.Tag == OverdueTag)
        {
            Pass(context);
            return null;
        }

        var city = context.City();
        var kind = resumption.Bookmark.Task!.Kind;
        if (!city.Tasks.Kinds.TryGetValue(kind, out var task)) return Gone(kind);
        var result = resumption.Payload;
        if (RefuseRecused(context) is { } recused) return recused;
        if (TaskResult.Check(context, task.Fields, result) is { } wrong) return wrong;
        var outcome = resumption.Outcome!;
        var name = context.Input("Fact").AsString() is { Length: > 0 } fact ? fact : TaskKinds.FactOf(kind);
        TaskEvents.Record(context, kind, new(
            TaskKinds.FactOf(kind),
            name,
            new FactList(context.Facts[name]).Next,
            context.Now,
            context.Actor.Id,
            outcome,
            [.. task.Declaration.Fields.Where(field => !result[field.Name].IsNull).Select(field => (field.Name, result[field.Name]))]));
        TaskResult.Carry(context, task.Outcomes[outcome], result);
        context.SetOutput("Outcome", Value.Of(outcome));
        context.SetOutput("Result", result);
        context.Complete(outcome);
        return null;
    }

    private static void Pass(ActivityContext context)
    {
        var kind = context.Input("TaskKind").AsString() ?? "";
        context.Record(new CaseTaskOverdue(TaskKinds.FactOf(kind), context.Ticket().TimesOverdue(TaskKinds.FactOf(kind)) + 1));
        if (context.Input("LeaveWhenOverdue").AsBoolean() == true) context.Complete(Overdue);
        else context.Follow(Overdue);
    }

    private static string[]? Recused(ActivityContext context)
    {
        var actors = context.Ticket().Actors;
        var ids = context.Input("NotBy").Items.Select(name => actors.Of(name.AsString() ?? "")).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        return ids.Length == 0 ? null : ids;
    }

    private static Rejection? RefuseRecused(ActivityContext context)
    {
        var choice = context.Input("NotUnit").AsString();
        if (string.IsNullOrEmpty(choice) || !UnitReference.TryResolve(context.City(), context.Ticket(), choice, out var unit) || unit is null || context.Actor.UnitCode != unit) return null;
        return new(RejectionKind.Permission, "caseTask.recused", "您所在单位应当回避，请交由其他单位的人员办理", "Expected somebody outside the unit concerned, but you belong to it, so leave it to another unit", null, null);
    }

    private static Rejection Gone(string kind) => new(
        RejectionKind.State, "caseTask.kind", $"政策已不再有任务种类“{kind}”：请政策管理员在 tasks.json 中恢复", $"The policy no longer has the kind '{kind}': restore it in tasks.json", null, null);
}
