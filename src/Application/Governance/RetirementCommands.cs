using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using NodaTime;

namespace JieSuJiBan.Application.Governance;

/// <summary>Takes versions out of force: one proposes, another confirms. Each command checks that the account may publish; whoever may not is refused.</summary>
public sealed class RetirementCommands(RetirementStore retirements)
{
    /// <summary>Proposes that a version starts nothing new from then on; null: from the confirmation.</summary>
    public Task<RetirementAnswer> ProposeAsync(ClaimsPrincipal by, string definitionId, string hash, Instant? from, string? note, CancellationToken ct) =>
        IfAsync(by, account => retirements.ProposeAsync(definitionId, hash, from, note, account, ct));

    /// <summary>A second person confirms: never who proposed it.</summary>
    public Task<RetirementAnswer> ConfirmAsync(ClaimsPrincipal by, Guid proposalId, string? note, CancellationToken ct) =>
        IfAsync(by, account => retirements.ConfirmAsync(proposalId, note, account, ct));

    /// <summary>Takes a proposal back, or declines somebody else's with a reason.</summary>
    public Task<RetirementAnswer> WithdrawAsync(ClaimsPrincipal by, Guid proposalId, string? note, CancellationToken ct) =>
        IfAsync(by, account => retirements.WithdrawAsync(proposalId, note, account, ct));

    private static async Task<RetirementAnswer> IfAsync(ClaimsPrincipal by, Func<string, Task<RetirementAnswer>> act) =>
        by.RefusalOf(Permissions.PublishPolicy) is { } refusal ? new(null, refusal) : await act(by.AccountId());
}
