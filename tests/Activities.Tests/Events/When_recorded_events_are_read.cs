using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
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

    /// <summary>The list of facts in docs/city-pack.md says which event sets them.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_set_the_facts_that_their_record_says(string kind)
    {
        // An outcome of the city's sets what the city names.
        if (kind == "TaskOutcomeApplied") return;
        Assert.Empty(Recorded.Value[kind].SelectMany(set => set.MembersByName).Select(member => member.Key).Distinct().Except(CaseEvents.Find(kind)!.Sets));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_set_facts_that_have_a_name(string kind)
    {
        // A flag is a case of its own, of which no drawing and no policy asks.
        if (kind.StartsWith("Flag", StringComparison.Ordinal)) return;
        Assert.Empty(CaseEvents.Find(kind)!.Sets.Except(FactNames.Common.Select(fact => fact.Name)));
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
