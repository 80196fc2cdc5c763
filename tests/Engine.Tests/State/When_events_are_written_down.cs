using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.State;

public class When_events_are_written_down
{
    private static readonly Instant At = Instant.FromUtc(2025, 1, 2, 3, 4);
    private static readonly CaseId Case = new(new Guid("00000000-0000-7000-8000-000000000001"));
    private static readonly HumanTask Task = new("t", "Ask", "询问", "asker", "110105", "li", At, At, Value.Object(("a", Value.Of(1))));
    private static readonly Bookmark Mark = new("1-2", BookmarkKind.Task, "Test.Ask", "h", Value.EmptyObject, "1-1", "task", true, At, null, Task);

    public static TheoryData<Event> Events =>
    [
        new CaseStarted(Case, At, "c"), new StepBegun(2, At), new CaseStatusChanged(WorkflowStatus.Running, WorkflowSubStatus.Suspended),
        new FactsChanged("Asked", Value.Object(("a", Value.Null))), new CaseCorrelated(null), new CaseNamed("n"),
        new WorkflowCorrelated("1-1", "c"), new WorkflowNamed("1-1", null),
        new WorkflowStarted(new("1-1", "h", "d", 3, "p", "a", true, Value.Object(("i", Value.Of(1)))) { CorrelationId = "c", SubStatus = WorkflowSubStatus.Executing }),
        new WorkflowStatusChanged("1-1", WorkflowStatus.Finished, WorkflowSubStatus.Faulted), new WorkflowDetached("1-1"),
        new WorkflowOutputSet("1-1", "o", Value.Null), new VariableChanged("1-1", "v", Value.Of(0.1m)),
        new ActivityScheduled("1-2", "1-1", "a", "Elsa.If", "1-1", true, Value.Object(("x", Value.Of(1)))),
        new ActivityStarted("1-2", "1-1", "a", "Elsa.If", null, false, Value.EmptyObject),
        new ActivityCompleted("1-2", "a", ["Done", "Other"]), new ActivityCancelled("1-2", "a"),
        new IncidentRaised(new("1-3", "1-1", "1-2", "a", "Elsa.If", "c", "m", At), Value.Object(("i", Value.Of("text(1)")))),
        new IncidentResolved("1-3", "retried"), new PropertyChanged("1-2", "p", Value.True), new ActivityOutputSet("1-2", "a", "1-1", "Result", Value.True),
        new ConnectionsDecided("1-1", [0, 3], [1, -2]), new ConnectionsFollowed("1-1", [2]), new TokensMoved("1-1", "a", [0], [new("a", "Done", "b", false, true)]),
        new TaskOpened(Mark), new TaskAssigned("1-2", null), new TaskChanged("1-2", At, Value.EmptyObject),
        new TaskCompleted("1-2", "Ask", "Yes", "li"), new TaskWithdrawn("1-2"),
        new TimerSet(Mark with { Kind = BookmarkKind.Timer, Task = null, DueAt = At }), new TimerFired("1-2"), new TimerCleared("1-2"),
        new WaitBegun(Mark with { Kind = BookmarkKind.Signal, Task = null, AutoBurn = false }), new WaitResumed("1-2", true), new WaitEnded("1-2"),
        new EffectRequested("e", "sms"), new InstanceMigrated("1-1", "f", "h", 4, [new("a", "b", "Elsa.If")]), new VariablesMigrated("1-1", Value.Object(("v", Value.Of(1)))),
        new FlowchartMigrated("1-2", [1, 0, 2], [1, 1], [1], [new("a", "Done", "b", false, true)]),
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void they_read_back_equal(Event happened)
    {
        var bytes = CanonicalJson.ToBytes(happened.ToValue());
        var read = Event.FromValue(CanonicalJson.Parse(bytes));
        Assert.Equal(happened.GetType(), read.GetType());
        Assert.Equal(bytes, CanonicalJson.ToBytes(read.ToValue()));
    }

    [Fact]
    public void every_kind_of_event_is_tried_here_and_can_be_read()
    {
        var kinds = typeof(Event).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Event))).Select(type => type.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(kinds, Events.Select(row => row.Data.Type).Order(StringComparer.Ordinal));
        Assert.Equal(kinds, EventReader.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void one_of_a_newer_program_is_refused_by_name()
    {
        var error = Assert.Throws<FormatException>(() => Event.FromValue(Value.Object(("type", Value.Of("StepBegun")), ("version", Value.Of(2)))));
        Assert.Contains("StepBegun", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Input> Inputs =>
    [
        new StartCase("h", Value.EmptyObject, "c"), new ClaimTask("t"), new ReleaseTask("t"), new CompleteTask("t", null, Value.Object(("n", Value.Of(1)))),
        new FireTimer("b"), new ReceiveSignal("s", Value.Null), new ReceiveResult("e", true, Value.Of("x")), new CancelCase("r"), new RetryIncident("i"), new SkipIncident("i", "Done"),
        new MigrateCase("f", "t", Value.Object(("a", Value.Of("b"))), Value.EmptyObject),
    ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void stimuli_read_back_equal(Input input)
    {
        var stimulus = new Stimulus(Case, Guid.Empty, new Actor("li", null, ["a", "b"]), At, input);
        var read = InputSerializer.StimulusFrom(CanonicalJson.Parse(CanonicalJson.ToBytes(InputSerializer.ToValue(stimulus))));
        Assert.Equal(input, read.Input);
        Assert.Equal((stimulus.CaseId, stimulus.At, stimulus.Actor.Id), (read.CaseId, read.At, read.Actor.Id));
        Assert.Equal(stimulus.Actor.Roles, read.Actor.Roles);
    }

    [Fact]
    public void every_kind_of_input_is_tried_here()
    {
        var kinds = typeof(Input).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Input))).Select(type => type.Name).Order(StringComparer.Ordinal);
        Assert.Equal(kinds, Inputs.Select(row => row.Data.GetType().Name).Order(StringComparer.Ordinal));
    }
}
