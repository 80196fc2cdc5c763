using JieSuJiBan.Host.Cli;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Catalog;
using NodaTime;

namespace JieSuJiBan.Host.Packs;

/// <summary>Publishes a city pack where its content is new. What is published already stays as it is.</summary>
internal sealed class PackPublisher(CatalogStore catalog, IClock clock, ILogger<PackPublisher> log)
{
    private const string Publisher = "pack";

    /// <summary>The first version of anything is in force from the beginning: histories older than the service need one too.</summary>
    private static readonly Instant Beginning = Instant.FromUtc(2000, 1, 1, 0, 0);

    public async Task PublishAsync(CityPack pack, CancellationToken ct)
    {
        if (!pack.IsUsable)
        {
            var errors = string.Join(Environment.NewLine, pack.Findings.Where(finding => finding.IsError).Select(finding => "  " + finding));
            throw new StartupException(new(
                ExitCodes.PackInvalid,
                $"城市包 {pack.Directory} 有误，请改正后重新启动：{Environment.NewLine}{errors}",
                "The city pack above cannot be used; mend what is listed and start again. 'pack check DIR' shows the same list."));
        }

        await catalog.RefreshAsync(ct);
        var now = clock.GetCurrentInstant();
        if (catalog.PolicyByHash(pack.Policy!.Hash) is null)
        {
            await catalog.PublishPolicyAsync(pack.PolicyFiles, catalog.Policies.Count == 0 ? Beginning : now, Publisher, ct);
            log.LogInformation("Published the policies of {Pack}, hash {Hash}.", pack.Directory, pack.Policy.Hash);
        }

        foreach (var (file, definition) in pack.Definitions)
        {
            if (catalog.Definitions.ByHash(definition.Hash) is not null) continue;
            var isFirst = catalog.Definitions.Published(definition.DefinitionId, Instant.MaxValue) is null;
            if (await catalog.PublishAsync(definition, isFirst ? Beginning : now, Publisher, ct) is { } refusal)
            {
                // Somebody published that version from the designer, or the file was changed without a new number: the published one counts.
                log.LogWarning("{File}: {Chinese} {English}", file, refusal.Chinese, refusal.English);
                continue;
            }

            log.LogInformation("Published {Definition} version {Version}, hash {Hash}.", definition.DefinitionId, definition.Version, definition.Hash);
        }
    }
}
