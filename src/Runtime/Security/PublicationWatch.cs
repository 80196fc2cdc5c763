using System.Globalization;
using System.Runtime.CompilerServices;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>Whatever puts a definition or a policy in force, or out of it, goes to the security log with the transaction that does it.</summary>
internal sealed class PublicationWatch(SecurityLog log) : SaveChangesInterceptor
{
    private static readonly string[] Actions = [GovernanceActions.Approved, GovernanceActions.Published, GovernanceActions.Retired];

    private readonly ConditionalWeakTable<DbContext, GovernanceEntry[]> waiting = [];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
        {
            waiting.AddOrUpdate(context, [.. context.ChangeTracker.Entries<GovernanceEntry>().Where(tracked => tracked.State == EntityState.Added && Actions.Contains(tracked.Entity.Action)).Select(tracked => tracked.Entity)]);
        }

        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not { } context || !waiting.TryGetValue(context, out var entries) || entries.Length == 0) return result;
        waiting.Remove(context);
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            foreach (var together in entries.GroupBy(entry => (entry.Actor, entry.Action)))
            {
                await log.RecordAsync(
                    EventOf([.. together]),
                    (NpgsqlConnection)context.Database.GetDbConnection(),
                    (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction(),
                    cancellationToken);
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }

        return result;
    }

    /// <summary>What one person does at once is one line: each file of it stands in the governance log.</summary>
    private static SecurityEvent EventOf(GovernanceEntry[] entries) => new(SecurityEvents.Publication, entries[0].Action)
    {
        Account = entries[0].Actor,
        Subject = entries is [var only] ? only.Name : null,
        Detail = entries is [var one]
            ? new Dictionary<string, string> { ["kind"] = one.Kind.ToString(), ["hash"] = one.Hash ?? "" }
            : new Dictionary<string, string> { ["files"] = entries.Length.ToString(CultureInfo.InvariantCulture), ["id"] = entries[0].DraftId?.ToString("D") ?? "" },
    };
}
