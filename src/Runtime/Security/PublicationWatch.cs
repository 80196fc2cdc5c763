using System.Runtime.CompilerServices;
using JieSuJiBan.Runtime.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>Whatever puts a definition or a policy in force, or out of it, goes to the security log with the transaction that does it.</summary>
internal sealed class PublicationWatch(SecurityLog log) : SaveChangesInterceptor
{
    private static readonly string[] Told = [GovernanceActions.Approved, GovernanceActions.Published, GovernanceActions.Retired];

    private readonly ConditionalWeakTable<DbContext, GovernanceEntry[]> waiting = [];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
        {
            waiting.AddOrUpdate(context, [.. context.ChangeTracker.Entries<GovernanceEntry>().Where(tracked => tracked.State == EntityState.Added && Told.Contains(tracked.Entity.Action)).Select(tracked => tracked.Entity)]);
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
            foreach (var entry in entries)
            {
                await log.RecordAsync(
                    new(SecurityEvents.Publication, entry.Action)
                    {
                        Account = entry.Actor,
                        Subject = entry.Name,
                        Detail = new Dictionary<string, string> { ["kind"] = entry.Kind.ToString(), ["hash"] = entry.Hash ?? "" },
                    },
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
}
