using System.Globalization;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Inputs;

/// <summary>The sentences with which a step refuses an input.</summary>
internal static class Refusals
{
    public static Rejection CaseExists() => State("case.exists",
        "该工单已经启动，不能重复启动；请查看已有工单。",
        "Expected a case that has not started, but it has, so nothing was done: look at the existing case.");

    public static Rejection CaseUnknown() => new(RejectionKind.NotFound, "case.unknown",
        "没有这个工单；请核对编号。",
        "Expected a started case, but there is none of that id, so nothing was done: check the id.");

    public static Rejection CaseFinished(CaseState state) => State("case.finished",
        state.SubStatus == WorkflowSubStatus.Cancelled ? "该工单已取消，不能再处理。" : "该工单已办结，不能再处理。",
        "Expected a running case, but it is over, so nothing was done: nothing is left to do here.");

    public static Rejection InputUnknown(Input input) => new(RejectionKind.Content, "input.unknown",
        $"本版本不认识输入“{input.GetType().Name}”；请升级程序。",
        $"Expected an input that the engine knows, but got {input.GetType().Name}, so nothing was done: update the program.");

    public static Rejection DefinitionUnknown(string hash) => new(RejectionKind.NotFound, "definition.unknown",
        "没有这个流程版本；请选择一个已发布的流程。",
        $"Expected a published definition, but there is none with hash {hash}, so nothing was started: choose a published one.");

    public static Rejection ArgumentsNoObject() => new(RejectionKind.Content, "arguments.noObject",
        "流程输入必须是一个对象；请按流程的输入项填写。",
        "Expected an object of workflow inputs, but got something else: give one member per input.", Field: "arguments");

    public static Rejection ArgumentWrong(string name, ConversionError error) => new(RejectionKind.Content, "arguments.wrongType",
        $"流程输入“{name}”的类型不对：{error.Chinese}请改正。",
        $"The workflow input '{name}' has the wrong type: {error.English} Correct it.", Field: "arguments." + name);

    public static Rejection TaskGone(string taskId, CaseState state) => IsPastTask(taskId, state)
        ? State("task.closed",
            "该任务已经办结或撤回；请刷新列表。",
            "Expected an open task, but it was completed or withdrawn, so nothing was done: refresh the list.")
        : new(RejectionKind.NotFound, "task.unknown",
            "没有这个任务；请核对编号。",
            "Expected a task of this case, but there is none of that id, so nothing was done: check the id.");

    public static Rejection TaskClaimed(string by) => State("task.claimed",
        $"该任务已由 {by} 领取；请选择其他任务，或请其退回。",
        $"Expected an unclaimed task, but {by} has claimed it, so nothing was done: choose another, or ask them to release it.");

    public static Rejection TaskNotClaimed() => State("task.notClaimed",
        "该任务没有人领取，不需要退回。",
        "Expected a claimed task, but nobody has claimed it, so there is nothing to release.");

    public static Rejection TaskClaimedByOther(string by) => Permission("task.claimedByOther",
        $"该任务由 {by} 办理，其他人不能提交；请联系 {by} 退回。",
        $"Expected the person who claimed the task, but {by} did, so nothing was done: ask {by} to release it.");

    public static Rejection RoleMissing(string role) => Permission("task.roleMissing",
        $"办理该任务需要角色“{role}”；请由有该角色的人员办理。",
        $"Expected an actor with the role '{role}', but the actor has it not, so nothing was done: let somebody with that role do it.");

    public static Rejection UnitWrong(string unit) => Permission("task.otherUnit",
        $"该任务属于单位 {unit}；请由该单位办理。",
        $"Expected a member of unit {unit}, but the actor acts for another, so nothing was done: let that unit do it.");

    public static Rejection NotByOwner() => Permission("task.notByOwner",
        "本任务须由他人审核：您是所审核事项的经办人，请交由其他人处理。",
        "Expected somebody else, because you are the owner of what is reviewed: leave the task to another person.");

    public static Rejection Halted() => State("case.faulted",
        "该流程因故障暂停；请先处理故障（重试、跳过或取消），再办理。",
        "Expected a running workflow, but an incident has halted it, so nothing was done: retry, skip or cancel the incident first.");

    public static Rejection StoppedTooOften() => State("step.stoppedTooOften",
        "这一步中多个脚本占用的时间或内存过多，已被安全保护停止，未作任何改变；请简化流程中的脚本后重试。",
        "Several scripts of this step took too much time or memory and were stopped, so nothing was done: simplify the scripts of the workflow, then try again.");

    public static Rejection TimerGone() => State("timer.gone",
        "该定时已触发或已撤销，无需再触发。",
        "Expected a timer that is set, but it fired or was cleared, so nothing was done.");

    public static Rejection TimerNotDue(Instant dueAt) => State("timer.notDue",
        $"定时未到（{dueAt}），不能提前触发。",
        $"Expected an instant not before {dueAt}, but it is earlier, so the timer did not fire: fire it when due.");

    public static Rejection SignalNotAwaited(string name) => State("signal.notAwaited",
        $"现在没有环节在等待事件“{name}”。",
        $"Expected an activity that waits for '{name}', but none does now, so nothing was done.");

    public static Rejection ResultNotAwaited() => State("result.notAwaited",
        "没有环节在等待该回执（可能已收到）。",
        "Expected an activity that waits for this answer, but none does, so nothing was done: it may have come before.");

    public static Rejection IncidentUnknown() => new(RejectionKind.NotFound, "incident.unknown",
        "没有这个故障，或已处理；请刷新。",
        "Expected an open incident, but there is none of that id, so nothing was done: refresh.");

    public static Rejection OutcomeRequired(TaskDeclaration declaration) => new(RejectionKind.Content, "task.outcomeRequired",
        $"请选择处理结果：{string.Join('、', declaration.Outcomes.Select(outcome => outcome.DisplayName))}。",
        $"Expected one of the outcomes {string.Join(", ", declaration.Outcomes.Select(outcome => outcome.Name))}, but none was given: choose one.", Field: "outcome");

    public static Rejection OutcomeUnknown(string outcome, IReadOnlyCollection<string> offered) => new(RejectionKind.Content, "task.unknownOutcome",
        $"没有处理结果“{outcome}”；可选：{string.Join('、', offered)}。",
        $"Expected one of the outcomes {string.Join(", ", offered)}, but got '{outcome}': choose one of them.", Field: "outcome");

    public static Rejection ResultNoObject() => new(RejectionKind.Content, "task.resultNoObject",
        "提交内容必须是一个对象；请按表单填写。",
        "Expected an object of fields, but got something else: give one member per field.", Field: "result");

    public static Rejection FieldUnknown(string name, TaskDeclaration declaration) => new(RejectionKind.Content, "task.unknownField",
        $"表单没有字段“{name}”；可填：{string.Join('、', declaration.Fields.Select(field => field.Name))}。",
        $"Expected the fields {string.Join(", ", declaration.Fields.Select(field => field.Name))}, but got '{name}': leave it out.", Field: "result." + name);

    public static Rejection FieldNotAsked(TaskField field, string outcome) => Content(field, "task.fieldNotAsked",
        $"选择“{outcome}”时不填写“{field.DisplayName}”；请清空该项。",
        $"Expected no '{field.EnglishName}' for the outcome '{outcome}', but it was given: leave it out.");

    public static Rejection FieldRequired(TaskField field) => Content(field, "task.fieldRequired",
        $"请填写“{field.DisplayName}”。",
        $"Expected '{field.EnglishName}', but it is missing or blank: fill it in.");

    public static Rejection FieldTooLong(TaskField field, int length) => Content(field, "task.fieldTooLong",
        string.Create(CultureInfo.InvariantCulture, $"“{field.DisplayName}”最多 {field.MaxLength} 个字符，现有 {length} 个；请缩短。"),
        string.Create(CultureInfo.InvariantCulture, $"Expected at most {field.MaxLength} characters in '{field.EnglishName}', but got {length}: shorten it."));

    public static Rejection FieldWrong(TaskField field, string chinese, string english) => Content(field, "task.fieldWrong",
        $"“{field.DisplayName}”应为{chinese}；请改正。",
        $"Expected {english} in '{field.EnglishName}', but got something else: correct it.");

    public static Rejection FieldNotSealed(TaskField field) => Content(field, "task.fieldNotSealed",
        $"“{field.DisplayName}”须先加密保存再提交。",
        $"Expected a sealed reference in '{field.EnglishName}', but got plain content: words are sealed before a step takes them.");

    private static Rejection State(string code, string chinese, string english) => new(RejectionKind.State, code, chinese, english);

    private static Rejection Permission(string code, string chinese, string english) => new(RejectionKind.Permission, code, chinese, english);

    private static Rejection Content(TaskField field, string code, string chinese, string english) =>
        new(RejectionKind.Content, code, chinese, english, Field: "result." + field.Name);

    /// <summary>Task ids name their case and step, so an id of a step taken is one of a task that is gone.</summary>
    private static bool IsPastTask(string taskId, CaseState state)
    {
        var prefix = state.CaseId.Value.ToString("N") + "-";
        if (!taskId.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var parts = taskId[prefix.Length..].Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && sequence >= 1 && sequence <= state.Sequence;
    }
}
