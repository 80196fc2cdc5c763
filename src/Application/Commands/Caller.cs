using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Application.Commands;

/// <summary>Who sends a command: the account with the rights of this moment, and the command's id.</summary>
/// <param name="AccountId">Id of the account.</param>
/// <param name="Roles">Roles held now, in ordinal order.</param>
/// <param name="Unit">Code of the unit acted for; null for the city-wide service.</param>
/// <param name="CommandId">Names the command: the same id again gets the first result (<see cref="CommandIds"/>), and links what it leads to.</param>
public sealed record Caller(string AccountId, IReadOnlyList<string> Roles, string? Unit, Guid CommandId)
{
    /// <summary>As which what may be known is decided.</summary>
    public Viewer Viewer { get; } = new(AccountId, Roles, Unit);

    /// <summary>As whom the journal records the act.</summary>
    public Actor Actor { get; } = new(AccountId, Unit, Roles);
}
