using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Supervision;
using JieSuJiBan.Activities.Triage;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities;

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

    /// <summary>Rungs reached and supervision by hand.</summary>
    public FactList Supervision => new(Facts[TicketSupervised.List]);

    /// <summary>Answers of the petitioners of merged tickets.</summary>
    public FactList MergedAnswers => new(Facts[MergedPetitionerAnswered.List]);

    /// <summary>What the petitioner was told of the ticket that handles this merged one.</summary>
    public FactList MergedTold => new(Facts[MergedPetitionerTold.List]);

    /// <summary>What the petitioner was told on a special route, sealed, or null.</summary>
    internal Value CloseExplanation => Facts["closeExplanation"];
}
