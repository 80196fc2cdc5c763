using System.Text.RegularExpressions;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// Says what ended a script in our own words: those of Jint and .NET change with their versions, and what stands in an event must be decided
/// the same by every later one. The words of an error that the script itself threw are the script's own and stay.
/// </summary>
internal static class ScriptErrors
{
    private const int MaxOwnWords = 500;

    public static ExpressionError Describe(Exception error, PreparedScript script, ScriptSession? session)
    {
        if (error is not (ScriptLimitException or ScriptValueException)) Diagnostics.Note(error);
        return error switch
        {
            ScriptLimitException limit => new(limit.Code, limit.Chinese, limit.Message),
            ScriptValueException bad => new("script.notData", $"脚本结果不能保存：{bad.Chinese}。请改为返回文本、数值、布尔值、列表或对象。",
                $"The script's result cannot be kept: {bad.Message}. Return text, a number, a boolean, a list or an object."),
            JavaScriptException failed => Failed(failed.Error, failed.Location.Start.Line, failed.Location.Start.Column, script, session),
            PromiseRejectedException rejected => Failed(rejected.RejectedValue, 0, 0, script, session),
            StatementsCountOverflowException => new("script.tooManyStatements",
                $"脚本执行超过 {ScriptSandbox.MaxStatements} 条语句，已停止；请检查循环条件。",
                $"The script ran more than {ScriptSandbox.MaxStatements} statements and was stopped: check its loops."),
            RecursionDepthOverflowException or InsufficientExecutionStackException => new("script.tooDeep",
                $"脚本调用嵌套超过 {ScriptSandbox.MaxCallDepth} 层，已停止；请检查递归。",
                $"The script called deeper than {ScriptSandbox.MaxCallDepth} levels and was stopped: check its recursion."),
            MemoryLimitExceededException or OutOfMemoryException => new("script.safetyMemory",
                "脚本占用内存过多，已被安全保护停止；请减少数据量。", "The script was stopped by the memory safety net: let it handle less data."),
            TimeoutException or RegexMatchTimeoutException or OperationCanceledException => new("script.safetyTime",
                "脚本运行时间过长，已被安全保护停止；请简化脚本或正则表达式。", "The script was stopped by the time safety net: simplify the script or its regular expression."),
            _ => new("script.failed", "脚本无法执行；请改正脚本。", "The script cannot run: correct the script."),
        };
    }

    private static ExpressionError Failed(JsValue thrown, int line, int column, PreparedScript script, ScriptSession? session)
    {
        var place = line > 0 ? (Line: (int?)line, Column: (int?)(script.ColumnOf(line, column) + 1)) : (null, null);
        var (chinese, english) = place.Line is null ? ("", "") : ($"（第 {place.Line} 行第 {place.Column} 列）", $" (line {place.Line}, column {place.Column})");
        var (why, whyEnglish) = session?.OwnWords(thrown) ?? Kind(thrown);
        return new("script.failed", $"脚本出错{chinese}：{why}。请改正脚本。", $"The script failed{english}: {whyEnglish}. Correct the script.", place.Line, place.Column);
    }

    /// <summary>The text of a value that a script threw.</summary>
    public static string Words(JsValue thrown)
    {
        var said = thrown is ObjectInstance instance ? instance.Get("message") is JsString message ? message.ToString() : "" : thrown is JsSymbol ? "" : thrown.ToString();
        return said.Length > MaxOwnWords ? said[..MaxOwnWords] + "…" : said;
    }

    public static (string Chinese, string English) Kind(JsValue thrown) => (thrown as ObjectInstance)?.Get("name").ToString() switch
    {
        "TypeError" => ("对空值取了成员，或调用了不是函数的东西，或把 2^53 以上的整数（BigInt）与普通数字混算（请写成 1n）", "a member of null or undefined is asked for, or something is called that is no function, or a whole number beyond 2^53 (a BigInt) is reckoned with an ordinary one (write 1n)"),
        "ReferenceError" => ("使用了不存在的名称", "a name is used that does not exist"),
        "RangeError" => ("数值或长度超出允许的范围", "a number or length is out of range"),
        "SyntaxError" => ("要解析的文本格式不合法（如 JSON、正则表达式、整数）", "a text that is parsed, e.g. JSON, a pattern or an integer, is not well formed"),
        "URIError" => ("要编码或解码的网址不合法", "a URI to encode or decode is not well formed"),
        _ => ("脚本抛出了错误", "it threw an error"),
    };
}

/// <summary>Where the full text of an exception goes: the trace of the step, never the journal.</summary>
internal static class Diagnostics
{
    public static void Note(Exception error) => System.Diagnostics.Activity.Current?.AddException(error);
}
