using System.Diagnostics;
using System.Threading.Channels;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// Group commit. Units that arrive while a commit is in flight form the next group: no delay is ever added, and the busier it gets the
/// fewer commits each unit costs. Each writer holds one connection whose plans are fixed index look-ups, whatever the statistics say.
/// </summary>
public sealed class CommitPipeline : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly RuntimeMetrics metrics;
    private readonly CaseProjections projections;
    private readonly int groupLimit;
    private readonly Channel<Pending> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] writers;
    private long refusedAt;
    private volatile PostgresException? refusal;

    /// <param name="connectionString">The case database.</param>
    /// <param name="projections">The kinds of case that have list rows.</param>
    /// <param name="metrics">Where commits are counted.</param>
    /// <param name="writerCount">Commits in flight at once.</param>
    /// <param name="groupLimit">Units in one commit at most.</param>
    public CommitPipeline(string connectionString, CaseProjections projections, RuntimeMetrics metrics, int writerCount = 2, int groupLimit = 128)
    {
        this.projections = projections;
        this.metrics = metrics;
        this.groupLimit = groupLimit;
        dataSource = Database.WriterSource(connectionString, writerCount);
        // The door (CaseRuntime) bounds what waits here; this bound only makes a forgotten door visible.
        queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(65_536) { FullMode = BoundedChannelFullMode.Wait });
        writers = [.. Enumerable.Range(0, writerCount).Select(_ => Task.Run(WriteAsync))];
    }

    /// <summary>Units waiting for a writer.</summary>
    public int Waiting => queue.Reader.Count;

    /// <summary>Why the database takes no writes at all (no space, read-only); null where the last commit got through or the last refusal is longer ago.</summary>
    public PostgresException? Refusal(TimeSpan within) => refusal is { } last && Stopwatch.GetElapsedTime(Interlocked.Read(ref refusedAt)) < within ? last : null;

    /// <summary>Writes the unit with whichever group it falls into, and returns after the commit.</summary>
    /// <exception cref="OutcomeUnknownException">The database went away before it answered.</exception>
    /// <exception cref="NothingWrittenException">The database could not be reached, or takes no writes: nothing was written.</exception>
    /// <exception cref="PostgresException">The database refuses this unit's data; nothing of it was written.</exception>
    public async Task<CommitOutcome> CommitAsync(CaseWrite unit, CancellationToken ct = default)
    {
        var pending = new Pending(unit);
        await queue.Writer.WriteAsync(pending, ct);
        // From here on the unit will be written: giving up waiting would not undo it.
        return await pending.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (!queue.Writer.TryComplete()) return;
        stopping.CancelAfter(TimeSpan.FromSeconds(10));
        await Task.WhenAll(writers);
        stopping.Dispose();
        await dataSource.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        await using var writer = new Writer(dataSource, new CommitStatement(projections));
        var group = new List<Pending>(groupLimit);
        var cases = new HashSet<Guid>(groupLimit);
        Pending? next = null;
        while (next is not null || await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            cases.Clear();
            while (group.Count < groupLimit && (next is not null || queue.Reader.TryRead(out next)))
            {
                // Two units of one case never share a statement: the second waits for its own group.
                if (!cases.Add(next.Unit.CaseId)) break;
                group.Add(next);
                next = null;
            }

            if (group.Count == 0) continue;
            // One order of locking for all nodes keeps deadlocks rare.
            group.Sort(static (a, b) => a.Unit.CaseId.CompareTo(b.Unit.CaseId));
            await CommitGroupAsync(writer, group);
        }
    }

    private async Task CommitGroupAsync(Writer writer, List<Pending> group)
    {
        using var activity = RuntimeMetrics.Source.StartActivity("commit");
        activity?.SetTag("jsjb.units", group.Count);
        var units = group.ConvertAll(pending => pending.Unit);
        var wasSent = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await writer.OpenAsync(stopping.Token);
                wasSent = true;
                var started = Stopwatch.GetTimestamp();
                metrics.Statement();
                var outcomes = await writer.ExecuteAsync(units, stopping.Token);
                metrics.Committed(outcomes.Count(outcome => outcome == CommitOutcome.Won), Stopwatch.GetElapsedTime(started));
                refusal = null;
                for (var i = 0; i < group.Count; i++) group[i].Done.SetResult(outcomes[i]);
                return;
            }
            catch (PostgresException race) when (Failure.IsRace(race) && attempt < 5)
            {
                metrics.Retried();
            }
            catch (PostgresException whole) when (Failure.IsWholeRefusal(whole))
            {
                // As for everybody, so for each: halving the group would only ask a full disk again and again.
                await writer.ResetAsync();
                Interlocked.Exchange(ref refusedAt, Stopwatch.GetTimestamp());
                refusal = whole;
                foreach (var pending in group) pending.Done.SetException(new NothingWrittenException(whole));
                return;
            }
            catch (PostgresException refused) when (!Failure.IsConnection(refused))
            {
                await writer.ResetIfBrokenAsync();
                await SeparateAsync(writer, group, refused);
                return;
            }
            catch (Exception failure) when (Failure.IsConnection(failure))
            {
                // The commit may have happened. Sending the group again is safe: its commands would be seen.
                await writer.ResetAsync();
                if (attempt >= 3 || stopping.IsCancellationRequested)
                {
                    Exception ended = wasSent ? new OutcomeUnknownException(failure) : new NothingWrittenException(failure);
                    foreach (var pending in group) pending.Done.SetException(ended);
                    return;
                }

                metrics.Retried();
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), CancellationToken.None);
            }
            catch (Exception bug)
            {
                await writer.ResetAsync();
                foreach (var pending in group) pending.Done.SetException(bug);
                return;
            }
        }
    }

    /// <summary>One unit's data made the statement fail: halve the group until that unit stands alone and gets the error.</summary>
    private async Task SeparateAsync(Writer writer, List<Pending> group, PostgresException refusal)
    {
        if (group.Count == 1)
        {
            group[0].Done.SetException(refusal);
            return;
        }

        var half = group.Count / 2;
        await CommitGroupAsync(writer, group[..half]);
        await CommitGroupAsync(writer, group[half..]);
    }

    private sealed class Pending(CaseWrite unit)
    {
        public CaseWrite Unit => unit;

        public TaskCompletionSource<CommitOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A writer's connection, opened when needed and again after it broke.</summary>
    private sealed class Writer(NpgsqlDataSource dataSource, CommitStatement statement) : IAsyncDisposable
    {
        private NpgsqlConnection? connection;

        public async Task<CommitOutcome[]> ExecuteAsync(IReadOnlyList<CaseWrite> group, CancellationToken ct) =>
            await statement.ExecuteAsync(connection!, group, ct);

        public async Task OpenAsync(CancellationToken ct)
        {
            await ResetIfBrokenAsync();
            try
            {
                connection ??= await dataSource.OpenConnectionAsync(ct);
            }
            catch (PostgresException refusal)
            {
                // Whatever a server says to whoever knocks (starting up, full, closed to connections): it is about itself, not about the units.
                throw new NpgsqlException(refusal.Message, refusal);
            }
        }

        /// <summary>Some errors end the connection too.</summary>
        public async Task ResetIfBrokenAsync()
        {
            if (connection is { FullState: not System.Data.ConnectionState.Open }) await ResetAsync();
        }

        public async Task ResetAsync()
        {
            if (connection is null) return;
            var broken = connection;
            connection = null;
            await broken.DisposeAsync();
            // Its neighbours in the pool died with the same server.
            dataSource.Clear();
        }

        public async ValueTask DisposeAsync()
        {
            if (connection is not null) await connection.DisposeAsync();
        }
    }
}
