using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using JieSuJiBan.Engine.Values;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Elsa's JavaScript functions that do not depend on the definition.</summary>
internal static class ScriptFunctions
{
    /// <summary>Globals that a script with the global object in hand must not find.</summary>
    public static readonly string[] Hidden = ["WeakRef", "FinalizationRegistry", "Atomics", "SharedArrayBuffer", "ShadowRealm", "Temporal"];

    private static readonly FrozenDictionary<string, Func<ScriptSession, JsValue[], JsValue>> Table =
        new Dictionary<string, Func<ScriptSession, JsValue[], JsValue>>(StringComparer.Ordinal)
        {
            ["getWorkflowDefinitionId"] = (s, _) => JsString.Create(s.Scope.Definition.DefinitionId),
            ["getWorkflowDefinitionVersionId"] = (s, _) => JsString.Create(s.Scope.Definition.Id),
            ["getWorkflowDefinitionVersion"] = (s, _) => JsNumber.Create(s.Scope.Definition.Version),
            ["getWorkflowInstanceId"] = (s, _) => JsString.Create(s.Scope.WorkflowInstanceId),
            ["getCorrelationId"] = (s, _) => OrNull(s.CorrelationId),
            ["setCorrelationId"] = (s, a) => Undefined(s.CorrelationId = TextOrNull(a, 0)),
            ["getWorkflowInstanceName"] = (s, _) => OrNull(s.InstanceName),
            ["setWorkflowInstanceName"] = (s, a) => Undefined(s.InstanceName = TextOrNull(a, 0)),
            ["getVariable"] = (s, a) => s.FindVariable(Text(a, 0)) is { } variable ? s.GetVariable(variable) : JsValue.Null,
            ["setVariable"] = (s, a) =>
            {
                s.SetVariable(Text(a, 0), At(a, 1));
                return JsValue.Undefined;
            },
            ["getInput"] = (s, a) => s.Copy(s.Scope.WorkflowInput[Text(a, 0)]),
            ["getOutputFrom"] = (s, a) => s.Copy(s.Scope.GetOutput(Text(a, 0), TextOrNull(a, 1)) ?? Value.Null),
            ["getLastResult"] = (s, _) => s.Copy(s.Scope.LastResult),
            ["setOutcome"] = (s, a) => SetOutcomes(s, [At(a, 0)]),
            ["setOutcomes"] = (s, a) => SetOutcomes(s, At(a, 0) is JsArray list ? list : a),
            ["isNullOrWhiteSpace"] = (_, a) => Truth(string.IsNullOrWhiteSpace(TextOrNull(a, 0))),
            ["isNullOrEmpty"] = (_, a) => Truth(string.IsNullOrEmpty(TextOrNull(a, 0))),
            ["toJson"] = (s, a) =>
            {
                s.Measure(At(a, 0));
                return s.IsExact ? ScriptJson.Write(s.Engine, At(a, 0)) : new JsonSerializer(s.Engine).Serialize(At(a, 0));
            },
            ["parseGuid"] = (s, a) => Guid.TryParse(Text(a, 0), out var guid) ? JsString.Create(guid.ToString("D")) : throw s.TypeError($"“{Text(a, 0)}”不是 GUID", $"'{Text(a, 0)}' is no GUID"),
            ["newGuid"] = (s, _) => JsString.Create(NewGuid(s).ToString("D")),
            ["newGuidString"] = (s, _) => JsString.Create(NewGuid(s).ToString("D")),
            ["getGuidString"] = (s, _) => JsString.Create(NewGuid(s).ToString("D")),
            ["newShortGuid"] = (s, _) => ShortGuid(s),
            ["getShortGuid"] = (s, _) => ShortGuid(s),
            ["bytesToString"] = (s, a) => JsString.Create(Encoding.UTF8.GetString(Bytes(s, a))),
            ["bytesFromString"] = (s, a) => OfBytes(s, Encoding.UTF8.GetBytes(Text(a, 0))),
            ["bytesToBase64"] = (s, a) => JsString.Create(Convert.ToBase64String(Bytes(s, a))),
            ["bytesFromBase64"] = (s, a) => OfBytes(s, FromBase64(s, Text(a, 0))),
            ["stringToBase64"] = (_, a) => JsString.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a, 0)))),
            ["stringFromBase64"] = (s, a) => JsString.Create(Encoding.UTF8.GetString(FromBase64(s, Text(a, 0)))),
            ["streamToBytes"] = (s, a) => OfBytes(s, Bytes(s, a)),
            ["streamToBase64"] = (s, a) => JsString.Create(Convert.ToBase64String(Bytes(s, a))),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>The function of that name, or null.</summary>
    public static Func<ScriptSession, JsValue[], JsValue>? Find(string name) => Table.GetValueOrDefault(name);

    private static JsValue At(JsValue[] arguments, int index) => index < arguments.Length ? arguments[index] : JsValue.Undefined;

    private static string Text(JsValue[] arguments, int index) => TextOrNull(arguments, index) ?? "";

    private static string? TextOrNull(JsValue[] arguments, int index) =>
        At(arguments, index) is { Type: not (Types.Undefined or Types.Null) } value ? TypeConverter.ToString(value) : null;

    private static JsValue OrNull(string? text) => text is null ? JsValue.Null : JsString.Create(text);

    private static JsBoolean Truth(bool truth) => truth ? JsBoolean.True : JsBoolean.False;

    private static JsValue Undefined(string? _) => JsValue.Undefined;

    private static JsValue SetOutcomes(ScriptSession session, IEnumerable<JsValue> outcomes)
    {
        if (!session.MayChooseOutcomes)
        {
            throw session.TypeError("setOutcome 只能写在“执行脚本”活动的脚本内容里，表达式不能选择出口", "setOutcome belongs into the text of a RunJavaScript activity: an expression chooses no outcome");
        }

        session.Outcomes.Clear();
        foreach (var outcome in outcomes)
        {
            if (!outcome.IsUndefined() && !outcome.IsNull()) session.Outcomes.Add(TypeConverter.ToString(outcome));
        }

        return JsValue.Undefined;
    }

    /// <summary>A version 4 UUID whose bits come from the seed.</summary>
    private static Guid NewGuid(ScriptSession session)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, session.NextBits());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], session.NextBits());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static JsString ShortGuid(ScriptSession session) => JsString.Create(
        string.Concat(Convert.ToBase64String(NewGuid(session).ToByteArray()).Where(c => c is not ('/' or '+' or '='))));

    private static byte[] Bytes(ScriptSession session, JsValue[] arguments) =>
        At(arguments, 0) is var value && value.IsUint8Array() ? value.AsUint8Array() : FromBase64(session, Text(arguments, 0));

    private static JsTypedArray OfBytes(ScriptSession session, byte[] bytes) => session.Engine.Intrinsics.Uint8Array.Construct(bytes);

    private static byte[] FromBase64(ScriptSession session, string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : throw session.TypeError("这段文本不是 Base64", "the text is no Base64");
    }
}
