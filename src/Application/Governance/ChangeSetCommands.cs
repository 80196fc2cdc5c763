using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Application.Governance;

/// <summary>Decides about the files of a change set and moves it on. Each command checks that the account may; whoever may not is refused, and nothing is changed.</summary>
public sealed class ChangeSetCommands(ChangeSetStore sets)
{
    /// <summary>Decides whose text of a file becomes the next version.</summary>
    public Task<ChangeSetAnswer> ResolveAsync(ClaimsPrincipal by, Guid setId, DraftKind kind, string name, FileChoice choice, string? own, long? revision, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => sets.ResolveAsync(setId, kind, name, choice, own, revision, account, ct));

    /// <summary>Compares anew what the city published since; decisions stay.</summary>
    public Task<ChangeSetAnswer> RecompareAsync(ClaimsPrincipal by, Guid setId, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => sets.RecompareAsync(setId, account, ct));

    /// <summary>Sends a set in which everything is decided to a second person.</summary>
    public Task<ChangeSetAnswer> SubmitAsync(ClaimsPrincipal by, Guid setId, long? revision, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => sets.SubmitAsync(setId, revision, note, account, ct));

    /// <summary>A second person agrees: neither who sent it nor anybody who decided about a file of it.</summary>
    public Task<ChangeSetAnswer> ApproveAsync(ClaimsPrincipal by, Guid setId, long? revision, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.PublishPolicy, account => sets.ApproveAsync(setId, revision, note, account, ct));

    /// <summary>A second person sends it back, with the reason.</summary>
    public Task<ChangeSetAnswer> RejectAsync(ClaimsPrincipal by, Guid setId, long? revision, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.PublishPolicy, account => sets.RejectAsync(setId, revision, note, account, ct));

    /// <summary>Takes a set out of review, or an approved one back.</summary>
    public Task<ChangeSetAnswer> ReopenAsync(ClaimsPrincipal by, Guid setId, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => sets.ReopenAsync(setId, note, account, ct));

    /// <summary>Publishes an approved set: all of it in one transaction, or nothing.</summary>
    public Task<ChangeSetAnswer> PublishAsync(ClaimsPrincipal by, Guid setId, Instant? effectiveFrom, CancellationToken ct) =>
        IfAsync(by, Permissions.PublishPolicy, account => sets.PublishAsync(setId, effectiveFrom, account, ct));

    private static async Task<ChangeSetAnswer> IfAsync(ClaimsPrincipal by, Permission permission, Func<string, Task<ChangeSetAnswer>> act) =>
        by.RefusalOf(permission) is { } refusal ? new(null, refusal) : await act(by.AccountId());
}
