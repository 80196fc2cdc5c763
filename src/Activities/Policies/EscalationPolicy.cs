using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using NodaTime;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What is done about a ticket that is overdue.</summary>
public enum EscalationAct
{
    /// <summary>Urge the unit (催办).</summary>
    Urge,
    /// <summary>Supervise it (督办).</summary>
    Supervise,
    /// <summary>Supervise from a higher level (提级督办).</summary>
    Escalate,
}

/// <summary>One rung: so long after the deadline, this is done and these are told.</summary>
/// <param name="After">How many units after the deadline, 0 or more.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Act">What is done.</param>
/// <param name="Notify">Who is told: words for parts in the ticket such as <c>LeadUnit</c>, <c>Duty:x</c>, or unit codes.</param>
public sealed record EscalationLevel(int After, LimitUnit Unit, EscalationAct Act, ImmutableArray<string> Notify)
{
    /// <summary>The port of the drawn clock that is followed, e.g. <c>YellowCard</c>; default <c>Urged</c>, <c>Supervised</c> or <c>Escalated</c> after the act.</summary>
    public string Code { get; init; } = UsualCode(Act);

    /// <summary>What the city calls it, zh-CN and English; null: by what is done.</summary>
    public (string Chinese, string English)? Name { get; init; }

    /// <summary>What those who are told read, zh-CN, with <c>{number}</c>, <c>{due}</c>, <c>{act}</c> and <c>{citation}</c>; null: a sentence that names the rung.</summary>
    public string? Text { get; init; }

    /// <summary>The name for people.</summary>
    public (string Chinese, string English) Called => Name ?? Act switch
    {
        EscalationAct.Urge => ("催办", "Urged"),
        EscalationAct.Supervise => ("督办", "Supervised"),
        _ => ("提级督办", "Supervised from above"),
    };

    internal static string UsualCode(EscalationAct act) => act switch
    {
        EscalationAct.Urge => "Urged",
        EscalationAct.Supervise => "Supervised",
        _ => "Escalated",
    };

    /// <summary>When it is reached (UTC), where the deadline was at that instant.</summary>
    public Instant At(WorkCalendar calendar, Instant due) => calendar.Advance(CaseClock.MeasureOf(Unit), due, CaseClock.AmountOf(Unit, After));
}

/// <summary>The ladders that a city climbs where a clock runs out (<c>escalation.json</c>; without the file nothing follows an overdue mark).</summary>
/// <param name="Ladders">The rungs in order, by the name of the clock, e.g. <c>feedback</c>.</param>
public sealed record EscalationPolicy(ImmutableDictionary<string, ImmutableArray<EscalationLevel>> Ladders)
{
    internal static TopicPolicy Topic { get; } = new TopicPolicy<EscalationPolicy>("escalation.json", Read, Check);

    /// <summary>The rungs of all ladders, one of each code, in the order in which the ladders name them.</summary>
    public IEnumerable<EscalationLevel> Rungs => Ladders.OrderBy(ladder => ladder.Key, StringComparer.Ordinal).SelectMany(ladder => ladder.Value).DistinctBy(rung => rung.Code);

    /// <summary>The rungs for a clock; none where the city has no ladder for it.</summary>
    public ImmutableArray<EscalationLevel> LevelsOf(string clock) => Ladders.GetValueOrDefault(clock, []);

    private static EscalationPolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("ladders");
        var clocks = nodes.Select(node => node.Text("clock")).ToArray();
        Duplicates.Check(nodes, clocks, "escalation.clock", "催办督办所依的时限", "The clock", "clock");
        var ladders = ImmutableDictionary.CreateBuilder<string, ImmutableArray<EscalationLevel>>(StringComparer.Ordinal);
        foreach (var (node, clock) in nodes.Zip(clocks))
        {
            var rungs = node.Items("levels");
            ladders[clock] = [.. rungs.Select(ReadLevel)];
            Duplicates.Check([.. rungs.Where(rung => rung.Has("code"))], ladders[clock].Zip(rungs).Where(rung => rung.Second.Has("code")).Select(rung => rung.First.Code), "escalation.rung", "督办级别代码", "Code of a rung");
            node.Close();
        }

        root.Close();
        return new(ladders.ToImmutable());
    }

    private static EscalationLevel ReadLevel(PolicyNode node)
    {
        var after = node.Child("after");
        var code = node.TextOrNull("code");
        var (name, english) = (node.TextOrNull("name"), node.TextOrNull("english"));
        var act = node.ChoiceOrNull<EscalationAct>("act");
        if (act is null && code is null)
        {
            node.Error("escalation.rung", "code", "请写明这一级的代码和名称（code、name、english），或者催办、督办、提级督办之一（act）",
                "Expected the code and the name of this rung (code, name, english), or one of Urge, Supervise, Escalate (act)");
        }

        if (code is not null) CheckCode(node, code, name, english);
        else if (name is null != english is null) node.Error("escalation.name", name is null ? "name" : "english", "名称应当同时写中文和英文", "Expected the name in Chinese and in English");
        var level = new EscalationLevel(
            after?.Whole("amount", 0, 10_000) ?? 0, after?.Choice<LimitUnit>("unit") ?? LimitUnit.Hour, act ?? EscalationAct.Urge, node.Texts("notify"))
        {
            Text = node.TextOrNull("text"),
        };
        TextFields.Check(node, "text", "escalation.text", [.. OutgoingMessages.OverdueAct.Fields.Select(field => field.Name)]);
        if (code is not null) level = level with { Code = code };
        if (name is not null && english is not null) level = level with { Name = (name, english) };
        after?.Close();
        node.Close();
        return level;
    }

    /// <summary>Ports of the clock itself, that no rung may be called by.</summary>
    private static readonly string[] PortsOfClock = ["Warned", "Overdue", "Stopped", "Running", "Done"];

    private static void CheckCode(PolicyNode node, string code, string? name, string? english)
    {
        if (code.Length > 64 || !char.IsAsciiLetterUpper(code[0]) || !code.All(char.IsAsciiLetterOrDigit))
        {
            node.Error("escalation.code", "code", $"“{code}”应以大写英文字母开头，只含英文字母和数字，如 YellowCard", $"Expected '{code}' to begin with a capital and to hold letters and digits only, such as YellowCard");
        }
        else if (PortsOfClock.Contains(code))
        {
            node.Error("escalation.code", "code", $"“{code}”是计时自身的出口，请另取代码", $"'{code}' is a port of the clock itself: choose another code");
        }

        if (name is null || english is null) node.Error("escalation.name", name is null ? "name" : "english", $"请写明“{code}”的中文名和英文名", $"Expected the name of '{code}' in Chinese and in English");
    }

    private static void Check(EscalationPolicy policy, CityPolicy city, PolicyNode root)
    {
        // Any instant will do: rungs that cross on one date are out of order as they stand.
        var due = city.Calendar.At(new(city.Calendar.Policy.CoveredTo, 1, 5), new(12, 0));
        foreach (var ladder in root.ItemsOrEmpty("ladders"))
        {
            var clock = ladder.Text("clock");
            if (clock.Length > 0 && !city.TimeLimits.Knows(new(char.ToUpperInvariant(clock[0]) + clock[1..])))
            {
                ladder.Warning("escalation.clock.unknown", "clock", $"时限表没有与“{clock}”对应的步骤；仅当流程中有以此命名的计时器时才会催办督办",
                    $"No step of the limit table is called '{clock}'; the ladder is climbed only where a definition has a clock of that name");
            }

            Instant? before = null;
            foreach (var (node, level) in ladder.Items("levels").Zip(policy.LevelsOf(clock)))
            {
                var at = level.At(city.Calendar, due);
                if (at < before) node.Error("escalation.order", "after", "催办、督办、提级督办应按时间先后排列", "Expected the rungs in the order of time");
                before = at;
                foreach (var choice in level.Notify) UnitReference.Check(node, "notify", city, choice, "escalation.notify");
            }
        }
    }
}
