using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>A file that would say something else.</summary>
/// <param name="Kind">Definition or policy file.</param>
/// <param name="Name">Definition id, or file name.</param>
/// <param name="Content">The new text; null: a policy file that goes.</param>
public sealed record FileChange(DraftKind Kind, string Name, string? Content);

/// <summary>Checks definitions and policies that change together: each against what the others become, and everything in force against them.</summary>
public sealed class ChangeSetChecks(PublishedStore catalog, ActivityRegistry activities, ConnectionStore connections)
{
    /// <summary>What is wrong with those changes taken together, errors first; empty for sound ones.</summary>
    public async Task<IReadOnlyList<DraftFinding>> RunAsync(IReadOnlyList<FileChange> changes, Instant from, CancellationToken ct = default)
    {
        var findings = new List<DraftFinding>();
        foreach (var change in changes.Where(change => change.Content is not null))
        {
            if (DraftText.Refuse(change.Kind, change.Name, change.Content!) is { } refused) findings.Add(new(true, refused.Code, null, change.Name, refused.Chinese, refused.English));
        }

        if (findings.Count > 0 || changes.Count == 0) return findings;
        await connections.RefreshAsync(ct);
        var present = catalog.PolicyAt(from);
        var load = CityPolicies.Load(Apply(await catalog.PolicyFilesAsync(present.Hash, ct) ?? new Dictionary<string, string>(), changes));
        findings.AddRange(OfPolicies(load, changes, present));
        if ((load.Policy ?? load.Draft) is { } policy) findings.AddRange(OfDefinitions(changes, from, present, policy, load.Unreadable));
        return [.. findings.OrderByDescending(finding => finding.IsError)];
    }

    /// <summary>The files of a policy with the changes.</summary>
    public static Dictionary<string, string> Apply(IReadOnlyDictionary<string, string> files, IEnumerable<FileChange> changes)
    {
        var changed = new Dictionary<string, string>(files, StringComparer.Ordinal);
        foreach (var change in changes.Where(change => change.Kind == DraftKind.Policy))
        {
            if (change.Content is { } content) changed[change.Name] = content;
            else changed.Remove(change.Name);
        }

        return changed;
    }

    private static IEnumerable<DraftFinding> OfPolicies(PolicyLoad load, IReadOnlyList<FileChange> changes, CityPolicy present)
    {
        var files = changes.Where(change => change.Kind == DraftKind.Policy).Select(change => change.Name).ToHashSet(StringComparer.Ordinal);
        if (files.Count == 0) return [];
        return load.Findings
            .Concat((load.Policy ?? load.Draft) is { } policy && !load.Unreadable.Contains("time-limits.json") ? LimitChecks.Run(policy, present) : [])
            .Where(finding => finding.Severity == FindingSeverity.Error || files.Contains(finding.File))
            .Select(finding => new DraftFinding(finding.Severity == FindingSeverity.Error, finding.Code, null, $"{finding.File} {finding.Path}", finding.Chinese, finding.English));
    }

    /// <summary>Every definition that will be in force then: of those that change all faults, of the others those that the changes make.</summary>
    private IEnumerable<DraftFinding> OfDefinitions(IReadOnlyList<FileChange> changes, Instant from, CityPolicy present, CityPolicy policy, IReadOnlyList<string> unreadable)
    {
        var changed = changes.Where(change => change.Kind == DraftKind.Workflow && change.Content is not null).Select(change => WorkflowDefinition.Read(change.Content!).Definition!).ToDictionary(one => one.DefinitionId, StringComparer.Ordinal);
        var set = changed.Values.Aggregate(catalog.Definitions, (all, one) => all.With(new(one, from)));
        var names = set.All.Select(version => version.Definition.DefinitionId).Distinct(StringComparer.Ordinal);
        foreach (var definition in names.Select(id => changed.GetValueOrDefault(id) ?? set.Published(id, Instant.MaxValue)).OfType<WorkflowDefinition>())
        {
            var known = changed.ContainsKey(definition.DefinitionId)
                ? []
                : DefinitionChecks.Run(definition, activities, catalog.Definitions, present, null, connections.All).Select(Key).ToHashSet();
            foreach (var finding in DefinitionChecks.Run(definition, activities, set, policy, unreadable, connections.All))
            {
                if (known.Contains(Key(finding)) || (finding.Severity != Severity.Error && !changed.ContainsKey(definition.DefinitionId))) continue;
                yield return new(
                    finding.Severity == Severity.Error, finding.Code, finding.ActivityId, $"{definition.Name} {finding.ActivityName}",
                    $"流程“{definition.Name}”：{finding.Chinese}", $"Workflow '{definition.Name}': {finding.English}", finding.Input, finding.Line, finding.Column);
            }
        }

        static (string, string?, string?) Key(Finding finding) => (finding.Code, finding.ActivityId, finding.Input);
    }
}
