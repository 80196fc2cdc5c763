using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;
using NodaTime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Runs JavaScript (Jint) confined, and so that the same scope gives the same result on every machine.</summary>
internal sealed class JavaScriptEvaluator
{
    private readonly ScriptCache cache = new();

    public ExpressionResult Evaluate(string script, IExpressionScope scope) => Run(script, scope, mayChooseOutcomes: false).Result;

    public ScriptRun Run(string script, IExpressionScope scope, bool mayChooseOutcomes = true)
    {
        var (prepared, refused) = cache.Get(script);
        if (prepared is null) return new(new(refused!), []);
        var isBounded = scope.Semantics >= Semantics.BoundedScripts;
        if (isBounded) prepared = prepared.Bounded;
        var sandbox = ScriptSandbox.Rent();
        ScriptSession? session = null;
        try
        {
            using var engine = sandbox.Open(scope.Now, scope.Semantics >= Semantics.TimesAsWritten ? scope.Zone : DateTimeZone.Utc);
            session = new ScriptSession(engine, scope, prepared.Salt, isBounded) { MayChooseOutcomes = mayChooseOutcomes || scope.Semantics < Semantics.OutcomesAreDeclared };
            session.Install(prepared);
            try
            {
                var given = engine.Evaluate(prepared.Program);
                var result = ScriptValues.Read(isBounded ? Settled(engine, given) : given.UnwrapIfPromise(), session.Meter, session.IsExact);
                session.Apply();
                return new(new(result), session.Outcomes);
            }
            catch (MemoryLimitExceededException) when (isBounded && sandbox.IsListTooLong)
            {
                throw ScriptSandbox.ListTooLong();
            }
        }
        catch (Exception error)
        {
            // Whatever a script does must end as data: an incident that names it, never a lost instance.
            return new(new(isBounded ? ScriptErrors.Describe(error, prepared, session) : Describe(error)), []);
        }
        finally
        {
            sandbox.Return();
        }
    }

    /// <summary>What a promise was kept with. Nothing runs beside a script, so that one still open now stays open for ever.</summary>
    private static JsValue Settled(Jint.Engine engine, JsValue given)
    {
        if (!given.IsPromise()) return given;
        JsValue? kept = null;
        (JsValue Reason, bool Is) broken = (JsValue.Undefined, false);
        var whenKept = new ClrFunction(engine, "kept", (_, arguments) => kept = arguments.Length > 0 ? arguments[0] : JsValue.Undefined);
        var whenBroken = new ClrFunction(engine, "broken", (_, arguments) =>
        {
            broken = (arguments.Length > 0 ? arguments[0] : JsValue.Undefined, true);
            return JsValue.Undefined;
        });
        given.AsObject().Get("then").Call(given, [whenKept, whenBroken]);
        engine.Advanced.ProcessTasks();
        if (broken.Is) throw new PromiseRejectedException(broken.Reason);
        return kept ?? throw new ScriptLimitException("script.neverSettles", "脚本返回的 Promise 永远不会有结果；脚本须同步给出结果。",
            "The promise that the script gave is never settled: a script must give its result at once.");
    }

    /// <summary>Parses without running; null where the script is sound.</summary>
    public static ExpressionError? Check(string script) => PreparedScript.Parse(script).Error;

    /// <summary>The words of the first meaning, which its entries hold.</summary>
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
        _ => new("script.failed", $"脚本无法执行：{error.Message}。请改正脚本。", $"The script cannot run: {error.Message}. Correct the script."),
    };

    private static ExpressionError Failed(JavaScriptException error)
    {
        var at = error.Location.Start;
        var (line, column) = at.Line > 0 ? ((int?)at.Line, (int?)(at.Column + 1)) : (null, null);
        var place = line is null ? ("", "") : ($"（第 {line} 行第 {column} 列）", $" (line {line}, column {column})");
        return new("script.failed", $"脚本出错{place.Item1}：{error.Message}。请改正脚本。", $"The script failed{place.Item2}: {error.Message}. Correct the script.", line, column);
    }
}
