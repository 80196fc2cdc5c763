using System.Text;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Commit;

namespace JieSuJiBan.Benchmarks;

/// <summary>(e) Where a lifecycle's bytes are: what each command writes, and which members of state and journal weigh most.</summary>
internal static class Sizes
{
    public static void Print(IReadOnlyList<CaseWrite> units, string? dumpTo)
    {
        var table = new Table("Bytes that each command of a lifecycle writes, before indexes and row headers", "command", "state", "snapshot", "journal", "answer", "tasks", "outbox", "vault", "ticket row", "timers set / cleared");
        var states = new List<byte[]>();
        var state = CaseState.Empty;
        foreach (var unit in units)
        {
            state = Replayer.Rebuild(unit.Journal.Select(row => JournalEntry.Parse(row.Entry)), from: state);
            states.Add(CaseStateSerializer.ToBytes(state));
            table.Row(
                unit.Journal[^1].InputKind, Table.Of(states[^1].Length), unit.State is null ? "no" : "yes", Table.Of(unit.Journal.Sum(row => row.Entry.Length)), Table.Of(unit.Commands.Sum(row => Bytes(row.AnswerJson))),
                Table.Of(unit.TasksOpened.Sum(row => Bytes(row.PayloadJson))), Table.Of(unit.Outbox.Sum(row => Bytes(row.PayloadJson))), Table.Of(unit.Vault.Sum(row => row.Ciphertext.Length)),
                unit.Ticket is null ? "no" : "yes", $"{unit.TimersSet.Count} / {unit.TimersCleared.Count}");
            if (dumpTo is null) continue;
            Directory.CreateDirectory(dumpTo);
            File.WriteAllBytes(Path.Combine(dumpTo, $"state-{unit.Version}.json"), states[^1]);
            foreach (var row in unit.Journal) File.WriteAllBytes(Path.Combine(dumpTo, $"entry-{row.Seq}.json"), row.Entry.Span);
        }

        Weigh("Where the states' bytes are, on average a command", states);
        Weigh("Where the journal entries' bytes are, on average a command", units.SelectMany(unit => unit.Journal.Select(row => row.Entry.ToArray())).ToList());
    }

    private static void Weigh(string title, IReadOnlyList<byte[]> documents)
    {
        var weights = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var document in documents) Add(weights, "", CanonicalJson.Parse(document));
        var table = new Table(title, "member", "bytes");
        foreach (var (path, weight) in weights.Where(one => one.Value >= 40L * documents.Count).OrderByDescending(one => one.Value).Take(60)) table.Row(path, Table.Of(weight / (double)documents.Count));
    }

    /// <summary>Names with their quotes, colon and comma count for what they name; elements of a list count together, the kind of an event apart.</summary>
    private static void Add(Dictionary<string, long> weights, string path, Value value)
    {
        var kind = value["type"].AsString() ?? value["kind"].AsString();
        foreach (var (name, member) in value.MembersByName)
        {
            var below = $"{path}{(path.EndsWith("[]", StringComparison.Ordinal) && kind is not null ? $"({kind})" : "")}.{name}";
            weights[below] = weights.GetValueOrDefault(below) + Bytes(name) + 4 + Bytes(member.ToString());
            Add(weights, below, member);
        }

        foreach (var item in value.Items)
        {
            var below = path + "[]";
            var named = item["type"].AsString() ?? item["kind"].AsString() ?? item["activityType"].AsString();
            var weighed = named is null ? below : $"{below}({named})";
            weights[weighed] = weights.GetValueOrDefault(weighed) + Bytes(item.ToString()) + 1;
            Add(weights, below, item);
        }
    }

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
