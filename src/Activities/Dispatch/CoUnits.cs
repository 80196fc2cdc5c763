using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>The units that must help the lead (协办单位, Art. 14), and how far each is.</summary>
internal static class CoUnits
{
    /// <summary>Named, but not told yet.</summary>
    public const string Asked = nameof(Asked);

    /// <summary>Told; nothing has come yet.</summary>
    public const string Open = nameof(Open);

    /// <summary>It has said how far it is.</summary>
    public const string StageReported = nameof(StageReported);

    /// <summary>It has done its part.</summary>
    public const string Done = nameof(Done);

    /// <summary>The lead replied before it had done its part.</summary>
    public const string Ended = nameof(Ended);

    /// <summary>Those of these units that are to be asked; a unit that is at work already stays as it is.</summary>
    public static string[] ToAsk(TicketFacts ticket, IEnumerable<string> units, string? lead) =>
        [.. units.Where(unit => unit != lead && ticket.CoUnits[unit].State is null or Done or Ended).Distinct(StringComparer.Ordinal)];

    /// <summary>Units in a state.</summary>
    public static string[] In(ActivityContext context, params ReadOnlySpan<string> states)
    {
        var units = new List<string>();
        foreach (var unit in context.Ticket().CoUnits.All)
        {
            foreach (var state in states)
            {
                if (unit.State == state) units.Add(unit.Unit);
            }
        }

        return [.. units];
    }

    /// <summary>How far each is, without what it wrote: for the lead's task.</summary>
    public static Value Shown(ActivityContext context) => context.Ticket().CoUnits is not { Count: > 0 } units
        ? Value.Null
        : Value.Of(units.All.Select(helper => Value.Object(
            ("dueAt", Value.Of(helper.DueAt)),
            ("late", helper.IsLate ? Value.True : Value.Null),
            ("state", Value.Of(helper.State)),
            ("unit", Value.Of(helper.Unit)),
            ("unitName", Value.Of(context.City().Organisation.Find(helper.Unit)?.Name)))));
}
