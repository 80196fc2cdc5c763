using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>
/// Works on all queues side by side: each has its own few deliveries under way, so that one that hangs or refuses delays nobody else's.
/// Any number of nodes may do so; they skip each other's claims.
/// </summary>
public sealed class DeliveryDispatcher(OutboxRelay relay, DeliveryQueues queues, ILogger<DeliveryDispatcher> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> working = new(StringComparer.Ordinal);

    /// <summary>Begins on every queue in which something is due and on which this node does not work already.</summary>
    public async Task DispatchAsync(CancellationToken ct)
    {
        foreach (var queue in await queues.DueAsync(ct))
        {
            if (working.ContainsKey(queue.Name)) continue;
            // Only this method adds, and one caller at a time calls it.
            working[queue.Name] = Task.Run(() => WorkAsync(queue, ct), CancellationToken.None);
        }
    }

    /// <summary>Waits for what is under way.</summary>
    public Task IdleAsync() => Task.WhenAll(working.Values);

    private async Task WorkAsync(DeliveryQueue queue, CancellationToken ct)
    {
        var width = Math.Max(1, relay.ConcurrencyOf(queue.Channel));
        using var slots = new SemaphoreSlim(width);
        var underWay = new List<Task>();
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var free = await TakeFreeAsync(slots, ct);
                var items = await ClaimAsync(queue, free, slots, ct);
                if (items.Count < free) slots.Release(free - items.Count);
                underWay.RemoveAll(task => task.IsCompleted);
                if (items.Count == 0)
                {
                    if (underWay.Count == 0) break;
                    // What comes meanwhile need not wait for the slowest that is under way.
                    await Task.WhenAny([.. underWay, Task.Delay(LookEvery, ct)]);
                    continue;
                }

                underWay.AddRange(items.Select(item => DeliverAsync(item, slots, ct)));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node stops: what it had claimed is claimed again when the lease ends.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogWarning(failure, "The queue {Queue} could not be worked on; it is begun again in a moment.", queue.Name);
        }
        finally
        {
            await Task.WhenAll(underWay);
            working.TryRemove(queue.Name, out _);
        }
    }

    private async Task<IReadOnlyList<OutboxItem>> ClaimAsync(DeliveryQueue queue, int free, SemaphoreSlim slots, CancellationToken ct)
    {
        try
        {
            return await relay.ClaimAsync(queue.Name, free, ct);
        }
        catch
        {
            slots.Release(free);
            throw;
        }
    }

    private static async Task<int> TakeFreeAsync(SemaphoreSlim slots, CancellationToken ct)
    {
        await slots.WaitAsync(ct);
        var free = 1;
        while (slots.Wait(0, CancellationToken.None)) free++;
        return free;
    }

    private async Task DeliverAsync(OutboxItem item, SemaphoreSlim slots, CancellationToken ct)
    {
        try
        {
            await relay.DeliverAsync(item, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // As above.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogWarning(failure, "The outcome of effect {Effect} could not be noted; it is claimed again when the lease ends.", item.EffectId);
        }
        finally
        {
            slots.Release();
        }
    }
}
