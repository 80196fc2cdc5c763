using JieSuJiBan.Engine.State;
using NodaTime;

namespace JieSuJiBan.Engine.Inputs;

/// <summary>Who acts: a person by account, or the service itself.</summary>
/// <param name="Id">Account id, or <c>system</c>. A pseudonym: names live with the accounts, never in the journal.</param>
/// <param name="UnitCode">The unit acted for, or null for the city-wide service.</param>
/// <param name="Roles">The roles held at that moment, in ordinal order.</param>
public sealed record Actor(string Id, string? UnitCode, IReadOnlyList<string> Roles)
{
    /// <summary>The service itself: timers, relays, imports.</summary>
    public static Actor System { get; } = new("system", null, []);

    /// <summary>True for the service itself, which no role restricts.</summary>
    public bool IsSystem => Id == System.Id;
}

/// <summary>
/// Everything that comes from outside into one step: which case, which command, who, when, what.
/// <see cref="At"/> is the only clock inside the step.
/// </summary>
/// <param name="CaseId">The case it is for.</param>
/// <param name="CommandId">Names the command: the same id again gets the first answer.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Input">What happens.</param>
public sealed record Stimulus(CaseId CaseId, Guid CommandId, Actor Actor, Instant At, Input Input)
{
    /// <summary>The numbered meaning to decide under (see <see cref="Engine.Semantics"/>): this release's, or the one that a journal entry names.</summary>
    public int Semantics { get; init; } = Engine.Semantics.Current;

    /// <summary>
    /// Which scripts and templates of the step, counted from 1 as they are evaluated, a safety net of the machine stopped. That is an
    /// observation from outside, like an answer to a request: it is recorded with the input, and whoever decides again ends them without running them.
    /// </summary>
    public IReadOnlyList<int> Stopped { get; init; } = [];
}
