using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Expressions;

/// <summary>A scope over one definition: variables start with their defaults, outputs are what the test puts there.</summary>
internal sealed class TestScope : IExpressionScope
{
    public const string Json = """
        {"id":"ticket-v3","definitionId":"ticket","name":"Ticket","version":3,
         "inputs":[{"name":"Channel","type":"String"},{"name":"caller age","type":"Int32"}],
         "variables":[
           {"id":"v-decision","name":"Decision","typeName":"String","value":"accept"},
           {"id":"v-count","name":"count","typeName":"Int32","value":"3"},
           {"id":"v-units","name":"Units","typeName":"String","isArray":true,"value":"[\"A\",\"B\"]"},
           {"id":"v-data","name":"Data","typeName":"Object"}],
         "root":{"id":"root","type":"Elsa.Flowchart","activities":[{"id":"ask","name":"AskUnit1","type":"Jsjb.Ask"}]}}
        """;

    private readonly Dictionary<string, Value> variables;

    public TestScope()
    {
        Definition = WorkflowDefinition.Read(Json).Definition!;
        variables = Definition.Variables.ToDictionary(variable => variable.Id, variable => variable.Default);
    }

    public Dictionary<(string Activity, string? Output), Value> Outputs { get; } = [];

    public List<string> Written { get; } = [];

    public Instant Now { get; init; } = Instant.FromUtc(2026, 11, 24, 1, 2, 3);

    public int Semantics { get; init; } = Engine.Semantics.Current;

    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    public ulong Seed { get; init; } = 42;

    public IEnumerable<VariableDefinition> Variables => Definition.Variables;

    public Value WorkflowInput { get; init; } = Value.Object(("Channel", Value.Of("phone")), ("caller age", Value.Of(70)));

    public Value Facts { get; init; } = CanonicalJson.Parse("""{"class":"heating","unit":{"code":"S-01","level":2},"handlers":["a","b"],"amount":12.50}""");

    public Value PolicyView { get; init; } = CanonicalJson.Parse("""{"limits":{"heating":24}}""");

    public WorkflowDefinition Definition { get; }

    public string WorkflowInstanceId => "case-1/root";

    public string? CorrelationId { get; set; } = "C-1";

    public string? InstanceName { get; set; }

    public Value LastResult { get; init; } = Value.Of("last");

    public Value? GetVariable(string id) => variables.GetValueOrDefault(id);

    public void SetVariable(string id, Value value)
    {
        Written.Add(id);
        variables[id] = value;
    }

    public Value? GetOutput(string activityIdOrName, string? outputName) =>
        Outputs.GetValueOrDefault((Definition.NodeByName(activityIdOrName)?.Id ?? activityIdOrName, outputName));
}
