using System.IO.Compression;
using System.Text;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;

namespace JieSuJiBan.Engine.Tests.Replay;

/// <summary>
/// Journals that an earlier engine wrote (tests/golden/engine: definition, and one canonical entry a line). This engine must
/// decide the same again. Never edit one: what changed its meaning becomes a new version, with a journal beside these.
/// </summary>
public class When_a_golden_journal_is_replayed
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.definition.json").Select(file => Path.GetFileName(file).Split('.')[0])];

    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
            return Path.Combine(folder.FullName, "tests", "golden", "engine");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void every_step_decides_what_it_decided_then(string name)
    {
        // A case that moved to another version has that beside the first.
        string[] files = [Path.Combine(Folder, name + ".definition.json"), .. Directory.GetFiles(Folder, name + ".target.json")];
        var definitions = files.Select(file => WorkflowDefinition.Read(File.ReadAllText(file)).Definition!).ToDictionary(definition => definition.Hash);
        var lines = File.ReadAllLines(Path.Combine(Folder, name + ".journal.jsonl")).Where(line => line.Length > 0).ToArray();
        var entries = lines.Select(line => JournalEntry.Parse(Encoding.UTF8.GetBytes(line))).ToArray();
        Assert.NotEmpty(entries);
        Assert.Equal(lines, entries.Select(entry => Encoding.UTF8.GetString(entry.ToBytes())));

        Assert.Empty(Replayer.Verify(
            entries,
            new WorkflowEngine(new ActivityRegistry(BuiltInActivities.All)),
            definitions.GetValueOrDefault,
            _ => EmptyPolicy.Instance));
    }

    /// <summary>Recorded by the engine's own tests before a meaning changed, in one folder per semantics number: every activity type and input.</summary>
    public static TheoryData<string> Recorded => [.. Directory.GetFiles(Folder, "*.journal.jsonl.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(Folder, file))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void what_was_recorded_under_a_meaning_is_decided_again_under_it(string journal)
    {
        var name = Path.GetFileName(journal).Split('.')[0];
        var definitions = Directory.GetFiles(Path.Combine(Folder, Path.GetDirectoryName(journal)!), name + ".*.definition.json.gz")
            .Select(file => WorkflowDefinition.Read(Unpacked(file)).Definition!).ToDictionary(definition => definition.Hash);
        var lines = Unpacked(Path.Combine(Folder, journal)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = lines.Select(line => JournalEntry.Parse(Encoding.UTF8.GetBytes(line))).ToArray();
        Assert.Equal(lines, entries.Select(entry => Encoding.UTF8.GetString(entry.ToBytes())));
        Assert.All(entries, entry => Assert.Equal(Path.GetDirectoryName(journal), $"{entry.Semantics}"));

        Assert.Empty(Replayer.Verify(
            entries,
            new WorkflowEngine(new ActivityRegistry(BuiltInActivities.All)),
            definitions.GetValueOrDefault,
            _ => EmptyPolicy.Instance));
    }

    private static string Unpacked(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
