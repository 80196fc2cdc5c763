using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Values;

/// <summary>A value is what it was, or the case says which value of which variable could not be.</summary>
public class When_values_meet_types_and_scripts
{
    private const string Big = "9007199254740993";

    private static Value Script(string script) => Draw.Activity("RunJavaScript", "r", ("script", Draw.Text(script)));

    private static Value Show(string script) => Draw.Activity("WriteLine", "w", ("text", Draw.Script(script)));

    private static VirtualRun Run(Value[] activities, params (string Id, string Type, string Default)[] variables) =>
        Draw.Run(Draw.Definition(Draw.Sequence("s", activities), members: [("variables", Draw.Variables(variables))]));

    [Theory]
    [InlineData("Int64", Big, "String(getVariable('v'))", Big)]
    [InlineData("Int64", "-9223372036854775808", "`${variables.v}`", "-9223372036854775808")]
    [InlineData("Int64", Big, "getVariable('v')", Big)]
    [InlineData("Int64", Big, "getVariable('v') + 1n", "9007199254740994")]
    [InlineData("Int64", Big, "getVariable('v') > 5 ? 'more' : 'less'", "more")]
    [InlineData("Decimal", "12345678901234567890123456", "getV()", "12345678901234567890123456")]
    [InlineData("Int64", "9007199254740991", "getVariable('v') - 1", "9007199254740990")]
    [InlineData("Decimal", "0.1", "getVariable('v') + 1", "1.1")]
    [InlineData("Int64", Big, "toJson({ id: getVariable('v'), list: [getVariable('v'), 1] })", "{\"id\":9007199254740993,\"list\":[9007199254740993,1]}")]
    [InlineData("Int64", Big, "JSON.stringify({ id: getVariable('v'), text: '1' })", "{\"id\":9007199254740993,\"text\":\"1\"}")]
    [InlineData("Int64", "-9223372036854775808", "toJson(variables.v)", "-9223372036854775808")]
    public void a_long_number_passes_a_script_with_all_its_digits(string type, string stated, string script, string shown)
    {
        var run = Run([Show(script)], ("v", type, stated));
        Assert.Empty(run.State!.Incidents);
        Assert.Equal([shown], run.Lines);
    }

    [Fact]
    public void what_a_script_changes_by_one_is_changed()
    {
        var run = Run([Script("setVariable('v', getVariable('v') + 1n)"), Show("String(getVariable('v'))")], ("v", "Int64", Big));
        Assert.Equal(["9007199254740994"], run.Lines);
    }

    [Fact]
    public void so_do_numbers_inside_lists_and_objects()
    {
        var run = Run([Script($"setVariable('o', {{ list: [getVariable('v')] }})"), Show("String(getVariable('o').list[0])")], ("v", "Int64", Big), ("o", "Object", ""));
        Assert.Equal([Big], run.Lines);
    }

    [Theory]
    [InlineData("setVariable('v', 9007199254740993)", "Int64", "", "BigInt")]
    [InlineData("setVariable('v', getVariable('v') + 1)", "Int64", Big, "BigInt")]
    [InlineData("setVariable('v', getVariable('v') + 1)", "Int64", "9007199254740991", "BigInt")]
    [InlineData("setVariable('v', getVariable('v') + 1)", "Decimal", "1.23456789012345678901", "digits")]
    [InlineData("setVariable('v', new Map([['a', 1]]))", "Object", "", "Map")]
    [InlineData("setVariable('v', new Set([1]))", "Object", "", "Set")]
    [InlineData("setVariable('v', 1.5)", "Int32", "", "'v'")]
    [InlineData("setVariable('v', 'yes')", "Boolean", "", "'v'")]
    [InlineData("setVariable('v', '0.12345678901234567890123456789012')", "Decimal", "", "'v'")]
    [InlineData("setVariable('v', { answer: '好' })", "String", "", "'v'")]
    [InlineData("setVariable('v', [1, 2])", "String", "", "'v'")]
    [InlineData("setVariable('v', [{ a: 1 }])", "String[]", "", "")]
    public void what_cannot_stay_what_it_is_is_an_incident_that_says_so(string script, string type, string stated, string words)
    {
        var variable = type.EndsWith("[]", StringComparison.Ordinal)
            ? Value.Of([Value.Object(("id", Value.Of("v")), ("name", Value.Of("v")), ("typeName", Value.Of(type[..^2])), ("isArray", Value.True))])
            : Draw.Variables(("v", type, stated));
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Script(script)), members: [("variables", stated.Length == 0 && !type.EndsWith("[]", StringComparison.Ordinal) ? Value.Of([variable[0].With("value", Value.Null)]) : variable)]));
        Assert.Contains(words, Assert.Single(run.State!.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void an_object_set_into_a_text_variable_names_variable_and_kind()
    {
        var set = Draw.Activity("SetVariable", "set", ("variable", Value.Object(("id", Value.Of("v")), ("name", Value.Of("v")))), ("value", Draw.Script("({ answer: 1 })")));
        var run = Run([set], ("v", "String", "x"));
        var incident = Assert.Single(run.State!.Incidents);
        Assert.Equal("variable.conversion", incident.Code);
        Assert.Contains("· v:", incident.Message, StringComparison.Ordinal);
        Assert.Contains("它是对象", incident.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("setVariable('v', toJson({ a: 1 }))", "{\"a\":1}")]
    [InlineData("setVariable('v', 12)", "12")]
    [InlineData("setVariable('v', true)", "True")]
    public void what_has_a_plain_text_becomes_it(string script, string shown) => Assert.Equal([shown], Run([Script(script), Show("getVariable('v')")], ("v", "String", "x")).Lines);

    [Fact]
    public void an_object_for_a_text_input_of_a_workflow_is_refused()
    {
        var definition = Draw.Definition(Draw.Line("w"), members: [("inputs", Value.Of([Value.Object(("name", Value.Of("Word")), ("type", Value.Of("String")))]))]);
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog), Draw.Set(definition));
        var refused = Assert.IsType<Refused>(run.Deliver(new StartCase(definition.Hash, Value.Object(("Word", Value.Object(("a", Value.Of(1))))))));
        Assert.Equal("arguments.wrongType", refused.Rejection.Code);
    }

    [Fact]
    public void what_was_decided_before_is_decided_so_again()
    {
        var definition = Draw.Definition(Draw.Sequence("s", Script("setVariable('v', { a: 1 })"), Show("getVariable('v')"), Show("String(getVariable('n'))")), members: [("variables", Draw.Variables(("v", "String", "x"), ("n", "Int64", Big)))]);
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog), Draw.Set(definition)) { Semantics = Semantics.First };
        run.Start("flow");
        Assert.Equal(["{\"a\":1}", "9007199254740992"], run.Lines);
    }

    [Fact]
    public void an_answer_in_JSON_fills_a_text_variable_with_its_text()
    {
        var send = Draw.Activity("SendHttpRequest", "http", ("url", Draw.Text("https://example.org")), ("parsedContent", Value.Object(("typeName", Value.Of("Object")), ("memoryReference", Value.Object(("id", Value.Of("v")))))));
        var run = Run([send, Show("getVariable('v')")], ("v", "String", "x"));
        var effect = run.Effects.OfType<SendOut>().Single().EffectId;
        run.Deliver(new ReceiveResult(effect, true, Value.Object(("statusCode", Value.Of(200)), ("content", Value.Object(("a", Value.Of(1)))))));
        Assert.Equal(["{\"a\":1}"], run.Lines);
    }
}
