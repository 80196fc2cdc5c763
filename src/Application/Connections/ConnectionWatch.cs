using JieSuJiBan.Application.Background;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>Learns which connections another node was given or lost. Without a database what this node knows still stands.</summary>
public sealed class ConnectionWatch(ChangeListener changes, ConnectionStore connections, TimeProvider time, ILogger<ConnectionWatch> log) : AfterChange(changes, ChangeKinds.Connections, time, log)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(5);

    protected override Task RunAsync(CancellationToken ct) => connections.RefreshAsync(ct);
}
