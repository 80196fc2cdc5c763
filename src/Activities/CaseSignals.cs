namespace JieSuJiBan.Activities;

/// <summary>Signals by which the activities of one case tell each other what happened; a definition may draw waits for them.</summary>
public static class CaseSignals
{
    /// <summary>Something was done to a clock; the payload names it (<c>clock</c>).</summary>
    public const string ClockChanged = "clock.changed";

    /// <summary>The unit confirmed receipt.</summary>
    public const string SignedIn = "ticket.signedIn";

    /// <summary>The unit talked to the petitioner; the payload says when (<c>at</c>).</summary>
    public const string Contacted = "ticket.contacted";

    /// <summary>The unit replied to petitioner and hotline.</summary>
    public const string Replied = "ticket.replied";

    /// <summary>The unit was urged, or the ticket is supervised; the payload says which (<c>level</c>).</summary>
    public const string Supervised = "ticket.supervised";

    /// <summary>The callback at the limit is over; the payload says how (<c>outcome</c>, <c>good</c>).</summary>
    public const string LimitCallbackEnded = "callback.atLimit.ended";

    /// <summary>The telephone system, or a person, tells of a call to the petitioner; comes from the door. The payload holds <c>reference</c>, <c>startedAt</c>, <c>seconds</c>, <c>reached</c>, <c>number</c> (sealed), <c>masked</c>, <c>toPetitioner</c>.</summary>
    public const string CallRecorded = "call.recorded";

    /// <summary>The petitioner urges; comes from the door.</summary>
    public const string Urged = "ticket.urged";

    /// <summary>The petitioner adds something to the request; comes from the door. The payload holds <c>text</c>, sealed.</summary>
    public const string Supplemented = "ticket.supplemented";
}
