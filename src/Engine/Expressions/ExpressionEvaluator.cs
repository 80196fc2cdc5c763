using System.Text.Json;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// Evaluates Elsa expressions: Literal, Object (Json), Variable, Input, Output, JavaScript and Liquid. Thread-safe;
/// keep one for the life of the process, because it keeps the prepared scripts.
/// </summary>
public sealed class ExpressionEvaluator
{
    private readonly JavaScriptEvaluator scripts = new();
    private readonly LiquidEvaluator templates = new();

    /// <summary>Evaluates, and converts to a type.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="targetType">Elsa type alias that the result shall have; <c>Object</c> leaves it as it is.</param>
    /// <param name="scope">What the expression may read and write.</param>
    public ExpressionResult Evaluate(Expression expression, string targetType, IExpressionScope scope)
    {
        var result = expression.Type switch
        {
            "Literal" => new(expression.Value),
            "Object" or "Json" => FromJson(expression.Value, scope.Semantics),
            "Variable" => Variable(expression.Value, scope),
            "Input" => new(scope.WorkflowInput[NameIn(expression.Value)]),
            "Output" => Output(expression.Value, scope),
            "JavaScript" => scripts.Evaluate(ValueConverter.ToText(expression.Value), scope),
            "Liquid" => templates.Evaluate(ValueConverter.ToText(expression.Value), scope),
            _ => Refused(expression.Type),
        };
        return result.Error is null ? Converted(result.Value, targetType, new(scope.Semantics, scope.Zone)) : result;
    }

    /// <summary>Runs a script that may set outcomes (<c>Elsa.RunJavaScript</c>): <c>setOutcome(x)</c>, <c>setOutcomes([…])</c>.</summary>
    public ScriptRun RunScript(string script, IExpressionScope scope) => scripts.Run(script, scope);

    /// <summary>Why an expression type is refused, or null where it is one that this engine evaluates.</summary>
    internal static ExpressionError? RefusalOf(string type) => type switch
    {
        "Literal" or "Object" or "Json" or "Variable" or "Input" or "Output" or "JavaScript" or "Liquid" => null,
        _ => Refused(type).Error,
    };

    private static ExpressionResult Converted(Value value, string targetType, ValueReading reading)
    {
        var converted = ValueConverter.Convert(value, targetType, reading);
        return converted.Error is { } error
            ? ExpressionResult.Fail("expression.conversion", error.Chinese + "请改正表达式或类型。", error.English + " Correct the expression or the type.")
            : new(converted.Value);
    }

    private static ExpressionResult FromJson(Value stated, int semantics)
    {
        if (stated.AsString() is not { } json) return new(stated);
        if (string.IsNullOrWhiteSpace(json)) return new(Value.Null);
        try
        {
            return new(CanonicalJson.Parse(json, CanonicalJson.MaxContentDepth));
        }
        catch (JsonException error)
        {
            var (line, column) = ((int?)(error.LineNumber + 1), (int?)(error.BytePositionInLine + 1));
            var (chinese, english) = semantics >= Semantics.BoundedScripts
                ? ($"（第 {line ?? 1} 行第 {column ?? 1} 列）", $" (line {line ?? 1}, column {column ?? 1})")
                : ($"：{error.Message}", $": {error.Message}");
            return ExpressionResult.Fail("expression.badJson", $"对象表达式不是合法的 JSON{chinese}。请改正其内容。",
                $"The object expression is not valid JSON{english}. Correct its content.", line, column);
        }
    }

    private static ExpressionResult Variable(Value stated, IExpressionScope scope)
    {
        var reference = Referenced(stated);
        if (reference["id"].AsString() is { } id && scope.GetVariable(id) is { } byId) return new(byId);
        if (reference["name"].AsString() is { } name)
        {
            foreach (var variable in scope.Variables)
            {
                if (variable.Name == name && scope.GetVariable(variable.Id) is { } byName) return new(byName);
            }
        }

        var shown = reference["name"].AsString() ?? reference["id"].AsString() ?? "?";
        return ExpressionResult.Fail("expression.unknownVariable", $"此处没有变量“{shown}”；请选择一个存在的变量。",
            $"There is no variable '{shown}' here: choose one that exists.");
    }

    private static ExpressionResult Output(Value stated, IExpressionScope scope)
    {
        var reference = Referenced(stated);
        var activity = reference["activityId"].AsString() ?? reference["activity"].AsString() ?? reference["id"].AsString() ?? "";
        return new(scope.GetOutput(activity, reference["outputName"].AsString() ?? reference["name"].AsString()) ?? Value.Null);
    }

    private static string NameIn(Value stated) => Referenced(stated)["name"].AsString() ?? "";

    /// <summary>Studio writes the reference as an object or as text that holds its JSON; plain text is the name and id itself.</summary>
    internal static Value Referenced(Value stated)
    {
        if (stated.AsString() is not { } text) return stated;
        if (text.TrimStart().StartsWith('{'))
        {
            try
            {
                return CanonicalJson.Parse(text, CanonicalJson.MaxContentDepth);
            }
            catch (JsonException)
            {
                // Not JSON after all: then it is a name that starts with a brace.
            }
        }

        return Value.Object(("id", stated), ("name", stated));
    }

    private static ExpressionResult Refused(string type) => type switch
    {
        "CSharp" or "Python" => ExpressionResult.Fail("expression.refusedType",
            $"本系统不执行 {type} 表达式（无法隔离，也不能保证重放结果一致）；请改用 JavaScript。",
            $"{type} expressions are not run here, because they can be neither confined nor replayed to the same result: use JavaScript."),
        "Secret" => ExpressionResult.Fail("expression.refusedType",
            "流程中不能读取密钥（会进入历史记录）；请在适配器的配置中设置密钥。",
            "A workflow cannot read secrets, because they would enter the journal: configure them in the adapter."),
        _ => ExpressionResult.Fail("expression.refusedType",
            $"不支持表达式类型“{type}”；请改用 Literal、Variable 或 JavaScript。",
            $"The expression type '{type}' is not supported: use Literal, Variable or JavaScript."),
    };
}
