using JieSuJiBan.Runtime.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JieSuJiBan.Runtime.Changes;

/// <summary>
/// Hears what any node committed. While the listening connection is down, and every <c>pollInterval</c> anyway, subscribers are told
/// <see cref="ChangeKinds.All"/>: notifications make things quick, polling makes them certain.
/// </summary>
public sealed class ChangeListener(NpgsqlDataSource dataSource, ILogger<ChangeListener> logger, TimeSpan? pollInterval = null) : IAsyncDisposable
{
    private readonly TimeSpan poll = pollInterval ?? TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private Action<ChangeKinds>[] subscribers = [];
    private Task? listening;

    /// <summary>Calls <paramref name="onChange"/> after commits until the result is disposed. Callbacks must be quick and must not throw.</summary>
    public IDisposable Subscribe(Action<ChangeKinds> onChange)
    {
        lock (gate)
        {
            subscribers = [.. subscribers, onChange];
            listening ??= Task.Run(ListenAsync);
        }

        return new Subscription(this, onChange);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (listening is not null) await listening;
        stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(stopping.Token);
                connection.Notification += (_, told) => Tell(Enum.TryParse<ChangeKinds>(told.Payload, out var kinds) ? kinds : ChangeKinds.All);
                await using (var command = connection.Command(ChangeSql.Listen)) await command.ExecuteNonQueryAsync(stopping.Token);
                Tell(ChangeKinds.All);
                while (true)
                {
                    if (!await connection.WaitAsync(poll, stopping.Token)) Tell(ChangeKinds.All);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (Sql.Failure.IsConnection(failure))
            {
                logger.LogWarning(failure, "Listening for changes was interrupted; polling until the database answers again.");
                Tell(ChangeKinds.All);
                await Task.Delay(TimeSpan.FromSeconds(1), stopping.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private void Tell(ChangeKinds kinds)
    {
        foreach (var subscriber in Volatile.Read(ref subscribers)) subscriber(kinds);
    }

    private sealed class Subscription(ChangeListener listener, Action<ChangeKinds> onChange) : IDisposable
    {
        public void Dispose()
        {
            lock (listener.gate) listener.subscribers = [.. listener.subscribers.Where(other => other != onChange)];
        }
    }
}
