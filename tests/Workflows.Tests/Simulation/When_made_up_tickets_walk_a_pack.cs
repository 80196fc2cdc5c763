using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Simulation;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Simulation;

public class When_made_up_tickets_walk_a_pack
{
    private static readonly Instant StartAt = Instant.FromUtc(2025, 1, 1, 0, 0);

    /// <summary>That everything is reached takes ten thousand: <c>simulate --tickets 10000</c> shows it.</summary>
    [Theory]
    [InlineData("beijing")]
    [InlineData("jinan")]
    public void every_ticket_of_a_published_pack_is_filed_under_one_lead_and_always_with_a_clock(string pack)
    {
        var (definitions, policy) = Published(pack);

        var report = new CitySimulation(definitions, policy).Run(250, seed: 3, StartAt);

        Assert.Empty(report.Remarks);
        Assert.Equal((250, 0, 0, 0, 0), (report.Archived, report.Stuck, report.TwoLeads, report.WaitWithoutClock, report.Incidents));
        Assert.DoesNotContain("ticket/handle:Replied", report.Unreached);
        Assert.InRange(report.ResponseRate!.Value, 1, 99);
        Assert.InRange(report.SolutionRate!.Value, 1, 99);
        Assert.InRange(report.SatisfactionRate!.Value, 1, 99);
    }

    [Fact]
    public void those_whom_nobody_answers_are_called_back_at_the_limit()
    {
        var (definitions, policy) = Published("beijing");

        var report = new CitySimulation(definitions, policy).Run(60, seed: 3, StartAt, unansweredPercent: 100);

        Assert.InRange(report.Unanswered, 10, 60);
        Assert.InRange(report.UnansweredCalledBack, report.Unanswered / 2, report.Unanswered);
        Assert.Equal((60, 0), (report.Archived, report.Incidents));
    }

    [Fact]
    public void the_same_seed_gives_the_same_result_and_another_seed_another()
    {
        var first = Run(40, seed: 7, Beijing.Ticket);
        var again = Run(40, seed: 7, Beijing.Ticket);
        var other = Run(40, seed: 8, Beijing.Ticket);

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        Assert.NotEqual(JsonSerializer.Serialize(first), JsonSerializer.Serialize(other));
        Assert.Equal(40, first.Tickets);
        Assert.True(first.Steps > 80);
    }

    [Fact]
    public void tickets_that_nothing_will_ever_move_are_stuck()
    {
        var report = Run(3, seed: 1, Drawn("""{"id": "wait", "type": "Elsa.Event", "eventName": {"typeName": "String", "expression": {"type": "Literal", "value": "never"}}}"""));

        Assert.Equal((0, 3, 0), (report.Archived, report.Stuck, report.Waiting));
        Assert.Contains(report.Remarks, remark => remark.Contains("wait", StringComparison.Ordinal));
        Assert.Equal(["ticket/end", "ticket/wait:Done"], report.Unreached);
    }

    [Fact]
    public void a_task_that_no_clock_watches_is_counted()
    {
        var report = Run(3, seed: 1, Drawn("""{"id": "wait", "type": "Elsa.RunTask", "taskName": {"typeName": "String", "expression": {"type": "Literal", "value": "Anything"}}}"""));

        Assert.Equal((3, 3), (report.Archived, report.WaitWithoutClock));
    }

    [Fact]
    public void an_incident_is_counted_and_told()
    {
        var report = Run(2, seed: 1, Drawn("""{"id": "wait", "type": "Elsa.Fault", "code": {"typeName": "String", "expression": {"type": "Literal", "value": "X"}}, "message": {"typeName": "String", "expression": {"type": "Literal", "value": "broken"}}}"""));

        Assert.Equal((0, 2), (report.Archived, report.Incidents));
        Assert.Contains(report.Remarks, remark => remark.Contains("broken", StringComparison.Ordinal));
    }

    [Fact]
    public void a_pack_without_the_ticket_definition_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CitySimulation([], Beijing.Policy));

    private static (WorkflowDefinition[] Definitions, CityPolicy Policy) Published(string pack)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        var path = Path.Combine(folder.FullName, "workflow-definitions", pack);
        var definitions = Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal).Select(file => WorkflowDefinition.Read(File.ReadAllText(file)).Definition!).ToArray();
        var files = Directory.GetFiles(Path.Combine(path, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        return (definitions, CityPolicies.Load(files).Policy!);
    }

    private static SimulationReport Run(int tickets, long seed, params WorkflowDefinition[] pack) => new CitySimulation(pack, Beijing.Policy).Run(tickets, seed, StartAt);

    private static WorkflowDefinition Drawn(string step) => WorkflowDefinition.Read($$"""
        {"id": "t1", "definitionId": "ticket", "name": "T", "version": 1, "root": {"id": "flow", "type": "Elsa.Flowchart", "activities": [
          {"id": "accept", "type": "Jsjb.AcceptTicket"}, {{step}}, {"id": "end", "type": "Jsjb.ArchiveTicket"}],
         "connections": [{"source": {"activity": "accept", "port": "Done"}, "target": {"activity": "wait", "port": "In"} },
                         {"source": {"activity": "wait", "port": "Done"}, "target": {"activity": "end", "port": "In"} }]
        } }
        """).Definition!;
}
