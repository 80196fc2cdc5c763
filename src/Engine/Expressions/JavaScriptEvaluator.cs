using JieSuJiBan.Engine.Values;
using Jint.Runtime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Runs JavaScript (Jint), confined and replayable.</summary>
internal sealed class JavaScriptEvaluator
{
    public ExpressionResult Evaluate(string script, IExpressionScope scope) => Run(script, scope).Result;

    public ScriptRun Run(string script, IExpressionScope scope)
    {
        try
        {
            var engine = new Jint.Engine();
            var value = engine.Evaluate(script);
            return new(new(value.Type is Types.Undefined ? Value.Null : CanonicalJson.Parse(new Jint.Native.Json.JsonSerializer(engine).Serialize(value).ToString())), []);
        }
        catch (JavaScriptException error)
        {
            return new(ExpressionResult.Fail("script.failed", error.Message, error.Message), []);
        }
    }
}
