using System.Collections.Immutable;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>
/// What is known of a ticket: a typed view over the facts of its case, which fold from domain events. Read-only; every
/// member is null where nothing is known yet. Instants are UTC. What a person is or said is a <see cref="Sealed"/> reference.
/// </summary>
/// <param name="Facts">The facts.</param>
public readonly partial record struct TicketFacts(Value Facts)
{
    /// <summary>Human-readable number, unique in the city.</summary>
    public string? Number => Facts["number"].AsString();

    /// <summary>Where the ticket stands: one of <see cref="TicketStatus"/>.</summary>
    public string? Status => Facts["status"].AsString();

    /// <summary>Code of the request type, e.g. <c>Complaint</c> (Art. 11).</summary>
    public string? RequestType => Facts["requestType"].AsString();

    /// <summary>Code of the channel by which it came.</summary>
    public string? Channel => Facts["channel"].AsString();

    /// <summary>Code in the class tree.</summary>
    public string? ClassCode => Facts["classCode"].AsString();

    /// <summary><c>Normal</c>, <c>Urgent</c> or <c>Emergency</c>.</summary>
    public string? Urgency => Facts["urgency"].AsString();

    /// <summary>GB/T 2260 code of the district.</summary>
    public string? DistrictCode => Facts["districtCode"].AsString();

    /// <summary>Code of the street or township.</summary>
    public string? StreetCode => Facts["streetCode"].AsString();

    /// <summary>Code of the community.</summary>
    public string? CommunityCode => Facts["communityCode"].AsString();

    /// <summary>Pseudonym of the petitioner: names the key of the vault.</summary>
    public string? SubjectId => Facts["subjectId"].AsString();

    /// <summary>The petitioner's name.</summary>
    public Sealed? Petitioner => Sealed.From(Facts["petitioner"]);

    /// <summary>The petitioner's phone number.</summary>
    public Sealed? Phone => Sealed.From(Facts["phone"]);

    /// <summary>True where nobody left a way to be reached: there is no petitioner to contact, tell or call back.</summary>
    public bool HasNoContact => new[] { "phone", "account", "secondPhone", "mail" }.All(Missing);

    private bool Missing(string name) => Sealed.From(Facts[name]) is null;

    /// <summary>Where it happens.</summary>
    public Sealed? Address => Sealed.From(Facts["address"]);

    /// <summary>The matter in one line.</summary>
    public Sealed? Title => Sealed.From(Facts["title"]);

    /// <summary>The matter in the petitioner's words.</summary>
    public Sealed? Body => Sealed.From(Facts["body"]);

    /// <summary>Registered as confidential: the petitioner must not be known to the handlers.</summary>
    public bool? Confidential => Facts["confidential"].AsBoolean();

    /// <summary>Accepted when (Art. 10).</summary>
    public Instant? AcceptedAt => Facts["acceptedAt"].AsInstant();

    /// <summary>Class and area confirmed when.</summary>
    public Instant? TriagedAt => Facts["triagedAt"].AsInstant();

    /// <summary>To be signed in by.</summary>
    public Instant? SignInDueAt => Facts["signInDueAt"].AsInstant();

    /// <summary>Signed in when.</summary>
    public Instant? SignedInAt => Facts["signedInAt"].AsInstant();

    /// <summary>To be answered by (Art. 13); exactly at this instant is still in time.</summary>
    public Instant? FeedbackDueAt => Facts["feedbackDueAt"].AsInstant();

    /// <summary>The unit was warned before the deadline when (the first warning).</summary>
    public Instant? WarnedAt => Facts["warnedAt"].AsInstant();

    /// <summary>How often it was warned of.</summary>
    public long Warnings => Facts["warnings"].AsInt64() ?? 0;

    /// <summary>The deadline passed without a reply when.</summary>
    public Instant? OverdueAt => Facts["overdueAt"].AsInstant();

    /// <summary>Replied to petitioner and hotline when (Art. 15).</summary>
    public Instant? RepliedAt => Facts["repliedAt"].AsInstant();

    /// <summary>True while the reply is kept from the petitioner until somebody reviewed it.</summary>
    public bool ReplyHeld => Facts[Events.ReplyHeld.Mark].AsBoolean() == true;

    /// <summary>The reply.</summary>
    public Sealed? Reply => Sealed.From(Facts["reply"]);

    /// <summary>The answer fit for publication.</summary>
    public Sealed? PublicReply => Sealed.From(Facts["publicReply"]);

    /// <summary>Solved, as the unit sees it.</summary>
    public bool? Solved => Facts["solved"].AsBoolean();

    /// <summary>Filed when.</summary>
    public Instant? ArchivedAt => Facts["archivedAt"].AsInstant();

    /// <summary>True for a ticket of the past that a history import ran under a virtual clock: nobody is notified or called back about it today.</summary>
    public bool IsHistoric => Facts["historic"].AsBoolean() == true;

    /// <summary>True where the reply came, or is still missing, after the deadline.</summary>
    public bool Overdue => OverdueAt is not null || (RepliedAt is { } replied && FeedbackDueAt is { } due && replied > due);
}

/// <summary>Where a ticket stands.</summary>
public static class TicketStatus
{
    /// <summary>Recorded (Art. 10).</summary>
    public const string Accepted = nameof(Accepted);

    /// <summary>A dispatcher is to confirm class and area (Art. 11).</summary>
    public const string AwaitingTriage = nameof(AwaitingTriage);

    /// <summary>A dispatcher is to choose a unit by hand (Art. 12).</summary>
    public const string AwaitingDispatch = nameof(AwaitingDispatch);

    /// <summary>The unit is to confirm receipt.</summary>
    public const string AwaitingSignIn = nameof(AwaitingSignIn);

    /// <summary>The unit is handling it (Art. 15).</summary>
    public const string InHandling = nameof(InHandling);

    /// <summary>Somebody else is to decide whether the request is unreasonable.</summary>
    public const string UnreasonableUnderReview = nameof(UnreasonableUnderReview);

    /// <summary>Units talk about who is to lead, before dispatch (Art. 12).</summary>
    public const string InConference = nameof(InConference);

    /// <summary>The unit's objection to the dispatch is being decided (Art. 12).</summary>
    public const string ObjectionUnderReview = nameof(ObjectionUnderReview);

    /// <summary>It cannot be solved for now and is looked at again from time to time (挂账).</summary>
    public const string CarriedOver = nameof(CarriedOver);

    /// <summary>The unit may dispute what the callback said, or its dispute is being decided.</summary>
    public const string ResultUnderDispute = nameof(ResultUnderDispute);

    /// <summary>The petitioner is to be asked (Art. 23).</summary>
    public const string AwaitingCallback = nameof(AwaitingCallback);

    /// <summary>Filed.</summary>
    public const string Archived = nameof(Archived);

    /// <summary>Handled with another ticket, and closed when that one is (并单).</summary>
    public const string Merged = nameof(Merged);

    /// <summary>Ended before its time.</summary>
    public const string Cancelled = nameof(Cancelled);

    /// <summary>All of them, in the order of a ticket's way.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        Accepted, AwaitingTriage, AwaitingDispatch, AwaitingSignIn, InHandling, UnreasonableUnderReview, InConference, ObjectionUnderReview, CarriedOver, ResultUnderDispute, AwaitingCallback, Archived, Merged, Cancelled,
    ];
}

/// <summary>The roles that the ticket's tasks are for.</summary>
public static class TicketRoles
{
    /// <summary>Takes calls, records requests (话务员).</summary>
    public const string Operator = "operator";

    /// <summary>Confirms class and area, chooses units (派单员).</summary>
    public const string Dispatcher = "dispatcher";

    /// <summary>Works for a handling unit (承办单位经办人).</summary>
    public const string Handler = "handler";

    /// <summary>Asks petitioners afterwards (回访员).</summary>
    public const string CallbackAgent = "callbackAgent";

    /// <summary>Reviews what others proposed or decided, urges and supervises (督办员).</summary>
    public const string Supervisor = "supervisor";
}
