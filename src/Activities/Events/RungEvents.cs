using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of the rungs after the end of a limit.</summary>
internal static class RungEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
        [CaseEventKind.Of<OverdueUrged>(), CaseEventKind.Of<OverdueSupervised>(), CaseEventKind.Of<OverdueEscalated>(), CaseEventKind.Of<RungReached>()];
}

/// <summary>The unit was urged.</summary>
/// <param name="Rung">The rung.</param>
internal readonly record struct OverdueUrged(Rung Rung) : ICaseEvent<OverdueUrged>
{
    public static EventLabel Label { get; } = new(nameof(OverdueUrged), "超期催办", "Urged: overdue");

    public static OverdueUrged Read(Value set) => new(Rung.Read(set));

    public static Phrase? Sentence(in OverdueUrged happened, CityPolicy? city) =>
        ClockPhrases.Of(happened.Rung.Clock, null, city, static words => new($"{words.Chinese}超期，催办", $"{words.English} overdue: urged"));

    public Value Write() => Rung.Write();
}

/// <summary>The unit is supervised.</summary>
/// <param name="Rung">The rung.</param>
internal readonly record struct OverdueSupervised(Rung Rung) : ICaseEvent<OverdueSupervised>
{
    public static EventLabel Label { get; } = new(nameof(OverdueSupervised), "超期督办", "Supervised: overdue");

    public static OverdueSupervised Read(Value set) => new(Rung.Read(set));

    public static Phrase? Sentence(in OverdueSupervised happened, CityPolicy? city) =>
        ClockPhrases.Of(happened.Rung.Clock, null, city, static words => new($"{words.Chinese}超期，督办", $"{words.English} overdue: supervised"));

    public Value Write() => Rung.Write();
}

/// <summary>The unit is supervised from a higher level.</summary>
/// <param name="Rung">The rung.</param>
internal readonly record struct OverdueEscalated(Rung Rung) : ICaseEvent<OverdueEscalated>
{
    public static EventLabel Label { get; } = new(nameof(OverdueEscalated), "提级督办", "Supervised from a higher level");

    public static OverdueEscalated Read(Value set) => new(Rung.Read(set));

    public static Phrase? Sentence(in OverdueEscalated happened, CityPolicy? city) =>
        ClockPhrases.Of(happened.Rung.Clock, null, city, static words => new($"{words.Chinese}超期，提级督办", $"{words.English} overdue: supervised from a higher level"));

    public Value Write() => Rung.Write();
}

/// <summary>A rung that the city gives a name of its own was reached.</summary>
/// <param name="Rung">The rung.</param>
internal readonly record struct RungReached(Rung Rung) : ICaseEvent<RungReached>
{
    public static EventLabel Label { get; } = new(nameof(RungReached), "超期督办", "A rung of supervision was reached");

    public static RungReached Read(Value set) => new(Rung.Read(set));

    public static Phrase? Sentence(in RungReached happened, CityPolicy? city)
    {
        var (chinese, english) = happened.Rung.Name ?? ("", "");
        return ClockPhrases.Of(happened.Rung.Clock, null, city, words => new($"{words.Chinese}超期，{chinese}", $"{words.English} overdue: {english}"));
    }

    public Value Write() => Rung.Write();
}

/// <summary>A rung that was climbed, with who was told.</summary>
/// <param name="Clock">Name of the clock; empty: a reader is given none.</param>
/// <param name="Number">Which rung, from 1.</param>
/// <param name="Ordinal">Among all supervision of the ticket.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="DueAt">When the limit ended (UTC).</param>
/// <param name="Level">What is done: <c>Urge</c>, <c>Supervise</c>, <c>Escalated</c>, or the city's code of the rung.</param>
/// <param name="Told">The units that were told, in ordinal order.</param>
internal readonly record struct Rung(string Clock, long Number, string Ordinal, Instant At, string By, Instant DueAt, string Level, IReadOnlyCollection<string> Told)
{
    /// <summary>What the city calls it, zh-CN and English; null: by what is done.</summary>
    public (string Chinese, string English)? Name { get; init; }

    public static Rung Read(Value set)
    {
        var (clock, change) = ClockFacts.ReadPatch(set);
        var (ordinal, entry) = EventData.EntryOf(set[SupervisionFacts.Name]);
        return new(clock, change["rung"].AsInt64() ?? 0, ordinal, entry.At("at"), entry.Code("by"), entry.At("dueAt"), entry.Code("level"), entry.Texts("told") ?? [])
        {
            Name = entry.Has("name") ? (entry.Code("name"), entry.Code("nameInEnglish")) : null,
        };
    }

    public Value Write() => Value.Object(
        ClockFacts.Patch(Clock, Value.Object(("rung", Value.Of(Number)))),
        (SupervisionFacts.Name, EventData.Entry(Ordinal, EventData.Of(
            ("at", Value.Of(At)),
            ("by", Value.Of(By)),
            ("clock", Value.Of(Clock)),
            ("dueAt", Value.Of(DueAt)),
            ("level", Value.Of(Level)),
            ("name", EventData.Known(Name?.Chinese)),
            ("nameInEnglish", EventData.Known(Name?.English)),
            ("reason", Value.Of("Overdue")),
            ("told", EventData.List(Told))))));
}
