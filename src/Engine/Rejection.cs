namespace JieSuJiBan.Engine;

/// <summary>
/// An expected refusal: nothing changed, and the sentences say what to do. A refusal is data, never an exception.
/// </summary>
/// <param name="Code">Stable dotted code, e.g. <c>task.alreadyCompleted</c>.</param>
/// <param name="Kind">What sort of refusal it is: decides the HTTP status.</param>
/// <param name="Chinese">The sentence for users, zh-CN.</param>
/// <param name="English">The same in English: "Expected to …, but …, so …".</param>
/// <param name="Source">Article, RFC or policy row it rests on, or null.</param>
/// <param name="Field">The field it is about (a path such as <c>result.contact.phone</c>), or null.</param>
public sealed record Rejection(RejectionKind Kind, string Code, string Chinese, string English, string? Source = null, string? Field = null);

/// <summary>What sort of refusal a <see cref="Rejection"/> is.</summary>
public enum RejectionKind
{
    /// <summary>The content is wrong (HTTP 422).</summary>
    Content,
    /// <summary>The state does not allow it, now or any more (HTTP 409).</summary>
    State,
    /// <summary>The actor may not do it (HTTP 403).</summary>
    Permission,
    /// <summary>There is no such thing (HTTP 404).</summary>
    NotFound,
    /// <summary>Nothing is wrong with what was asked: this node takes nothing now (HTTP 503).</summary>
    Unavailable,
}
