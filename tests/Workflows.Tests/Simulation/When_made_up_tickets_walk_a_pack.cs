using System.Text.Json;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Simulation;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Simulation;

public class When_made_up_tickets_walk_a_pack
{
    private static readonly Instant StartAt = Instant.FromUtc(2025, 1, 1, 0, 0);

    [Fact]
    public void the_same_seed_gives_the_same_result_and_another_seed_another()
    {
        var first = Run(40, seed: 7, Beijing.Ticket);
        var again = Run(40, seed: 7, Beijing.Ticket);
        var other = Run(40, seed: 8, Beijing.Ticket);

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        Assert.NotEqual(first.Steps, other.Steps);
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

    private static SimulationReport Run(int tickets, long seed, params WorkflowDefinition[] pack) => new CitySimulation(pack, Beijing.Policy).Run(tickets, seed, StartAt);

    private static WorkflowDefinition Drawn(string step) => WorkflowDefinition.Read($$"""
        {"id": "t1", "definitionId": "ticket", "name": "T", "version": 1, "root": {"id": "flow", "type": "Elsa.Flowchart", "activities": [
          {"id": "accept", "type": "Jsjb.AcceptTicket"}, {{step}}, {"id": "end", "type": "Jsjb.ArchiveTicket"}],
         "connections": [{"source": {"activity": "accept", "port": "Done"}, "target": {"activity": "wait", "port": "In"} },
                         {"source": {"activity": "wait", "port": "Done"}, "target": {"activity": "end", "port": "In"} }]
        } }
        """).Definition!;
}
