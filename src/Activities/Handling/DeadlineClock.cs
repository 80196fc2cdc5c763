using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The clock of one limit (Arts. 13, 15), drawn beside the work that it is for: it prints the limit on the ticket, warns
/// before the end, marks what is overdue at it, and then climbs the city's ladder of urging and supervision. One timer at
/// a time. It reads the clock anew after each pause, extension and redispatch, and ends when what it demands is done.
/// </summary>
public sealed class DeadlineClock : Activity, ICityOutcomes
{
    private const string Warned = "Warned";
    private const string Overdue = "Overdue";
    private const string Stopped = "Stopped";
    private const string Running = "Running";
    private const string TimerTag = "timer";
    private const string ChangedTag = "changed";
    private const string EndTag = "end";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.DeadlineClock",
        Category = "接诉即办",
        DisplayName = "时限计时",
        Description = "与办理同时运行的时限计时：载明时限，到期前预警，届满标记超期，之后按城市的督办阶梯依次催办、督办、提级督办；暂停、延期、改派后重新计算，已用时间保留。",
        Sources = [LegalDuty.Limit, LegalDuty.Supervision],
        Inputs =
        [
            Limits.Input("Step", "时限步骤", "计算时限表的哪一步骤", LimitStep.Feedback),
            new("ClockName", "String", "计时名称", "留空则与步骤同名；同一步骤需要几个计时时加以区分"),
            new("EndSignal", "String", "停止计时的事件", "留空则按步骤：办理反馈、重新办理为答复，签收为签收，首次联系为联系诉求人", UiHint: Pickers.Signal),
            new("Unit", "String", "通知单位", "留空则通知主办单位", UiHint: Pickers.UnitReference),
        ],
        Ports =
        [
            new(Warned, "预警", IsOptional: true), new(Overdue, "超期", IsOptional: true), new("Urged", "催办", IsOptional: true), new("Supervised", "督办", IsOptional: true),
            new("Escalated", "提级督办", IsOptional: true), new(Stopped, "停止计时", IsOptional: true), new(Running, "已在计时", IsOptional: true),
        ],
    };

    /// <summary>The rungs of the city's ladders take the place of the usual ones.</summary>
    IEnumerable<OutcomeDescriptor> ICityOutcomes.PortsOf(CityPolicy city) =>
    [
        .. Descriptor.Ports.Take(2),
        .. city.Topic<EscalationPolicy>().Rungs.Select(rung => new OutcomeDescriptor(rung.Code, rung.Called.Chinese, IsOptional: true)),
        .. Descriptor.Ports.TakeLast(2),
    ];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "Step", out var step)) return;
        if (!UnitReference.TryResolve(context.City(), context.Ticket(), context.Input("Unit").AsString(), out _))
        {
            context.Fault("clock.unit", $"工单没有“{context.Input("Unit").AsString()}”所指的单位：请修改“{context.DisplayText}”的“通知单位” / The ticket has no unit '{context.Input("Unit").AsString()}': change the input Unit");
            return;
        }

        if (context.Ticket().IsHistoric && step != LimitStep.Feedback)
        {
            // The past left request and reply: when it was signed in or somebody called, nobody knows.
            context.Complete(Stopped);
            return;
        }

        if (step == LimitStep.FirstContact && Handling.Contacts.IsPointless(context))
        {
            // Nobody left a way to be reached: nobody is late in reaching them.
            context.Complete(Stopped);
            return;
        }

        var name = NameOf(context, step);
        if (TicketClocks.Find(context, name) is { State: ClockState.Stopped } && ReturnedTicket.IsSameDispatch(context)) ReturnedTicket.Take(context);
        var clock = TicketClocks.Start(context, step, name, isQuiet: true);
        var isWatched = TicketClocks.Facts(context, name).Runner is { } runner && context.IsThere(runner) && clock is not { State: ClockState.Stopped };
        if (clock is not null && (clock.State == ClockState.Stopped || (isWatched && IsForAnother(context, clock, step))))
        {
            TicketClocks.Restart(context, step, keepsElapsed: false, name);
        }

        if (isWatched)
        {
            // The one that watches it hears of the restart.
            context.Complete(Running);
            return;
        }

        context.Record(new ClockWatched(name, context.InstanceId));
        context.WaitForSignal(TicketClocks.Changed, ChangedTag, autoBurn: false);
        foreach (var signal in EndSignalsOf(context, step)) context.WaitForSignal(signal, EndTag, autoBurn: false);
        Arm(context, name);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var step = new LimitStep(context.Input("Step").AsString() ?? "");
        var name = NameOf(context, step);
        switch (resumption.Bookmark.Tag)
        {
            case TimerTag:
                context.SetProperty(TimerTag, Value.Null);
                Ring(context, name);
                break;
            case EndTag:
                TicketClocks.Stop(context, name, resumption.Payload["at"].AsInstant(), UnitOf(context));
                break;
            case ChangedTag when resumption.Payload["clock"].AsString() is { } other && other != name:
                return null;
            case ChangedTag when resumption.Payload["renew"].AsBoolean() == true && context.Semantics >= CaseSemantics.ClockKeepsCalendar:
                if (TicketClocks.Renew(context, name, resumption.Payload["allowsEarlier"].AsBoolean() == true) is { } refused) return refused;
                break;
            default:
                // The fact that starts the limit may have happened only now.
                TicketClocks.Start(context, step, name, isQuiet: true);
                break;
        }

        Arm(context, name);
        return null;
    }

    /// <summary>Waits for what comes next: the end of a pause, a warning, the deadline, a rung of the ladder.</summary>
    private static void Arm(ActivityContext context, string name)
    {
        var clock = TicketClocks.Find(context, name);
        if (clock?.State == ClockState.Stopped)
        {
            context.Complete(Stopped);
            return;
        }

        var next = clock is null ? null : Next(context, clock, name);
        var timer = context.GetProperty(TimerTag);
        if (timer["at"].AsInstant() == next) return;
        if (timer["id"].AsString() is { } armed) context.Clear(armed);
        context.SetProperty(TimerTag, next is { } at ? Value.Object(("at", Value.Of(at)), ("id", Value.Of(context.SetTimer(at, TimerTag)))) : Value.Null);
    }

    /// <summary>True where another fact starts the limit now, e.g. a second dispatch. What then becomes of the feedback limit, the dispatch decides.</summary>
    private static bool IsForAnother(ActivityContext context, CaseClock clock, LimitStep step) =>
        step != LimitStep.Feedback && TicketDeadlines.Find(context.City(), context.Ticket(), step, clock.StartedAt)?.StartedAt is { } start && start != clock.StartedAt;

    private static Instant? Next(ActivityContext context, CaseClock clock, string name)
    {
        if (clock.State == ClockState.Paused) return clock.Pauses[^1].To;
        if (clock.Deadline() is not { } deadline) return null;
        var facts = TicketClocks.Facts(context, name);
        if (!facts.IsOverdue)
        {
            // A warning whose time passed while nobody waited is not given late.
            foreach (var warning in deadline.WarnAt)
            {
                if (warning > context.Now) return warning;
            }

            return deadline.DueAt;
        }

        if (context.Ticket().IsHistoric) return null;
        var levels = context.City().Topic<EscalationPolicy>().LevelsOf(name);
        var rung = facts.Rung;
        return rung < levels.Length ? levels[rung].At(clock.Calendar, deadline.DueAt) : null;
    }

    /// <summary>A timer came: what is due by now happens, in order.</summary>
    private static void Ring(ActivityContext context, string name)
    {
        var clock = TicketClocks.Find(context, name);
        if (clock is null or { State: ClockState.Stopped }) return;
        if (clock.State == ClockState.Paused)
        {
            TicketClocks.Resume(context, name);
            return;
        }

        if (clock.Deadline() is not { } deadline) return;
        if (TicketClocks.Facts(context, name).IsOverdue)
        {
            Ladder.Climb(context, name, clock.Calendar, deadline.DueAt);
        }
        else if (context.Now < deadline.DueAt)
        {
            ClockSigns.Warn(context, name, UnitOf(context));
            context.Follow(Warned);
        }
        else
        {
            ClockSigns.Overdue(context, name, UnitOf(context));
            if (context.Semantics >= CaseSemantics.OverrunTold) ClockSigns.TellOverrun(context, name, deadline.DueAt);
            context.Follow(Overdue);
        }
    }

    private static string NameOf(ActivityContext context, LimitStep step) =>
        context.Input("ClockName").AsString() is { Length: > 0 } own ? own : step.ClockName;

    private static string[] EndSignalsOf(ActivityContext context, LimitStep step) => context.Input("EndSignal").AsString() is { Length: > 0 } own ? [own]
        : step == LimitStep.Feedback || step == LimitStep.Rehandle ? [CaseSignals.Replied]
        : step == LimitStep.SignIn ? [CaseSignals.SignedIn]
        : step == LimitStep.FirstContact ? [CaseSignals.Contacted, CaseSignals.Replied]
        : [];

    private static string? UnitOf(ActivityContext context) =>
        UnitReference.TryResolve(context.City(), context.Ticket(), context.Input("Unit").AsString(), out var unit) ? unit : null;
}
