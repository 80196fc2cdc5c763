using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using NodaTime;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>Whether, when and how the petitioner of a ticket is called back.</summary>
/// <param name="IsCalledBack">False where the type of request has no callback.</param>
/// <param name="BeginsAt">When it begins; null where what makes it begin has not happened yet, or there is none.</param>
/// <param name="Rules">When, how often, by which channels, what follows.</param>
/// <param name="Questions">The questionnaire in order.</param>
public sealed record CallbackExplanation(bool IsCalledBack, Instant? BeginsAt, IReadOnlyList<ExplainedLine> Rules, IReadOnlyList<ExplainedLine> Questions)
{
    private const string File = "callback.json";

    internal static CallbackExplanation Of(CityPolicy policy, TicketFacts ticket, IReadOnlyList<StepExplanation> limits)
    {
        var callback = policy.Callback;
        var rules = new List<ExplainedLine>();
        void Say(string key, string chinese, string english) => rules.Add(new(File, key, chinese, english));
        var type = ticket.RequestType is { } code ? policy.RequestTypes.Find(code) : null;
        if (type is { Callback: false })
        {
            Say("type", $"“{type.Name}”类诉求不回访", $"Requests of the type '{type.English}' are not called back");
            return new(false, null, rules, []);
        }

        Say("type", type is null ? "诉求类型未定：除规定不回访的类型外都回访" : $"“{type.Name}”类诉求要回访", type is null ? "The type of request is not known: all but some types are called back" : $"Requests of the type '{type.English}' are called back");
        if (callback.SharePercent < 100) Say("share", $"抽取 {callback.SharePercent}% 回访，按工单固定抽取", $"{callback.SharePercent}% of the tickets are called back, always the same ones");
        var begins = callback.Trigger == CallbackTrigger.OnReply ? ticket.RepliedAt : ticket.FeedbackDueAt;
        var when = begins is { } at ? CalendarExplanation.Moment(at, policy.City.Zone) : null;
        Say(
            "trigger",
            (callback.Trigger == CallbackTrigger.OnReply ? "承办单位答复后即回访" : "办理时限届满即回访，不论是否答复") + (when is null ? "，尚未发生" : $"：{when}") + $"，依据{callback.Basis.Citation}",
            (callback.Trigger == CallbackTrigger.OnReply ? "It begins when the unit has replied" : "It begins when the handling limit ends, with or without a reply") + (when is null ? ", which has not happened yet" : $": {when}") + $", by {callback.Basis.Citation}");
        if (callback.Trigger == CallbackTrigger.OnLimitExpiry)
        {
            Say("unanswered",
                "届满仍未答复的按未解决计，办理责任和督办照常；之后答复的" + (callback.AgainAfterLateReply ? "再次回访" : "不再回访"),
                "Where there is no reply at the limit, the matter counts as unsolved and the duty goes on; a later reply is " + (callback.AgainAfterLateReply ? "called back about again" : "not called back about again"));
        }

        if (limits.FirstOrDefault(limit => limit.Step == Activities.Deadlines.LimitStep.Callback) is { Choice: not null } limit) Say("limit", $"回访时限：{limit.Chinese}（{limit.Choice.Limit.Id}）", $"Limit: {limit.English} ({limit.Choice.Limit.Id})");
        Say("attempts", $"联系不上的，最多回访 {callback.Attempts} 次{(callback.OnDifferentDays ? "，每次另择一日" : "")}", $"Where nobody is reached, up to {callback.Attempts} attempts{(callback.OnDifferentDays ? ", each on another day" : "")}");
        for (var attempt = 1; attempt <= callback.Attempts; attempt++)
        {
            var channel = callback.ChannelOf(attempt);
            var known = channel is null ? null : policy.Channels.Find(channel);
            Say($"attempt{attempt}", $"第 {attempt} 次：{(channel is null ? "人工电话" : known?.Name ?? channel)}", $"Attempt {attempt}: {(channel is null ? "a person calls" : known?.English ?? channel)}");
        }

        if (limits.FirstOrDefault(limit => limit.Step == callback.AnswerStep) is { Choice: { } answer }) Say("answer", $"问卷在 {answer.Limit.Chinese}内回复，逾期进入下一次（{answer.Limit.Id}）", $"A questionnaire is to be answered within {answer.Limit.English}, then comes the next attempt ({answer.Limit.Id})");
        Say("unreachable", callback.UnreachableIsAssessed ? "联系不上的计入考核" : "联系不上的不计入三率分母", callback.UnreachableIsAssessed ? "Who is not reached counts in the rates" : "Who is not reached leaves the denominator of the rates");
        Say("unsatisfied", callback.Unsatisfied.Rehandles ? $"未解决或不满意的重新办理，最多 {callback.Unsatisfied.MaxRehandles} 次，之后解释说明" : "未解决或不满意的不重新办理，解释说明", callback.Unsatisfied.Rehandles ? $"A bad answer makes the unit handle it again, at most {callback.Unsatisfied.MaxRehandles} times, then the result is explained" : "A bad answer is not handled again, the result is explained");
        if (!callback.Disputes.Grounds.IsEmpty) Say("disputes", $"承办单位可凭 {string.Join("、", callback.Disputes.Grounds.Select(ground => ground.Name))} 申诉", $"The unit may dispute it on the grounds of {string.Join(", ", callback.Disputes.Grounds.Select(ground => ground.English))}");
        return new(true, begins, rules, [.. callback.Questions.Select(Ask)]);
    }

    internal IEnumerable<ExplainedLine> Lines() => [.. Rules, .. Questions];

    private static ExplainedLine Ask(CallbackQuestion question)
    {
        var answers = string.Join("、", question.Answers.Select(answer => answer.Name + (question.GoodAnswers.Contains(answer.Code) ? "（好）" : "")));
        var answersInEnglish = string.Join(", ", question.Answers.Select(answer => answer.English + (question.GoodAnswers.Contains(answer.Code) ? " (good)" : "")));
        return new(
            File, $"question.{question.Code}",
            $"{question.Text}（{(question.IsRequired ? "必答" : "选答")}{(question.AskedOnlyIfReached ? "，接通才问" : "")}）：{answers}",
            $"{question.English} ({(question.IsRequired ? "required" : "optional")}{(question.AskedOnlyIfReached ? ", only where reached" : "")}): {answersInEnglish}");
    }
}
