using NodaTime;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>When a policy snapshot takes effect, by which draft.</summary>
public sealed record PolicyPublicationRecord(long PublicationId, string Hash, Instant EffectiveFrom, Guid DraftId, string PublishedBy, Instant PublishedAt);

/// <summary>From when on a definition version starts nothing new.</summary>
public sealed record RetirementRecord(string Hash, string DefinitionId, Instant RetiredFrom, string RetiredBy, Instant RetiredAt, string? Note);

/// <summary>Somebody who decided about a file of a change set.</summary>
public sealed record ChangeSetAuthorRecord(Guid SetId, string Author, Instant At);

/// <summary>Somebody whose text a draft held.</summary>
public sealed record DraftAuthorRecord(Guid DraftId, string Author, Instant At);
