using System.Buffers.Binary;
using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// One callback under way (Art. 23): attempts by call or questionnaire, on the days and channels of the city's policy, until the petitioner
/// answers or was tried so often. The same whether the unit has replied or the limit expired without a reply.
/// </summary>
internal static class CallbackRound
{
    /// <summary>The kind of its task.</summary>
    public const string Kind = "CallbackPetitioner";

    /// <summary>The petitioner was reached.</summary>
    public const string Reached = "Reached";

    /// <summary>The petitioner was not reached.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>Tag of the timer that begins it.</summary>
    public const string BeginTag = "begin";

    /// <summary>Tag of the timer of the next attempt.</summary>
    public const string AgainTag = "again";

    /// <summary>Tag of the timer after which a questionnaire counts as not answered.</summary>
    public const string SilentTag = "silent";

    /// <summary>Tag of the wait for the answers to a questionnaire.</summary>
    public const string AnswerTag = "answer";

    private const string Attempts = "attempts";
    private const string Waits = "waits";
    private const string OpenTask = "open";

    /// <summary>The next attempt.</summary>
    public static void Ask(ActivityContext context)
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

        var task = context.OpenTask(TicketRoles.CallbackAgent, null, DueAt(context), Payload(context));
        if (AtLimit.IsOpen(context)) context.SetProperty(OpenTask, Value.Of(task));
    }

    /// <summary>Shows on the open task that the unit has replied meanwhile.</summary>
    public static void Show(ActivityContext context)
    {
        if (context.GetProperty(OpenTask).AsString() is { } task) context.ChangeTask(task, DueAt(context), Payload(context));
    }

    /// <summary>A later attempt has a limit of its own: the first one's may be over by then.</summary>
    private static Instant DueAt(ActivityContext context) => context.DueAt(LimitStep.Callback) is { } deadline && deadline > context.Now ? deadline : EndOfToday(context);

    private static Value Payload(ActivityContext context) => context.Summary(
    [
        ("attempt", context.GetProperty(Attempts)),
        ("channels", Value.Of(context.City().Callback.Channels)),
        ("maxAttempts", Value.Of(MaxAttempts(context))),
        ("merged", Merged(context)),
        ("questions", Value.Of(context.City().Callback.Asked.Select(question => question.Text))),
        .. AtLimit.IsUnanswered(context) ? new (string, Value)[] { ("unanswered", Value.True) } : [],
    ]);

    private static Instant EndOfToday(ActivityContext context)
    {
        var calendar = context.City().Calendar;
        return calendar.StartOfDay(calendar.DateOf(context.Now).PlusDays(1));
    }

    private static void SendQuestionnaire(ActivityContext context, Channel channel, long attempt)
    {
        var ticket = context.Ticket();
        var city = context.City();
        context.Record(new QuestionnaireSent(context.Now, channel.Code));
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
            ("text", Value.Of(Notices.Word(context, AtLimit.IsUnanswered(context) ? OutgoingMessages.QuestionnaireUnanswered : OutgoingMessages.Questionnaire))),
            ("to", ticket.Phone?.ToValue() ?? ticket.Account)));
        var until = context.DueAt(city.Callback.AnswerStep) ?? EndOfToday(context);
        context.SetProperty(Waits, Value.Of([context.WaitForSignal(CallbackPetitioner.AnsweredSignal, AnswerTag, autoBurn: false), context.SetTimer(until, SilentTag)]));
    }

    /// <summary>The answers to a questionnaire: those to an earlier one than the latest are refused.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="payload"><c>attempt</c>, <c>answers</c>, <c>opinion</c>, and <c>about</c> where a merged ticket's petitioner answers.</param>
    /// <param name="isGood">True where nothing need follow.</param>
    /// <param name="isHeard">True where somebody else's answers were put on record, and those of the petitioner are still awaited.</param>
    public static Rejection? ByQuestionnaire(ActivityContext context, Value payload, out bool isGood, out bool isHeard)
    {
        (isGood, isHeard) = (false, false);
        if (payload["attempt"].AsInt64() is { } attempt && attempt != context.GetProperty(Attempts).AsInt64())
        {
            return Refusal.State("callback.answer.old", "该问卷已失效，请等待下一次回访", "Expected the answer to the latest questionnaire, but it is to an earlier one, so wait for the next", LegalDuty.Callback);
        }

        if (payload[Merging.MergedWords.About] is { IsNull: false } about && payload["samePerson"].AsBoolean() != true)
        {
            // Whoever's ticket was merged into this one is heard; whose ticket this is decides.
            if (Unknown(context, payload["answers"], "answers.") is { } unknown) return unknown;
            context.Record(new MergedPetitionerAnswered(context.Ticket().MergedAnswers.Next, context.Now, context.Actor.Id, Codes(context, payload["answers"]), payload["opinion"], new(about, null)));
            isHeard = true;
            return null;
        }

        return Answered(context, payload["answers"].With("opinion", payload["opinion"]), "answers.", out isGood);
    }

    /// <summary>Nobody was reached: another attempt follows, unless this was the last. True where it was.</summary>
    public static bool TryAgain(ActivityContext context)
    {
        StopWaiting(context);
        var city = context.City();
        var attempt = context.GetProperty(Attempts).AsInt64() ?? 1;
        context.Record(new CallbackFailed(context.Ticket().Callback.AttemptsLog.Next, context.Now, context.Actor.Id, ChannelOf(context), attempt));
        if (attempt >= MaxAttempts(context)) return true;
        if (city.Callback.OnDifferentDays)
        {
            var calendar = city.Calendar;
            context.SetTimer(calendar.At(calendar.DateOf(context.Now).PlusDays(1), calendar.OfficeHours[0].From), AgainTag);
        }
        else
        {
            Ask(context);
        }

        return false;
    }

    /// <summary>What the petitioner answered, checked against the questionnaire and recorded.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="result">An answer for each question, and <c>opinion</c>.</param>
    /// <param name="prefix">Where the answers stand in the input, for refusals.</param>
    /// <param name="isGood">True where nothing need follow.</param>
    public static Rejection? Answered(ActivityContext context, Value result, string prefix, out bool isGood)
    {
        isGood = false;
        var policy = context.City().Callback;
        if (Unknown(context, result, prefix) is { } unknown) return unknown;
        StopWaiting(context);
        // Art. 23 asks at the limit whether or not there is a reply: silence is no solution, whatever else is said.
        var isUnanswered = AtLimit.IsUnanswered(context);
        isGood = policy.IsGood(result) && !isUnanswered;
        var called = new CalledBack(
            context.Ticket().Callback.AttemptsLog.Next,
            context.Now,
            context.Actor.Id,
            ChannelOf(context),
            context.GetProperty(Attempts),
            isGood,
            Merged(context),
            result["opinion"],
            Codes(context, result),
            AtLimit.Mark(context, isUnanswered),
            AtLimit.IsOpen(context));
        if (isUnanswered) context.Record(new UnansweredCalledBack(called));
        else context.Record(new PetitionerCalledBack(called));
        context.SetOutput("Solved", result["solved"]);
        context.SetOutput("Satisfied", result["satisfied"]);
        return null;
    }

    /// <summary>The refusal of an answer that the questionnaire does not offer; null where all are codes of it.</summary>
    public static Rejection? Unknown(ActivityContext context, Value answers, string prefix)
    {
        foreach (var question in context.City().Callback.Asked)
        {
            var answer = answers[question.Code].AsString();
            if (answer is null && !question.IsRequired) continue;
            if (question.Answers.Any(known => known.Code == answer)) continue;
            var choice = string.Join("、", question.Answers.Select(known => $"{known.Code}（{known.Name}）"));
            return Refusal.Content("callback.answer.unknown", prefix + question.Code,
                $"“{question.Text}”的答案“{answer}”不在回访问卷中，可选：{choice}",
                $"Expected an answer of the questionnaire to '{question.English}', but '{answer}' is none, so choose one of {string.Join(", ", question.Answers.Select(known => known.Code))}", LegalDuty.Callback);
        }

        return null;
    }

    /// <summary>The answers to what is asked and nothing else: what somebody writes beside them is no code, and does not enter the journal in clear.</summary>
    public static Value Codes(ActivityContext context, Value answers) => Value.Object([.. context.City().Callback.Asked.Select(question => (question.Code, answers[question.Code]))]);

    /// <summary>The channel of the attempt under way.</summary>
    private static string? ChannelOf(ActivityContext context) => context.City().Callback.ChannelOf(context.GetProperty(Attempts).AsInt64() ?? 1);

    /// <summary>Ends the waits of the attempt under way.</summary>
    public static void StopWaiting(ActivityContext context)
    {
        foreach (var wait in context.GetProperty(Waits).Items) context.Clear(wait.AsString()!);
        context.SetProperty(Waits, Value.Null);
    }

    /// <summary>Numbers of the tickets merged into this one: they are asked about together.</summary>
    private static Value Merged(ActivityContext context)
    {
        // What was split off is a matter of its own; before it was told apart, it was asked about as well.
        string[] numbers = [.. (context.Semantics >= CaseSemantics.MergedHears
            ? context.Ticket().Links.MergedChildren
            : context.Ticket().Links.All.Where(link => link.Relation == Facts.Links.Child)).Select(link => link.Number).Order(StringComparer.Ordinal)];
        return numbers.Length == 0 ? Value.Null : Value.Of(numbers);
    }

    /// <summary>Why nobody is called back: no record of it exists, the type of request has none, another ticket asks for this one too, or the sample left it out.</summary>
    public static string? WhyNot(ActivityContext context, CityPolicy city, TicketFacts ticket)
    {
        if (ticket.IsHistoric) return "历史导入：原记录没有回访";
        if (context.Semantics >= CaseSemantics.WithoutContact && ticket.HasNoContact) return "没有留下联系方式，无人可回访";
        if (ticket.RequestType is { } code && city.RequestTypes.Find(code) is { Callback: false } type) return $"“{type.Name}”类诉求不回访";
        if (ticket.Links.All.Where(link => link.Relation == Facts.Links.MergedInto).MinBy(link => link.Ordinal, StringComparer.Ordinal) is { } parent) return $"已并入工单 {parent.Number}，合并回访";
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
    public static TaskDeclaration Declare(CityPolicy? city) => new(
        Kind,
        "回访诉求人",
        "Call the petitioner back",
        "询问工作人员是否联系、问题是否解决、是否满意，如实记录。",
        [new(Reached, "已接通", "Reached"), new(Unreachable, "未接通", "Not reached")],
        [
            .. (city?.Callback.Asked ?? []).Select(question => new TaskField(
                question.Code, FieldType.Choice, question.Text, question.English, IsRequired: question.IsRequired, OnlyFor: [Reached], Options: CityTasks.Options(question.Answers))),
            new("opinion", FieldType.LongText, "诉求人意见", "Opinion", Text: TextKind.Matter, MaxLength: 2000, OnlyFor: [Reached]),
        ])
    { Subject = Subjects.Of(Kind) };
}
