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
    [InlineData("Scenarios/CompositesAndOutcomes/consumer.json")]
    [InlineData("Activities/ExecuteWorkflow/parent-with-wait.json", "Parent: Before child", "Child: Executing", "Parent: After child")]
    [InlineData("Activities/ExecuteWorkflow/parent-capture-output.json", "Child output: 42", "Parent received: 42")]
    [InlineData("component/Scenarios/BasicWorkflows/hello-world.json")]
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
    public void a_child_output_reaches_the_bound_variable()
    {
        var run = ElsaFixtures.Run(
            "Scenarios/ParentChildOutputMapping/consumer.json",
            rewrite: json => json.Replace("CSharp", "JavaScript", StringComparison.Ordinal).Replace("return Variables.Variable1.ToString();", "variables.Variable1", StringComparison.Ordinal));

        Assert.True(run.RunUntilEnd());

        Assert.Equal(["Foo"], run.Lines);
    }

    [Fact]
    public void CSharp_is_refused_with_an_incident_that_says_what_to_use()
    {
        var run = ElsaFixtures.Run("Scenarios/ParentChildOutputMapping/consumer.json");

        var incident = Assert.Single(run.State!.Incidents);
        Assert.Equal("expression.refusedType", incident.Code);
        Assert.Contains("JavaScript", incident.Message, StringComparison.Ordinal);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (run.State.Status, run.State.SubStatus));
    }

    [Fact]
    public void an_input_named_like_the_childs_does_not_reach_the_child()
    {
        var run = ElsaFixtures.Run("Scenarios/ParentChildInputs/parent1.json", input: Value.Object(("Input1", Value.Of("Foo"))));

        Assert.True(run.RunUntilEnd());

        Assert.Equal(["Parent: Foo", "Child: Bar"], run.Lines);
    }
}
