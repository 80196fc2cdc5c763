using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Tests.Definitions;

/// <summary>Whoever brings a file of another system learns what it is and what to do, and not what the reader stumbled over.</summary>
public class When_a_file_is_something_else
{
    [Theory]
    [InlineData("definition.elsa2", """{"definitionId":"old","name":"old","version":1,"variables":{"data":{}},"activities":[{"activityId":"a","type":"WriteLine","properties":[]}],"connections":[]}""")]
    [InlineData("definition.elsa2", """{"$id":"1","definitionId":"x","versionId":"y","name":"n","version":1,"contextOptions":{},"persistenceBehavior":"WorkflowBurst","activities":[{"activityId":"a","type":"HttpEndpoint","properties":[]}],"connections":[{"sourceActivityId":"a","targetActivityId":"b","outcome":"Done"}]}""")]
    [InlineData("definition.elsa2", """{"DefinitionId":"x","Variables":{"Data":{}},"Activities":[{"ActivityId":"a","Type":"WriteLine"}],"Connections":[]}""")]
    [InlineData("definition.elsa2", """[{"definitionId":"x","activities":[{"activityId":"a","type":"WriteLine"}],"connections":[]}]""")]
    [InlineData("definition.elsa1", """{"id":"x","activities":[{"id":"a","type":"WriteLine","state":{"text":"x"}}],"connections":[{"sourceActivityId":"a","destinationActivityId":"b","outcome":"Done"}]}""")]
    [InlineData("definition.bpmn", """<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"/>""")]
    [InlineData("definition.xml", "<workflow/>")]
    [InlineData("definition.zip", "PK\u0003\u0004abc")]
    [InlineData("definition.foreign", """{"name":"My workflow","nodes":[{"type":"n8n-nodes-base.start"}],"connections":{}}""")]
    [InlineData("definition.foreign", """[{"id":"1","type":"inject","wires":[["2"]]}]""")]
    [InlineData("definition.several", """[{"definitionId":"a","root":{"id":"r","type":"Elsa.WriteLine"}}]""")]
    [InlineData("definition.several", """{"items":[{"definitionId":"a","root":{"id":"r","type":"Elsa.WriteLine"}}]}""")]
    [InlineData("definition.wrapped", """{"workflowDefinition":{"definitionId":"a","root":{"id":"r","type":"Elsa.WriteLine"}}}""")]
    [InlineData("definition.activityOnly", """{"id":"f","type":"Elsa.Flowchart","activities":[],"connections":[]}""")]
    [InlineData("definition.noRoot", """{"hello":"world"}""")]
    [InlineData("definition.notObject", "[1,2]")]
    [InlineData("definition.notJson", "{")]
    public void the_refusal_says_what_it_is(string code, string text)
    {
        var reading = WorkflowDefinition.Read(text);
        Assert.Null(reading.Definition);
        Assert.Equal(code, Assert.Single(reading.Findings).Code);
        Assert.Equal(reading.Findings[0], reading.Refusal);
    }

    [Theory]
    [InlineData("""{"Id":"a","DefinitionId":"a","Name":"A","Root":{"Id":"r","Type":"Elsa.Flowchart","Activities":[{"Id":"w","Type":"Elsa.WriteLine"}],"Connections":[]}}""")]
    [InlineData("""{"id":"a","definitionId":"a","root":{"id":"r","type":"Elsa.Flowchart","activities":[{"Id":"w","Type":"Elsa.WriteLine"}],"connections":[]}}""")]
    [InlineData("""{"id":"a","definitionId":"a","root":{"id":"w","type":"Elsa.WriteLine","text":{"typeName":"String","Expression":{"Type":"Literal","Value":"x"}}}}""")]
    public void what_a_serialiser_wrote_in_PascalCase_is_not_taken_in(string text)
    {
        var reading = WorkflowDefinition.Read(text);
        Assert.Equal("definition.pascalCase", reading.Refusal?.Code);
        Assert.Contains("camelCase", reading.Refusal!.Chinese, StringComparison.Ordinal);
        // One that was taken in before is still read.
        Assert.NotNull(reading.Definition);
    }

    [Theory]
    [InlineData("""{"id":"a","definitionId":"a","root":{"id":"s","type":"Elsa.SetVariable","value":{"expression":{"type":"Object","value":{"Type":"Elsa.x","Activities":[],"Id":1}}}}}""")]
    [InlineData("""{"id":"a","definitionId":"a","customProperties":{"Type":"Elsa.","Activities":[]},"root":{"id":"f","type":"Elsa.Flowchart","metadata":{"Activities":[]}}}""")]
    public void data_may_be_called_as_a_person_likes(string text) => Assert.Null(WorkflowDefinition.Read(text).Refusal);
}
