using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Sql;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Timers;

/// <summary>
/// Fires what is due. One statement claims a batch (a lease, so that a dead sweeper's timers are claimed again); the batch is stepped
/// together and written by few commits; each timer's row goes with the step it caused. Any number of sweepers may run: they skip each
/// other's claims, and should two ever fire the same timer, its command id lets one take effect.
/// </summary>
public sealed class TimerSweeper(NpgsqlDataSource dataSource, CaseRuntime cases, RuntimeMetrics metrics, IClock clock, DatabaseTime time, ILogger<TimerSweeper> logger)
{
    private static readonly Duration Lease = Duration.FromSeconds(20);
    private static readonly Duration LaterAfterRefusal = Duration.FromMinutes(5);

    /// <summary>Claims and fires up to <paramref name="batch"/> timers that are due. Returns how many were claimed: 0 means that nothing is due now.</summary>
    /// <exception cref="Sql.OutcomeUnknownException">The database went away; what had not fired will be claimed again.</exception>
    public async Task<int> SweepAsync(int batch = 512, CancellationToken ct = default)
    {
        // A node that does not know the time fires nothing; the others do.
        if (time.Standing == ClockStanding.Wrong) return 0;
        var now = clock.GetCurrentInstant();
        var due = await ClaimAsync(now, batch, ct);
        if (due.Count == 0) return 0;
        await cases.PreloadAsync(due.Select(timer => timer.CaseId), ct);
        var fired = await Task.WhenAll(due.Select(timer => FireAsync(timer, now, ct)));
        metrics.Fired(fired.Count(took => took));
        return due.Count;
    }

    private async Task<List<DueTimer>> ClaimAsync(Instant now, int batch, CancellationToken ct)
    {
        metrics.Statement();
        await using var command = dataSource.Command(TimerSql.ClaimTimers).With(now).With(Lease.ToTimeSpan()).With(batch).With(clock is not (DatabaseTime or SystemClock));
        return await command.RowsAsync<DueTimer>(ct);
    }

    private async Task<bool> FireAsync(DueTimer timer, Instant now, CancellationToken ct)
    {
        var stimulus = new Stimulus(
            new(timer.CaseId),
            DerivedIds.TimerCommand(timer.CaseId, timer.BookmarkId, timer.DueAt),
            Actor.System,
            Instant.Max(now, timer.DueAt),
            new FireTimer(timer.BookmarkId));
        switch (await cases.SubmitFromWithinAsync(stimulus, null, ct))
        {
            case CommandResult.Accepted { Repeated: false }:
                return true;
            case CommandResult.Accepted:
                // Another sweeper was first, and took the row with it.
                return false;
            case CommandResult.Refused refused:
                await PutAsideAsync(timer, now, refused, ct);
                return false;
            default:
                return false;
        }
    }

    /// <summary>A timer whose case waits for it but cannot take it now is tried again later; one that nobody waits for is removed.</summary>
    private async Task PutAsideAsync(DueTimer timer, Instant now, CommandResult.Refused refused, CancellationToken ct)
    {
        var state = await cases.StateAsync(new(timer.CaseId), ct);
        var isAwaited = state?.Timers.Any(bookmark => bookmark.Id == timer.BookmarkId) ?? false;
        await using var command = dataSource.Command(isAwaited ? TimerSql.PutTimerOff : TimerSql.RemoveTimer).With(timer.CaseId).With(timer.BookmarkId).With(timer.DueAt);
        if (isAwaited) command.With(now + LaterAfterRefusal);
        await command.ExecuteNonQueryAsync(ct);
        logger.LogWarning(
            "Timer {Bookmark} of case {Case} was refused ({Code}) and {Fate}.",
            timer.BookmarkId, timer.CaseId, refused.Rejection.Code, isAwaited ? "will be tried again" : "removed, since nothing waits for it");
    }

    private sealed record DueTimer(Guid CaseId, string BookmarkId, Instant DueAt);
}
