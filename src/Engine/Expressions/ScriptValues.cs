using System.Globalization;
using JieSuJiBan.Engine.Values;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Turns values into script values and back.</summary>
internal static class ScriptValues
{
    private const int MaxDepth = 200;

    /// <summary>The largest whole number that JavaScript tells from its neighbours (<c>Number.MAX_SAFE_INTEGER</c>).</summary>
    private const long LargestExact = (1L << 53) - 1;

    /// <summary>A copy that the script may change.</summary>
    public static JsValue Copy(Value value, ScriptSession session)
    {
        switch (value.Kind)
        {
            case ValueKind.Array:
                return new JsArray(session.Engine, [.. value.Items.Select(item => Copy(item, session))]);
            case ValueKind.Object:
                var copy = new JsObject(session.Engine);
                foreach (var (name, member) in value.MembersByName) copy.FastSetDataProperty(name, Copy(member, session));
                return copy;
            default:
                return Scalar(value, session);
        }
    }

    /// <summary>A view that the script may only read; members are converted when touched.</summary>
    public static JsValue View(Jint.Engine engine, Value value, string name, ScriptSession session)
    {
        switch (value.Kind)
        {
            case ValueKind.Array:
                var list = new JsArray(engine, [.. value.Items.Select(item => View(engine, item, name, session))]);
                engine.Intrinsics.Object.Get("freeze").Call(list);
                return list;
            case ValueKind.Object:
                return new ReadOnlyObject(engine, value, name, session);
            default:
                return Scalar(value, session);
        }
    }

    /// <summary>The value that a script gave.</summary>
    /// <exception cref="ScriptValueException">It cannot be kept as data.</exception>
    public static Value Read(JsValue value, ScriptMeter? meter, bool isExact) => Read(value, MaxDepth, meter, isExact);

    /// <summary>Whether a script that got <paramref name="original"/> and gave <paramref name="back"/> left it alone: numbers compare as scripts see them.</summary>
    public static bool IsUnchanged(Value original, Value back, bool isExact)
    {
        if (isExact) return original.Equals(back);
        if (original.Kind != back.Kind) return false;
        switch (original.Kind)
        {
            case ValueKind.Number:
                return original.AsDouble() == back.AsDouble();
            case ValueKind.Array:
                if (original.Count != back.Count) return false;
                for (var i = 0; i < original.Count; i++)
                {
                    if (!IsUnchanged(original[i], back[i], isExact)) return false;
                }

                return true;
            case ValueKind.Object:
                return original.Count == back.Count
                    && original.MembersByName.All(member => back.Has(member.Key) && IsUnchanged(member.Value, back[member.Key], isExact));
            default:
                return original.Equals(back);
        }
    }

    private static JsValue Scalar(Value value, ScriptSession session) => value.Kind switch
    {
        ValueKind.Boolean => value.AsBoolean()!.Value ? JsBoolean.True : JsBoolean.False,
        ValueKind.String => JsString.Create(value.AsString()!),
        ValueKind.Number when value.AsInt64() is { } whole and >= int.MinValue and <= int.MaxValue => JsNumber.Create((int)whole),
        ValueKind.Number when session.IsExact && value.AsDecimal() is { } exact && !Value.Of(value.AsDouble()!.Value).Equals(value) => decimal.IsInteger(exact)
            ? new JsBigInt(new System.Numerics.BigInteger(exact))
            : throw session.TypeError($"{ValueConverter.ToText(value)} 的位数超过脚本中数值的精度，请按文本保存", $"{ValueConverter.ToText(value)} has more digits than a number in a script can hold: keep it as text"),
        ValueKind.Number when session.IsExact && value.AsInt64() is > LargestExact or < -LargestExact => new JsBigInt(new System.Numerics.BigInteger(value.AsDecimal()!.Value)),
        ValueKind.Number => JsNumber.Create(value.AsDouble()!.Value),
        _ => JsValue.Null,
    };

    private static Value Read(JsValue value, int levels, ScriptMeter? meter, bool isExact)
    {
        // What is met twice is kept twice: a list of lists of lists can be told in a line.
        meter?.Count();
        switch (value.Type)
        {
            case Types.Undefined or Types.Null or Types.Empty:
                return Value.Null;
            case Types.Boolean:
                return Value.Of(value.AsBoolean());
            case Types.String:
                var text = value.ToString();
                meter?.Charge(2.0 * text.Length);
                return Value.Of(text);
            case Types.Number:
                var number = value.AsNumber();
                if (isExact && double.IsInteger(number) && Math.Abs(number) is > LargestExact and < long.MaxValue)
                {
                    var shown = number.ToString("F0", CultureInfo.InvariantCulture);
                    throw new ScriptValueException($"整数 {shown} 超过 2^53，脚本里的普通数字在此已不精确；请用 BigInt（例如 {shown}n）或文本",
                        $"the whole number {shown} is beyond 2^53, where numbers in a script are not exact any more: use a BigInt ({shown}n) or text");
                }

                return double.IsFinite(number) ? Value.Of(number) : throw new ScriptValueException(
                    $"{number.ToString(CultureInfo.InvariantCulture)} 不是数值", $"{number.ToString(CultureInfo.InvariantCulture)} is not a number that can be kept");
            case Types.BigInt:
                return decimal.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact)
                    ? Value.Of(exact)
                    : throw new ScriptValueException("整数过大（超过 28 位）", "the integer has more than 28 digits");
            case Types.Object when levels == 0:
                throw new ScriptValueException($"结果嵌套超过 {MaxDepth} 层，或引用了自身", $"the result nests deeper than {MaxDepth} levels, or contains itself");
            case Types.Object:
                return ReadObject(value.AsObject(), levels, meter, isExact);
            default:
                throw new ScriptValueException("符号（Symbol）不能作为数据", "a symbol is no data");
        }
    }

    private static Value ReadObject(ObjectInstance instance, int levels, ScriptMeter? meter, bool isExact)
    {
        switch (instance)
        {
            case ReadOnlyObject view:
                return view.Source;
            case JsDate date:
                return double.IsNaN(date.DateValue)
                    ? throw new ScriptValueException("日期无效（Invalid Date）", "the date is invalid")
                    : Value.Of(NodaTime.Instant.FromUnixTimeMilliseconds((long)date.DateValue));
            case JsTypedArray when instance.IsUint8Array():
                return Value.Of(Convert.ToBase64String(instance.AsUint8Array()));
        }

        if (isExact && instance is JsMap or JsSet or JsTypedArray or JsRegExp or JsError)
        {
            var kind = instance.Get("constructor").AsObject().Get("name").ToString();
            throw new ScriptValueException($"{kind} 不能作为数据保存；请先转成对象或列表（例如 Object.fromEntries、Array.from）",
                $"a {kind} is no data that can be kept: make it an object or a list first (Object.fromEntries, Array.from)");
        }

        if (instance.IsArray())
        {
            var items = new Value[instance.AsArray().Length];
            for (var i = 0; i < items.Length; i++) items[i] = Read(instance.Get(JsNumber.Create(i)), levels - 1, meter, isExact);
            return Value.Of(items);
        }

        if (instance.IsCallable()) throw new ScriptValueException("函数不能作为数据", "a function is no data");
        if (instance.IsPromise()) throw new ScriptValueException("Promise 不能作为数据，脚本必须同步给出结果", "a promise is no data: a script must give its result at once");
        var members = new List<(string, Value)>();
        foreach (var key in instance.GetOwnPropertyKeys(Types.String))
        {
            // As JSON.stringify does: what is hidden, undefined or a function is no member.
            var property = instance.GetOwnProperty(key);
            if (!property.Enumerable) continue;
            var member = instance.Get(key);
            if (!member.IsUndefined() && !member.IsCallable()) members.Add((key.ToString(), Read(member, levels - 1, meter, isExact)));
        }

        return Value.Object([.. members]);
    }
}

/// <summary>A script gave something that is no data.</summary>
internal sealed class ScriptValueException(string chinese, string english) : Exception(english)
{
    /// <summary>The same, zh-CN.</summary>
    public string Chinese { get; } = chinese;
}
