using System.Collections.Concurrent;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Runs the checks of a draft against what is published.</summary>
public sealed class DraftChecks(PublishedStore catalog, ActivityRegistry activities, ConnectionStore connections)
{
    private const int MostKept = 4;

    // A form checks what it changes before and after, and the page that follows checks it once more.
    private readonly ConcurrentDictionary<(string Policy, string File, string Text), PolicyLoad> loads = new();

    /// <summary>What is wrong with that text, errors first; empty for a sound one.</summary>
    public async Task<IReadOnlyList<DraftFinding>> RunAsync(DraftKind kind, string name, string content, CancellationToken ct = default)
    {
        if (DraftText.Refuse(kind, name, content) is { } refused) return [new(true, refused.Code, null, null, refused.Chinese, refused.English)];
        await connections.RefreshAsync(ct);
        if (kind == DraftKind.Workflow) return Workflow(DefinitionTexts.Read(content).Definition!);
        var load = await LoadAsync(name, content, ct);
        return [.. Policy(load, name, catalog.Policy), .. Drawings(load), .. Unused(load, name)];
    }

    /// <summary>The policy in force with that file in it. Each real loading is a span <c>policy.load</c>.</summary>
    private async Task<PolicyLoad> LoadAsync(string name, string content, CancellationToken ct)
    {
        var key = (catalog.Policy.Hash, name, content);
        if (loads.TryGetValue(key, out var known)) return known;
        var files = new Dictionary<string, string>(await catalog.PolicyFilesAsync(key.Hash, ct) ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [name] = content,
        };
        using var span = RuntimeMetrics.Source.StartActivity("policy.load");
        var load = CityPolicies.Load(files);
        if (loads.Count >= MostKept) loads.Clear();
        return loads[key] = load;
    }

    /// <summary>What the drawings in force would miss under the policy: a role, a step or an outcome that they name and the draft takes away.</summary>
    private IEnumerable<DraftFinding> Drawings(PolicyLoad load)
    {
        if ((load.Policy ?? load.Draft) is not { } policy) yield break;
        foreach (var definition in catalog.Definitions.All.Select(version => version.Definition.DefinitionId).Distinct(StringComparer.Ordinal).Select(id => catalog.Definitions.Published(id, NodaTime.Instant.MaxValue)).OfType<WorkflowDefinition>())
        {
            var before = DefinitionChecks.Run(definition, activities, catalog.Definitions, catalog.Policy, null, connections.All).Select(finding => (finding.Code, finding.ActivityId, finding.Input)).ToHashSet();
            foreach (var finding in DefinitionChecks.Run(definition, activities, catalog.Definitions, policy, load.Unreadable, connections.All))
            {
                if (finding.Severity != Severity.Error || before.Contains((finding.Code, finding.ActivityId, finding.Input))) continue;
                yield return new(true, finding.Code, null, $"{definition.Name} {finding.ActivityName}", $"流程“{definition.Name}”：{finding.Chinese}", $"Workflow '{definition.Name}': {finding.English}");
            }
        }
    }

    private IEnumerable<DraftFinding> Unused(PolicyLoad load, string name) => (load.Policy ?? load.Draft) is not { } policy
        ? []
        : UnusedNames.Check(policy, catalog.Definitions.All.Select(version => version.Definition)).Where(finding => finding.File == name)
            .Select(finding => new DraftFinding(false, finding.Code, null, finding.Path, finding.Chinese, finding.English));

    private static DraftFinding[] Policy(PolicyLoad load, string name, CityPolicy published) =>
    [
        .. load.Findings
            .Concat((load.Policy ?? load.Draft) is { } policy && !load.Unreadable.Contains("time-limits.json") ? LimitChecks.Run(policy, published) : [])
            .Where(finding => finding.File == name || finding.Severity == FindingSeverity.Error)
            .Select(finding => new DraftFinding(
                finding.Severity == FindingSeverity.Error,
                finding.Code,
                null,
                finding.File == name ? finding.Path : $"{finding.File} {finding.Path}",
                finding.Chinese,
                finding.English))
            .OrderByDescending(finding => finding.IsError),
    ];

    private DraftFinding[] Workflow(WorkflowDefinition definition) =>
    [
        .. DefinitionChecks.Run(definition, activities, catalog.Definitions, catalog.Policies.Count == 0 ? null : catalog.Policy, null, connections.All)
            .Select(finding => new DraftFinding(
                finding.Severity == Severity.Error, finding.Code, finding.ActivityId, finding.ActivityName, finding.Chinese, finding.English, finding.Input, finding.Line, finding.Column)),
    ];
}
