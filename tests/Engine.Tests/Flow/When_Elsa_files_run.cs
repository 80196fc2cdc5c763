using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

public class When_Elsa_files_run
{
    [Theory]
    [InlineData("Scenarios/ExplicitJoins/join-any-1.json", "Start", "End")]
    [InlineData("Scenarios/ExplicitJoins/join-all-1.json", "Start", "Line 1", "Line 2", "End")]
    [InlineData("Scenarios/FlowchartCompletion/workflow1.json")]
    [InlineData("Scenarios/FlowchartCompletion/workflow2.json")]
    [InlineData("Scenarios/FlowchartCompletion/workflow4.json")]
    [InlineData("Scenarios/ImportAndExecute/writeline.json", "Dummy Text")]
    [InlineData("Scenarios/CompositesAndOutcomes/tester.json", "Start", "End")]
    [InlineData("Scenarios/ParentChildOutputMapping/consumer.json", "Foo")]
    [InlineData("Scenarios/WorkflowDefinitionActivities/parent-with-input.json", "Hello from parent!")]
    public void they_give_in_counter_mode_what_Elsa_gives(string file, params string[] lines)
    {
        var run = ElsaFixtures.Run(file);

        Assert.True(run.RunUntilEnd(), run.State?.ToString());

        if (lines.Length > 0) Assert.Equal(lines, run.Lines.Select(line => line.Trim()));
        Assert.Empty(run.State!.Incidents);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (run.State.Status, run.State.SubStatus));
    }

    [Theory]
    [InlineData("Scenarios/JoinBehaviors/decision-merge-join-none.json")]
    [InlineData("Scenarios/JoinBehaviors/fork-decision-join-none.json", "A", "C")]
    [InlineData("Scenarios/JoinBehaviors/fork-decision-join-waitall.json", "A", "C", "B", "D")]
    public void they_give_in_token_mode_what_Elsa_gives(string file, params string[] lines)
    {
        var run = ElsaFixtures.Run(file, FlowchartMode.Token);

        Assert.True(run.RunUntilEnd(), run.State?.ToString());

        if (lines.Length > 0) Assert.Equal(lines, run.Lines.Select(line => line.Trim()));
        Assert.Equal(WorkflowStatus.Finished, run.State!.Status);
    }

    [Fact]
    public void an_input_named_like_the_childs_does_not_reach_the_child()
    {
        var run = ElsaFixtures.Run("Scenarios/ParentChildInputs/parent1.json", input: Value.Object(("Input1", Value.Of("Foo"))));

        Assert.True(run.RunUntilEnd());

        Assert.Equal(["Parent: Foo", "Child: Bar"], run.Lines);
    }
}
