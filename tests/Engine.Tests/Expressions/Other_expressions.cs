using FsCheck.Xunit;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Expressions;

public sealed class Other_expressions
{
    private readonly ExpressionEvaluator evaluator = new();
    private readonly TestScope scope = new();

    [Theory]
    [InlineData("Literal", "\"45\"", "Int32", "45")]
    [InlineData("Literal", "45", "Int32", "45")]
    [InlineData("Literal", "null", "Int32", "null")]
    [InlineData("Object", "\"[\\\"One\\\",\\\"Two\\\"]\"", "String[]", "[\"One\",\"Two\"]")]
    [InlineData("Object", "\"\"", "Object", "null")]
    [InlineData("Json", "\"{\\\"a\\\":1}\"", "ObjectDictionary", "{\"a\":1}")]
    [InlineData("Variable", "{\"id\":\"v-count\",\"name\":\"count\"}", "Int32", "3")]
    [InlineData("Variable", "\"{\\\"id\\\":\\\"v-count\\\"}\"", "String", "\"3\"")]
    [InlineData("Variable", "{\"id\":\"gone\",\"name\":\"count\"}", "Int32", "3")]
    [InlineData("Variable", "\"count\"", "Int32", "3")]
    [InlineData("Input", "{\"name\":\"Channel\"}", "String", "\"phone\"")]
    [InlineData("Input", "\"{\\\"name\\\":\\\"Channel\\\"}\"", "String", "\"phone\"")]
    [InlineData("JavaScript", "\"'7'\"", "Int32", "7")]
    [InlineData("Liquid", "\"{{ Variables.Decision }} {{ Input.Channel | upcase }} {{ ticket.unit.code }} {{ CorrelationId }}\"", "String", "\"accept PHONE S-01 C-1\"")]
    [InlineData("Liquid", "\"{% for u in Variables.Units %}{{ u }};{% endfor %}\"", "String", "\"A;B;\"")]
    [InlineData("Liquid", "\"{{ 'now' | date: '%Y-%m-%d %H:%M' }}\"", "String", "\"2026-11-24 01:02\"")]
    [InlineData("Liquid", "\"{{ ticket.unit | json }} {{ ticket.unit | keys | join: ',' }} {{ 'hi' | base64 }}\"", "String", "\"{\\\"code\\\":\\\"S-01\\\",\\\"level\\\":2} code,level aGk=\"")]
    [InlineData("Liquid", "\"{% if policy.limits.heating > 10 %}long{% endif %}{{ ticket.amount }}\"", "String", "\"long12.5\"")]
    public void Each_type_of_expression_gives_its_value(string type, string stated, string target, string expected)
    {
        var result = evaluator.Evaluate(new Expression(type, CanonicalJson.Parse(stated)), target, scope);
        Assert.Null(result.Error);
        Assert.Equal(expected, result.Value.ToString());
    }

    [Theory]
    [InlineData("Literal", "\"abc\"", "Int32", "expression.conversion")]
    [InlineData("JavaScript", "\"'abc'\"", "Int32", "expression.conversion")]
    [InlineData("Object", "\"[1\"", "Object", "expression.badJson")]
    [InlineData("Variable", "{\"id\":\"gone\",\"name\":\"Gone\"}", "Object", "expression.unknownVariable")]
    [InlineData("Liquid", "\"{{ a | \"", "String", "liquid.syntax")]
    [InlineData("Liquid", "\"{% for i in (1..1000000) %}x{% endfor %}\"", "String", "liquid.failed")]
    [InlineData("Liquid", "\"{% include 'x' %}\"", "String", "liquid.failed")]
    [InlineData("CSharp", "\"1\"", "Object", "expression.refusedType")]
    [InlineData("Python", "\"1\"", "Object", "expression.refusedType")]
    [InlineData("Secret", "\"1\"", "Object", "expression.refusedType")]
    [InlineData("Nonsense", "\"1\"", "Object", "expression.refusedType")]
    public void What_has_no_value_is_an_error_that_says_how_to_mend_it(string type, string stated, string target, string code)
    {
        var error = evaluator.Evaluate(new Expression(type, CanonicalJson.Parse(stated)), target, scope).Error;
        Assert.NotNull(error);
        Assert.Equal(code, error.Code);
        Assert.Contains("请", error.Chinese, StringComparison.Ordinal);
    }

    // Each of these ended the process by stack overflow before it was refused.
    [Theory]
    [InlineData("{% if true %}", "", "{% endif %}", 1_000)]
    [InlineData("{%-for a in b-%}", "", "{% endfor %}", 1_000)]
    [InlineData("{% ifchanged %}", "", "{% endifchanged %}", 1_000)]
    [InlineData("{% if true ", " and true", " %}x{% endif %}", 8_000)]
    [InlineData("{{ 1 ", "| plus: 1 ", "}}", 8_000)]
    [InlineData("{{ a", "[a", "}}", 8_000)]
    [InlineData("{{ a", ".a", "}}", 8_000)]
    public void A_template_that_nests_too_deeply_is_refused_not_a_crash(string open, string repeated, string close, int count)
    {
        var text = repeated.Length > 0
            ? open + string.Concat(Enumerable.Repeat(repeated, count)) + close
            : string.Concat(Enumerable.Repeat(open, count)) + string.Concat(Enumerable.Repeat(close, count));
        Assert.Equal("liquid.tooDeep", evaluator.Evaluate(new Expression("Liquid", Value.Of(text)), "String", scope).Error?.Code);
    }

    // A few characters that would make gigabytes.
    [Theory]
    [InlineData("{% assign s = 'xxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}")]
    [InlineData("{% assign s = 'xxxxxxxx' %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}")]
    [InlineData("{% assign s = 'xxxxxxxx' %}{% for i in (1..11) %}{% assign s = s | append: s %}{% endfor %}{{ s | replace: 'x', s }}")]
    [InlineData("{% assign s = 'xxxxxxxx' %}{% for i in (1..11) %}{% assign s = s | append: s %}{% endfor %}{% for i in (1..9999) %}{{ s }}{% endfor %}")]
    [InlineData("{% assign a = 'x' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}")]
    [InlineData("{{ '\"' | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json | json }}")]
    public void A_template_that_grows_without_end_is_stopped(string text) =>
        Assert.Equal("liquid.failed", evaluator.Evaluate(new Expression("Liquid", Value.Of(text)), "String", scope).Error?.Code);

    [Fact]
    public void Many_blocks_one_after_the_other_are_fine()
    {
        var text = string.Concat(Enumerable.Repeat("{% if true %}x{% endif %}{{ Variables.Decision | upcase }}", 500));
        Assert.Null(evaluator.Evaluate(new Expression("Liquid", Value.Of(text)), "String", scope).Error);
    }

    [Fact]
    public void An_output_is_read_by_its_reference()
    {
        scope.Outputs[("ask", "Decision")] = Value.Of("yes");
        Assert.Equal("yes", evaluator.Evaluate(new Expression("Output", CanonicalJson.Parse("""{"activityId":"ask","outputName":"Decision"}""")), "String", scope).Value.AsString());
    }

    [Property(MaxTest = 300)]
    public static bool No_text_at_all_makes_a_template_throw(string? text)
    {
        var result = new ExpressionEvaluator().Evaluate(new Expression("Liquid", Value.Of(text)), "String", new TestScope());
        return result.Error is null || result.Error.Chinese.Length > 0;
    }
}
