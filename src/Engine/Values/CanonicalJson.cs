using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Canonical JSON (RFC 8785): one byte sequence per value, so that hashes of it are comparable for ever.
/// A decimal that IEEE double cannot hold is written as <c>{"$decimal":"…"}</c>, and read back as the same decimal.
/// </summary>
public static class CanonicalJson
{
    private const string DecimalMember = "$decimal";

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // RFC 8785 §3.2.2.2: escape only what JSON demands.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 1000,
    };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>The canonical bytes (UTF-8).</summary>
    public static byte[] ToBytes(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        WriteTo(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the canonical bytes into <paramref name="output"/>.</summary>
    public static void WriteTo(IBufferWriter<byte> output, Value value)
    {
        var writer = new CanonicalWriter(output);
        writer.Write(value);
    }

    /// <summary>The canonical text.</summary>
    public static string Write(Value value) => Encoding.UTF8.GetString(ToBytes(value));

    /// <summary>SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    public static string Hash(Value value) => Convert.ToHexStringLower(SHA256.HashData(ToBytes(value)));

    /// <summary>Reads JSON (canonical or not) into a value.</summary>
    /// <exception cref="JsonException">The bytes are no JSON, or nested deeper than 256.</exception>
    public static Value Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, ReaderOptions);
        return From(document.RootElement);
    }

    /// <summary>Reads JSON (canonical or not) into a value.</summary>
    /// <exception cref="JsonException">The text is no JSON, or nested deeper than 256.</exception>
    public static Value Parse(string json)
    {
        using var document = JsonDocument.Parse(json, ReaderOptions);
        return From(document.RootElement);
    }

    /// <summary>The value that a JSON element holds.</summary>
    public static Value From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.Of(element.GetString()),
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.Number => FromNumber(element),
        JsonValueKind.Array => Value.Of(element.EnumerateArray().Select(From)),
        JsonValueKind.Object => FromObject(element),
        _ => Value.Null,
    };

    private static Value FromNumber(JsonElement element) =>
        element.TryGetDecimal(out var exact) && exact != 0m ? Value.Of(exact)
        : element.TryGetDouble(out var approximate) ? Value.Of(approximate)
        : Value.Of(element.GetRawText());

    private static Value FromObject(JsonElement element)
    {
        var members = element.EnumerateObject().Select(member => (member.Name, From(member.Value))).ToArray();
        return members is [(DecimalMember, { Kind: ValueKind.String } text)]
            && decimal.TryParse(text.AsString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var exact)
            ? Value.Of(exact)
            : Value.Object(members);
    }

    private readonly struct CanonicalWriter(IBufferWriter<byte> output)
    {
        private readonly Utf8JsonWriter json = new(output, WriterOptions);

        public void Write(Value value)
        {
            WriteValue(value);
            json.Flush();
        }

        private void WriteValue(Value value)
        {
            switch (value.Kind)
            {
                case ValueKind.Null:
                    json.WriteNullValue();
                    break;
                case ValueKind.Boolean:
                    json.WriteBooleanValue((bool)value.Payload!);
                    break;
                case ValueKind.String:
                    json.WriteRawValue(CanonicalText.Quote((string)value.Payload!), skipInputValidation: true);
                    break;
                case ValueKind.Number:
                    WriteNumber(value);
                    break;
                case ValueKind.Array:
                    json.WriteStartArray();
                    foreach (var item in value.Items) WriteValue(item);
                    json.WriteEndArray();
                    break;
                default:
                    json.WriteStartObject();
                    foreach (var (name, member) in value.MembersByName)
                    {
                        json.WritePropertyName(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
                        WriteValue(member);
                    }

                    json.WriteEndObject();
                    break;
            }
        }

        private void WriteNumber(Value value)
        {
            if (value.Payload is decimal exact)
            {
                if (decimal.IsInteger(exact) && Math.Abs(exact) < 9_007_199_254_740_992m)
                {
                    json.WriteNumberValue((long)exact);
                    return;
                }

                if (!IsHeldByDouble(exact))
                {
                    json.WriteStartObject();
                    json.WriteString(DecimalMember, exact.ToString(CultureInfo.InvariantCulture));
                    json.WriteEndObject();
                    return;
                }
            }

            json.WriteRawValue(CanonicalText.Number(value.AsDouble()!.Value), skipInputValidation: true);
        }

        private static bool IsHeldByDouble(decimal exact)
        {
            var text = ((double)exact).ToString("R", CultureInfo.InvariantCulture);
            return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var back) && back == exact;
        }
    }
}
