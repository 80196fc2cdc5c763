using System.Collections.Concurrent;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Diff;
using NodaTime;

namespace JieSuJiBan.Application.Policies;

/// <summary>A policy to explain by: the one in force, a published version, or what a draft would make of it.</summary>
/// <param name="Code">How a query names it: <c>draft:</c> and its id, or <c>version:</c> and the hash of the snapshot.</param>
/// <param name="Chinese">What it is, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record PolicyOption(string Code, string Chinese, string English);

/// <summary>Finds the policy that somebody wants an explanation by.</summary>
public sealed class PolicySource(PublishedStore catalog, DraftStore drafts, IClock clock)
{
    private const int MostOptions = 20;
    private const int MostKept = 4;

    // A whole policy takes a while to load; a draft is asked about many times between two saves.
    private readonly ConcurrentDictionary<(Guid Draft, long Revision, string InForce), CityPolicy> kept = new();

    /// <summary>What there is to choose: open drafts, then published versions, the newest first.</summary>
    public async Task<IReadOnlyList<PolicyOption>> OptionsAsync(CancellationToken ct)
    {
        if (catalog.Policies.Count == 0) return [];
        var now = clock.GetCurrentInstant();
        var zone = catalog.Policy.City.Zone;
        var inForce = catalog.Policy.Hash;
        var open = (await drafts.ListAsync(DraftKind.Policy, openOnly: true, take: MostOptions, ct: ct))
            .Select(draft => new PolicyOption($"draft:{draft.DraftId}", $"草稿：{draft.Title}（第 {draft.Revision} 稿）", $"Draft: {PolicyDiff.NameOf(draft.Name).English} (revision {draft.Revision})"));
        var published = catalog.Policies.Reverse().DistinctBy(policy => policy.Policy.Hash).Take(MostOptions).Select(policy =>
        {
            var day = policy.EffectiveFrom.InZone(zone).Date;
            var (state, stateInEnglish) = policy.Policy.Hash == inForce ? ("现行", "in force") : policy.EffectiveFrom > now ? ("待生效", "scheduled") : ("历史", "past");
            return new PolicyOption($"version:{policy.Policy.Hash}", $"已发布：{day:uuuu-MM-dd} 起（{state}，{policy.Policy.Hash[..8]}）", $"Published: from {day:uuuu-MM-dd} ({stateInEnglish}, {policy.Policy.Hash[..8]})");
        });
        return [.. open, .. published];
    }

    /// <summary>The policy of that code, or why there is none.</summary>
    public async Task<(CityPolicy? Policy, Rejection? Refusal)> FindAsync(string code, CancellationToken ct)
    {
        if (code.StartsWith("version:", StringComparison.Ordinal)) return catalog.PolicyByHash(code[8..]) is { } published ? (published, null) : (null, Unknown());
        if (!code.StartsWith("draft:", StringComparison.Ordinal) || !Guid.TryParse(code[6..], out var id) || await drafts.FindAsync(id, ct) is not { Kind: DraftKind.Policy } draft) return (null, Unknown());
        var key = (draft.DraftId, draft.Revision, catalog.Policy.Hash);
        if (kept.TryGetValue(key, out var known)) return (known, null);
        var files = new Dictionary<string, string>(await catalog.PolicyFilesAsync(key.Hash, ct) ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [draft.Name] = await drafts.ContentAsync(draft.DraftId, draft.Revision, ct) ?? "",
        };
        var load = CityPolicies.Load(files);
        if (load.Policy is not { } policy)
        {
            var first = load.Findings[0];
            return (null, new(RejectionKind.Content, "explain.badDraft", $"草稿还有错误，无法据以说明：{first.Chinese}（{first.Path}）。请先改正。", $"The draft has errors, so nothing can be explained by it: {first.English} ({first.Path}). Correct it first.", Field: "by"));
        }

        if (kept.Count >= MostKept) kept.Clear();
        kept[key] = policy;
        return (policy, null);
    }

    private static Rejection Unknown() => new(RejectionKind.Content, "explain.unknownPolicy", "没有这份草稿或版本：请从列表中选择。", "There is no such draft or version: choose one of the list.", Field: "by");
}
