using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Workflows.Tests.Validation;

/// <summary>All branches of a fork are taken, of a decision only one: where one branch of a fork reaches the archive, the ticket does.</summary>
public sealed class When_a_ticket_goes_two_ways_at_once
{
    private static Sketch Split(string type, string first, string second, params (string, string, string, System.Text.Json.Nodes.JsonNode?)[] inputs) => Sketch.Ticket()
        .Without("accept", "Done")
        .Node("split", type, "分开", inputs)
        .Node("note", "Elsa.WriteLine", "记录", ("text", "String", "Literal", "x"))
        .Edge("accept", "Done", "split").Edge("split", first, "handle").Edge("split", second, "note");

    [Fact]
    public void A_branch_of_a_fork_may_end_where_another_reaches_the_archive() => Assert.DoesNotContain(
        Run(Split("Elsa.FlowFork", "A", "B", ("branches", "Object", "Object", """["A","B"]"""))), finding => finding.Code == "path.withoutArchive");

    [Fact]
    public void A_decision_may_not() => Assert.Contains(
        Run(Split("Elsa.FlowDecision", "True", "False", ("condition", "Boolean", "JavaScript", "ticket.overdue"))), finding => finding is { Code: "path.withoutArchive", ActivityId: "note" });

    private static IReadOnlyList<Finding> Run(Sketch sketch) => DefinitionChecks.Run(sketch.Read(), Beijing.Catalog, Beijing.Definitions, Beijing.Policy);
}
