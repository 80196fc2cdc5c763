using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;

namespace JieSuJiBan.Application.Commands;

/// <summary>What a command gets at the door, for REST and pages alike.</summary>
public abstract record DoorAnswer
{
    private DoorAnswer()
    {
    }

    /// <summary>Done, durably.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Sequence">Number of the step.</param>
    /// <param name="Answer"><c>number</c>, <c>status</c>, <c>caseStatus</c>, <c>caseSubStatus</c> after the step.</param>
    /// <param name="Repeated">True where the command had been accepted before.</param>
    public sealed record Accepted(CaseId CaseId, long Sequence, Value Answer, bool Repeated) : DoorAnswer;

    /// <summary>Nothing changed; at least one reason.</summary>
    public sealed record Refused(IReadOnlyList<Rejection> Rejections) : DoorAnswer;

    /// <summary>Nothing was tried; try again later.</summary>
    public sealed record Busy(TimeSpan RetryAfter) : DoorAnswer;

    public static Refused No(Rejection rejection) => new([rejection]);
}

/// <summary>Answers of the runtime as answers at the door.</summary>
public static class DoorAnswers
{
    public static async Task<DoorAnswer> Of(Task<CommandAnswer> answer) => Of(await answer);

    public static DoorAnswer Of(CommandAnswer answer) => answer switch
    {
        CommandAnswer.Accepted accepted => new DoorAnswer.Accepted(accepted.CaseId, accepted.Sequence, accepted.Answer, accepted.Repeated),
        CommandAnswer.Refused { Rejection: { Code: "signal.notAwaited" } raw } => DoorAnswer.No(raw with { Chinese = "该工单现在的环节不接受这一操作，请刷新后查看工单所处的环节。", English = "The ticket's present step does not take this, so nothing was done: reload and see where it stands." }),
        CommandAnswer.Refused refused => DoorAnswer.No(refused.Rejection),
        CommandAnswer.Overloaded overloaded => new DoorAnswer.Busy(overloaded.RetryAfter),
        _ => throw new InvalidOperationException($"The door does not know the answer {answer.GetType().Name}."),
    };
}

/// <summary>Refusals that the door itself makes.</summary>
public static class DoorChecks
{
    public static Rejection Wrong(string field, string zh, string en) => new(RejectionKind.Content, "request.invalid", zh, en, Field: field);

    public static Rejection NoSuchTask { get; } = new(RejectionKind.NotFound, "task.notFound", "没有找到该任务，或当前账号无权知悉。", "There is no such task, or this account may not know of it.");

    public static Rejection NoDefinition { get; } = new(RejectionKind.State, "definition.missing", "尚未发布工单流程定义，请政策管理员先发布。", "Expected a published ticket definition, but there is none, so nothing was recorded: have a policy administrator publish one.");
}
