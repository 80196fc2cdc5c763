using System.Globalization;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>The rungs after a deadline: urge, supervise, supervise from a higher level. Each is on record, with who was told.</summary>
internal static class Ladder
{
    /// <summary>Climbs the rung that is due now and follows its port.</summary>
    public static void Climb(ActivityContext context, string name, WorkCalendar calendar, Instant due)
    {
        var city = context.City();
        var levels = city.Topic<EscalationPolicy>().LevelsOf(name);
        var rung = (int)(TicketClocks.Facts(context, name)["rung"].AsInt64() ?? 0);
        if (rung >= levels.Length || context.Now < levels[rung].At(calendar, due)) return;
        var level = levels[rung];
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var choice in level.Notify)
        {
            if (UnitReference.TryResolve(city, context.Ticket(), choice, out var unit) && unit is not null) told.Add(unit);
        }

        var port = level.Code;
        var number = context.Ticket().Supervision.Entries.Count + 1;
        var entry = new List<(string, Value)>
        {
            ("at", Value.Of(context.Now)),
            ("by", Value.Of(context.Actor.Id)),
            ("clock", Value.Of(name)),
            ("dueAt", Value.Of(due)),
            ("level", Value.Of(level.Name is not null ? port : level.Act == EscalationAct.Escalate ? "Escalated" : level.Act.ToString())),
            ("reason", Value.Of("Overdue")),
            ("told", Value.Of(told)),
        };
        if (level.Name is { } own) entry.AddRange([("name", Value.Of(own.Chinese)), ("nameInEnglish", Value.Of(own.English))]);
        var kind = level.Name is null ? "Overdue" + port : "RungReached";
        context.Record(kind, Value.Object(
            ("clocks", Value.Object((name, Value.Object(("rung", Value.Of(rung + 1)))))),
            ("supervision", Value.Object((number.ToString(CultureInfo.InvariantCulture), Value.Object([.. entry]))))));
        var message = OutgoingMessages.OverdueAct with { Kind = kind };
        if (level.Text is { } text) message = message with { Key = "", Text = text };
        foreach (var unit in told) Notices.Send(context, message, unit, ("due", ClockSigns.Local(context, due)), ("act", level.Called.Chinese));

        context.Publish(CaseSignals.Supervised, Value.Object(("clock", Value.Of(name)), ("level", Value.Of(port))));
        context.Follow(port);
    }
}
