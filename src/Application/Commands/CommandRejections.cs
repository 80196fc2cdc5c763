using JieSuJiBan.Engine;

namespace JieSuJiBan.Application.Commands;

/// <summary>Refusals of commands before any step is tried.</summary>
public static class CommandRejections
{
    public static Rejection Wrong(string field, string zh, string en) => new(RejectionKind.Content, "request.invalid", zh, en, Field: field);

    public static Rejection NoSuchTask { get; } = new(RejectionKind.NotFound, "task.notFound", "没有找到该任务，或当前账号无权知悉。", "There is no such task, or this account may not know of it.");

    public static Rejection NoDefinition { get; } = new(RejectionKind.State, "definition.missing", "尚未发布工单流程定义，请政策管理员先发布。", "Expected a published ticket definition, but there is none, so nothing was recorded: have a policy administrator publish one.");
}
