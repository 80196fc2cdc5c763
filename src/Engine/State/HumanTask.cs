using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>Work that a person is to do: who may, by when, and what is asked.</summary>
/// <param name="Id"><c>{case:N}-{sequence}-{ordinal}</c>: unique in the world, names its case.</param>
/// <param name="Kind">Which declaration says its fields and outcomes, e.g. <c>HandleTicket</c>.</param>
/// <param name="Title">What to do, for people (zh-CN, from the definition's display text).</param>
/// <param name="Role">The role that may do it.</param>
/// <param name="UnitCode">The unit whose members may do it, or null: anyone with the role.</param>
/// <param name="Assignee">Account id of who claimed it, or null.</param>
/// <param name="OpenedAt">Since when (UTC).</param>
/// <param name="DueAt">By when (UTC), or null where no limit applies.</param>
/// <param name="Payload">What the activity wants the person to see, without personal data.</param>
/// <param name="Outcomes">The outcomes offered now, of those that the kind declares; null: all.</param>
/// <param name="NotBy">Account ids of those who may not do it, e.g. the owner of what is reviewed; null: nobody.</param>
public sealed record HumanTask(
    string Id,
    string Kind,
    string Title,
    string Role,
    string? UnitCode,
    string? Assignee,
    Instant OpenedAt,
    Instant? DueAt,
    Value Payload,
    IReadOnlyList<string>? Outcomes = null,
    IReadOnlyList<string>? NotBy = null);
