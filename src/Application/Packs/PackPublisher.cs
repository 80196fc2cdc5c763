using JieSuJiBan.Application.Startup;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Application.Packs;

/// <summary>Publishes a city pack into an empty database. Where something is published already, a pack publishes nothing: what it changes waits for two people.</summary>
public sealed class PackPublisher(ChangeSetStore sets, PublishedStore catalog, ConnectionStore connections, ActivityRegistry activities, ILogger<PackPublisher> log)
{
    /// <summary>What the start does with the pack, in the log too.</summary>
    public async Task<PackStart> PublishAsync(CityPack pack, bool serves, CancellationToken ct)
    {
        await catalog.RefreshAsync(ct);
        await connections.RefreshAsync(ct);
        var findings = pack.Findings.Concat(OutsideFindings(pack)).ToArray();
        if (pack.Policy is null || findings.Any(finding => finding.IsError))
        {
            var errors = string.Join(Environment.NewLine, findings.Where(finding => finding.IsError).Select(finding => "  " + finding));
            throw new StartupException(new(
                ExitCodes.PackInvalid,
                $"城市包 {pack.Directory} 有误，请改正后重新启动：{Environment.NewLine}{errors}",
                "The city pack above cannot be used; correct what is listed and start again. 'pack check DIR' shows the same list."));
        }

        var start = await sets.StartAsync(FilesOf(pack), serves, ct);
        if (start.IsFirst) log.LogInformation("Published the pack {Pack}: {Count} files.", pack.Directory, start.Taken.Count);
        else foreach (var file in start.Taken) log.LogInformation("{File}: 数据库中从未有过，已随启动启用。 The database never had it, so it was taken at this start.", file.Name);
        if (start.Waiting is { } set) log.LogWarning("{Notice}", Notice(set, start));
        return start;
    }

    /// <summary>The files of a pack as the catalogue knows them.</summary>
    public static IReadOnlyList<PackFile> FilesOf(CityPack pack) =>
    [
        .. pack.PolicyFiles.Select(file => new PackFile(DraftKind.Policy, file.Key, file.Value)),
        .. pack.Definitions.Values.Select(definition => new PackFile(DraftKind.Workflow, definition.DefinitionId, definition.ToJson())),
    ];

    private static string Notice(ChangeSet set, PackStart start) =>
        $"城市包有 {start.Files} 个文件的改动尚未启用（其中 {start.Conflicts} 个与本市的修改冲突），服务仍按已发布的版本运行：请政策管理员在 /changes/sets/{set.SetId} 处理，并由另一人审核后一并发布。"
        + $" The pack changes {start.Files} files ({start.Conflicts} in conflict with changes of the city). Nothing of it is in force: the service runs on what is published. A policy administrator looks through it at /changes/sets/{set.SetId}, and a second person reviews it.";

    /// <summary>
    /// What the definitions that this start would take would send where no connection leads. What is published already stops no start, since a
    /// connection that was switched off stops its requests; what two people publish is checked when they do.
    /// </summary>
    private IEnumerable<PackFinding> OutsideFindings(CityPack pack) => pack.Definitions
        .Where(file => catalog.Definitions.Published(file.Value.DefinitionId, Instant.MaxValue) is null)
        .SelectMany(file => DefinitionChecks.Run(file.Value, activities, catalog.Definitions, pack.Policy, null, connections.All)
            .Where(finding => finding.Severity == Severity.Error && finding.Code.StartsWith("http.", StringComparison.Ordinal))
            .Select(finding => CityPack.Of(file.Key, finding)));
}
