using Fluid;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Renders Liquid templates.</summary>
internal sealed class LiquidEvaluator
{
    private readonly FluidParser parser = new();

    public ExpressionResult Evaluate(string template, IExpressionScope scope)
    {
        if (!parser.TryParse(template, out var parsed, out var error))
        {
            return ExpressionResult.Fail("liquid.syntax", $"Liquid 模板有语法错误：{error}。请改正模板。", $"The Liquid template has a syntax error: {error}. Mend the template.");
        }

        return new(Values.Value.Of(parsed.Render(new TemplateContext())));
    }
}
