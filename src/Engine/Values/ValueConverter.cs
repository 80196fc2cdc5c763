using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Engine.Values;

/// <summary>Why a value does not convert; names both types.</summary>
/// <param name="From">What it is.</param>
/// <param name="To">What it should become: an Elsa type alias.</param>
/// <param name="Chinese">The sentence for users, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record ConversionError(string From, string To, string Chinese, string English);

/// <summary>A converted value, or why there is none.</summary>
/// <param name="Value">The value; null (as data) where there is an error.</param>
/// <param name="Error">Why there is none, or null.</param>
public readonly record struct Conversion(Value Value, ConversionError? Error);

/// <summary>
/// Converts values to Elsa's types. Null stays null; unknown types are advisory and leave the value as it is;
/// everything else converts without loss or is an error.
/// </summary>
public static class ValueConverter
{
    /// <summary>Converts to the type of that alias.</summary>
    /// <param name="value">The value; texts are parsed as Elsa Studio writes them, e.g. <c>"45"</c>, <c>"True"</c>.</param>
    /// <param name="typeName">Elsa type alias, compound or legacy CLR name; null: <c>Object</c>.</param>
    /// <remarks>
    /// The first meaning: dates become instants in UTC, and without an offset they are read as UTC; durations are what .NET reads, and become
    /// its constant form (<c>[d.]hh:mm:ss[.fffffff]</c>). Bytes are Base64 text.
    /// </remarks>
    public static Conversion Convert(Value value, string? typeName) => Convert(value, typeName, ValueReading.First);

    /// <summary>Converts to the type of that alias, reading durations and instants as a numbered meaning and a zone say.</summary>
    /// <param name="value">The value.</param>
    /// <param name="typeName">Elsa type alias, compound or legacy CLR name; null: <c>Object</c>.</param>
    /// <param name="reading">How durations and instants are read.</param>
    public static Conversion Convert(Value value, string? typeName, ValueReading reading)
    {
        if (value.IsNull || typeName is null or "Object") return new(value, null);
        var type = TypeAlias.Parse(typeName);
        return (type.IsList ? ToList(value, type.Name, reading) : ToScalar(value, type.Name, reading)) is { } converted
            ? new(converted, null)
            : Failed(value, type, reading);
    }

    /// <summary>
    /// Converts to what a variable or an input of a workflow is declared as. Here a list or an object is not made text: whoever reads it could not
    /// use its members any more. Nor is a text rounded that has more digits than the number it becomes.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="typeName">The declared type.</param>
    /// <param name="reading">The numbered meaning, before <see cref="Semantics.ValuesStayWhole"/> that of any conversion, and the zone.</param>
    internal static Conversion ConvertDeclared(Value value, string? typeName, ValueReading reading)
    {
        if (reading.Semantics < Semantics.ValuesStayWhole || value.IsNull) return Convert(value, typeName, reading);
        var type = TypeAlias.Parse(typeName);
        if (type.Name == "String" && (type.IsList && value.Kind == ValueKind.Array ? value.Items : [value]).FirstOrDefault(one => one.Kind is ValueKind.Array or ValueKind.Object) is { } structured && !(type.IsList && structured == value))
        {
            var failed = Failed(value, type, reading).Error!;
            var (kind, english) = structured.Kind == ValueKind.Array ? ("列表", "a list") : ("对象", "an object");
            return new(Value.Null, failed with
            {
                Chinese = failed.Chinese + $"它是{kind}，变成文本后就取不出其中的内容；请把类型声明为 Object，或先用 toJson 写成文本。",
                English = failed.English + $" It is {english}, whose members nobody could read any more: declare the type as Object, or write it as text with toJson first.",
            });
        }

        var isRounded = type.Name is "Decimal" or "Int64" or "Int32" or "Int16" or "Byte"
            && (type.IsList ? value.Items : [value]).Any(one => one.AsString() is { } text && ParseDecimal(text) is { } number && !HasDigitsOf(text, number));
        return isRounded ? Failed(value, type, reading) : Convert(value, typeName, reading);
    }

    /// <summary>Whether a number has all digits that its text states, zeros around them aside.</summary>
    private static bool HasDigitsOf(string text, decimal number)
    {
        static string Digits(string written) => new([.. written.TakeWhile(c => c is not ('e' or 'E')).Where(char.IsAsciiDigit)]);
        return Digits(text).Trim('0') == Digits(number.ToString(CultureInfo.InvariantCulture)).Trim('0');
    }

    /// <summary>The value as text, as Elsa turns it into <c>String</c>: <c>True</c>/<c>False</c>, invariant numbers, JSON for lists and objects, empty for null.</summary>
    public static string ToText(Value value) => value.Kind switch
    {
        ValueKind.Null => "",
        ValueKind.String => value.AsString()!,
        ValueKind.Boolean => value.AsBoolean()!.Value ? "True" : "False",
        ValueKind.Number when value.AsDecimal() is { } exact => exact.ToString("0.#############################", CultureInfo.InvariantCulture),
        _ => CanonicalJson.Write(value),
    };

    private static Value? ToScalar(Value value, string type, ValueReading reading) => type switch
    {
        "String" => value.Kind == ValueKind.String ? value : Value.Of(ToText(value)),
        "Boolean" => ToBoolean(value),
        "Byte" => ToWhole(value, byte.MinValue, byte.MaxValue),
        "Int16" => ToWhole(value, short.MinValue, short.MaxValue),
        "Int32" => ToWhole(value, int.MinValue, int.MaxValue),
        "Int64" => ToWhole(value, long.MinValue, long.MaxValue),
        "Decimal" => ToDecimal(value),
        "Single" or "Double" => ToDouble(value),
        "Guid" => value.AsString() is { } text && Guid.TryParse(text.Trim(), out var guid) ? Value.Of(guid.ToString("D")) : null,
        "DateTime" or "DateTimeOffset" => ToInstant(value, reading) is { } instant ? Value.Of(instant) : null,
        "TimeSpan" => ToDuration(value, reading),
        "ByteArray" => value.AsString() is { } base64 && System.Buffers.Text.Base64.IsValid(base64) ? value : null,
        "JSON" or "JsonElement" or "JsonNode" => value.AsString() is { } json ? ParseJson(json) : value,
        "JsonObject" or "StringDictionary" or "ObjectDictionary" or "StringMap" or "ObjectMap" => OfKind(value, ValueKind.Object),
        "JsonArray" => OfKind(value, ValueKind.Array),
        _ => value,
    };

    private static Value? ToList(Value value, string elementType, ValueReading reading)
    {
        if (OfKind(value, ValueKind.Array) is not { } list) return null;
        var items = new Value[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            if (list[i].IsNull)
            {
                items[i] = Value.Null;
                continue;
            }

            if (ToScalar(list[i], elementType, reading) is not { } item) return null;
            items[i] = item;
        }

        return Value.Of(items);
    }

    private static Value? OfKind(Value value, ValueKind kind)
    {
        var content = value.AsString() is { } json ? ParseJson(json) : value;
        return content?.Kind == kind ? content : null;
    }

    private static Value? ParseJson(string json)
    {
        try
        {
            return CanonicalJson.Parse(json, CanonicalJson.MaxContentDepth);
        }
        catch (JsonException)
        {
            // The caller states both types, which says more than the parser's words.
            return null;
        }
    }

    private static Value? ToBoolean(Value value) => value.Kind switch
    {
        ValueKind.Boolean => value,
        ValueKind.String when bool.TryParse(value.AsString()!.Trim(), out var truth) => Value.Of(truth),
        // Elsa converts numbers as .NET does: all but zero are true.
        ValueKind.Number => Value.Of(value.AsDouble() != 0),
        _ => null,
    };

    private static Value? ToWhole(Value value, long min, long max)
    {
        var number = value.Kind == ValueKind.String && ParseDecimal(value.AsString()!) is { } parsed ? Value.Of(parsed) : value;
        return number.AsInt64() is { } whole && whole >= min && whole <= max ? Value.Of(whole) : null;
    }

    private static Value? ToDecimal(Value value) => value.Kind switch
    {
        ValueKind.Number => value.AsDecimal() is { } exact ? Value.Of(exact) : null,
        ValueKind.String => ParseDecimal(value.AsString()!) is { } parsed ? Value.Of(parsed) : null,
        _ => null,
    };

    private static Value? ToDouble(Value value) => value.Kind switch
    {
        ValueKind.Number => value,
        ValueKind.String when double.TryParse(value.AsString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => Value.Of(number),
        _ => null,
    };

    private static decimal? ParseDecimal(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Instant? ToInstant(Value value, ValueReading reading)
    {
        if (value.AsInstant() is { } instant) return instant;
        if (value.AsString()?.Trim() is not { } text) return null;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } offset) return offset.Value.ToInstant();
        return LocalTimeText.Read(text, reading.IsStrict ? reading.Zone : DateTimeZone.Utc);
    }

    private static Value? ToDuration(Value value, ValueReading reading)
    {
        if (value.AsString() is not { } text) return null;
        if (reading.IsStrict) return DurationText.Read(text) is { } written ? Value.Of(DurationText.Write(written)) : null;
        return TimeSpan.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var duration) ? Value.Of(DurationText.Write(duration)) : null;
    }

    private static Conversion Failed(Value value, TypeAlias type, ValueReading reading)
    {
        var from = value.Kind.ToString();
        var shown = CanonicalJson.Write(value);
        if (shown.Length > 80) shown = string.Concat(shown.AsSpan(0, char.IsHighSurrogate(shown[79]) ? 79 : 80), "…");
        var (chinese, english) = reading.IsStrict && type is { Name: "TimeSpan", IsList: false } ? DurationText.Advice(value) : ("", "");
        return new(Value.Null, new(from, type.ToString(),
            $"{shown}（{from}）不能转换为 {type}。{chinese}",
            $"{shown} ({from}) cannot be converted to {type}.{english}"));
    }
}
