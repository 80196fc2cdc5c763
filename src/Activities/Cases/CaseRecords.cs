using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Cases;

/// <summary>What several activities ask of a step and of what was filled in.</summary>
internal static class CaseRecords
{
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
}
