using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>
/// What happened to a clock, in words that name it: a ticket has several, and a sentence about one must not be read as one about another.
/// </summary>
internal static class ClockPhrases
{
    /// <summary>A sentence about a clock.</summary>
    /// <param name="clock">Its name; empty: a reader is not told.</param>
    /// <param name="dueAt">When its limit ends (UTC), where the sentence says so.</param>
    /// <param name="city">The policies that name the steps; null: their usual names.</param>
    /// <param name="sentence">Makes the sentence of the step's name and the end, in Chinese and in English.</param>
    public static Phrase Of(string clock, Instant? dueAt, CityPolicy? city, Func<Words, Phrase> sentence)
    {
        var (chinese, english) = Named(clock, city);
        var (until, by) = Due(dueAt, city);
        return sentence(new(chinese, english, until, by));
    }

    /// <summary>What a sentence about a clock is made of.</summary>
    /// <param name="Chinese">What the limit is for, zh-CN.</param>
    /// <param name="English">The same in English.</param>
    /// <param name="Until">The end, zh-CN; empty: not known.</param>
    /// <param name="By">The same in English.</param>
    internal readonly record struct Words(string Chinese, string English, string Until, string By);

    /// <summary>What the limit is for, as the city calls it.</summary>
    private static (string Chinese, string English) Named(string clock, CityPolicy? city)
    {
        if (clock.Length == 0) return ("计时", "A limit:");
        var steps = city?.TimeLimits.Steps ?? TimeLimits.UsualSteps;
        return steps.FirstOrDefault(step => new LimitStep(step.Code).ClockName == clock) is { } named
            ? (named.Name, Spaced(named.English))
            : ($"“{clock}”", $"“{clock}”");
    }

    /// <summary>The usual steps have their code for an English name: <c>FirstContact</c> is told as "First contact".</summary>
    private static string Spaced(string english) =>
        english.Contains(' ', StringComparison.Ordinal) || english.Length == 0 ? english
        : english[0] + string.Concat(english.Skip(1).Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static (string Chinese, string English) Due(Instant? due, CityPolicy? city)
    {
        if (due is not { } at || city is null) return ("", "");
        var local = DueTime.Local(at, city.City.Zone);
        return ($"：{local} 届满", $": ends {local}");
    }
}
