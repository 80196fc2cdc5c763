using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Application.Governance;

/// <summary>
/// Writes drafts and moves them on: designer, pages and REST send the same commands. Each checks that the account may; whoever may not is refused,
/// and nothing is changed.
/// </summary>
public sealed class DraftCommands(DraftStore drafts)
{
    /// <summary>Makes a draft from a version; null: from the newest.</summary>
    public Task<DraftAnswer> CreateFromAsync(ClaimsPrincipal by, DraftKind kind, string name, string? fromHash, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.CreateFromAsync(kind, name, fromHash, account, ct));

    /// <summary>Makes a draft from a text.</summary>
    public Task<DraftAnswer> CreateAsync(ClaimsPrincipal by, DraftKind kind, string name, string content, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.CreateAsync(kind, name, content, account, null, ct));

    /// <summary>Saves a text over the revision that it started from; who comes later is refused, and his text is kept aside.</summary>
    public Task<DraftAnswer> SaveAsync(ClaimsPrincipal by, Guid draftId, long revision, string content, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.SaveAsync(draftId, revision, content, account, null, ct));

    /// <summary>Sends a draft without errors to a second person.</summary>
    public Task<DraftAnswer> SubmitAsync(ClaimsPrincipal by, Guid draftId, long? revision, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.SubmitAsync(draftId, revision, note, account, ct));

    /// <summary>A second person agrees: neither who sent it nor anybody who wrote some of it.</summary>
    public Task<DraftAnswer> ApproveAsync(ClaimsPrincipal by, Guid draftId, long? revision, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.PublishPolicy, account => drafts.ApproveAsync(draftId, revision, note, account, ct));

    /// <summary>A second person sends it back, with the reason.</summary>
    public Task<DraftAnswer> RejectAsync(ClaimsPrincipal by, Guid draftId, long? revision, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.PublishPolicy, account => drafts.RejectAsync(draftId, revision, note, account, ct));

    /// <summary>Takes a draft out of review, or an approved one back.</summary>
    public Task<DraftAnswer> ReopenAsync(ClaimsPrincipal by, Guid draftId, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.ReopenAsync(draftId, note, account, ct));

    /// <summary>States that the draft takes the newest published version into account.</summary>
    public Task<DraftAnswer> RebaseAsync(ClaimsPrincipal by, Guid draftId, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.RebaseAsync(draftId, account, ct));

    /// <summary>Gives a draft up; its texts and its log stay.</summary>
    public Task<DraftAnswer> DiscardAsync(ClaimsPrincipal by, Guid draftId, string? note, CancellationToken ct) =>
        IfAsync(by, Permissions.EditPolicy, account => drafts.DiscardAsync(draftId, note, account, ct));

    /// <summary>Publishes an approved draft, in force from now or from a later instant.</summary>
    public Task<DraftAnswer> PublishAsync(ClaimsPrincipal by, Guid draftId, Instant? effectiveFrom, CancellationToken ct) =>
        IfAsync(by, Permissions.PublishPolicy, account => drafts.PublishAsync(draftId, effectiveFrom, account, ct));

    private static async Task<DraftAnswer> IfAsync(ClaimsPrincipal by, Permission permission, Func<string, Task<DraftAnswer>> act) =>
        by.RefusalOf(permission) is { } refusal ? new(null, refusal) : await act(by.AccountId());
}
