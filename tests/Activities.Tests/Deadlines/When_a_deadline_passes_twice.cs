using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>A limit is overdue from the first instant at which it was not kept, however often that is noticed.</summary>
public class When_a_deadline_passes_twice
{
    private static readonly Instant Monday = Instant.FromUtc(2026, 3, 2, 2, 0);

    [Theory]
    [InlineData("feedback")]
    [InlineData("signIn")]
    public void the_first_instant_stays_and_it_is_recorded_once(string clock)
    {
        var definition = WorkflowDefinition.Read($$"""
            {"id": "r1", "definitionId": "ring", "name": "R", "version": 1, "root": {"id": "ring", "type": "Test.Ring",
             "clock": {"typeName": "String", "expression": {"type": "Literal", "value": "{{clock}}"} } } }
            """).Definition!;
        var run = new VirtualRun(
            new WorkflowEngine(new ActivityRegistry(BuiltInActivities.All).With([new RingActivity()])), DefinitionSet.Of([new(definition, Instant.MinValue)]), TinyCity.Policy, Monday);
        Assert.IsType<Decided>(run.Start("ring"));

        Assert.IsType<Decided>(run.DeliverAt(Monday + Duration.FromHours(1), new ReceiveSignal("ring", Value.Null)));
        Assert.IsType<Decided>(run.DeliverAt(Monday + Duration.FromHours(5), new ReceiveSignal("ring", Value.Null)));

        Assert.Equal(Monday + Duration.FromHours(1), run.State!.Facts["clocks"][clock]["overdueAt"].AsInstant());
        Assert.Single(run.Entries.SelectMany(entry => entry.Events).OfType<FactsChanged>());
    }

    /// <summary>Notices on each signal that a deadline has passed.</summary>
    private sealed class RingActivity : Activity
    {
        public override ActivityDescriptor Descriptor { get; } = new() { TypeName = "Test.Ring", Category = "测试", DisplayName = "到期", Inputs = [new("Clock", "String", "计时")] };

        public override void Execute(ActivityContext context) => context.WaitForSignal("ring", "ring", autoBurn: false);

        public override Rejection? Resume(ActivityContext context, Resumption resumption)
        {
            ClockSigns.Overdue(context, context.Input("Clock").AsString()!, null);
            return null;
        }
    }
}
