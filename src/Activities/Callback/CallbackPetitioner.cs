using System.Buffers.Binary;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// Asks the petitioner about the handling (Art. 23). The city's callback policy says when it begins, what is asked, by which
/// channel each attempt goes, how often an unreachable petitioner is tried and on which days. A person calls, or a
/// questionnaire goes out and its answer comes back as the signal <see cref="AnsweredSignal"/>. Tickets merged into one
/// have one callback.
/// </summary>
public sealed class CallbackPetitioner : Activity, ICityTasks
{
    /// <summary>The signal by which the answers to a questionnaire come in: <c>attempt</c>, <c>answers</c>, <c>opinion</c> (sealed).</summary>
    public const string AnsweredSignal = "callback.answered";

    private const string Reached = "Reached";
    private const string Unreachable = "Unreachable";
    private const string Satisfied = "Satisfied";
    private const string Unsatisfied = "Unsatisfied";
    private const string NotRequired = "NotRequired";
    private const string BeginTag = "begin";
    private const string AgainTag = "again";
    private const string SilentTag = "silent";
    private const string AnswerTag = "answer";
    private const string UrgeTag = "urge";
    private const string Attempts = "attempts";
    private const string Waits = "waits";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.CallbackPetitioner",
        Category = "接诉即办",
        DisplayName = "回访",
        Description = "办理时限届满，通过电话、短信、网络等方式回访诉求人：是否联系、是否解决、是否满意；问卷、渠道、次数取自回访规则，未接通的另日再访。",
        Sources = [LegalDuty.Callback],
        Inputs = [new("MaxAttempts", "Int32", "最多回访次数", "0 表示按城市回访规则", Value.Of(0))],
        Outputs = [new("Solved", "String", "诉求人认为是否解决"), new("Satisfied", "String", "诉求人是否满意")],
        Ports = [new(Satisfied, "解决且满意"), new(Unsatisfied, "未解决或者不满意"), new(Unreachable, "未接通"), new(NotRequired, "无需回访")],
        Task = Declare(null),
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [Declare(city)];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var ticket = context.Ticket();
        Replies.Release(context);
        if (WhyNot(context, city, ticket) is { } reason)
        {
            context.Record("CallbackNotRequired", Value.Object(("callback", Value.Object(("required", Value.False), ("reason", Value.Of(reason))))));
            context.Complete(NotRequired);
            return;
        }

        context.Record("CallbackPlanned", Value.Object(("status", Value.Of(TicketStatus.AwaitingCallback))));
        context.WaitForSignal(Urging.Signal, UrgeTag, autoBurn: false);
        if (city.Callback.Trigger == CallbackTrigger.OnLimitExpiry && ticket.FeedbackDueAt is { } due && due > context.Now) context.SetTimer(due, BeginTag);
        else Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case BeginTag or AgainTag:
                Ask(context);
                return null;
            case UrgeTag:
                return Urging.TooLate();
            case SilentTag:
                TryAgain(context);
                return null;
            case AnswerTag:
                return ByQuestionnaire(context, resumption.Payload);
            default:
                if (resumption.Outcome != Unreachable) return Answered(context, resumption.Payload, "result.");
                TryAgain(context);
                return null;
        }
    }

    private static void Ask(ActivityContext context)
    {
        var city = context.City();
        var attempt = (context.GetProperty(Attempts).AsInt64() ?? 0) + 1;
        context.SetProperty(Attempts, Value.Of(attempt));
        var channel = city.Callback.ChannelOf(attempt) is { } code ? city.Channels.Find(code) : null;
        if (channel is { Medium: not ChannelMedium.Voice })
        {
            SendQuestionnaire(context, channel, attempt);
            return;
        }

        // A later attempt has a limit of its own: the first one's may be over by then.
        var deadline = context.DueAt(LimitStep.Callback);
        var due = deadline > context.Now ? deadline : EndOfToday(context);
        context.OpenTask(TicketRoles.CallbackAgent, null, due, context.Summary(
            ("attempt", Value.Of(attempt)),
            ("channels", Value.Of(city.Callback.Channels)),
            ("maxAttempts", Value.Of(MaxAttempts(context))),
            ("merged", Merged(context)),
            ("questions", Value.Of(city.Callback.Asked.Select(question => question.Text)))));
    }

    private static Instant EndOfToday(ActivityContext context)
    {
        var calendar = context.City().Calendar;
        return calendar.StartOfDay(calendar.DateOf(context.Now).PlusDays(1));
    }

    private static void SendQuestionnaire(ActivityContext context, Channel channel, long attempt)
    {
        var ticket = context.Ticket();
        var city = context.City();
        context.Record("QuestionnaireSent", Value.Object(("callback", Value.Object(("channel", Value.Of(channel.Code)), ("sentAt", Value.Of(context.Now))))));
        context.Send("sms", Value.Object(
            ("attempt", Value.Of(attempt)),
            ("caseId", Value.Of(context.CaseId.ToString())),
            ("channel", Value.Of(channel.Code)),
            ("kind", Value.Of("Questionnaire")),
            ("number", Value.Of(ticket.Number)),
            ("questions", Value.Of(city.Callback.Asked.Select(question => Value.Object(
                ("answers", Value.Of(question.Answers.Select(answer => Value.Object(("code", Value.Of(answer.Code)), ("name", Value.Of(answer.Name)))))),
                ("code", Value.Of(question.Code)),
                ("text", Value.Of(question.Text)))))),
            ("text", Value.Of(Notices.Word(context, OutgoingMessages.Questionnaire))),
            ("to", ticket.Phone?.ToValue() ?? ticket.Facts["account"])));
        var until = context.DueAt(city.Callback.AnswerStep) ?? EndOfToday(context);
        context.SetProperty(Waits, Value.Of([context.WaitForSignal(AnsweredSignal, AnswerTag, autoBurn: false), context.SetTimer(until, SilentTag)]));
    }

    private static Rejection? ByQuestionnaire(ActivityContext context, Value payload)
    {
        if (payload["attempt"].AsInt64() is { } attempt && attempt != context.GetProperty(Attempts).AsInt64())
        {
            return Refusal.State("callback.answer.old", "该问卷已失效，请等待下一次回访", "Expected the answer to the latest questionnaire, but it is to an earlier one, so wait for the next", LegalDuty.Callback);
        }

        return Answered(context, payload["answers"].With("opinion", payload["opinion"]), "answers.");
    }

    private static void TryAgain(ActivityContext context)
    {
        StopWaiting(context);
        var city = context.City();
        var attempt = context.GetProperty(Attempts).AsInt64() ?? 1;
        context.Record("CallbackFailed", Value.Object(
            context.ActorOf("callback"),
            ("callback", Value.Object(
                ("attempts", Value.Of(attempt)), ("at", Value.Of(context.Now)), Log(context, Unreachable), ("reached", Value.False)))));
        if (attempt >= MaxAttempts(context))
        {
            context.Complete(Unreachable);
        }
        else if (city.Callback.OnDifferentDays)
        {
            var calendar = city.Calendar;
            context.SetTimer(calendar.At(calendar.DateOf(context.Now).PlusDays(1), calendar.OfficeHours[0].From), AgainTag);
        }
        else
        {
            Ask(context);
        }
    }

    private static Rejection? Answered(ActivityContext context, Value result, string prefix)
    {
        var policy = context.City().Callback;
        foreach (var question in policy.Asked)
        {
            var answer = result[question.Code].AsString();
            if (answer is null && !question.IsRequired) continue;
            if (question.Answers.Any(known => known.Code == answer)) continue;
            var choice = string.Join("、", question.Answers.Select(known => $"{known.Code}（{known.Name}）"));
            return Refusal.Content("callback.answer.unknown", prefix + question.Code,
                $"“{question.Text}”的答案“{answer}”不在回访问卷中，可选：{choice}",
                $"Expected an answer of the questionnaire to '{question.English}', but '{answer}' is none, so choose one of {string.Join(", ", question.Answers.Select(known => known.Code))}", LegalDuty.Callback);
        }

        StopWaiting(context);
        var isGood = policy.IsGood(result);
        context.Record("PetitionerCalledBack", Value.Object(
            context.ActorOf("callback"),
            ("callback", Value.Object(
            [
                ("at", Value.Of(context.Now)),
                ("attempts", context.GetProperty(Attempts)),
                ("good", Value.Of(isGood)),
                Log(context, Reached),
                ("merged", Merged(context)),
                ("opinion", result["opinion"]),
                ("reached", Value.True),
                .. policy.Asked.Select(question => (question.Code, result[question.Code])),
            ]))));
        context.SetOutput("Solved", result["solved"]);
        context.SetOutput("Satisfied", result["satisfied"]);
        context.Complete(isGood ? Satisfied : Unsatisfied);
        return null;
    }

    /// <summary>One more line of the log of attempts.</summary>
    private static (string Name, Value Value) Log(ActivityContext context, string result)
    {
        var number = context.Ticket().Callback["attemptsLog"].Count + 1;
        return ("attemptsLog", Value.Object((number.ToString(System.Globalization.CultureInfo.InvariantCulture), Value.Object(
            ("at", Value.Of(context.Now)),
            ("by", Value.Of(context.Actor.Id)),
            ("channel", Value.Of(context.City().Callback.ChannelOf(context.GetProperty(Attempts).AsInt64() ?? 1))),
            ("result", Value.Of(result))))));
    }

    private static void StopWaiting(ActivityContext context)
    {
        foreach (var wait in context.GetProperty(Waits).Items) context.Clear(wait.AsString()!);
        context.SetProperty(Waits, Value.Null);
    }

    /// <summary>Numbers of the tickets merged into this one: they are asked about together.</summary>
    private static Value Merged(ActivityContext context)
    {
        string[] numbers = [.. context.Facts["links"].MembersByName
            .Where(link => link.Value["relation"].AsString() == "Child")
            .Select(link => link.Value["number"].AsString()).OfType<string>().Order(StringComparer.Ordinal)];
        return numbers.Length == 0 ? Value.Null : Value.Of(numbers);
    }

    /// <summary>Why nobody is called back: no record of it exists, the type of request has none, another ticket asks for this one too, or the sample left it out.</summary>
    private static string? WhyNot(ActivityContext context, CityPolicy city, TicketFacts ticket)
    {
        if (ticket.IsHistoric) return "历史导入：原记录没有回访";
        if (ticket.RequestType is { } code && city.RequestTypes.Find(code) is { Callback: false } type) return $"“{type.Name}”类诉求不回访";
        if (context.Facts["links"].MembersByName.FirstOrDefault(link => link.Value["relation"].AsString() == "MergedInto").Value is { } parent) return $"已并入工单 {parent["number"].AsString()}，合并回访";
        return Sample(context) >= city.Callback.SharePercent ? $"未抽中（回访比例 {city.Callback.SharePercent}%）" : null;
    }

    /// <summary>0 to 99, evenly spread over cases and always the same for one: from the random end of the case id.</summary>
    private static int Sample(ActivityContext context)
    {
        Span<byte> bytes = stackalloc byte[16];
        context.CaseId.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) % 100);
    }

    private static long MaxAttempts(ActivityContext context) =>
        context.Input("MaxAttempts").AsInt64() is { } own and > 0 ? own : context.City().Callback.Attempts;

    /// <summary>The questionnaire of the city as a form.</summary>
    private static TaskDeclaration Declare(CityPolicy? city) => new(
        "CallbackPetitioner",
        "回访诉求人",
        "Call the petitioner back",
        "询问工作人员是否联系、问题是否解决、是否满意，如实记录。",
        [new(Reached, "已接通", "Reached"), new(Unreachable, "未接通", "Not reached")],
        [
            .. (city?.Callback.Asked ?? []).Select(question => new TaskField(
                question.Code, FieldType.Choice, question.Text, question.English, IsRequired: question.IsRequired, OnlyFor: [Reached], Options: CityTasks.Options(question.Answers))),
            new("opinion", FieldType.LongText, "诉求人意见", "Opinion", IsPersonal: true, MaxLength: 2000, OnlyFor: [Reached]),
        ]);
}
