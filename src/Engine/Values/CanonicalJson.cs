using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Canonical JSON (RFC 8785): one byte sequence per value, so that hashes of it are comparable for ever.
/// A decimal that IEEE double cannot hold is written as <c>{"$decimal":"…"}</c>, and read back as the same decimal. Ours, because no maintained .NET
/// library writes RFC 8785, and none knows the decimals.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Deepest nesting read by default. What comes from outside is held to less (<see cref="MaxContentDepth"/>), so that a state that wraps it can be read back.</summary>
    public const int MaxDepth = 512;

    /// <summary>Deepest nesting to accept of content: expressions, inputs, results.</summary>
    public const int MaxContentDepth = 200;

    internal const string DecimalMember = "$decimal";

    /// <summary>All digits, no exponent, no trailing zeros.</summary>
    internal const string DecimalFormat = "0.############################";

    /// <summary>Digits that a decimal holds whatever they are.</summary>
    private const int ExactDigits = 28;

    internal static ReadOnlySpan<byte> DecimalMemberUtf8 => "$decimal"u8;

    /// <summary>The canonical bytes (UTF-8).</summary>
    /// <exception cref="InvalidOperationException">The value nests deeper than 1,000 levels.</exception>
    public static byte[] ToBytes(Value value)
    {
        var text = new CanonicalText(1024);
        try
        {
            text.Write(value);
            return text.Written.ToArray();
        }
        finally
        {
            text.Release();
        }
    }

    /// <summary>Writes the canonical bytes into <paramref name="output"/>.</summary>
    /// <exception cref="InvalidOperationException">The value nests deeper than 1,000 levels.</exception>
    public static void WriteTo(IBufferWriter<byte> output, Value value)
    {
        var text = new CanonicalText(1024);
        try
        {
            text.Write(value);
            output.Write(text.Written);
        }
        finally
        {
            text.Release();
        }
    }

    /// <summary>The canonical text.</summary>
    /// <exception cref="InvalidOperationException">The value nests deeper than 1,000 levels.</exception>
    public static string Write(Value value)
    {
        var text = new CanonicalText(1024);
        try
        {
            text.Write(value);
            return Encoding.UTF8.GetString(text.Written);
        }
        finally
        {
            text.Release();
        }
    }

    /// <summary>SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    /// <exception cref="InvalidOperationException">The value nests deeper than 1,000 levels.</exception>
    public static string Hash(Value value)
    {
        var text = new CanonicalText(4096);
        try
        {
            text.Write(value);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            _ = SHA256.HashData(text.Written, digest);
            return Convert.ToHexStringLower(digest);
        }
        finally
        {
            text.Release();
        }
    }

    /// <summary>Reads JSON (canonical or not) into a value. Numbers of up to 28 digits without exponent are read exactly.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="maxDepth">Deepest nesting to accept.</param>
    /// <exception cref="JsonException">The bytes are no JSON, or nest deeper.</exception>
    public static Value Parse(ReadOnlyMemory<byte> utf8, int maxDepth = MaxDepth)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
        return FromDocument(document);
    }

    /// <summary>Reads JSON (canonical or not) into a value. Numbers of up to 28 digits without exponent are read exactly.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="maxDepth">Deepest nesting to accept.</param>
    /// <exception cref="JsonException">The text is no JSON, or nests deeper.</exception>
    public static Value Parse(string json, int maxDepth = MaxDepth)
    {
        using var document = ParseDocument(json, maxDepth);
        return FromDocument(document);
    }

    /// <summary>The value that a JSON element holds. Of members of one name the last counts.</summary>
    /// <exception cref="InvalidOperationException">A text holds an escape of half a surrogate pair.</exception>
    public static Value From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.Of(element.GetString()),
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.Number => FromNumber(element),
        JsonValueKind.Array => FromList(element),
        JsonValueKind.Object => FromObject(element),
        _ => Value.Null,
    };

    /// <summary>The decimal that a <c>$decimal</c> member stands for, or null where the text is not as the writer writes it.</summary>
    internal static decimal? ReadDecimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact)
        && exact.ToString(DecimalFormat, CultureInfo.InvariantCulture) == text
            ? exact
            : null;

    private static JsonDocument ParseDocument(string json, int maxDepth)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (ArgumentException error)
        {
            // .NET refuses UTF-16 text with half a surrogate pair before it looks at the grammar.
            throw new JsonException("The text holds half a surrogate pair.", error);
        }
    }

    private static Value FromDocument(JsonDocument document)
    {
        try
        {
            return From(document.RootElement);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("A text holds an escape of half a surrogate pair.", error);
        }
    }

    private static Value FromNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var whole)) return Value.Of(whole);
        var text = element.GetRawText();
        if (text.Length <= ExactDigits && !text.AsSpan().ContainsAny('e', 'E') && element.TryGetDecimal(out var exact)) return Value.Of(exact);
        // Beyond IEEE double there is no number to compute with; its text is kept rather than an infinity.
        return element.TryGetDouble(out var number) && double.IsFinite(number) ? Value.Of(number) : Value.Of(text);
    }

    private static Value FromList(JsonElement element)
    {
        var items = new Value[element.GetArrayLength()];
        var count = 0;
        foreach (var item in element.EnumerateArray()) items[count++] = From(item);
        return Value.Of(items);
    }

    private static Value FromObject(JsonElement element)
    {
        var members = new (string, Value)[element.GetPropertyCount()];
        var count = 0;
        foreach (var member in element.EnumerateObject()) members[count++] = (member.Name, From(member.Value));
        return Value.Object(members);
    }
}
