using System.IO.Compression;
using System.Text;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Whatever activities record of a ticket is told in words, never by its name in code.</summary>
public sealed class EventWords
{
    private static readonly RecordedKinds Recorded = RecordedKinds.Of("Activities");

    /// <summary>What is written out, and what the rungs of a ladder that have no name of their own are recorded as.</summary>
    public static TheoryData<string> Kinds =>
        [.. Recorded.Names.Concat(Enum.GetValues<EscalationAct>().Select(act => "Overdue" + new EscalationLevel(0, LimitUnit.Hour, act, []).Code)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_recorded_is_told_in_Chinese_and_in_English(string kind)
    {
        Assert.NotEqual(kind, HistoryTexts.Of(kind, Value.EmptyObject, null));
        foreach (var texts in (string[])["Texts.resx", "Texts.en.resx"]) Assert.Contains($"\"event.{kind}\"", House.Read("src", "Web", "Pages", "Models", texts), StringComparison.Ordinal);
    }

    /// <summary>What no frozen ticket holds, a mend could decide otherwise unseen: a new kind needs a journal under tests/golden/tickets.</summary>
    [Fact]
    public void What_is_recorded_is_held_by_a_frozen_ticket()
    {
        var held = Directory.EnumerateFiles(Path.Combine(House.Root, "tests", "golden", "tickets"), "*.journal.jsonl.gz", SearchOption.AllDirectories)
            .SelectMany(Lines).SelectMany(line => JournalEntry.Parse(Encoding.UTF8.GetBytes(line)).Events).OfType<FactsChanged>().Select(happened => happened.Kind).ToHashSet();

        // A deadline is computed anew after a policy changed under the ticket: a story holds that, over two policies.
        Assert.Equal(["DeadlineRecomputed"], Recorded.Names.Except(held));
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }

    /// <summary>A kind put together as the service runs must be told by other means: tasks of the city's own by their declaration, rungs by their act.</summary>
    [Fact]
    public void Only_what_a_city_declares_is_recorded_under_a_kind_that_is_put_together()
    {
        Assert.Equal(["CaseTask.cs: resumption.Bookmark.Task!.Kind", "CityFields.cs: task.Kind", "Ladder.cs: level.Code"], Recorded.PutTogether);
        Assert.True(Recorded.Calls > 100, $"Only {Recorded.Calls} calls that record were found.");
    }

    [Theory]
    [InlineData("context.Record(\"Direct\", default);", "Direct")]
    [InlineData("context.Record(late ? \"Late\" : \"InTime\", default);", "InTime", "Late")]
    [InlineData("var kind = late ? \"Late\" : \"InTime\"; if (late) kind = \"Other\"; context.Record(kind, default);", "InTime", "Late", "Other")]
    [InlineData("Write(context, 7, \"ByHelper\");", "ByHelper")]
    [InlineData("context.Write(\"ByExtension\");", "ByExtension")]
    [InlineData("Again(context, late switch { true => \"Twice\", _ => Name });", "Named", "Twice")]
    public void A_helper_that_records_does_not_hide_the_kind(string call, params string[] kinds)
    {
        var recorded = RecordedKinds.In(Source(call));
        Assert.Equal(kinds, recorded.Names);
        Assert.Empty(recorded.PutTogether);
    }

    [Theory]
    [InlineData("context.Record(\"Put\" + late, default);")]
    [InlineData("Action<ActivityContext, string> write = Extensions.Write; write(context, \"Hidden\");")]
    public void What_cannot_be_followed_is_named(string call) => Assert.NotEmpty(RecordedKinds.In(Source(call)).PutTogether);

    private static string Source(string call) => $$"""
        using JieSuJiBan.Engine.Activities;
        using JieSuJiBan.Engine.Values;
        static class Extensions { public static void Write(this ActivityContext to, string kind) => to.Record(kind, default!); }
        class Sample
        {
            const string Name = "Named";
            void Do(ActivityContext context, bool late) { {{call}} }
            static void Again(ActivityContext to, string kind) => Write(to, 1, kind);
            static void Write(ActivityContext to, int number, string what) => to.Record(kind: what, set: default!);
        }
        """;
}
