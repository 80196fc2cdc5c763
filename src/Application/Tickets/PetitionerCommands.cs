using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// What a petitioner sends about the own request while it runs: urging (催办), adding to it (补充), the answer to a questionnaire (回访). The words
/// are sealed here; whether they have an effect now, the case decides.
/// </summary>
public sealed class PetitionerCommands(TicketSignals signals, PublishedStore catalog)
{
    /// <summary>Longest remark, in UTF-16 units.</summary>
    public const int LongestText = 2000;

    /// <summary>Who acts for somebody that has proved to be the petitioner.</summary>
    public static Caller Petitioner(Guid commandId) => new("petitioner", ["petitioner"], null, commandId);

    /// <summary>The petitioner urges.</summary>
    public Task<CommandResult> UrgeAsync(Guid caseId, string? text, Caller caller, CancellationToken ct) =>
        SendAsync(caseId, CaseSignals.Urged, "text", text, [], caller, ct);

    /// <summary>The petitioner adds something to the request.</summary>
    public Task<CommandResult> SupplementAsync(Guid caseId, string? text, Caller caller, CancellationToken ct) => string.IsNullOrWhiteSpace(text)
        ? Task.FromResult<CommandResult>(CommandResult.Refuse(NothingAdded))
        : SendAsync(caseId, CaseSignals.Supplemented, "text", text, [], caller, ct);

    /// <summary>The petitioner answers a questionnaire.</summary>
    public Task<CommandResult> AnswerAsync(Guid caseId, Value answers, string? opinion, Caller caller, CancellationToken ct) =>
        answers.Kind == ValueKind.Object && answers.MembersByName.All(answer => IsOfQuestionnaire(answer.Key, answer.Value))
            ? SendAsync(caseId, CallbackPetitioner.AnsweredSignal, "opinion", opinion, [("answers", answers)], caller, ct)
            : Task.FromResult<CommandResult>(CommandResult.Refuse(CommandRejections.Wrong("answers", "answers 须为“问题代码: 答案代码”的对象，代码取自回访问卷；其他意见请写入 opinion。", "answers must be an object of question code and answer code of the questionnaire: write anything else into opinion.")));

    /// <summary>The answers stay in clear: they are codes of the questionnaire, and nothing is written beside them.</summary>
    private bool IsOfQuestionnaire(string code, Value answer) =>
        catalog.Policy.Callback.Questions.Any(question => question.Code == code) && answer.AsString() is { Length: <= 64 } text && CodeText.IsCode(text);

    /// <summary>An addition without words.</summary>
    public static Rejection NothingAdded => CommandRejections.Wrong("text", "请填写补充的内容。", "State what is added.");

    private async Task<CommandResult> SendAsync(
        Guid caseId, string signal, string purpose, string? text, (string Name, Value Value)[] members, Caller caller, CancellationToken ct)
    {
        if (text?.Length > LongestText || text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return CommandResult.Refuse(CommandRejections.Wrong(purpose, $"最长 {LongestText} 字，且不得含有空字符。", $"At most {LongestText} characters, without the null character."));
        }

        return await signals.SendAsync(caseId, signal, new(purpose, TextAttribute.Of<PetitionerMessage>(nameof(PetitionerMessage.Text)), text), members, caller, ct);
    }
}
