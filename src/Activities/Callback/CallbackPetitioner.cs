using System.Buffers.Binary;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// Asks the petitioner about the handling (Art. 23): reached, contacted by staff, solved, satisfied. The city's callback
/// policy says when it begins, how often an unreachable petitioner is tried and on which days.
/// </summary>
public sealed class CallbackPetitioner : Activity
{
    private const string Reached = "Reached";
    private const string Unreachable = "Unreachable";
    private const string Satisfied = "Satisfied";
    private const string Unsatisfied = "Unsatisfied";
    private const string NotRequired = "NotRequired";
    private const string BeginTag = "begin";
    private const string AgainTag = "again";
    private const string Attempts = "attempts";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.CallbackPetitioner",
        Category = "接诉即办",
        DisplayName = "回访",
        Description = "办理时限届满，通过电话、短信、网络等方式回访诉求人：是否联系、是否解决、是否满意（第二十三条）；未接通的按回访规则另日再访。",
        Inputs = [new("MaxAttempts", "Int32", "最多回访次数", "0 表示按城市回访规则", Value.Of(0))],
        Outputs = [new("Solved", "String", "诉求人认为是否解决"), new("Satisfied", "String", "诉求人是否满意")],
        Ports = [new(Satisfied, "解决且满意"), new(Unsatisfied, "未解决或者不满意"), new(Unreachable, "未接通"), new(NotRequired, "无需回访")],
        Task = new(
            "CallbackPetitioner",
            "回访诉求人",
            "Call the petitioner back",
            "询问工作人员是否联系、问题是否解决、是否满意，如实记录（第二十三条）。",
            [new(Reached, "已接通", "Reached"), new(Unreachable, "未接通", "Not reached")],
            [
                new("contactedByStaff", FieldType.Choice, "工作人员是否联系过", "Contacted by staff", IsRequired: true, OnlyFor: [Reached], Options:
                    [("Yes", "是"), ("No", "否"), ("Unknown", "说不清")]),
                new("solved", FieldType.Choice, "问题是否解决", "Solved", IsRequired: true, OnlyFor: [Reached], Options:
                    [("Yes", "已解决"), ("Partly", "部分解决"), ("No", "未解决")]),
                new("satisfied", FieldType.Choice, "是否满意", "Satisfied", IsRequired: true, OnlyFor: [Reached], Options:
                    [("Satisfied", "满意"), ("BasicallySatisfied", "基本满意"), ("Neutral", "一般"), ("Dissatisfied", "不满意")]),
                new("opinion", FieldType.LongText, "诉求人意见", "Opinion", IsPersonal: true, MaxLength: 2000, OnlyFor: [Reached]),
            ]),
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var ticket = context.Ticket();
        if (WhyNot(context, city, ticket) is { } reason)
        {
            context.Record("CallbackNotRequired", Value.Object(("callback", Value.Object(("required", Value.False), ("reason", Value.Of(reason))))));
            context.Complete(NotRequired);
            return;
        }

        context.Record("CallbackPlanned", Value.Object(("status", Value.Of(TicketStatus.AwaitingCallback))));
        if (city.Callback.Trigger == CallbackTrigger.OnLimitExpiry && ticket.FeedbackDueAt is { } due && due > context.Now) context.SetTimer(due, BeginTag);
        else Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Bookmark.Tag is BeginTag or AgainTag)
        {
            Ask(context);
            return null;
        }

        return resumption.Outcome == Unreachable ? TryAgain(context) : Answered(context, resumption.Payload);
    }

    private static void Ask(ActivityContext context)
    {
        var city = context.City();
        var attempt = (context.GetProperty(Attempts).AsInt64() ?? 0) + 1;
        context.SetProperty(Attempts, Value.Of(attempt));
        var deadline = TicketDeadlines.Of(city, context.Ticket(), LimitStep.Callback, context.Now);

        // A later attempt is not late because an earlier one failed: the limit is for the first.
        var due = attempt == 1 && deadline?.DueAt > context.Now ? deadline.DueAt : (Instant?)null;
        context.OpenTask(TicketRoles.CallbackAgent, null, due, context.Summary(
            ("attempt", Value.Of(attempt)),
            ("channels", Value.Of(city.Callback.Channels)),
            ("maxAttempts", Value.Of(MaxAttempts(context)))));
    }

    private static Rejection? TryAgain(ActivityContext context)
    {
        var city = context.City();
        var attempt = context.GetProperty(Attempts).AsInt64() ?? 1;
        context.Record("CallbackFailed", Value.Object(("callback", Value.Object(
            ("attempts", Value.Of(attempt)), ("at", Value.Of(context.Now)), ("reached", Value.False)))));
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

        return null;
    }

    private static Rejection? Answered(ActivityContext context, Value result)
    {
        var city = context.City();
        foreach (var question in city.Callback.Questions)
        {
            if (question.Code == "reached" || !result.Has(question.Code)) continue;
            var answer = result[question.Code].AsString();
            if (question.Answers.Any(known => known.Code == answer)) continue;
            var choice = string.Join("、", question.Answers.Select(known => $"{known.Code}（{known.Name}）"));
            return Refusal.Content("callback.answer.unknown", $"result.{question.Code}",
                $"“{question.Text}”的答案“{answer}”不在回访问卷中，可选：{choice}",
                $"Expected an answer of the questionnaire to '{question.English}', but '{answer}' is none, so choose one of {string.Join(", ", question.Answers.Select(known => known.Code))}", Articles.Callback);
        }

        context.Record("PetitionerCalledBack", Value.Object(("callback", Value.Object(
            ("at", Value.Of(context.Now)),
            ("attempts", context.GetProperty(Attempts)),
            ("contactedByStaff", result["contactedByStaff"]),
            ("opinion", result["opinion"]),
            ("reached", Value.True),
            ("satisfied", result["satisfied"]),
            ("solved", result["solved"])))));
        context.SetOutput("Solved", result["solved"]);
        context.SetOutput("Satisfied", result["satisfied"]);
        var isGood = result["solved"].AsString() == "Yes" && result["satisfied"].AsString() is "Satisfied" or "BasicallySatisfied";
        context.Complete(isGood ? Satisfied : Unsatisfied);
        return null;
    }

    /// <summary>Why nobody is called back: no record of it exists, the type of request has none, or the sample left it out.</summary>
    private static string? WhyNot(ActivityContext context, CityPolicy city, TicketFacts ticket)
    {
        if (ticket.IsHistoric) return "历史导入：原记录没有回访";
        if (ticket.RequestType is { } code && city.RequestTypes.Find(code) is { Callback: false } type) return $"“{type.Name}”类诉求不回访";
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
}
