using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>
/// Opens sealed words at the last moment, those that a connection lets out and no others. What a word is, the ticket's facts say that hold
/// it, and the vault where none does.
/// </summary>
public sealed class OutgoingWords(Vault vault, CaseRuntime cases)
{
    /// <summary>Every fact may leave: for channels, whose messages the product words.</summary>
    public const string Every = "*";

    /// <summary>The value with its words opened, and the names of those that the connection does not let out: they are null in it.</summary>
    public async Task<(Value Filled, IReadOnlyList<string> Kept)> OpenAsync(Value value, Connection connection, CaseId caseId, CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Collect(value);
        if (ids.Count == 0) return (value, []);
        var (named, kept) = (await NamesAsync(ids, caseId, ct), new SortedSet<string>(StringComparer.Ordinal));
        var open = ids.Where(id => IsAllowed(named[id])).ToArray();
        var texts = await vault.OpenAsync(open, Actor.System, $"send {connection.Name}", ct);
        foreach (var id in ids.Except(open)) kept.Add(named[id][0]);
        return (Fill(value), [.. kept]);

        bool IsAllowed(string[] names) => names.Any(name => connection.Fields.Any(field => field == Every || field == name || name.StartsWith(field + ".", StringComparison.Ordinal)));

        void Collect(Value part)
        {
            if (Sealed.From(part) is { } reference) ids.Add(reference.Id);
            else if (part.Kind == ValueKind.Array) foreach (var item in part.Items) Collect(item);
            else foreach (var (_, member) in part.MembersByName) Collect(member);
        }

        Value Fill(Value part) => Sealed.From(part) is { } reference ? Value.Of(texts.GetValueOrDefault(reference.Id))
            : part.Kind == ValueKind.Array ? Value.Of(part.Items.Select(Fill))
            : part.Kind == ValueKind.Object ? Value.Object(part.MembersByName.Select(member => KeyValuePair.Create(member.Key, Fill(member.Value))))
            : part;
    }

    /// <summary>The names of each word: the facts that hold it, else what it was sealed as.</summary>
    private async Task<Dictionary<string, string[]>> NamesAsync(HashSet<string> ids, CaseId caseId, CancellationToken ct)
    {
        var facts = TicketTexts.References((await cases.StateAsync(caseId, ct))?.Facts ?? Value.EmptyObject).ToLookup(fact => fact.Value.Id, fact => fact.Key);
        var purposes = await vault.PurposesAsync([.. ids.Where(id => !facts.Contains(id))], ct);
        return ids.ToDictionary(id => id, id => facts.Contains(id) ? [.. facts[id]] : new[] { purposes.GetValueOrDefault(id) ?? "?" }, StringComparer.Ordinal);
    }
}
