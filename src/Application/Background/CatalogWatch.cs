using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Changes;

namespace JieSuJiBan.Application.Background;

/// <summary>Learns what another node has published. A publication this node cannot read, or no database: what it knows still stands.</summary>
public sealed class CatalogWatch(ChangeListener changes, PublishedStore catalog, TimeProvider time, ILogger<CatalogWatch> log) : AfterChange(changes, ChangeKinds.Catalog, time, log)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(5);

    protected override Task RunAsync(CancellationToken ct) => catalog.RefreshAsync(ct);
}
