using System.Collections.Immutable;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Events;

/// <summary>A kind of domain event, for those who hold an event as it was recorded. Immutable.</summary>
public sealed class CaseEventKind
{
    private readonly Func<Value, CityPolicy?, Phrase?> sentence;
    private readonly Func<Value, Value> rewrite;

    private CaseEventKind(EventLabel label, IReadOnlyList<string> alsoSets, Func<Value, CityPolicy?, Phrase?> sentence, Func<Value, Value> rewrite)
    {
        Label = label;
        Sets = [.. rewrite(Value.EmptyObject).MembersByName.Select(member => member.Key).Union(alsoSets, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        this.sentence = sentence;
        this.rewrite = rewrite;
    }

    /// <summary>Its kind in the journal and its names.</summary>
    public EventLabel Label { get; }

    /// <summary>The facts that it may set, in ordinal order; none for what sets the facts that a city names.</summary>
    public ImmutableArray<string> Sets { get; }

    /// <summary>What happened, as a history says it.</summary>
    /// <param name="set">The data recorded, or what a reader is given of it: the sentence says no more.</param>
    /// <param name="city">The policies that name units, classes and steps; null: codes stand for themselves.</param>
    public (string Chinese, string English) Describe(Value set, CityPolicy? city) =>
        sentence(set, city) is { } told ? (told.Chinese, told.English ?? Label.English) : (Label.InHistory ?? Label.Chinese, Label.English);

    /// <summary>The data read into its record and written again: the same bytes for all that was ever recorded.</summary>
    /// <param name="set">The data recorded.</param>
    public Value Rewrite(Value set) => rewrite(set);

    internal static CaseEventKind Of<TEvent>()
        where TEvent : struct, ICaseEvent<TEvent> =>
        new(TEvent.Label, TEvent.AlsoSets, static (set, city) => TEvent.Sentence(TEvent.Read(set), city), static set => TEvent.Read(set).Write());
}
