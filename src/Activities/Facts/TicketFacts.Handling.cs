using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <content>What handling and reply keep of a ticket.</content>
public readonly partial record struct TicketFacts
{
    /// <summary>The petitioner is to be contacted first by (UTC).</summary>
    public Instant? FirstContactDueAt => Facts[ContactFacts.FirstDueAtName].AsInstant();

    /// <summary>The petitioner was first contacted when (UTC).</summary>
    public Instant? FirstContactAt => Facts[ContactFacts.FirstAtName].AsInstant();

    /// <summary>The contacts with the petitioner.</summary>
    public ContactFacts Contacts => new(Facts[ContactFacts.Name]);

    /// <summary>True where no call on record shows the latest contact, which claims to be one.</summary>
    public bool LatestContactHasNoCall => Facts[ContactFacts.LatestName][ContactFacts.CallMissing].AsBoolean() == true;

    /// <summary>The calls out.</summary>
    public CallFacts Calls => new(Facts[CallFacts.Name]);

    /// <summary>The proofs of handling.</summary>
    public EvidenceFacts Evidence => new(Facts[EvidenceFacts.Name]);

    /// <summary>The matter that cannot be solved for now.</summary>
    public CarryOverFacts CarryOver => new(Facts[CarryOverFacts.Name]);

    /// <summary>Code of the result that the unit reported.</summary>
    public string? Result => Facts["result"].AsString();

    /// <summary>Replies that were sent back.</summary>
    public FactList ReturnedReplies => new(Facts[ReplySentBack.List]);

    /// <summary>The reply as it was recorded: sealed, in old entries in clear.</summary>
    internal Value ReplyText => Facts["reply"];

    /// <summary>The answer fit for publication as it was recorded.</summary>
    internal Value PublicReplyText => Facts["publicReply"];

    /// <summary>Why it cannot be solved, as it was recorded.</summary>
    internal Value UnsolvedReason => Facts["unsolvedReason"];
}
