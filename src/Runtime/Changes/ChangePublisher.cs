using JieSuJiBan.Runtime.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JieSuJiBan.Runtime.Changes;

/// <summary>
/// Tells all nodes, after the commit, what kinds of rows changed. NOTIFY inside a busy transaction would make commits queue behind one
/// lock; so changes are gathered and told at most some twenty times a second, on a connection of their own.
/// A notification may be lost (then polling finds the change); it is never sent before the commit.
/// </summary>
public sealed class ChangePublisher(NpgsqlDataSource dataSource, ILogger<ChangePublisher> logger) : IAsyncDisposable
{
    internal const string ChannelName = "jsjb_changed";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource stopping = new();
    private int gathered;
    private int running;
    private Task sending = Task.CompletedTask;

    /// <summary>Notes that committed rows of these kinds changed.</summary>
    public void Publish(ChangeKinds kinds)
    {
        if (kinds == ChangeKinds.None) return;
        Interlocked.Or(ref gathered, (int)kinds);
        if (Interlocked.Exchange(ref running, 1) == 0) sending = Task.Run(SendAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sending;
        stopping.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            while (Interlocked.Exchange(ref gathered, 0) is var kinds and not 0)
            {
                await using (var command = dataSource.Command(ChangeSql.Notify).With(ChannelName).With(((ChangeKinds)kinds).ToString()))
                {
                    await command.ExecuteNonQueryAsync(stopping.Token);
                }

                await Task.Delay(Pause, stopping.Token);
            }
        }
        catch (Exception failure) when (Sql.Failure.IsConnection(failure))
        {
            if (!stopping.IsCancellationRequested) logger.LogDebug(failure, "A change notification was lost; listeners poll.");
        }
        finally
        {
            Volatile.Write(ref running, 0);
            if (Volatile.Read(ref gathered) != 0 && !stopping.IsCancellationRequested) Publish((ChangeKinds)Volatile.Read(ref gathered));
        }
    }
}
