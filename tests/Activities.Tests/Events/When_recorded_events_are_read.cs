using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Events;

/// <summary>
/// Events that were recorded before there was a record for each kind: one line for every shape that the frozen tickets, the stories and
/// simulated tickets recorded (tests/golden/events). Lines are added, never edited.
/// </summary>
public sealed class When_recorded_events_are_read
{
    private static readonly Lazy<ILookup<string, Value>> Recorded = new(() => Lines().Select(line => CanonicalJson.Parse(line)).ToLookup(recorded => recorded["kind"].AsString()!, recorded => recorded["set"]));

    public static TheoryData<string> Kinds => [.. CaseEvents.All.Select(kind => kind.Label.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_written_again_to_the_byte(string kind)
    {
        var recorded = Recorded.Value[kind].ToArray();

        Assert.NotEmpty(recorded);
        Assert.All(recorded, set => Assert.Equal(CanonicalJson.Write(set), CanonicalJson.Write(CaseEvents.Find(kind)!.Rewrite(set))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_have_a_name_and_a_sentence_whatever_a_reader_is_given(string kind)
    {
        var label = CaseEvents.Find(kind)!.Label;

        Assert.False(string.IsNullOrWhiteSpace(label.Chinese) || string.IsNullOrWhiteSpace(label.English));
        Assert.All(Recorded.Value[kind].Append(Value.EmptyObject), set => Assert.False(string.IsNullOrWhiteSpace(CaseEvents.Describe(kind, set, null).Chinese)));
    }

    private static IEnumerable<string> Lines([CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "golden", "events", "recorded.jsonl.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
