using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>The rungs after a deadline: urge, supervise, supervise from a higher level. Each is on record, with who was told.</summary>
internal static class Ladder
{
    /// <summary>Climbs the rung that is due now and follows its port.</summary>
    public static void Climb(ActivityContext context, string name, WorkCalendar calendar, Instant due)
    {
        var city = context.City();
        var levels = city.Topic<EscalationPolicy>().LevelsOf(name);
        var rung = TicketClocks.Facts(context, name).Rung;
        if (rung >= levels.Length || context.Now < levels[rung].At(calendar, due)) return;
        var level = levels[rung];
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var choice in level.Notify)
        {
            if (UnitReference.TryResolve(city, context.Ticket(), choice, out var unit) && unit is not null) told.Add(unit);
        }

        var port = level.Code;
        var act = level.Name is not null ? port : level.Act == EscalationAct.Escalate ? "Escalated" : level.Act.ToString();
        var kind = Record(context, level, new(name, rung + 1, context.Ticket().Supervision.Next, context.Now, context.Actor.Id, due, act, told) { Name = level.Name });
        var message = OutgoingMessages.OverdueAct with { Kind = kind };
        if (level.Text is { } text) message = message with { Key = "", Text = text };
        foreach (var unit in told) Notices.Send(context, message, unit, ("due", ClockSigns.Local(context, due)), ("act", level.Called.Chinese));

        context.Publish(CaseSignals.Supervised, Value.Object(("clock", Value.Of(name)), ("level", Value.Of(port))));
        context.Follow(port);
    }

    /// <summary>Records the rung. Returns the kind of the event, by which the message about it is known too.</summary>
    private static string Record(ActivityContext context, EscalationLevel level, in Rung rung)
    {
        if (level.Name is not null)
        {
            context.Record(new RungReached(rung));
            return RungReached.Label.Kind;
        }

        switch (level.Act)
        {
            case EscalationAct.Urge:
                context.Record(new OverdueUrged(rung));
                return OverdueUrged.Label.Kind;
            case EscalationAct.Supervise:
                context.Record(new OverdueSupervised(rung));
                return OverdueSupervised.Label.Kind;
            default:
                context.Record(new OverdueEscalated(rung));
                return OverdueEscalated.Label.Kind;
        }
    }
}
