using System.Collections.Immutable;
using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Validation;
using NodaTime;
using Connection = JieSuJiBan.Workflows.Connections.Connection;

namespace JieSuJiBan.Application.Packs;

/// <summary>Something that the check of a pack found, with its place.</summary>
/// <param name="IsError">The pack cannot be used until it is corrected.</param>
/// <param name="File">The file, relative to the pack.</param>
/// <param name="Place">Where in the file.</param>
/// <param name="Chinese">The sentence, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record PackFinding(bool IsError, string File, string? Place, string Chinese, string English)
{
    public override string ToString() => $"{(IsError ? "错误 error" : "提示 note")} {File}{(Place is null ? "" : " " + Place)}: {Chinese} / {English}";
}

/// <summary>All that a city's policy staff own, read from a folder: definitions beside it, policies in <c>policies/</c>.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Definitions">The definitions that could be read, by file name.</param>
/// <param name="PolicyFiles">The policy files as read.</param>
/// <param name="Policy">The policy, or null where a finding is an error.</param>
/// <param name="Findings">What the checks found, errors first.</param>
public sealed record CityPack(
    string Directory,
    ImmutableSortedDictionary<string, WorkflowDefinition> Definitions,
    ImmutableSortedDictionary<string, string> PolicyFiles,
    CityPolicy? Policy,
    IReadOnlyList<PackFinding> Findings)
{
    public bool IsUsable => Policy is not null && !Findings.Any(finding => finding.IsError);

    /// <summary>Reads and checks everything; a fault in one file does not hide those of others.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="activities">The activity types.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="connections">The connections that its definitions may use; null: what they send outside is looked at when they are published.</param>
    public static async Task<CityPack> ReadAsync(string directory, ActivityRegistry activities, CancellationToken ct, IReadOnlyList<Connection>? connections = null)
    {
        var findings = new List<PackFinding>();
        if (!System.IO.Directory.Exists(directory))
        {
            findings.Add(new(true, directory, null, "找不到城市包目录，请用 Pack__Directory 指定。", "There is no such city pack; set Pack__Directory."));
            return new(directory, ImmutableSortedDictionary<string, WorkflowDefinition>.Empty, ImmutableSortedDictionary<string, string>.Empty, null, findings);
        }

        var policyFiles = await TextsAsync(Path.Combine(directory, "policies"), ct);
        var load = CityPolicies.Load(policyFiles);
        // What could be read of a faulty policy is enough to check what refers to it: all findings come at once.
        var known = load.Policy ?? load.Draft;
        var limits = known is null || load.Unreadable.Contains("time-limits.json") ? [] : LimitChecks.Run(known, null);
        findings.AddRange(load.Findings.Concat(limits).Select(finding => new PackFinding(
            finding.Severity == FindingSeverity.Error, "policies/" + finding.File, finding.Path, finding.Chinese, finding.English)));

        var definitions = ImmutableSortedDictionary.CreateBuilder<string, WorkflowDefinition>(StringComparer.Ordinal);
        foreach (var (file, text) in await TextsAsync(directory, ct))
        {
            var reading = WorkflowDefinition.Read(text);
            if (reading.Definition is { } definition) definitions.Add(file, definition);
            else findings.AddRange(reading.Findings.Select(finding => Of(file, finding)));
        }

        var set = DefinitionSet.Of(definitions.Values.Select(definition => new PublishedDefinition(definition, Instant.MinValue)));
        foreach (var (file, definition) in definitions)
        {
            findings.AddRange(DefinitionChecks.Run(definition, activities, set, known, load.Unreadable, connections).Select(finding => Of(file, finding)));
        }

        if (known is not null && definitions.Count > 0) findings.AddRange(UnusedNames.Check(known, definitions.Values).Select(finding => new PackFinding(false, "policies/" + finding.File, finding.Path, finding.Chinese, finding.English)));
        findings.AddRange(DemoFindings(directory, load.Policy));
        if (definitions.Count == 0) findings.Add(new(true, directory, null, "城市包中没有流程定义。", "The pack holds no definition."));
        return new(directory, definitions.ToImmutable(), policyFiles, load.Policy, [.. findings.OrderBy(finding => !finding.IsError)]);
    }

    /// <summary>A demo that does not fit stops nothing: what does not fit is left out.</summary>
    private static IEnumerable<PackFinding> DemoFindings(string directory, CityPolicy? policy)
    {
        if (policy is null) return [];
        try
        {
            return [.. DemoPack.Read(directory, policy).Misfits(policy).Select(misfit => new PackFinding(false, DemoPack.File, misfit.Place, misfit.Chinese, misfit.English))];
        }
        catch (JsonException fault)
        {
            return [new(true, DemoPack.File, fault.Path, $"不是有效的演示数据（第 {fault.LineNumber + 1} 行）：{fault.Message}", $"No valid demo data (line {fault.LineNumber + 1}): {fault.Message}")];
        }
    }

    public static PackFinding Of(string file, Finding finding) => new(
        finding.Severity == Severity.Error,
        file,
        finding switch
        {
            { ActivityId: { } id, Input: { } input } => $"{finding.ActivityName ?? id}.{input}",
            { ActivityId: { } id } => finding.ActivityName ?? id,
            { Line: { } line } => $"line {line}",
            _ => null,
        },
        finding.Chinese,
        finding.English);

    private static async Task<ImmutableSortedDictionary<string, string>> TextsAsync(string directory, CancellationToken ct)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!System.IO.Directory.Exists(directory)) return texts.ToImmutable();
        foreach (var path in System.IO.Directory.EnumerateFiles(directory, "*.json")) texts.Add(Path.GetFileName(path), await File.ReadAllTextAsync(path, ct));
        return texts.ToImmutable();
    }
}
