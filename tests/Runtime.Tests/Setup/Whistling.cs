using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;

namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>A ticket of Wangjing street for which the street blows the whistle, without the way that leads there.</summary>
internal static class Whistling
{
    public const string Street = "110105026";

    private const string Ticket =
        """
        {
          "id": "whistling-v1", "definitionId": "whistling", "name": "Whistling", "version": 1, "isLatest": true, "isPublished": true,
          "variables": [], "inputs": [], "outputs": [], "outcomes": [], "customProperties": {},
          "root": {
            "id": "root", "nodeId": "Workflow1:root", "name": "Sequence1", "type": "Elsa.Sequence", "version": 1,
            "customProperties": {}, "metadata": {}, "variables": [],
            "activities": [
              { "id": "accept", "name": "Accept", "type": "Jsjb.AcceptTicket", "version": 1 },
              { "id": "dispatch", "name": "Dispatch", "type": "Jsjb.DispatchTicket", "version": 1, "unitCode": { "typeName": "String", "expression": { "type": "Literal", "value": "110105026" } } },
              { "id": "whistle", "name": "Whistle", "type": "Elsa.ExecuteWorkflow", "version": 1, "workflowDefinitionId": { "typeName": "String", "expression": { "type": "Literal", "value": "whistle" } } }
            ]
          }
        }
        """;

    private static readonly Value Words = new Sealed(Guid.Empty.ToString("D"), new string('0', 64), 4).ToValue();

    /// <summary>Publishes what such a ticket runs.</summary>
    public static async Task PublishAsync(Node node, CancellationToken ct)
    {
        foreach (var json in (string[])[await File.ReadAllTextAsync(Path.Combine(Pack.Directory, "whistle.json"), ct), Ticket])
        {
            Assert.Null(await node.Catalog.PublishAsync(WorkflowDefinition.Read(json).Definition!, node.Clock.Now, "test", ct));
        }
    }

    /// <summary>A ticket whose street has named these departments.</summary>
    public static async Task<CaseId> BlowAsync(Node node, CancellationToken ct, params string[] departments)
    {
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        var start = new StartCase(node.Catalog.Definitions.Published("whistling", node.Clock.Now)!.Hash, Value.Object(
            ("body", Words), ("channel", Value.Of("Phone")), ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of("110105")), ("phone", Words),
            ("requestType", Value.Of("Complaint")), ("serial", Value.Of(await node.Cases.NewSerialAsync(ct))), ("streetCode", Value.Of(Street)), ("subjectId", Value.Of("p-1")), ("title", Words)));
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, start, ct));
        Assert.IsType<CommandResult.Accepted>(await CompleteAsync(node, caseId, "BlowWhistle", Street, "Blown", ct,
            ("departments", Value.Of(departments)), ("matter", Words), ("whistleKind", Value.Of("Emergency"))));
        return caseId;
    }

    public static Task<CommandResult> ReportInAsync(Node node, CaseId caseId, string unit, CancellationToken ct) =>
        CompleteAsync(node, caseId, "ReportIn", unit, "ReportedIn", ct, ("person", Words));

    private static async Task<CommandResult> CompleteAsync(Node node, CaseId caseId, string kind, string unit, string outcome, CancellationToken ct, params (string, Value)[] result)
    {
        var task = (await node.Cases.StateAsync(caseId, ct))!.Tasks.Single(open => open.Kind == kind && open.UnitCode == unit);
        return await node.Cases.SubmitAsync(
            new(caseId, Guid.NewGuid(), new($"member-{unit}", unit, ["handler"]), node.Clock.Now, new CompleteTask(task.Id, outcome, Value.Object(result))), null, ct);
    }
}
