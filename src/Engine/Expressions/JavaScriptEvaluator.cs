using System.Text.RegularExpressions;
using Jint;
using Jint.Runtime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Runs JavaScript (Jint) confined, and so that the same scope gives the same result on every machine.</summary>
internal sealed class JavaScriptEvaluator
{
    private readonly ScriptCache cache = new();

    public ExpressionResult Evaluate(string script, IExpressionScope scope) => Run(script, scope).Result;

    public ScriptRun Run(string script, IExpressionScope scope)
    {
        var (prepared, refused) = cache.Get(script);
        if (prepared is null) return new(new(refused!), []);
        var sandbox = ScriptSandbox.Rent();
        try
        {
            using var engine = sandbox.Open(scope.Now);
            var session = new ScriptSession(engine, scope, prepared.Salt);
            session.Install(prepared);
            var result = ScriptValues.Read(engine.Evaluate(prepared.Program).UnwrapIfPromise());
            session.Apply();
            return new(new(result), session.Outcomes);
        }
        catch (Exception error)
        {
            // Whatever a script does must end as data: an incident that names it, never a lost instance.
            return new(new(Describe(error)), []);
        }
        finally
        {
            sandbox.Return();
        }
    }

    /// <summary>Parses without running; null where the script is sound.</summary>
    public static ExpressionError? Check(string script) => PreparedScript.Parse(script).Error;

    private static ExpressionError Describe(Exception error) => error switch
    {
        ScriptValueException bad => new("script.notData", $"脚本结果不能保存：{bad.Chinese}。请改为返回文本、数值、布尔值、列表或对象。",
            $"The script's result cannot be kept: {bad.Message}. Return text, a number, a boolean, a list or an object."),
        JavaScriptException failed => Failed(failed),
        StatementsCountOverflowException => new("script.tooManyStatements",
            $"脚本执行超过 {ScriptSandbox.MaxStatements} 条语句，已停止；请检查循环条件。",
            $"The script ran more than {ScriptSandbox.MaxStatements} statements and was stopped: check its loops."),
        RecursionDepthOverflowException or InsufficientExecutionStackException => new("script.tooDeep",
            $"脚本调用嵌套超过 {ScriptSandbox.MaxCallDepth} 层，已停止；请检查递归。",
            $"The script called deeper than {ScriptSandbox.MaxCallDepth} levels and was stopped: check its recursion."),
        MemoryLimitExceededException or OutOfMemoryException => new("script.safetyMemory",
            "脚本占用内存过多，已被安全保护停止（与机器有关，不可重放）；请减少数据量。",
            "The script was stopped by the memory safety net, which depends on the machine and cannot be replayed: let it handle less data."),
        TimeoutException or RegexMatchTimeoutException => new("script.safetyTime",
            "脚本运行时间过长，已被安全保护停止（与机器有关，不可重放）；请简化脚本或正则表达式。",
            "The script was stopped by the time safety net, which depends on the machine and cannot be replayed: simplify the script or its regular expression."),
        _ => new("script.failed", $"脚本无法执行：{error.Message}。请改正脚本。", $"The script cannot run: {error.Message}. Mend the script."),
    };

    private static ExpressionError Failed(JavaScriptException error)
    {
        var at = error.Location.Start;
        var (line, column) = at.Line > 0 ? ((int?)at.Line, (int?)(at.Column + 1)) : (null, null);
        var place = line is null ? ("", "") : ($"（第 {line} 行第 {column} 列）", $" (line {line}, column {column})");
        return new("script.failed", $"脚本出错{place.Item1}：{error.Message}。请改正脚本。", $"The script failed{place.Item2}: {error.Message}. Mend the script.", line, column);
    }
}
