using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>
/// What Elsa's files show, over drawings of our own, which are in every clone. Where Elsa's files lie beside the repository the same is looked
/// at over them.
/// </summary>
public class When_Elsa_files_run
{
    public static IEnumerable<TheoryDataRow<string, string[]?>> Counter =>
    [
        Own("one line", "Hello"),
        Own("a join of any goes on with the first", "Start", "Line 1", "End"),
        Own("a join of all waits for each", "Start", "Line 1", "Line 2", "End"),
        Own("a braid with a decision and a wait", "A", "B", "D"),
        Own("a workflow in a workflow in a workflow", "Start", "good", "End"),
        Own("a child that is waited for", "Parent: Foo", "Child: Bar", "Parent received: 42"),
        .. ElsaFixtures.Rows(
            ("Scenarios/ExplicitJoins/join-any-1.json", ["Start", "End"]),
            ("Scenarios/ExplicitJoins/join-all-1.json", ["Start", "Line 1", "Line 2", "End"]),
            ("Scenarios/FlowchartCompletion/workflow1.json", null),
            ("Scenarios/FlowchartCompletion/workflow2.json", null),
            ("Scenarios/FlowchartCompletion/workflow4.json", null),
            ("Scenarios/ImportAndExecute/writeline.json", ["Dummy Text"]),
            ("Scenarios/CompositesAndOutcomes/tester.json", ["Start", "End"]),
            ("Scenarios/CompositesAndOutcomes/consumer.json", null),
            ("Activities/ExecuteWorkflow/parent-with-wait.json", ["Parent: Before child", "Child: Executing", "Parent: After child"]),
            ("Activities/ExecuteWorkflow/parent-capture-output.json", ["Child output: 42", "Parent received: 42"]),
            ("component/Scenarios/BasicWorkflows/hello-world.json", null),
            ("Scenarios/WorkflowDefinitionActivities/parent-with-input.json", ["Hello from parent!"])),
    ];

    public static IEnumerable<TheoryDataRow<string, string[]?>> Token =>
    [
        Own("both ways of a decision to one end"),
        Own("a stream ignores a dead way", "A", "C"),
        Own("a join of all beside a dead way and a fault", "A", "B", "C", "D"),
        .. ElsaFixtures.Rows(
            ("Scenarios/JoinBehaviors/decision-merge-join-none.json", null),
            ("Scenarios/JoinBehaviors/fork-decision-join-none.json", ["A", "C"]),
            ("Scenarios/JoinBehaviors/fork-decision-join-waitall.json", ["A", "C", "B", "D"])),
    ];

    public static IEnumerable<TheoryDataRow<string, string[]?>> CSharp =>
        [Own("a script in CSharp"), .. ElsaFixtures.Rows(("Scenarios/ParentChildOutputMapping/consumer.json", null))];

    [Theory]
    [MemberData(nameof(Counter))]
    public void they_give_in_counter_mode_what_Elsa_gives(string drawing, string[]? lines)
    {
        var run = OwnDrawings.Run(drawing);

        Assert.True(run.RunUntilEnd(), run.State?.ToString());

        if (lines is not null) Assert.Equal(lines, run.Lines.Select(line => line.Trim()));
        Assert.Empty(run.State!.Incidents);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (run.State.Status, run.State.SubStatus));
    }

    [Theory]
    [MemberData(nameof(Token))]
    public void they_give_in_token_mode_what_Elsa_gives(string drawing, string[]? lines)
    {
        var run = OwnDrawings.Run(drawing, FlowchartMode.Token);

        Assert.True(run.RunUntilEnd(), run.State?.ToString());

        if (lines is not null) Assert.Equal(lines, run.Lines.Select(line => line.Trim()));
        Assert.Equal(WorkflowStatus.Finished, run.State!.Status);
    }

    [Theory]
    [MemberData(nameof(CSharp))]
    public void CSharp_is_refused_with_an_incident_that_says_what_to_use(string drawing, string[]? lines)
    {
        Assert.Null(lines);
        var run = OwnDrawings.Run(drawing);

        var incident = Assert.Single(run.State!.Incidents);
        Assert.Equal("expression.refusedType", incident.Code);
        Assert.Contains("JavaScript", incident.Message, StringComparison.Ordinal);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (run.State.Status, run.State.SubStatus));
    }

    private static TheoryDataRow<string, string[]?> Own(string name, params string[] lines) => new(OwnDrawings.Mark + name, lines.Length == 0 ? null : lines);
}
