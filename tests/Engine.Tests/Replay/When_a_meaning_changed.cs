using System.Text;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Tests.Flow;

namespace JieSuJiBan.Engine.Tests.Replay;

/// <summary>Each entry names the numbered meaning it was decided under: old ones are decided again as then, newer ones say so.</summary>
public class When_a_meaning_changed
{
    private static VirtualRun Started() => Draw.Run(Draw.Chart("chart", [Draw.Activity("Event", "wait", ("eventName", Draw.Text("go")))]));

    [Fact]
    public void an_entry_names_the_meaning_it_was_decided_under()
    {
        var entry = Started().Entries[0];
        Assert.Equal(Semantics.Current, entry.Semantics);
        Assert.Contains($"\"semantics\":{Semantics.Current},", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(Semantics.Current, JournalEntry.Parse(entry.ToBytes()).Semantics);
    }

    [Fact]
    public void an_entry_without_a_number_was_decided_under_the_first_and_keeps_its_bytes()
    {
        var entry = Started().Entries[0];
        var old = entry with { Stimulus = entry.Stimulus with { Semantics = Semantics.First } };
        Assert.DoesNotContain("semantics", Encoding.UTF8.GetString(old.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(Semantics.First, JournalEntry.Parse(old.ToBytes()).Semantics);
        Assert.Equal(old.ToBytes(), JournalEntry.Parse(old.ToBytes()).ToBytes());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("4294967298")]
    public void a_number_that_no_entry_can_carry_is_refused(string number)
    {
        var text = Encoding.UTF8.GetString(Started().Entries[0].ToBytes()).Replace($"\"semantics\":{Semantics.Current},", $"\"semantics\":{number},", StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => JournalEntry.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void an_entry_of_a_newer_program_is_not_called_false()
    {
        var run = Started();
        var newer = run.Entries[0] with { Stimulus = run.Entries[0].Stimulus with { Semantics = Semantics.Current + 1 } };
        var finding = Assert.Single(Replayer.Verify([newer], new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance));
        Assert.Equal("semantics.newer", finding.Code);
    }
}
