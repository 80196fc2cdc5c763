using System.Globalization;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities;

/// <summary>Facts that several activities write the same way.</summary>
internal static class CaseRecords
{
    /// <summary>A further entry of a list that grows: an object keyed by ordinal, because a merge patch replaces arrays as a whole.</summary>
    public static (string Name, Value Value) Further(this ActivityContext context, string list, params ReadOnlySpan<(string Name, Value Value)> entry) =>
        (list, Value.Object((Ordinal(context.Facts[list].Count + 1), Value.Object(entry))));

    /// <summary>A change of the latest entry of such a list.</summary>
    public static (string Name, Value Value) Latest(this ActivityContext context, string list, params ReadOnlySpan<(string Name, Value Value)> change) =>
        (list, Value.Object((Ordinal(context.Facts[list].Count), Value.Object(change))));

    /// <summary>The latest entry of such a list, or null.</summary>
    public static Value LatestOf(this ActivityContext context, string list) => context.Facts[list][Ordinal(context.Facts[list].Count)];

    /// <summary>Who did an act, so that a reviewer can be somebody else.</summary>
    public static (string Name, Value Value) ActorOf(this ActivityContext context, string act) =>
        (ActorFacts.Name, ActorFacts.Write(act, context.Actor.Id));

    /// <summary>Accounts that did these acts and so may not review them; null where nobody is known.</summary>
    public static string[]? NotBy(this ActivityContext context, params ReadOnlySpan<string> acts)
    {
        var accounts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var act in acts)
        {
            if (context.Ticket().Actors.Of(act) is { } account) accounts.Add(account);
        }

        return accounts.Count == 0 ? null : [.. accounts];
    }

    /// <summary>By when a step of this ticket is due (UTC), counted from now where the row starts by its own event; null where the table has no row.</summary>
    public static Instant? DueAt(this ActivityContext context, LimitStep step) =>
        TicketDeadlines.Of(context.City(), context.Ticket(), step, context.Now)?.DueAt;

    /// <summary>Text that is not blank, or null.</summary>
    public static string? TextOf(this Value value) => string.IsNullOrWhiteSpace(value.AsString()) ? null : value.AsString();

    /// <summary>True for sealed words that are not empty.</summary>
    public static bool HasWords(this Value value) => Engine.Inputs.Sealed.From(value) is { Length: > 0 };

    /// <summary>What somebody wrote, sealed or, in entries of before, in clear; null where nothing was written.</summary>
    public static Value Written(this Value value) => value.HasWords() || value.TextOf() is not null ? value : Value.Null;

    /// <summary>The outcomes whose port is drawn, with those that need none.</summary>
    public static string[] Drawn(this ActivityContext context, IEnumerable<string> outcomes, params string[] always) =>
        [.. outcomes.Where(outcome => always.Contains(outcome) || context.IsDrawn(outcome))];

    private static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture);
}
