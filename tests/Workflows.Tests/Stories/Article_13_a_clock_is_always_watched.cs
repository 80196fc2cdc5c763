using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 13: a limit that was started stays watched, whatever the drawing does to the branch of its clock.</summary>
public sealed class Article_13_a_clock_is_always_watched
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void a_second_start_of_a_running_clock_only_reads_it_again()
    {
        var run = Started(Drawn().Edge("wait", "Done", "again"));
        var timer = Assert.Single(run.State!.Timers);

        run.Deliver(new ReceiveSignal("go", Value.Null));

        Assert.Equal(timer.Id, Assert.Single(run.State!.Timers).Id);
    }

    [Fact]
    public void one_whose_branch_was_ended_is_taken_over_and_what_has_elapsed_stays()
    {
        var run = Started(Drawn().Edge("wait", "Done", "join").Edge("clock", "Stopped", "join").Node("join", "Elsa.FlowJoin", "汇合", ("mode", "FlowJoinMode", "Literal", "WaitAny")).Edge("join", "Done", "again"));
        run.AdvanceTo(Monday + Duration.FromHours(1));
        run.Deliver(new ReceiveSignal("go", Value.Null));

        run.AdvanceTo(Monday + Duration.FromHours(2));
        Assert.Equal(Monday + Duration.FromHours(2), run.State!.Facts["clocks"]["reportIn"]["overdueAt"].AsInstant());
        Assert.Equal(Monday, run.State.Facts["clocks"]["reportIn"]["startedAt"].AsInstant());
    }

    private static Sketch Drawn() => new Sketch()
        .Node("begin", "Elsa.Start", "开始")
        .Node("clock", "Jsjb.DeadlineClock", "报到计时", ("step", "String", "Literal", "ReportIn"))
        .Node("wait", "Elsa.Event", "等待", ("eventName", "String", "Literal", "go"))
        .Node("again", "Jsjb.DeadlineClock", "报到计时", ("step", "String", "Literal", "ReportIn"))
        .Edge("begin", "Done", "clock").Edge("begin", "Done", "wait");

    private static VirtualRun Started(Sketch sketch)
    {
        var definition = sketch.Read();
        var run = new VirtualRun(Beijing.Engine, Engine.Definitions.DefinitionSet.Of([new Engine.Definitions.PublishedDefinition(definition, Instant.MinValue)]), Beijing.Policy, Monday);
        Assert.IsType<Engine.Execution.Decided>(run.Start(definition.DefinitionId));
        Assert.Empty(run.State!.Incidents);
        return run;
    }
}
