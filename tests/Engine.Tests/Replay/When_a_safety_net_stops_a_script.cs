using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Tests.Flow;

namespace JieSuJiBan.Engine.Tests.Replay;

/// <summary>What the machine stopped is an observation: it is recorded with the input, and decided alike by who has more time.</summary>
public class When_a_safety_net_stops_a_script
{
    private static VirtualRun Stopped() => Draw.Run(Draw.Sequence(
        "s",
        Draw.Activity("WriteLine", "sound", ("text", Draw.Script("1 + 1"))),
        Draw.Activity("WriteLine", "hostile", ("text", Draw.Script("/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')")))));

    [Fact]
    public void it_is_an_incident_and_the_entry_says_which_script_was_stopped()
    {
        var run = Stopped();
        Assert.Equal(("hostile", "script.stopped"), (Assert.Single(run.State!.Incidents).ActivityId, run.State.Incidents[0].Code));
        Assert.Equal(["2"], run.Lines);
        Assert.Equal([2], run.Entries[0].Stimulus.Stopped);
        Assert.Equal(run.Entries[0], JournalEntry.Parse(run.Entries[0].ToBytes()));
    }

    [Fact]
    public void who_decides_again_takes_it_as_recorded_and_does_not_run_it()
    {
        var run = Stopped();
        Assert.Empty(Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance));
        // Without what was recorded it would be another decision, or none.
        var forged = run.Entries[0] with { Stimulus = run.Entries[0].Stimulus with { Stopped = [1] } };
        Assert.Contains(Replayer.Verify([forged], new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance), finding => finding.Code == "step.events");
    }
}
