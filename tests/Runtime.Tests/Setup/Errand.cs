using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>A small workflow for the shell's own tests: a task, an hour's wait, a task.</summary>
internal static class Errand
{
    public static WorkflowDefinition Definition { get; } = Read();

    private static WorkflowDefinition Read()
    {
        const string Json =
            """
            {
              "id": "errand-v1", "definitionId": "errand", "name": "Errand", "version": 1, "isLatest": true, "isPublished": true,
              "variables": [], "inputs": [], "outputs": [], "outcomes": [], "customProperties": {},
              "root": {
                "id": "root", "nodeId": "Workflow1:root", "name": "Sequence1", "type": "Elsa.Sequence", "version": 1,
                "customProperties": {}, "metadata": {}, "variables": [],
                "activities": [
                  { "id": "first", "name": "First", "type": "Elsa.RunTask", "version": 1, "taskName": { "typeName": "String", "expression": { "type": "Literal", "value": "first" } } },
                  { "id": "wait", "name": "Wait", "type": "Elsa.Delay", "version": 1, "timeSpan": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "01:00:00" } } },
                  { "id": "second", "name": "Second", "type": "Elsa.RunTask", "version": 1, "taskName": { "typeName": "String", "expression": { "type": "Literal", "value": "second" } } }
                ]
              }
            }
            """;
        var reading = WorkflowDefinition.Read(Json);
        return reading.Definition ?? throw new InvalidOperationException(string.Join(Environment.NewLine, reading.Findings));
    }
}
