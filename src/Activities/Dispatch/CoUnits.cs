using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>The units that must help the lead (协办单位, Art. 14), as facts: <c>coUnits.{unit}</c>.</summary>
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

    /// <summary>The facts that name these units; a unit that is at work already stays as it is.</summary>
    public static (string Name, Value Value) Ask(ActivityContext context, IEnumerable<string> units, string? lead) =>
        ("coUnits", Value.Object([.. units
            .Where(unit => unit != lead && context.Facts["coUnits"][unit]["state"].AsString() is null or Done or Ended)
            .Distinct(StringComparer.Ordinal)
            .Select(unit => (unit, Value.Object(("askedAt", Value.Of(context.Now)), ("late", Value.Null), ("state", Value.Of(Asked)))))]));

    /// <summary>Units in a state.</summary>
    public static string[] In(ActivityContext context, params ReadOnlySpan<string> states)
    {
        var units = new List<string>();
        foreach (var (unit, entry) in context.Facts["coUnits"].MembersByName)
        {
            foreach (var state in states)
            {
                if (entry["state"].AsString() == state) units.Add(unit);
            }
        }

        return [.. units];
    }

    /// <summary>How far each is, without what it wrote: for the lead's task.</summary>
    public static Value Shown(ActivityContext context) => context.Facts["coUnits"].Count == 0
        ? Value.Null
        : Value.Of(context.Facts["coUnits"].MembersByName.Select(member => Value.Object(
            ("dueAt", member.Value["dueAt"]),
            ("late", member.Value["late"]),
            ("state", member.Value["state"]),
            ("unit", Value.Of(member.Key)),
            ("unitName", Value.Of(context.City().Organisation.Find(member.Key)?.Name)))));
}
