using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>
/// The definitions and policies that entries name, read from their rows rather than from this node's memory, and held against the hash that
/// names them: a row that was changed decides nothing.
/// </summary>
internal sealed class PublishedTexts(NpgsqlDataSource database)
{
    private readonly Dictionary<string, WorkflowDefinition?> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CityPolicy?> policies = new(StringComparer.Ordinal);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    public WorkflowDefinition? Definition(string hash) => definitions.GetValueOrDefault(hash);

    public CityPolicy? Policy(string hash) => policies.GetValueOrDefault(hash);

    /// <summary>True where a text is there under that hash, but is not the text that has it.</summary>
    public bool IsChanged(string hash) => changed.Contains(hash);

    /// <summary>Reads what is not known yet.</summary>
    public async Task LearnAsync(IEnumerable<string> definitionHashes, IEnumerable<string> policyHashes, CancellationToken ct)
    {
        await ReadAsync(VerificationSql.Definitions, definitionHashes, definitions, text => WorkflowDefinition.Read(text).Definition, found => found.Hash, ct);
        await ReadAsync(VerificationSql.Policies, policyHashes, policies, Load, found => found.Hash, ct);
    }

    private static CityPolicy? Load(string files) => CityPolicies.Load(JsonSerializer.Deserialize<Dictionary<string, string>>(files)!).Published;

    private async Task ReadAsync<T>(SqlStatement statement, IEnumerable<string> hashes, Dictionary<string, T?> known, Func<string, T?> read, Func<T, string> hashOf, CancellationToken ct)
        where T : class
    {
        var wanted = hashes.Where(hash => !known.ContainsKey(hash)).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0) return;
        foreach (var hash in wanted) known[hash] = null;
        await using var command = database.Command(statement).With(wanted);
        foreach (var (hash, text) in await command.RowsAsync<Published>(ct))
        {
            if (Readable(text, read) is { } found && hashOf(found) == hash) known[hash] = found;
            else changed.Add(hash);
        }
    }

    private static T? Readable<T>(string text, Func<string, T?> read)
        where T : class
    {
        try
        {
            return read(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Published(string Hash, string Text);
}
