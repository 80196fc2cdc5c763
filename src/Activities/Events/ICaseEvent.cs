using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Events;

/// <summary>
/// A domain event of a case: the only place that knows under which names its data is recorded. It writes what is merged into the facts
/// (RFC 7396), is read back from what was recorded, and has its label and its sentence beside it. What is recorded is permanent: a member
/// is never renamed, and one that comes later is left out where an older entry lacks it.
/// </summary>
/// <typeparam name="TSelf">The event, a struct: recording it costs no object beside what is recorded.</typeparam>
internal interface ICaseEvent<TSelf>
    where TSelf : struct, ICaseEvent<TSelf>
{
    /// <summary>Its kind as it stands in the journal, and what people call it.</summary>
    static abstract EventLabel Label { get; }

    /// <summary>The event that was recorded with this data. Data of an older release, or with members left out for a reader, is read as far as it goes.</summary>
    static abstract TSelf Read(Value set);

    /// <summary>What it sets of the facts: the bytes that the journal keeps.</summary>
    Value Write();

    /// <summary>Facts that it sets only now and then, beside those that it always sets.</summary>
    static virtual IReadOnlyList<string> AlsoSets => [];

    /// <summary>What happened in a sentence with the names of the city; null: the label says it all.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="city">The policies that name units, classes and steps; null: codes stand for themselves.</param>
    static virtual Phrase? Sentence(in TSelf happened, CityPolicy? city) => null;
}
