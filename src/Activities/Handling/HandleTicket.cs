using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The first receiver handles the matter and cannot shed it (Arts. 14–19): it contacts the petitioner, replies to both
/// petitioner and hotline within the limit, and meanwhile may do what <see cref="HandlingActs"/> lists, each act offered
/// only where its port is drawn and its rule allows it. The task survives every side act, and shows what urges it.
/// </summary>
public sealed class HandleTicket : Activity, ICityTasks
{
    private const string TaskTag = "task";
    private const string ClockTag = "clock";
    private const string UrgeTag = "urge";
    private const string SupplementTag = "supplement";
    private const string SuperviseTag = "supervise";
    private const string CoTag = "co";
    private const string CallbackTag = "callback";
    private const string OpenTask = "open";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.HandleTicket",
        Category = "接诉即办",
        DisplayName = "办理答复",
        Description = "首接单位负责到底：及时联系诉求人，依法办理，在工单载明的时限内同时向诉求人和热线答复；可申请延期、吹哨、协调、请协办单位配合，暂时不能解决的登记挂账。",
        Sources = [LegalDuty.FirstReceiver, LegalDuty.Contact, LegalDuty.Reply],
        Inputs =
        [
            Limits.Input("LimitStep", "办理时限步骤", "工单尚未载明办理时限时，取自时限表的哪一步骤", LimitStep.Feedback),
            new("RequireContact", "Boolean", "须有联系记录", "答复时是否必须有与诉求人的联系记录", Value.True, "checkbox"),
        ],
        Outputs = [new("Result", "String", "办理结果", "结果代码，如 Solved")],
        Ports = [.. HandlingActs.All.Where(act => act.NeedsPort).Select(act => new OutcomeDescriptor(act.Name, act.Outcome.DisplayName, IsOptional: act is not Reply))],
        Task = Declare(null),
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [Declare(city)];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        ReturnedTicket.Take(context);
        var isFirst = context.Ticket().RepliedAt is null;
        context.Record(new HandlingBegun(Contacts.IsPointless(context) ? null : isFirst ? context.DueAt(LimitStep.FirstContact) : context.Ticket().FirstContactDueAt));
        if (isFirst) TicketClocks.Start(context, step, TicketClocks.Feedback);
        WatchedClocks.Ensure(context, context.Ticket().IsRehandled ? context.Ticket().Rehandling.Latest.Step : LimitStep.Feedback);
        context.WaitForSignal(CaseSignals.ClockChanged, ClockTag, autoBurn: false);
        context.WaitForSignal(Urging.Signal, UrgeTag, autoBurn: false);
        context.WaitForSignal(CaseSignals.Supervised, SuperviseTag, autoBurn: false);
        context.WaitForSignal("co.reported", CoTag, autoBurn: false);
        if (context.Semantics >= CaseSemantics.MergedHears) context.WaitForSignal(CaseSignals.Supplemented, SupplementTag, autoBurn: false);
        if (context.Semantics >= CaseSemantics.OverrunTold) context.WaitForSignal(CaseSignals.LimitCallbackEnded, CallbackTag, autoBurn: false);
        Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case TaskTag:
                return Take(context, resumption);
            default:
                Show(context);
                return null;
        }
    }

    private static Rejection? Take(ActivityContext context, Resumption resumption)
    {
        var act = HandlingActs.Of(resumption.Outcome!);
        if (act.Take(context, resumption.Payload) is { } refused) return refused;
        if (act.Leaves)
        {
            context.Complete(act.Name);
            return null;
        }

        if (act.NeedsPort) context.Follow(act.Name);
        Ask(context);
        return null;
    }

    private static void Ask(ActivityContext context)
    {
        var ticket = context.Ticket();
        context.SetProperty(OpenTask, Value.Of(context.OpenTask(
            TicketRoles.Handler, ticket.LeadUnit, DueAt(context), Payload(context), TaskTag, outcomes: HandlingActs.Offered(context))));
    }

    /// <summary>What happened beside the work is shown on the task that is open.</summary>
    private static void Show(ActivityContext context)
    {
        if (context.GetProperty(OpenTask).AsString() is { } task) context.ChangeTask(task, DueAt(context), Payload(context));
    }

    private static Instant? DueAt(ActivityContext context) => context.Ticket() is { IsRehandled: true, Rehandling.Latest.DueAt: { } due } ? due : context.Ticket().FeedbackDueAt;

    private static Value Payload(ActivityContext context) => context.Summary(
    [
        .. context.Ticket().Callback.IsUnanswered ? new (string, Value)[] { ("callback", Value.Object(AtLimitAnswers(context))) } : [],
        ("coUnits", CoUnits.Shown(context)),
        ("limit", Value.Of(context.Ticket().PrintedLimit.Explanation)),
        ("rehandle", context.Ticket().IsRehandled ? context.Ticket().Rehandling.Latest.Entries : Value.Null),
        ("supervision", Value.Of(context.Ticket().Supervision.Latest.Level)),
        .. context.Ticket().Supplements.Count is > 0 and var added ? new (string, Value)[] { (TicketSupplemented.List, Value.Of(added)) } : [],
        ("urges", Value.Of(context.Ticket().Urges.Count)),
    ]);

    /// <summary>What the petitioner said when the limit expired without a reply.</summary>
    private static (string Name, Value Value)[] AtLimitAnswers(ActivityContext context) =>
        [("at", Value.Of(context.Ticket().Callback.At)), .. context.City().Callback.Questions.Select(question => (question.Code, context.Ticket().Callback.Answer(question.Code)))];

    private static TaskDeclaration Declare(CityPolicy? city) => new(
        "HandleTicket",
        "办理并答复",
        "Handle and reply",
        "首接单位及时联系诉求人，依法办理，向诉求人和热线双反馈；客观上暂时不能解决的，应当说明理由。",
        [.. HandlingActs.All.Select(act => act.Outcome)],
        [.. HandlingActs.All.SelectMany(act => act.Fields(city))])
    { Subject = Subjects.Of("HandleTicket") };
}
