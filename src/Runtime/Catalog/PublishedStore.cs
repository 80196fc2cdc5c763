using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>
/// The published definitions and policies. Published never changes (the database refuses it), so a node only ever has to learn what is
/// new: at start, when told, and when a case names a version it does not know.
/// </summary>
public sealed class PublishedStore(NpgsqlDataSource dataSource, ChangePublisher changes, IClock clock)
{
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile Snapshot current = new(DefinitionSet.Empty, [], 0);

    /// <summary>Every published definition version.</summary>
    public DefinitionSet Definitions => current.Definitions;

    /// <summary>The policy in force now.</summary>
    /// <exception cref="InvalidOperationException">No policy was published yet.</exception>
    public CityPolicy Policy => PolicyAt(clock.GetCurrentInstant());

    /// <summary>Every published policy, the earliest to take effect first.</summary>
    public IReadOnlyList<PublishedPolicy> Policies => current.Policies;

    /// <summary>The policy in force at that instant; before the first took effect, the first: histories older than the service still need one.</summary>
    /// <exception cref="InvalidOperationException">No policy was published yet.</exception>
    public CityPolicy PolicyAt(Instant at)
    {
        var policies = current.Policies;
        if (policies.Count == 0) throw new InvalidOperationException("No policy is published: publish a city pack first. 尚未发布政策：请先发布城市包。");
        return (policies.LastOrDefault(policy => policy.EffectiveFrom <= at) ?? policies[0]).Policy;
    }

    /// <summary>The policy of that hash, or null.</summary>
    public CityPolicy? PolicyByHash(string hash) => current.Policies.FirstOrDefault(policy => policy.Policy.Hash == hash)?.Policy;

    /// <summary>Learns what was published, or taken out of force, since the last time.</summary>
    /// <exception cref="InvalidOperationException">Something published cannot be read by this program.</exception>
    public async Task RefreshAsync(CancellationToken ct = default)
    {
        await loading.WaitAsync(ct);
        try
        {
            var known = current;
            await using var connection = await dataSource.OpenConnectionAsync(ct);
            var (definitions, retirements) = await ReadDefinitionsAsync(connection, known, ct);
            var policies = await ReadPoliciesAsync(connection, known.Policies, ct);
            current = new(definitions, policies, retirements);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>The text of a policy's files by name, as published; null where no policy has that hash.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> PolicyFilesAsync(string hash, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(CatalogSql.PolicyFiles).With(hash);
        return await command.ExecuteScalarAsync(ct) is string files ? Files(files) : null;
    }

    /// <summary>Publishes a definition version. The very same version again is no error.</summary>
    /// <returns>A refusal, or null.</returns>
    public async Task<Rejection?> PublishAsync(WorkflowDefinition definition, Instant effectiveFrom, string publishedBy, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(CatalogSql.PublishDefinition)
            .With(definition.Hash).With(definition.DefinitionId).With(definition.Version).With(definition.ToJson()).With(effectiveFrom).With(publishedBy).With(clock.GetCurrentInstant());
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new(
                RejectionKind.State,
                "definition.versionTaken",
                $"“{definition.DefinitionId}”第{definition.Version}版已发布且内容不同：已发布的版本不可更改，请改用新的版本号。",
                $"Expected a new version of {definition.DefinitionId}, but version {definition.Version} is published with other content, so nothing was published: a published version never changes, use the next version number.");
        }

        await LearnAsync(ct);
        return null;
    }

    /// <summary>Publishes a policy snapshot. The very same content again is no error.</summary>
    /// <param name="files">The policy files: name and text.</param>
    /// <param name="effectiveFrom">From this instant (UTC, inclusive) steps use it.</param>
    /// <param name="publishedBy">Account id.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The policy, or null with the findings that stand in its way.</returns>
    public async Task<PolicyLoad> PublishPolicyAsync(IReadOnlyDictionary<string, string> files, Instant effectiveFrom, string publishedBy, CancellationToken ct = default)
    {
        var load = CityPolicies.Load(files);
        if (load.Policy is null) return load;
        await using var command = dataSource.Command(CatalogSql.PublishPolicy)
            .With(load.Policy.Hash).With(JsonSerializer.Serialize(files), NpgsqlDbType.Jsonb).With(effectiveFrom).With(publishedBy).With(clock.GetCurrentInstant());
        await command.ExecuteNonQueryAsync(ct);
        await LearnAsync(ct);
        return load;
    }

    private static WorkflowDefinition Read(string json, string hash) =>
        WorkflowDefinition.Read(json).Definition ?? throw new InvalidOperationException($"The published definition {hash} cannot be read by this program.");

    /// <summary>Learns at once what was just published here, and tells the other nodes.</summary>
    internal async Task LearnAsync(CancellationToken ct)
    {
        await RefreshAsync(ct);
        changes.Publish(ChangeKinds.Catalog);
    }

    private static Dictionary<string, string> Files(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    private static async Task<(DefinitionSet Definitions, long Retirements)> ReadDefinitionsAsync(NpgsqlConnection connection, Snapshot known, CancellationToken ct)
    {
        var published = known.Definitions.All.ToDictionary(version => version.Definition.Hash, StringComparer.Ordinal);
        var isNew = false;
        await using (var command = connection.Command(CatalogSql.NewDefinitions).With<string[]>([.. published.Keys]))
        {
            foreach (var row in await command.RowsAsync<DefinitionRow>(ct))
            {
                published[row.Hash] = new(Read(row.Json, row.Hash), row.EffectiveFrom);
                isNew = true;
            }
        }

        await using var retired = connection.Command(CatalogSql.Retirements);
        var retirements = await retired.RowsAsync<RetirementRow>(ct);
        foreach (var (hash, retiredFrom) in retirements)
        {
            if (published.TryGetValue(hash, out var version)) published[hash] = version with { RetiredFrom = retiredFrom };
        }

        return isNew || retirements.Count != known.Retirements ? (DefinitionSet.Of(published.Values), retirements.Count) : (known.Definitions, retirements.Count);
    }

    private static async Task<IReadOnlyList<PublishedPolicy>> ReadPoliciesAsync(NpgsqlConnection connection, IReadOnlyList<PublishedPolicy> known, CancellationToken ct)
    {
        var loaded = known.Select(policy => policy.Policy).DistinctBy(policy => policy.Hash).ToDictionary(policy => policy.Hash, StringComparer.Ordinal);
        await using (var command = connection.Command(CatalogSql.NewPolicies).With<string[]>([.. loaded.Keys]))
        {
            foreach (var (hash, files) in await command.RowsAsync<PolicyRow>(ct))
            {
                var load = CityPolicies.Load(Files(files));
                loaded[hash] = load.Published ?? throw new InvalidOperationException($"The published policy {hash} cannot be read by this program: {string.Join(" ", load.Findings)}");
            }
        }

        await using var times = connection.Command(CatalogSql.PolicyTimes);
        var policies = new List<PublishedPolicy>();
        foreach (var row in await times.RowsAsync<TimeRow>(ct))
        {
            // What was published between the two readings is told again.
            if (!loaded.TryGetValue(row.Hash, out var policy)) continue;
            var one = new PublishedPolicy(policy, row.EffectiveFrom, row.PublishedAt, row.PublishedBy);
            policies.Remove(one);
            policies.Add(one);
        }

        return policies;
    }

    private sealed record DefinitionRow(string Hash, string Json, Instant EffectiveFrom);

    private sealed record RetirementRow(string Hash, Instant RetiredFrom);

    private sealed record PolicyRow(string Hash, string Files);

    private sealed record TimeRow(string Hash, Instant EffectiveFrom, Instant PublishedAt, string PublishedBy);

    private sealed record Snapshot(DefinitionSet Definitions, IReadOnlyList<PublishedPolicy> Policies, long Retirements);
}

/// <summary>A published policy and since when it is in force.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="EffectiveFrom">From this instant (UTC, inclusive) steps use it.</param>
/// <param name="PublishedAt">When it was published: of two with the same start the later one counts.</param>
/// <param name="PublishedBy">Account id, or <c>pack</c>.</param>
public sealed record PublishedPolicy(CityPolicy Policy, Instant EffectiveFrom, Instant PublishedAt, string PublishedBy = "");
