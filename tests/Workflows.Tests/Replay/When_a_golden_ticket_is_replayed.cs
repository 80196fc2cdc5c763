using System.IO.Compression;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Replay;

namespace JieSuJiBan.Workflows.Tests.Replay;

/// <summary>
/// Tickets that earlier releases decided, one folder per semantics number (tests/golden/tickets/N: the definitions and policies they ran
/// on, and one canonical entry a line). This release must read them to the byte and decide each step again as it was decided then.
/// Never edit one: what changed its meaning is a new number, with journals of its own beside these.
/// </summary>
public class When_a_golden_ticket_is_replayed
{
    private static readonly string Folder = Path.Combine(Beijing.Place, "..", "..", "tests", "golden", "tickets");

    private static readonly Lazy<Dictionary<string, WorkflowDefinition>> Definitions = new(() =>
        Files("*.definition.json.gz").Select(file => WorkflowDefinition.Read(Read(file)).Definition!).ToDictionary(definition => definition.Hash));

    private static readonly Lazy<Dictionary<string, CityPolicy>> Policies = new(() => Files("*.policy.json.gz").Select(Policy).ToDictionary(policy => policy.Hash));

    public static TheoryData<string> Journals => [.. Files("*.journal.jsonl.gz").Select(file => Path.GetRelativePath(Folder, file))];

    [Theory]
    [MemberData(nameof(Journals))]
    public void every_step_decides_what_it_decided_then(string journal)
    {
        var lines = Read(Path.Combine(Folder, journal)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = lines.Select(line => JournalEntry.Parse(Encoding.UTF8.GetBytes(line))).ToArray();

        Assert.Equal(lines, entries.Select(entry => Encoding.UTF8.GetString(entry.ToBytes())));
        Assert.All(entries, entry => Assert.Equal(Path.GetDirectoryName(journal), $"{entry.Semantics}"));
        Assert.Empty(Replayer.Verify(entries, Beijing.Engine, Definitions.Value.GetValueOrDefault, Policies.Value.GetValueOrDefault));
    }

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static CityPolicy Policy(string file)
    {
        using var files = JsonDocument.Parse(Read(file));
        var load = CityPolicies.Load(files.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText()));
        return load.Policy ?? throw new InvalidOperationException(string.Join("\n", load.Findings));
    }
}
