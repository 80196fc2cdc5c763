using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <content>What intake, triage, and merging and splitting keep of a ticket.</content>
public readonly partial record struct TicketFacts
{
    /// <summary>Who did which act.</summary>
    public ActorFacts Actors => new(Facts[ActorFacts.Name]);

    /// <summary>What marks the request as a possible emergency.</summary>
    public AlertFacts Alert => new(Facts[AlertFacts.Name]);

    /// <summary>The tickets merged with this one or split off it.</summary>
    public LinkFacts Links => new(Facts[LinkFacts.Name]);

    /// <summary>The review of an unreasonable request.</summary>
    public UnreasonableFacts Unreasonable => new(Facts[UnreasonableFacts.Name]);

    /// <summary>The urges of the petitioner, and of those merged into it.</summary>
    public FactList Urges => new(Facts[TicketUrged.List]);

    /// <summary>What the petitioner added to the request.</summary>
    public FactList Supplements => new(Facts[TicketSupplemented.List]);

    /// <summary>Answers of the petitioners of merged tickets.</summary>
    public FactList MergedAnswers => new(Facts[MergedPetitionerAnswered.List]);

    /// <summary>What the petitioner was told of the ticket that handles this merged one.</summary>
    public FactList MergedTold => new(Facts[MergedPetitionerTold.List]);

    /// <summary>The petitioner's account, sealed, as it was recorded; null: none.</summary>
    public Value Account => Facts["account"];

    /// <summary>A second phone number of the petitioner.</summary>
    public Sealed? SecondPhone => Sealed.From(Facts["secondPhone"]);

    /// <summary>What was verified of the petitioner, as data: <c>level</c>, <c>means</c>, <c>at</c>, <c>by</c>, <c>sentBy</c>, <c>creditCode</c>.</summary>
    public Value Identity => Facts["identity"];

    /// <summary>Ids of the petitioner's files.</summary>
    public IEnumerable<string> Attachments => Facts["attachments"].Items.Select(id => id.AsString()).OfType<string>();

    /// <summary>Code of the statute that sets the limit.</summary>
    public string? Statute => Facts["statute"].AsString();

    /// <summary>The limit that came with the ticket.</summary>
    public GivenLimitFacts GivenLimit => new(Facts["givenLimit"]);

    /// <summary>The hand-over to another service.</summary>
    public HandOverFacts HandOver => new(Facts[HandOverFacts.Name]);

    /// <summary>Of a merged ticket: when the handled one was replied to (UTC); null: not yet.</summary>
    public Instant? ParentRepliedAt => Facts[MergedPetitionerTold.ParentReply]["at"].AsInstant();

    /// <summary>What a city added to built-in tasks: open data, fields by name by task.</summary>
    public Value More => Facts[CityFieldsRecorded.Name];

    /// <summary>How often a step of the city's own passed its limit.</summary>
    /// <param name="fact">Name of the step among the facts.</param>
    public long TimesOverdue(string fact) => Facts[CaseTaskOverdue.List][fact].AsInt64() ?? 0;

    /// <summary>What the petitioner was told on a special route, sealed, or null.</summary>
    internal Value CloseExplanation => Facts["closeExplanation"];
}
