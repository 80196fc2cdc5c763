using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Replay;

public class When_a_journal_is_checked
{
    private static readonly Actor Li = new("li", "110105", ["asker"]);
    private readonly VirtualRun run;

    public When_a_journal_is_checked()
    {
        run = Draw.Run(Draw.Chart("chart", [Draw.Activity("Test.Ask", "ask"), Draw.Activity("Delay", "delay", ("timeSpan", Draw.Text("01:00:00"))), Draw.Line("end")], "ask:Yes->delay", "delay->end"));
        run.Deliver(new ClaimTask(run.Tasks.Single().Id), Li);
        run.CompleteTask("Ask", "Yes", Value.Object(("note", Value.Of("ok"))), Li);
        run.RunUntilEnd();
    }

    [Fact]
    public void a_sound_one_has_no_findings() => Assert.Empty(Verify(run.Entries));

    [Fact]
    public void entries_survive_their_bytes()
    {
        foreach (var entry in run.Entries)
        {
            var read = JournalEntry.Parse(entry.ToBytes());
            Assert.Equal(entry.ToBytes(), read.ToBytes());
            Assert.Equal(entry.Hash, read.Hash);
        }
    }

    [Fact]
    public void the_first_entry_names_the_genesis_and_each_other_the_one_before()
    {
        Assert.Equal(new string('0', 64), run.Entries[0].PreviousHash);
        Assert.All(run.Entries.Zip(run.Entries.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.PreviousHash));
    }

    [Fact]
    public void a_changed_entry_breaks_the_chain_and_the_decision()
    {
        var entries = run.Entries.ToArray();
        var stimulus = entries[2].Stimulus;
        entries[2] = entries[2] with { Stimulus = stimulus with { Actor = Li with { Id = "somebody" } } };
        var codes = Verify(entries).Select(finding => finding.Code).ToArray();
        Assert.Contains("chain.broken", codes);
        Assert.Contains("step.refused", codes);
    }

    [Fact]
    public void a_changed_event_differs_from_what_is_decided_again()
    {
        var entries = run.Entries.ToArray();
        var events = entries[0].Events.Select(happened => happened is FactsChanged facts ? facts with { Kind = "Forged" } : happened).ToArray();
        entries[0] = entries[0] with { Events = events };
        Assert.Contains(Verify(entries), finding => finding is { Sequence: 1, Code: "step.events" });
    }

    [Fact]
    public void a_forged_state_hash_is_found()
    {
        var entries = run.Entries.ToArray();
        entries[^1] = entries[^1] with { StateHash = new string('a', 64) };
        Assert.Contains(Verify(entries), finding => finding.Code == "state.differs" && finding.Sequence == entries.Length);
    }

    [Fact]
    public void a_missing_entry_is_found() =>
        Assert.Contains(Verify([run.Entries[0], .. run.Entries.Skip(2)]), finding => finding.Code == "sequence.gap");

    [Fact]
    public void missing_definitions_and_policies_are_named()
    {
        var findings = Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), _ => null, _ => null);
        Assert.Contains(findings, finding => finding.Code == "definition.missing");
        Assert.Contains(findings, finding => finding.Code == "policy.missing");
    }

    [Fact]
    public void rebuilding_gives_the_state_at_any_step_and_instant()
    {
        Assert.Equal(CaseStateSerializer.Hash(run.State!), CaseStateSerializer.Hash(Replayer.Rebuild(run.Entries)));
        Assert.Equal(run.Entries[1].StateHash, CaseStateSerializer.Hash(Replayer.Rebuild(run.Entries, upTo: 2)));
        Assert.Equal("li", Replayer.Rebuild(run.Entries, upTo: 2).Tasks.Single().Assignee);
        Assert.Equal(run.Entries[2].StateHash, CaseStateSerializer.Hash(Replayer.RebuildAt(run.Entries, run.Entries[2].Stimulus.At)));
    }

    [Fact]
    public void the_trace_says_what_ran_how_often_and_where_it_went()
    {
        var trace = Trace.Of(run.Entries, run.Definitions.ByHash);
        var ask = Assert.Single(trace.Nodes, node => node.ActivityId == "ask");
        Assert.Equal((1, 1, "Yes"), (ask.Started, ask.Completed, ask.Outcomes.Single()));
        Assert.Equal([("ask", "Yes", "delay", 1), ("delay", "Done", "end", 1)], trace.Edges.Select(edge => (edge.Source, edge.Outcome, edge.Target, edge.Followed)));
        Assert.Equal(run.Now, trace.Nodes.Single(node => node.ActivityId == "end").LastAt);
    }

    private IReadOnlyList<JournalFinding> Verify(IReadOnlyList<JournalEntry> entries) =>
        Replayer.Verify(entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, hash => hash == EmptyPolicy.Instance.Hash ? EmptyPolicy.Instance : null);
}
