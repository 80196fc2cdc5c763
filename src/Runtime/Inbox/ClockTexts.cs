using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>
/// What happened to a clock, in words that name it: a ticket has several, and a sentence about one must not be read as one about another.
/// </summary>
internal static class ClockTexts
{
    private const string Feedback = "feedback";

    /// <summary>The sentence in zh-CN and in English; null where the event is about no clock.</summary>
    /// <param name="kind">Kind of the event.</param>
    /// <param name="set">The facts that it set.</param>
    /// <param name="policy">The policy that names the steps; null: their usual names.</param>
    public static (string Chinese, string English)? Of(string kind, Value set, CityPolicy? policy)
    {
        if (!Kinds.Contains(kind)) return null;
        var name = NameOf(kind, set);
        var clock = set["clocks"][name ?? ""];
        var (chinese, english) = Named(name, policy);
        var (until, by) = Due(clock["dueAt"].AsInstant() ?? set["feedbackDueAt"].AsInstant(), policy);
        return kind switch
        {
            "FeedbackLimitSet" => ($"载明{chinese}时限{until}", $"{english} limit printed on the ticket{by}"),
            "ClockStarted" => ($"{chinese}时限起算{until}", $"{english} limit started{by}"),
            "ClockWatched" => ($"{chinese}开始计时", $"{english} clock running"),
            "ClockWarned" or "DeadlineWarned" => ($"{chinese}时限到期预警", $"{english} limit near its end"),
            "ClockOverdue" or "TicketOverdue" => ($"{chinese}超期", $"{english} overdue"),
            "ClockPaused" => ($"{chinese}暂停计时", $"{english} clock paused"),
            "ClockResumed" => ($"{chinese}恢复计时{until}", $"{english} clock resumed{by}"),
            "ClockRestarted" => ($"重新计算{chinese}时限{until}", $"{english} limit computed anew{by}"),
            "DeadlineRecomputed" => ($"按现行政策重新计算{chinese}时限{until}", $"{english} limit computed anew by the policy in force{by}"),
            "ClockStopped" => ($"{chinese}停止计时", $"{english} clock stopped"),
            "DeadlineExtended" => ($"延长{chinese}时限{until}", $"{english} limit extended{by}"),
            "RungReached" => ($"{chinese}超期，{Rung(set)["name"].AsString()}", $"{english} overdue: {Rung(set)["nameInEnglish"].AsString()}"),
            "OverdueUrged" => ($"{chinese}超期，催办", $"{english} overdue: urged"),
            "OverdueSupervised" => ($"{chinese}超期，督办", $"{english} overdue: supervised"),
            "OverdueEscalated" => ($"{chinese}超期，提级督办", $"{english} overdue: supervised from a higher level"),
            _ => ($"{chinese}在时限之内，撤销该项超期标记", $"{english} was in time: its overdue mark is withdrawn"),
        };
    }

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "FeedbackLimitSet", "ClockStarted", "ClockWatched", "ClockWarned", "DeadlineWarned", "ClockOverdue", "TicketOverdue", "ClockPaused", "ClockResumed", "ClockRestarted",
        "ClockStopped", "RungReached", "DeadlineExtended", "DeadlineRecomputed", "OverdueUrged", "OverdueSupervised", "OverdueEscalated", "OverdueWithdrawn",
    };

    private static Value Rung(Value set) => set["supervision"].MembersByName.Select(entry => entry.Value).FirstOrDefault() ?? Value.Null;

    /// <summary>The clock that the event set something of; the one printed on the ticket where an old event names none.</summary>
    private static string? NameOf(string kind, Value set)
    {
        foreach (var (name, _) in set["clocks"].MembersByName) return name;
        return kind is "FeedbackLimitSet" or "TicketOverdue" or "DeadlineWarned" ? Feedback : null;
    }

    /// <summary>What the limit is for, as the city calls it.</summary>
    private static (string Chinese, string English) Named(string? name, CityPolicy? policy)
    {
        if (name is null) return ("计时", "A limit:");
        var steps = policy?.TimeLimits.Steps ?? TimeLimits.UsualSteps;
        return steps.FirstOrDefault(step => new LimitStep(step.Code).ClockName == name) is { } named
            ? (named.Name, Spaced(named.English))
            : ($"“{name}”", $"“{name}”");
    }

    /// <summary>The usual steps have their code for an English name: <c>FirstContact</c> is told as "First contact".</summary>
    private static string Spaced(string english) =>
        english.Contains(' ', StringComparison.Ordinal) || english.Length == 0 ? english
        : english[0] + string.Concat(english.Skip(1).Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static (string Chinese, string English) Due(Instant? due, CityPolicy? policy)
    {
        if (due is not { } at || policy is null) return ("", "");
        var local = DueTime.Local(at, policy.City.Zone);
        return ($"：{local} 届满", $": ends {local}");
    }
}
