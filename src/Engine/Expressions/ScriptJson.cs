using System.Text.RegularExpressions;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>JSON of what a script has, in which whole numbers beyond 2^53 (BigInts to it) are numbers with all their digits.</summary>
internal static partial class ScriptJson
{
    public static JsValue Write(Jint.Engine engine, JsValue value, JsValue? space = null)
    {
        var between = space ?? JsValue.Undefined;
        try
        {
            return new JsonSerializer(engine).Serialize(value, JsValue.Undefined, between);
        }
        catch (JavaScriptException)
        {
            // JavaScript writes no BigInt; whatever else was wrong is wrong again.
            var digits = new ClrFunction(engine, "digits", (_, member) => member[1] is JsBigInt whole ? JsString.Create($"\0{whole}") : member[1]);
            return new JsonSerializer(engine).Serialize(value, digits, between) is JsString json ? JsString.Create(Marked().Replace(json.ToString(), "$1")) : JsValue.Undefined;
        }
    }

    [GeneratedRegex("\"\\\\u0000(-?[0-9]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();
}
