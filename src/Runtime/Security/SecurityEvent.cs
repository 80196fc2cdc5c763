using System.Collections.ObjectModel;
using NodaTime;

namespace JieSuJiBan.Runtime.Security;

/// <summary>Something that whoever watches over the service wants to know. It holds no words of a petitioner and no secret.</summary>
/// <param name="Kind">What happened, one of <see cref="SecurityEvents"/>.</param>
/// <param name="Outcome">How it ended: <c>succeeded</c>, <c>failed</c>, <c>refused</c>, <c>slowed</c> or a word of the kind's own.</param>
public sealed record SecurityEvent(string Kind, string Outcome)
{
    /// <summary>Account id, or <c>system</c>; null where nobody is known. A name that was typed and that no account has is never written.</summary>
    public string? Account { get; init; }

    /// <summary>Where it came from: an IP address, or <c>command line</c>; null where it came from inside.</summary>
    public string? Address { get; init; }

    /// <summary>What it was about: a ticket's case, a unit, a definition, an endpoint's route.</summary>
    public string? Subject { get; init; }

    /// <summary>Further codes and numbers by name.</summary>
    public IReadOnlyDictionary<string, string> Detail { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>A line of the security log.</summary>
/// <param name="EventId">Its id; ids are in order of time.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Kind">What happened.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Account">Account id, or null.</param>
/// <param name="Address">Where it came from, or null.</param>
/// <param name="Subject">What it was about, or null.</param>
/// <param name="Times">How often, where equal events of a minute are one line.</param>
/// <param name="Detail">Further codes and numbers.</param>
public sealed record SecurityLogLine(
    Guid EventId, Instant At, string Kind, string Outcome, string? Account, string? Address, string? Subject, int Times, IReadOnlyDictionary<string, string> Detail);
