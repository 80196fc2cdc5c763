using System.Collections.Frozen;
using System.Numerics;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// Puts in front of the built-in calls that can make gigabytes, or work for minutes, a look at the sizes they were given. Only those that a
/// script can reach are put there: a condition mentions none.
/// </summary>
internal sealed class ScriptGuards(Jint.Engine engine, ScriptMeter meter)
{
    private const int CellSize = 16;
    private const int MaxPatternLength = 10_000;
    private const int ReactionSize = 4096;

    private static readonly string[] Buffers =
    [
        "ArrayBuffer", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
        "BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array", "Float64Array",
    ];

    private static readonly string[] Errors =
        ["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "URIError", "EvalError", "AggregateError"];

    private static readonly string[] Measured =
    [
        "normalize", "toUpperCase", "toLowerCase", "toLocaleUpperCase", "toLocaleLowerCase", "slice", "substring", "substr", "trim", "trimStart", "trimEnd", "at", "localeCompare",
    ];

    private static readonly string[] Others =
    [
        "String", "repeat", "padStart", "padEnd", "concat", "replace", "replaceAll", "split", "match", "matchAll", "search", "exec", "test", "join", "toString", "toLocaleString",
        "flat", "sort", "toSorted", "from", "apply", "Reflect", "asIntN", "asUintN", "JSON", "stringify", "parse", "toJson", "BigInt", "RegExp", "constructor",
        "bytesFromString", "bytesFromBase64", "streamToBytes", "Promise", "then", "catch", "finally",
    ];

    private static readonly string[] Copying =
    [
        "slice", "splice", "toSpliced", "concat", "fill", "reverse", "toReversed", "with", "copyWithin", "map", "filter", "flatMap", "keys", "values", "entries",
    ];

    private static readonly string[] Walking =
        ["forEach", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "reduce", "reduceRight", "includes", "indexOf", "lastIndexOf", "unshift", "shift"];

    private static readonly Prepared<Acornima.Ast.Script> Constructors = Jint.Engine.PrepareScript("""
        (function (names, check, made) {
            const construct = Reflect.construct, apply = Reflect.apply;
            for (const name of names) {
                const original = globalThis[name];
                if (original === undefined) continue;
                const guarded = new Proxy(original, {
                    construct(target, given, newTarget) { check(name, given); return made(construct(target, given, newTarget === guarded ? target : newTarget)); },
                    apply(target, self, given) { check(name, given); return made(apply(target, self, given)); },
                });
                Object.defineProperty(globalThis, name, { value: guarded, writable: true, enumerable: false, configurable: true });
                Object.defineProperty(original.prototype, 'constructor', { value: guarded, writable: true, enumerable: false, configurable: true });
            }
        })
        """);

    /// <summary>What <c>with</c> opens must not stand in the way of the helpers.</summary>
    private static readonly Prepared<Acornima.Ast.Script> Scopes = Jint.Engine.PrepareScript("""
        (function (scope, helper) {
            return new Proxy(scope, { has(target, name) { return !(typeof name === 'string' && name.startsWith(helper)) && name in target; } });
        })
        """);

    /// <summary>The names by which a script reaches what is guarded.</summary>
    public static FrozenSet<string> Names { get; } = Others.Concat(Buffers).Concat(Measured).Concat(Copying).Concat(Walking).ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<JsValue> thrown = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsValue> joining = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a script itself threw the value, so that its words are the script's own.</summary>
    public bool IsOwn(JsValue error) => thrown.Contains(error);

    public void Install(PreparedScript script)
    {
        if (!script.NeedsGuards) return;
        if (script.Helper is { } helper) InstallHelpers(helper);
        if (script.Mentions("String")) Method(Global("String"), "raw", (_, given) => LengthOf(At(At(given, 0), "raw")));
        InstallTexts(script);
        InstallLists(script);
        InstallNumbers(script);
        InstallPromises(script);
        if (script.Mentions("JSON", "stringify")) Replace(Global("JSON"), "stringify", Stringify);
        if (script.Mentions("JSON", "parse")) Method(Global("JSON"), "parse", (_, given) => Text(At(given, 0)) * CellSize, isText: false);
        if (Buffers.Any(name => script.Mentions(name)) || script.Mentions("BigInt", "RegExp", "constructor", "bytesFromString", "bytesFromBase64", "streamToBytes"))
        {
            Construct([.. Buffers, "BigInt", "RegExp"], CheckConstruction, made => made);
        }

        if (script.Mentions(Errors) || script.Mentions("constructor")) Construct(Errors, static (_, _) => { }, made => Keep(made));
    }

    private void Construct(string[] names, Action<string, JsValue[]> check, Func<JsValue, JsValue> made) => engine.Evaluate(Constructors).Call(JsValue.Undefined,
    [
        new JsArray(engine, [.. names.Select(JsValue (name) => JsString.Create(name))]),
        Function("check", (_, given) =>
        {
            check(given[0].ToString(), ((JsArray)given[1]).ToArray());
            return JsValue.Undefined;
        }),
        Function("made", (_, given) => made(given[0])),
    ]);

    /// <summary>What a script made or threw, or we in our own words: its words stay.</summary>
    public JsValue Keep(JsValue error)
    {
        thrown.Add(error);
        return error;
    }

    /// <summary>Gives an error that the library threw our words for its kind, before the script can put its own into a variable.</summary>
    private JsValue InOurWords(JsValue caught)
    {
        if (caught is not JsError error || !thrown.Add(caught)) return caught;
        var (chinese, english) = ScriptErrors.Kind(error);
        error.Set("message", JsString.Create($"{chinese} / {english}"));
        error.Set("stack", JsString.Empty);
        return error;
    }

    private void InstallHelpers(string helper)
    {
        Helper(helper + "k", given => meter.Kept(given[0]));
        Helper(helper + "a", given =>
        {
            meter.Count();
            if (given[0] is JsString piece) meter.Charge(2.0 * piece.Length);
            return given[0];
        });
        Helper(helper + "x", given => Keep(given[0]));
        Helper(helper + "c", given => InOurWords(given[0]));
        Helper(helper + "w", given => given[0] is ObjectInstance scope ? engine.Evaluate(Scopes).Call(JsValue.Undefined, [scope, JsString.Create(helper)]) : given[0]);
        Helper(helper + "t", given =>
        {
            var text = given[0] is ObjectInstance ? JsString.Create(TypeConverter.ToString(given[0])) : given[0];
            if (text is JsString piece) meter.Charge(2.0 * piece.Length);
            return text;
        });
        Helper(helper + "s", given => given[0] is JsBigInt count && BigInteger.Abs((BigInteger)count.ToObject()!) > ScriptMeter.MaxBits ? throw ScriptMeter.NumberTooLong() : given[0]);
        Helper(helper + "e", given => given[0] is JsBigInt exponent && (BigInteger)exponent.ToObject()! > 64 ? throw ScriptMeter.NumberTooLong() : given[0]);
        var power = ((ObjectInstance)engine.GetValue("Math")).Get("pow");
        var rangeError = (Jint.Native.Error.ErrorConstructor)engine.GetValue("RangeError");
        Helper(helper + "p", given =>
        {
            var (number, exponent) = (TypeConverter.ToNumeric(given[0]), TypeConverter.ToNumeric(given[1]));
            if (number is not JsBigInt big || exponent is not JsBigInt times) return power.Call(JsValue.Undefined, [number, exponent]);
            var count = (BigInteger)times.ToObject()!;
            if (count > ScriptMeter.MaxBits && BigInteger.Abs((BigInteger)big.ToObject()!) > 1) throw ScriptMeter.NumberTooLong();
            if (count >= 0 && (double)count * Math.Max(ScriptMeter.Bits(big) - 1, 0) > ScriptMeter.MaxBits) throw ScriptMeter.NumberTooLong();
            if (count < 0) throw new JavaScriptException(rangeError, "the exponent of a BigInt is negative");
            // Of 0, 1 and -1 any power is small, and only its parity counts.
            return meter.Kept(new JsBigInt(BigInteger.Pow((BigInteger)big.ToObject()!, count > int.MaxValue ? (int)(count % 2) + 2 : (int)count)));
        });
    }

    private void InstallTexts(PreparedScript script)
    {
        var texts = Prototype(Global("String"));
        Method(script, texts, "repeat", (self, given) => Text(self) is var length && length == 0 ? 0 : length * Number(given, 0));
        Method(script, texts, "padStart", (_, given) => Number(given, 0));
        Method(script, texts, "padEnd", (_, given) => Number(given, 0));
        Method(script, texts, "concat", (self, given) => Text(self) + given.Sum(Text));
        Method(script, texts, "replace", (self, given) => Replaced(self, given, isAll: At(given, 0) is ObjectInstance));
        Method(script, texts, "replaceAll", (self, given) => Replaced(self, given, isAll: true));
        Method(script, texts, "split", (self, _) => Text(self) * (CellSize / 2));
        foreach (var name in Measured)
        {
            Method(script, texts, name, (self, _) => Text(self));
        }

        foreach (var name in (ReadOnlySpan<string>)["match", "matchAll", "search"])
        {
            Method(script, texts, name, (self, given) =>
            {
                CheckPattern(At(given, 0));
                return Text(self);
            });
        }

        var patterns = Prototype(Global("RegExp"));
        foreach (var name in (ReadOnlySpan<string>)["exec", "test"]) Method(script, patterns, name, (_, given) => Text(At(given, 0)));
    }

    private void InstallLists(PreparedScript script)
    {
        var lists = Prototype(Global("Array"));
        // Texts are made of lists without a word: by an operator, a template, a key.
        if (script.MakesTexts || script.Mentions("join", "toString", "toLocaleString")) Replace(lists, "join", Join);
        foreach (var name in Copying)
        {
            if (script.Mentions(name)) Method(lists, name, (self, given) => (Cells(self) + given.Sum(Cells)) * CellSize / 2, isText: false);
        }

        foreach (var name in Walking)
        {
            if (script.Mentions(name)) Method(lists, name, (self, given) => Cells(self), isText: false);
        }

        if (script.Mentions("flat")) Method(lists, "flat", (self, given) => Flattened(self, Number(given, 0), 0) * CellSize, isText: false);
        foreach (var name in (ReadOnlySpan<string>)["sort", "toSorted"])
        {
            if (script.Mentions(name)) Method(lists, name, (self, given) => Sorted(self, At(given, 0)), isText: false);
        }

        if (script.Mentions("from")) Method(Global("Array"), "from", (_, given) => At(given, 0) is JsArray or JsString ? 0 : Cells(At(given, 0)) * CellSize, isText: false);
        if (script.Mentions("apply")) Method(Prototype(Global("Function")), "apply", (_, given) => Cells(At(given, 1)) * CellSize, isText: false);
        if (script.Mentions("Reflect") && Global("Reflect") is { } reflect)
        {
            Method(reflect, "apply", (_, given) => Cells(At(given, 2)) * CellSize, isText: false);
            Method(reflect, "construct", (_, given) => Cells(At(given, 1)) * CellSize, isText: false);
        }
    }

    private void InstallPromises(PreparedScript script)
    {
        // A chain that only leads to itself runs no statement.
        if (!script.Mentions("Promise", "then", "catch", "finally")) return;
        Method(Prototype(Global("Promise")), "then", (_, given) =>
        {
            if (At(given, 1) is Jint.Native.Function.Function rejected) given[1] = Function("", (self, reason) => rejected.Call(self, [InOurWords(At(reason, 0))]));
            return ReactionSize;
        }, isText: false);
    }

    private void InstallNumbers(PreparedScript script)
    {
        if (!script.Mentions("asIntN", "asUintN")) return;
        foreach (var name in (ReadOnlySpan<string>)["asIntN", "asUintN"])
        {
            Method(Global("BigInt"), name, (_, given) => Number(given, 0) > ScriptMeter.MaxBits ? throw ScriptMeter.NumberTooLong() : 0);
        }
    }

    private void CheckConstruction(string name, JsValue[] given)
    {
        if (name == "BigInt")
        {
            if (Text(At(given, 0)) > ScriptMeter.MaxBits / 4) throw ScriptMeter.NumberTooLong();
            return;
        }

        if (name == "RegExp")
        {
            CheckPattern(At(given, 0));
            return;
        }

        var size = At(given, 0) is JsNumber number ? number.AsNumber() : Cells(At(given, 0));
        var width = name.Contains("64", StringComparison.Ordinal) ? 8 : name.Contains("32", StringComparison.Ordinal) ? 4 : name.Contains("16", StringComparison.Ordinal) ? 2 : 1;
        meter.Charge(size * width);
        if (At(given, 1) is ObjectInstance options && options.Get("maxByteLength") is JsNumber most) meter.Charge(most.AsNumber());
    }

    private static void CheckPattern(JsValue pattern)
    {
        if (Text(pattern) > MaxPatternLength) throw new ScriptLimitException("script.patternTooLong",
            $"脚本中的正则表达式超过 {MaxPatternLength} 个字符；请简化。", $"A regular expression of the script has more than {MaxPatternLength} characters: simplify it.");
    }

    /// <summary>The most that a replacement can make: every place is a match, and each <c>$</c> may stand for the whole text.</summary>
    private double Replaced(JsValue self, JsValue[] given, bool isAll)
    {
        var length = Text(self);
        if (At(given, 1) is Jint.Native.Function.Function replacer)
        {
            given[1] = Function("replacer", (target, matched) =>
            {
                var made = TypeConverter.ToString(replacer.Call(target, matched));
                meter.Count();
                meter.Charge(2.0 * made.Length);
                return JsString.Create(made);
            });
            return length;
        }

        var by = TypeConverter.ToString(At(given, 1));
        var most = by.Length + (by.Count(c => c == '$') * length);
        double matches = 1;
        if (isAll) matches = At(given, 0) is JsString pattern && pattern.Length > 0 && self is JsString text ? CountOf(text.ToString(), pattern.ToString()) : length + 1;
        return length + (matches * most);
    }

    private static int CountOf(string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal)) count++;
        return count;
    }

    /// <summary>As <c>Array.prototype.join</c>, but each piece is taken into account before the next is made.</summary>
    private JsValue Join(JsValue self, JsValue[] given)
    {
        if (self is not ObjectInstance list) throw new JavaScriptException(engine.Intrinsics.TypeError, "join needs a list");
        var between = At(given, 0).IsUndefined() ? "," : TypeConverter.ToString(At(given, 0));
        var length = Cells(list);
        meter.Charge(length * CellSize);
        meter.ChargeText(Math.Max(length - 1, 0) * between.Length);
        if (!joining.Add(list)) return JsString.Empty;
        try
        {
            var joined = new System.Text.StringBuilder();
            for (var i = 0; i < length; i++)
            {
                if (i > 0) joined.Append(between);
                var item = list.Get(JsNumber.Create(i));
                if (item.IsNull() || item.IsUndefined()) continue;
                if (item is ObjectInstance) meter.Count();
                var piece = TypeConverter.ToString(item);
                meter.Charge(2.0 * piece.Length);
                joined.Append(piece);
            }

            meter.ChargeText(joined.Length);
            return JsString.Create(joined.ToString());
        }
        finally
        {
            joining.Remove(list);
        }
    }

    private double Flattened(JsValue value, double levels, int depth)
    {
        meter.Count();
        if (value is not JsArray list || depth > Math.Max(levels, 1) || depth > 1000) return 1;
        double count = 0;
        foreach (var item in list) count += Flattened(item, levels, depth + 1);
        return count;
    }

    private double Sorted(JsValue self, JsValue comparer)
    {
        var count = Cells(self);
        var rounds = Math.Log2(Math.Max(count, 2));
        if (!comparer.IsUndefined() || self is not JsArray list) return count * rounds * 8;
        double texts = 0;
        foreach (var item in list) texts += item is JsString text ? text.Length : 8;
        return texts * rounds;
    }

    /// <summary><c>JSON.stringify</c>, after a walk over what it would write: shared parts are written as often as they are met.</summary>
    private JsValue Stringify(JsValue self, JsValue[] given, JsValue original)
    {
        Measure(At(given, 0), At(given, 2) is JsNumber or JsString ? 10 : 0);
        return At(given, 1).IsUndefined() || At(given, 1).IsNull() ? ScriptJson.Write(engine, At(given, 0), At(given, 2)) : original.Call(self, given);
    }

    /// <summary>Takes what a value would be as JSON.</summary>
    public void Measure(JsValue value, int indent = 0, int depth = 0)
    {
        meter.Count();
        switch (value)
        {
            case JsString text:
                meter.Charge(2.0 * text.Length);
                break;
            case JsArray list when depth < 1000:
                meter.Charge(list.Length * CellSize);
                foreach (var item in list) Measure(item, indent, depth + 1);
                break;
            case ObjectInstance instance when depth < 1000 && !instance.IsCallable() && value is not (JsDate or ReadOnlyObject):
                foreach (var key in instance.GetOwnPropertyKeys(Types.String))
                {
                    meter.Charge((2.0 * key.ToString().Length) + (indent * depth));
                    // What a getter gives is written by the call itself, and bounded where it was made.
                    if (instance.GetOwnProperty(key) is { Get: null, Value: { } member }) Measure(member, indent, depth + 1);
                }

                break;
        }
    }

    /// <summary>Elements of a list, or of what only says that it has a length.</summary>
    private double Cells(JsValue value)
    {
        var count = value switch
        {
            JsArray list => list.Length,
            JsString or not ObjectInstance => 0,
            ObjectInstance instance => LengthOf(instance),
        };
        return count > ScriptSandbox.MaxListLength ? throw ScriptSandbox.ListTooLong() : count;
    }

    private static double LengthOf(JsValue value) =>
        value is ObjectInstance instance && instance.Get("length") is JsNumber length && length.AsNumber() > 0 ? length.AsNumber() : 0;

    private static double Text(JsValue value) => value is JsString text ? text.Length : value is JsNumber or JsBoolean ? 24 : 0;

    private static double Number(JsValue[] given, int index) => At(given, index) is JsNumber or JsString ? TypeConverter.ToNumber(given[index]) : 0;

    private static JsValue At(JsValue[] given, int index) => index < given.Length ? given[index] : JsValue.Undefined;

    private static JsValue At(JsValue value, string member) => value is ObjectInstance instance ? instance.Get(member) : JsValue.Undefined;

    private ObjectInstance? Global(string name) => engine.GetValue(name) as ObjectInstance;

    private static ObjectInstance? Prototype(ObjectInstance? constructor) => constructor?.Get("prototype") as ObjectInstance;

    private void Method(PreparedScript script, ObjectInstance? owner, string name, Func<JsValue, JsValue[], double> size)
    {
        if (script.Mentions(name)) Method(owner, name, size);
    }

    private void Method(ObjectInstance? owner, string name, Func<JsValue, JsValue[], double> size, bool isText = true) => Replace(owner, name, (self, given, original) =>
    {
        if (isText) meter.ChargeText(size(self, given));
        else meter.Charge(size(self, given));
        return original.Call(self, given);
    });

    private void Replace(ObjectInstance? owner, string name, Func<JsValue, JsValue[], JsValue> by) => Replace(owner, name, (self, given, _) => by(self, given));

    private void Replace(ObjectInstance? owner, string name, Func<JsValue, JsValue[], JsValue, JsValue> by)
    {
        if (owner is null || owner.Get(name) is not Jint.Native.Function.Function original) return;
        owner.FastSetProperty(name, new PropertyDescriptor(Function(name, (self, given) => by(self, given, original)), PropertyFlag.NonEnumerable));
    }

    private void Helper(string name, Func<JsValue[], JsValue> body) =>
        engine.Global.FastSetProperty(name, new PropertyDescriptor(Function(name, (_, given) => body(given)), PropertyFlag.AllForbidden));

    private ClrFunction Function(string name, Func<JsValue, JsValue[], JsValue> body) => new(engine, name, (self, given) => body(self, given), 0, PropertyFlag.Configurable);
}
