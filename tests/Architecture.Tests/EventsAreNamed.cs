using System.IO.Compression;
using System.Reflection;
using System.Text;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Each kind of event is one record of the registry, with its names in Chinese and in English.</summary>
public sealed class EventsAreNamed
{
    public static TheoryData<string> Kinds => [.. CaseEvents.All.Select(kind => kind.Label.Kind)];

    [Fact]
    public void Every_record_of_an_event_is_in_the_registry_under_its_own_name()
    {
        var records = typeof(CaseEvents).Assembly.GetTypes()
            .Where(type => type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.Name.StartsWith("ICaseEvent", StringComparison.Ordinal)))
            .Select(type => (Type: type.Name, ((EventLabel)type.GetProperty("Label", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).Kind)).ToArray();

        // Some kinds have the name of a clock act or of a choice of a policy: their record says that it is the event.
        Assert.All(records, record => Assert.Contains(record.Type, new[] { record.Kind, record.Kind + "Event" }));
        Assert.Equal(records.Select(record => record.Kind).Order(StringComparer.Ordinal), CaseEvents.All.Select(kind => kind.Label.Kind).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_name_in_Chinese_and_one_in_English(string kind)
    {
        var label = CaseEvents.Find(kind)!.Label;

        Assert.Contains(label.Chinese, letter => letter > 0x2E7F);
        Assert.Contains(label.English, char.IsAsciiLetter);
        Assert.DoesNotContain(label.English, letter => letter > 0x2E7F);
        Assert.NotEqual(kind, label.English);
    }

    /// <summary>What no frozen ticket holds, a later change could decide otherwise unseen: a new kind needs a journal under tests/golden/tickets.</summary>
    [Fact]
    public void Every_kind_is_held_by_a_frozen_ticket()
    {
        var held = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "golden", "tickets"), "*.journal.jsonl.gz", SearchOption.AllDirectories)
            .SelectMany(Lines).SelectMany(line => JournalEntry.Parse(Encoding.UTF8.GetBytes(line)).Events).OfType<FactsChanged>().Select(happened => happened.Kind).ToHashSet();

        // A deadline is computed anew after a policy changed under the ticket: a story holds that, over two policies.
        Assert.Equal(["DeadlineRecomputed"], CaseEvents.All.Select(kind => kind.Label.Kind).Except(held).Append("DeadlineRecomputed").Distinct());
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
