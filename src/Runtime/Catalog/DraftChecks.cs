using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Runs the checks of a draft against what is published.</summary>
public sealed class DraftChecks(CatalogStore catalog, ActivityCatalog activities)
{
    /// <summary>What is wrong with that text, errors first; empty for a sound one.</summary>
    public async Task<IReadOnlyList<DraftFinding>> RunAsync(DraftKind kind, string name, string content, CancellationToken ct = default)
    {
        if (DraftText.Refuse(kind, name, content) is { } refused) return [new(true, refused.Code, null, null, refused.Chinese, refused.English)];
        if (kind == DraftKind.Workflow) return Workflow(WorkflowDefinition.Read(content).Definition!);
        var files = new Dictionary<string, string>(await catalog.PolicyFilesAsync(catalog.Policy.Hash, ct) ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [name] = content,
        };
        return Policy(CityPolicy.Load(files), name, catalog.Policy);
    }

    private static DraftFinding[] Policy(PolicyLoad load, string name, CityPolicy published) =>
    [
        .. load.Findings
            .Concat(load.Policy is { } policy ? LimitChecks.Run(policy, published) : [])
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
        .. DefinitionChecks.Run(definition, activities, catalog.Definitions, catalog.Policies.Count == 0 ? null : catalog.Policy)
            .Select(finding => new DraftFinding(
                finding.Severity == Severity.Error, finding.Code, finding.ActivityId, finding.ActivityName, finding.Chinese, finding.English, finding.Input, finding.Line, finding.Column)),
    ];
}
