using System.Text;
using System.Text.RegularExpressions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;

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

    /// <summary>A rolling start: the node of the release before reads of the state only what it knows, and writes back no more.</summary>
    [Fact]
    public void a_step_of_a_program_before_verifies_also_where_a_newer_one_stepped_first()
    {
        var fork = Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]"))));
        Value[] activities = [fork, Draw.Activity("Delay", "none", ("timeSpan", Draw.Text("00:00:00"))), Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))), Draw.Line("end")];
        var engine = new WorkflowEngine(Draw.Catalog, mode: FlowchartMode.Token);
        var run = Draw.Run(Draw.Chart("chart", activities, "fork:A->none", "fork:B->wait", "none->end", "wait->end"), engine);
        Assert.Contains(run.State!.Activities, activity => activity.Tokens.Any(token => token.Of is not null));
        Assert.Contains(run.State.Bookmarks, bookmark => bookmark.Round > 0);
        var text = Regex.Replace(Encoding.UTF8.GetString(CaseStateSerializer.ToBytes(run.State)), "\"of\":\"[^\"]*\",|,\"round\":[0-9]+", "");
        var read = CaseStateSerializer.FromBytes(Encoding.UTF8.GetBytes(text));
        Assert.NotEqual(CaseStateSerializer.Hash(run.State), CaseStateSerializer.Hash(read));

        var stimulus = new Stimulus(run.CaseId, Guid.NewGuid(), Actor.System, run.Now, new ReceiveSignal("go", Value.Null)) { Semantics = Semantics.First };
        var decision = Assert.IsType<Decided>(engine.Step(run.Definitions, read, stimulus, run.Policy)).Decision;
        var older = JournalEntry.For(run.Entries[^1].Hash, stimulus, run.Policy.Hash, read, decision);

        Assert.Empty(Replayer.Verify([.. run.Entries, older], engine, run.Definitions.ByHash, _ => run.Policy));
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
