using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <content>What dispatch, objections, conferences and co-handling keep of a ticket.</content>
public readonly partial record struct TicketFacts
{
    /// <summary>Sent to a handling unit when (Art. 12); the latest time.</summary>
    public Instant? DispatchedAt => Facts["dispatchedAt"].AsInstant();

    /// <summary>Sent to a unit for the first time when.</summary>
    public Instant? FirstDispatchedAt => Facts["firstDispatchedAt"].AsInstant();

    /// <summary>Code of the unit that received it first and leads (Art. 14).</summary>
    public string? LeadUnit => Facts["leadUnit"].AsString();

    /// <summary>Why that unit, or why none yet.</summary>
    public DispatchFacts Dispatch => new(Facts[DispatchFacts.Name]);

    /// <summary>The unit that a conference or a review chose and that the ticket has not gone to yet.</summary>
    public ChosenUnitFacts ChosenUnit => new(Facts[ChosenUnitFacts.Name]);

    /// <summary>The unit that received it first of all.</summary>
    public FirstReceiverFacts FirstReceiver => new(Facts[FirstReceiverFacts.Name]);

    /// <summary>The district that chose the unit; null: none did.</summary>
    public string? DistrictUnit => Facts["districtUnit"].AsString();

    /// <summary>The units that help.</summary>
    public CoUnitList CoUnits => new(Facts[CoUnitList.Name]);

    /// <summary>Units proposed to help once it is dispatched; null: none.</summary>
    public IReadOnlyList<string>? CoUnitsProposed => Facts.Texts(CoUnitList.ProposedName);

    /// <summary>The objections to a dispatch.</summary>
    public FactList Objections => new(Facts[ObjectionFacts.List]);

    /// <summary>The latest of them.</summary>
    public ObjectionFacts LatestObjection => new(Objections.Latest);

    /// <summary>How often the dispatch was objected to.</summary>
    public long ObjectionCount => Facts[ObjectionFacts.CountName].AsInt64() ?? 0;

    /// <summary>True where a review settled the unit: it may not object again.</summary>
    public bool IsReturnForbidden => Facts[ObjectionFacts.ReturnForbiddenName].AsBoolean() == true;

    /// <summary>The conferences held before dispatch.</summary>
    public FactList Conferences => new(Facts[ConferenceFacts.List]);

    /// <summary>Why a conference is called, sealed, or null.</summary>
    public Value ConferenceReason => Facts[ConferenceFacts.ReasonName];
}
