using System.Runtime.CompilerServices;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Journal;

/// <summary>Words that stand in clear in an entry that was written before they were sealed.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">The entry.</param>
/// <param name="Field">Where in it, e.g. <c>input.result.legalBasis</c>; never what it says.</param>
public sealed record ClearWord(CaseId CaseId, long Sequence, string Field);

/// <summary>
/// Finds what stands in clear in histories that were written already. Nothing is rewritten: entries are kept for ever as they were, and a city must
/// know which ones hold words that no erasure reaches.
/// </summary>
public sealed class ClearWords(NpgsqlDataSource dataSource, JournalReader journal)
{
    private const int CasesAtOnce = 500;
    private const int EntriesAtOnce = 500;
    private const int MostRemembered = 500;
    private const int ShortestCopied = 2;

    /// <summary>Every place in clear, case by case; a case is read to its end before its places are given.</summary>
    /// <param name="policy">Declares which fields are sealed today.</param>
    /// <param name="after">Last case seen before; empty: from the first.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<(CaseId CaseId, IReadOnlyList<ClearWord> Found)> FindAsync(CityPolicy policy, Guid after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            await using var command = dataSource.Command(JournalSql.NextCases).With(after).With(CasesAtOnce);
            var page = await command.ValuesAsync<Guid>(ct);
            if (page.Count == 0) yield break;
            foreach (var caseId in page) yield return (new(caseId), await OfCaseAsync(policy, new(caseId), ct));
            after = page[^1];
        }
    }

    private async Task<IReadOnlyList<ClearWord>> OfCaseAsync(CityPolicy policy, CaseId caseId, CancellationToken ct)
    {
        var found = new List<ClearWord>();
        var said = new HashSet<string>(StringComparer.Ordinal);
        for (var last = 0L; ;)
        {
            var entries = await journal.ReadAsync(caseId, last, EntriesAtOnce, ct);
            foreach (var stored in entries) found.AddRange(Of(policy, stored.Entry, said).Select(field => new ClearWord(caseId, stored.Entry.Sequence, field)));
            if (entries.Count < EntriesAtOnce) return found;
            last = entries[^1].Entry.Sequence;
        }
    }

    /// <summary>The fields of one entry that hold words in clear.</summary>
    /// <param name="policy">Declares which fields are sealed today.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="said">What was found in entries of the case before: a copy of it is found again.</param>
    internal static IEnumerable<string> Of(CityPolicy policy, JournalEntry entry, HashSet<string> said)
    {
        var fields = new List<string>();
        foreach (var (path, text) in Given(policy, entry))
        {
            fields.Add("input." + path);
            if (text.Trim() is { Length: >= ShortestCopied } copied && said.Count < MostRemembered) said.Add(copied);
        }

        for (var i = 0; i < entry.Events.Count; i++)
        {
            foreach (var (path, text) in Texts(entry.Events[i].ToValue(), $"events[{i}].{entry.Events[i].GetType().Name}"))
            {
                if (HoldsNumber(text) || said.Any(words => text.Contains(words, StringComparison.Ordinal))) fields.Add(path);
            }
        }

        return fields;
    }

    private static IEnumerable<(string Path, string Text)> Given(CityPolicy policy, JournalEntry entry)
    {
        switch (entry.Stimulus.Input)
        {
            case StartCase start:
                return start.Arguments.MembersByName.SelectMany(member => Texts(member.Value, "arguments." + member.Key)
                    .Where(text => IntakeFields.All.FirstOrDefault(field => field.Name == member.Key) is { } field ? field.IsSealed : member.Key is not ("alert" or "givenLimit" or "links") && IsNoCode(text.Text)));
            case CompleteTask complete:
                var kind = entry.Events.OfType<TaskCompleted>().FirstOrDefault()?.Kind;
                var declared = kind is null ? null : policy.FindTask(kind);
                return complete.Result.MembersByName.SelectMany(member => Texts(member.Value, "result." + member.Key)
                    .Where(text => declared?.Fields.FirstOrDefault(field => field.Name == member.Key) is { } field ? field.IsSealed || (field.Kind == TextKind.Code && IsNoCode(text.Text)) : IsNoCode(text.Text)));
            case ReceiveSignal signal when !entry.Stimulus.Actor.IsSystem:
                return Texts(signal.Payload, "payload").Where(text => !text.Path.EndsWith(".masked", StringComparison.Ordinal) && IsNoCode(text.Text));
            case ReceiveResult result:
                return Texts(result.Result, "result").Where(text => IsNoCode(text.Text));
            default:
                return [];
        }
    }

    /// <summary>Texts that are not blank, by path; what is sealed is none.</summary>
    private static IEnumerable<(string Path, string Text)> Texts(Value value, string path) => value.Kind switch
    {
        ValueKind.Object when Sealed.From(value) is not null => [],
        ValueKind.Object => value.MembersByName.SelectMany(member => Texts(member.Value, $"{path}.{member.Key}")),
        ValueKind.Array => value.Items.SelectMany((item, i) => Texts(item, $"{path}[{i}]")),
        ValueKind.String when value.AsString() is { } text && !string.IsNullOrWhiteSpace(text) => [(path, text)],
        _ => [],
    };

    private static bool IsNoCode(string text) => !CodeText.IsCode(text.Trim()) && !Vault.Vault.IsSubjectId(text) && Value.Of(text).AsInstant() is null;

    /// <summary>Digests and ids are digits and letters as chance has it.</summary>
    private static bool HoldsNumber(string text) => CodeText.HoldsNumberOfPerson(text) && !Vault.Vault.IsSubjectId(text) && !text.All(letter => char.IsAsciiHexDigit(letter) || letter is '-' or '.' or ':');
}
