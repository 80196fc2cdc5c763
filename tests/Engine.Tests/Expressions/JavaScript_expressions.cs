using FsCheck.Xunit;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Tests.Values;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Expressions;

public sealed class JavaScript_expressions
{
    private readonly ExpressionEvaluator evaluator = new();
    private readonly TestScope scope = new();

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("return 1 + 1", "2")]
    [InlineData("if (variables.count > 2) return 'many'; return 'few'", "\"many\"")]
    [InlineData("undefined", "null")]
    [InlineData("({a:1,b:[true,null],c:undefined,d:() => 1})", "{\"a\":1,\"b\":[true,null]}")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("12345678901234567890n", "{\"$decimal\":\"12345678901234567890\"}")]
    [InlineData("[1,,3]", "[1,null,3]")]
    [InlineData("ticket.class === 'heating' && ticket.unit.level >= 2", "true")]
    [InlineData("ticket.handlers.map(h => h + '!').join()", "\"a!,b!\"")]
    [InlineData("Array.isArray(ticket.handlers) && ticket.handlers.length === 2", "true")]
    [InlineData("'missing' in ticket || ticket.missing !== undefined", "false")]
    [InlineData("({...ticket.unit, more: 1})", "{\"code\":\"S-01\",\"level\":2,\"more\":1}")]
    [InlineData("JSON.stringify(ticket.unit)", "\"{\\\"code\\\":\\\"S-01\\\",\\\"level\\\":2}\"")]
    [InlineData("Object.entries(ticket.unit).length", "2")]
    [InlineData("ticket.hasOwnProperty('class')", "true")]
    [InlineData("ticket.unit === ticket.unit", "true")]
    [InlineData("ticket", "{\"amount\":12.5,\"class\":\"heating\",\"handlers\":[\"a\",\"b\"],\"unit\":{\"code\":\"S-01\",\"level\":2}}")]
    [InlineData("policy.limits[ticket.class]", "24")]
    [InlineData("getDecision() + getCount()", "\"accept3\"")]
    [InlineData("getVariable('Decision')", "\"accept\"")]
    [InlineData("getVariable('Nope')", "null")]
    [InlineData("getInput('Channel') + getChannel() + getCallerAge()", "\"phonephone70\"")]
    [InlineData("getInput('Nope')", "null")]
    [InlineData("getLastResult()", "\"last\"")]
    [InlineData("getWorkflowDefinitionId() + '|' + getWorkflowDefinitionVersionId() + '|' + getWorkflowDefinitionVersion() + '|' + getWorkflowInstanceId()", "\"ticket|ticket-v3|3|case-1/root\"")]
    [InlineData("getCorrelationId() + getWorkflowInstanceName()", "\"C-1null\"")]
    [InlineData("isNullOrWhiteSpace(' ') && isNullOrEmpty(null) && !isNullOrEmpty(' ')", "true")]
    [InlineData("toJson({a:[1]})", "\"{\\\"a\\\":[1]}\"")]
    [InlineData("parseGuid('{0F8FAD5B-D9CB-469F-A165-70867728950E}')", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    [InlineData("bytesToString(bytesFromString('诉求'))", "\"诉求\"")]
    [InlineData("bytesToBase64(bytesFromBase64('aGk='))", "\"aGk=\"")]
    [InlineData("bytesFromString('hi')", "\"aGk=\"")]
    [InlineData("stringFromBase64(stringToBase64('hi'))", "\"hi\"")]
    [InlineData("streamToBase64('aGk=') + streamToBytes('aGk=').length", "\"aGk=2\"")]
    [InlineData("new Date().toISOString()", "\"2026-11-24T01:02:03.000Z\"")]
    [InlineData("Date.now()", "1795482123000")]
    [InlineData("new Date(2026, 0, 1)", "\"2026-01-01T00:00:00Z\"")]
    [InlineData("new Date().getTimezoneOffset()", "0")]
    [InlineData("globalThis.getInput('Channel') + this.ticket.class", "\"phoneheating\"")]
    [InlineData("typeof globalThis.WeakRef + typeof globalThis.Temporal", "\"undefinedundefined\"")]
    [InlineData("const variablesCount = Object.keys(variables).length; variablesCount", "4")]
    [InlineData("function getDecision() { return 'mine' } getDecision()", "\"mine\"")]
    public void Scripts_see_what_Elsa_gives_them(string script, string expected)
    {
        var result = Run(script);
        Assert.Null(result.Error);
        Assert.Equal(expected, result.Value.ToString());
        Assert.Empty(scope.Written);
    }

    [Fact]
    public void Outputs_are_read_by_activity_name_or_id()
    {
        scope.Outputs[("ask", "Decision")] = Value.Of("yes");
        scope.Outputs[("ask", null)] = Value.Of("default");
        Assert.Equal("yes", Run("getDecisionFromAskUnit1()").Value.AsString());
        Assert.Equal("yes", Run("getOutputFrom('AskUnit1', 'Decision')").Value.AsString());
        Assert.Equal("default", Run("getOutputFrom('ask')").Value.AsString());
        Assert.True(Run("getOtherFromAskUnit1()").Value.IsNull);
    }

    [Theory]
    [InlineData("variables.Decision = 'reject'", "v-decision", "\"reject\"")]
    [InlineData("setDecision('reject'); getDecision()", "v-decision", "\"reject\"")]
    [InlineData("setVariable('Decision', 'reject')", "v-decision", "\"reject\"")]
    [InlineData("variables.count++", "v-count", "4")]
    [InlineData("variables.count = '7'", "v-count", "7")]
    [InlineData("variables.Units.push('C')", "v-units", "[\"A\",\"B\",\"C\"]")]
    [InlineData("getUnits().pop()", "v-units", "[\"A\"]")]
    [InlineData("variables.Data = {now: new Date(), deep: {a: [ticket.unit]}}", "v-data", "{\"deep\":{\"a\":[{\"code\":\"S-01\",\"level\":2}]},\"now\":\"2026-11-24T01:02:03Z\"}")]
    [InlineData("Object.assign(variables, {Decision: 'x'})", "v-decision", "\"x\"")]
    [InlineData("variables.Decision = null", "v-decision", "null")]
    public void What_a_script_writes_to_variables_stays(string script, string id, string expected)
    {
        Assert.Null(Run(script).Error);
        Assert.Equal([id], scope.Written);
        Assert.Equal(expected, scope.GetVariable(id)!.ToString());
    }

    [Fact]
    public void A_script_that_only_reads_writes_nothing()
    {
        Assert.Null(Run("variables.Units.length + variables.count + variables.Data; variables.Decision = variables.Decision; 1").Error);
        Assert.Empty(scope.Written);
    }

    [Theory]
    [InlineData("variables.Decision = 'x'; setCorrelationId('Y'); throw new Error('no')", "script.failed")]
    [InlineData("variables.Decision = 'x'; setCorrelationId('Y'); while (true) {}", "script.tooManyStatements")]
    [InlineData("variables.Decision = 'x'; variables.count = 'many'", "script.notData")]
    [InlineData("variables.Decision = 'x'; variables.Data = () => 1", "script.notData")]
    public void A_script_that_fails_changes_nothing(string script, string code)
    {
        Assert.Equal(code, Run(script).Error?.Code);
        Assert.Equal("accept", scope.GetVariable("v-decision")!.AsString());
        Assert.Equal("C-1", scope.CorrelationId);
    }

    [Fact]
    public void Correlation_id_and_name_can_be_set()
    {
        Assert.Null(Run("setCorrelationId('C-2'); setWorkflowInstanceName('工单 1'); getCorrelationId()").Error);
        Assert.Equal(("C-2", "工单 1"), (scope.CorrelationId, scope.InstanceName));
    }

    [Theory]
    [InlineData("async function f() { return 3 } f()", 3)]
    [InlineData("Promise.resolve(1).then(one => one + 1)", 2)]
    public void A_promise_that_is_kept_at_once_gives_its_value(string script, int result) =>
        Assert.Equal(result, evaluator.Evaluate(new("JavaScript", Value.Of(script)), "Object", new TestScope()).Value.AsInt64());

    [Theory]
    [InlineData("new Promise(() => {})")]
    [InlineData("Promise.reject(new Error('no'))")]
    public void A_promise_that_is_not_kept_is_an_error(string script) =>
        Assert.NotNull(evaluator.Evaluate(new("JavaScript", Value.Of(script)), "Object", new TestScope()).Error);

    [Theory]
    [InlineData("variables.Fresh = 1; variables.Fresh + getVariable('Fresh')", 2)]
    [InlineData("setVariable('Fresh', 1); getVariable('Fresh')", 1)]
    public void As_in_Elsa_setting_what_nobody_declared_makes_a_variable(string script, int result)
    {
        var scope = new TestScope();
        Assert.Equal(result, evaluator.Evaluate(new("JavaScript", Value.Of(script)), "Object", scope).Value.AsInt64());
        Assert.Equal(1, scope.GetVariable("Fresh")!.AsInt64());
    }

    [Theory]
    [InlineData("return 1 +", "script.syntax", 1, 11)]
    [InlineData("let a = 1;\nlet b = ;", "script.syntax", 2, 9)]
    [InlineData("let a = 1;\n  a.b.c", "script.failed", 2, 7)]
    [InlineData("nope.x", "script.failed", 1, 1)]
    [InlineData("ticket.class = 'x'", "script.failed", 1, 1)]
    [InlineData("'use strict'; delete ticket.class", "script.failed", 1, 15)]
    [InlineData("ticket.handlers.push('c')", "script.failed", 1, 1)]
    [InlineData("Object.defineProperty(variables, 'Data', { get() { return 1; } })", "script.failed", 1, 1)]
    [InlineData("delete variables.Data", "script.failed", 1, 1)]
    [InlineData("(function () {}).constructor('return 1')()", "script.failed", 1, 1)]
    public void An_error_names_line_and_column(string script, string code, int line, int column)
    {
        var error = Run(script).Error;
        Assert.NotNull(error);
        Assert.Equal((code, line, column), (error.Code, error.Line, error.Column));
        Assert.NotEmpty(error.Chinese);
    }

    [Theory]
    [InlineData("while (true) {}", "script.tooManyStatements")]
    [InlineData("for (;;);", "script.tooManyStatements")]
    [InlineData("function f() { return f() } f()", "script.tooDeep")]
    [InlineData("const f = n => [n].map(f); f(1)", "script.tooDeep")]
    [InlineData("let s = 'x'; for (let i = 0; i < 60; i++) s += s; s.length", "script.tooMuchData")]
    [InlineData("/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')", "script.safetyTime")]
    [InlineData("'a'.repeat(2 ** 30)", "script.textTooLong")]
    [InlineData("2n ** 1000000000n", "script.numberTooLong")]
    [InlineData("const a = []; a[0] = a; a", "script.notData")]
    [InlineData("x => x", "script.notData")]
    [InlineData("Symbol('x')", "script.notData")]
    [InlineData("0 / 0", "script.notData")]
    [InlineData("1 / 0", "script.notData")]
    [InlineData("new Date('never')", "script.notData")]
    [InlineData("eval('1')", "script.refusedName")]
    [InlineData("new WeakRef({})", "script.refusedName")]
    [InlineData("Temporal.Now.instant()", "script.refusedName")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')", "script.failed")]
    [InlineData("importNamespace('System')", "script.failed")]
    [InlineData("({ get a() { while (true) {} } })", "script.tooManyStatements")]
    [InlineData("throw 'text'", "script.failed")]
    [InlineData("throw null", "script.failed")]
    public void What_a_script_must_not_do_ends_as_an_error(string script, string code) => Assert.Equal(code, Run(script).Error?.Code);

    [Fact]
    public void A_list_beyond_the_limit_is_stopped() => Assert.Equal("script.listTooLong", Run("Array(1e9).fill(0).length").Error?.Code);

    [Fact]
    public void A_script_beyond_the_length_limit_is_refused() => Assert.Equal("script.tooLong", Run(new string(' ', 300_000)).Error?.Code);

    [Fact]
    public void Deeply_nested_source_is_refused_not_a_crash() => Assert.NotNull(Run(new string('(', 100_000) + "1" + new string(')', 100_000)).Error);

    [Fact]
    public void Nothing_that_one_script_does_reaches_the_next()
    {
        Assert.Null(Run("Array.prototype.map = () => 'mine'; leaked = 1; Object.prototype.x = 1; 1").Error);
        Assert.Equal("[\"a\"] undefined undefined", Run("JSON.stringify(['a'].map(x => x)) + ' ' + typeof leaked + ' ' + ({}).x").Value.AsString());
    }

    [Fact]
    public void The_statement_limit_decides_alike_in_the_first_and_in_every_later_run()
    {
        static string Loop(int rounds) => $"let n = 0; for (let i = 0; i < {rounds}; i++) {{ n += i % 2 ? 1 : 2; }} n";
        bool Passes(ExpressionEvaluator with, int rounds) => with.Evaluate(new("JavaScript", Value.Of(Loop(rounds))), "Object", scope).Error is null;
        var (low, high) = (1, 100_000);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Passes(new(), middle)) low = middle;
            else high = middle;
        }

        var warm = new ExpressionEvaluator();
        for (var run = 0; run < 40; run++)
        {
            Assert.True(Passes(warm, low));
            Assert.False(Passes(warm, high));
        }
    }

    [Fact]
    public void Many_threads_get_the_same_results()
    {
        const string script = "[variables.count, ticket.unit.code, Math.random(), Date.now()].join('|')";
        var expected = Run(script).Value;
        Parallel.For(0, 400, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, _ =>
            Assert.Equal(expected, evaluator.Evaluate(new("JavaScript", Value.Of(script)), "Object", new TestScope()).Value));
    }

    [Theory]
    [InlineData("Date()", "Tue Nov 24 2026 01:02:03 GMT+0000")]
    [InlineData("String(new Intl.DateTimeFormat('en').format())", "2026")]
    [InlineData("new Date().toLocaleString()", "2026")]
    public void Every_way_to_the_time_leads_to_the_step(string script, string part) => Assert.Contains(part, Run(script).Value.AsString(), StringComparison.Ordinal);

    [Fact]
    public void Chance_comes_from_the_seed()
    {
        const string script = "[Math.random(), Math['ran' + 'dom'](), newGuid(), newShortGuid(), newGuidString()]";
        var first = Run(script);
        Assert.Null(first.Error);
        Assert.Equal(first.Value, new ExpressionEvaluator().Evaluate(new("JavaScript", Value.Of(script)), "Object", new TestScope()).Value);
        Assert.NotEqual(first.Value, evaluator.Evaluate(new("JavaScript", Value.Of(script)), "Object", new TestScope { Seed = 43 }).Value);
        Assert.InRange(first.Value[0].AsDouble()!.Value, 0, 1);
        Assert.NotEqual(first.Value[0], first.Value[1]);
        Assert.Equal('4', first.Value[2].AsString()![14]);
    }

    [Theory]
    [InlineData("setOutcome('Approved')", new[] { "Approved" })]
    [InlineData("setOutcomes(['A', 'B'])", new[] { "A", "B" })]
    [InlineData("setOutcome('A'); setOutcome('B')", new[] { "B" })]
    [InlineData("1", new string[0])]
    public void Scripts_set_outcomes(string script, string[] expected) => Assert.Equal(expected, evaluator.RunScript(script, scope).Outcomes);

    [Property(Arbitrary = [typeof(AnyValue)], MaxTest = 300)]
    public static bool A_value_passes_through_a_script_unchanged(Value value)
    {
        // Scripts see IEEE doubles and BigInts; a decimal that is neither is refused, and never rounded.
        var scope = new TestScope();
        scope.SetVariable("v-data", value);
        scope.Written.Clear();
        var result = new ExpressionEvaluator().Evaluate(new("JavaScript", Value.Of("variables.Data")), "Object", scope);
        return (result.Error is { } error ? error.English.Contains("has more digits", StringComparison.Ordinal) : value.Equals(result.Value)) && scope.Written.Count == 0;
    }

    [Property(MaxTest = 300)]
    public static bool No_text_at_all_makes_a_script_throw(string? text)
    {
        var result = new ExpressionEvaluator().Evaluate(new("JavaScript", Value.Of(text)), "Object", new TestScope());
        return result.Error is null || result.Error.Chinese.Length > 0;
    }

    private ExpressionResult Run(string script) => evaluator.Evaluate(new Expression("JavaScript", Value.Of(script)), "Object", scope);
}
