using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NodaTime;

namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Writes RFC 8785 text as UTF-8 into a growing pooled buffer: strings as in its §3.2.2.2, numbers as in its §3.2.2.3
/// (ECMAScript's Number::toString).
/// </summary>
internal struct CanonicalText
{
    /// <summary>Deepest nesting written; deeper data cannot come from any reader of this house.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Any decimal of at most 15 digits is the shortest text of the double nearest to it.</summary>
    private const ulong FifteenDigits = 1_000_000_000_000_000;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)) + "\"\\");

    private byte[] buffer;
    private int position;

    public CanonicalText(int capacity)
    {
        buffer = ArrayPool<byte>.Shared.Rent(capacity);
        position = 0;
    }

    public readonly int Position => position;

    public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, position);

    public readonly void Release() => ArrayPool<byte>.Shared.Return(buffer);

    public void Write(Value value, int depth = 0)
    {
        switch (value.Payload)
        {
            case null:
                Append("null"u8);
                break;
            case bool truth:
                Append(truth ? "true"u8 : "false"u8);
                break;
            case string text:
                Write(text);
                break;
            case decimal exact:
                Write(exact);
                break;
            case double number:
                Write(number);
                break;
            case Value[] items:
                WriteList(items, depth);
                break;
            default:
                WriteMembers((Members)value.Payload, depth);
                break;
        }
    }

    public void Write(string text)
    {
        Append((byte)'"');
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var at = rest.IndexOfAny(Escaped);
            var plain = at < 0 ? rest : rest[..at];
            Reserve(Encoding.UTF8.GetMaxByteCount(plain.Length));
            // Half a surrogate pair has no UTF-8: it becomes U+FFFD, so that the bytes are well-formed.
            position += Encoding.UTF8.GetBytes(plain, buffer.AsSpan(position));
            if (at < 0) break;
            Escape(rest[at]);
            rest = rest[(at + 1)..];
        }

        Append((byte)'"');
    }

    public void Write(double number)
    {
        if (number == 0)
        {
            Append((byte)'0');
            return;
        }

        Span<byte> shortest = stackalloc byte[32];
        _ = number.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[32];
        var count = 0;
        var point = 0;
        var seenPoint = false;
        for (var i = 0; i < length; i++)
        {
            var c = shortest[i];
            if (c == (byte)'E')
            {
                _ = Utf8Parser.TryParse(shortest[(i + 1)..length], out int exponent, out _);
                point += exponent;
                break;
            }

            if (c == (byte)'.') seenPoint = true;
            else if (c != (byte)'-')
            {
                if (!seenPoint) point++;
                digits[count++] = c;
            }
        }

        WriteDigits(digits[..count], point, number < 0);
    }

    public void Write(Instant instant)
    {
        Reserve(InstantText.MaxLength + 2);
        buffer[position] = (byte)'"';
        if (!InstantText.TryFormat(instant, buffer.AsSpan(position + 1), out var length))
        {
            Write(InstantText.Format(instant));
            return;
        }

        position += length + 1;
        buffer[position++] = (byte)'"';
    }

    public void Write(Guid id)
    {
        Reserve(38);
        buffer[position++] = (byte)'"';
        _ = id.TryFormat(buffer.AsSpan(position), out var length);
        position += length;
        buffer[position++] = (byte)'"';
    }

    /// <summary>A whole number that IEEE double holds: all that are written this way are counts.</summary>
    public void Write(long number)
    {
        if (number is >= (long)FifteenDigits or <= -(long)FifteenDigits)
        {
            Write((decimal)number);
            return;
        }

        Reserve(20);
        _ = Utf8Formatter.TryFormat(number, buffer.AsSpan(position), out var length);
        position += length;
    }

    /// <summary>Writes over everything from a position on, with as many bytes.</summary>
    public readonly void Replace(int from, ReadOnlySpan<byte> bytes) => bytes.CopyTo(buffer.AsSpan(from, position - from));

    private static bool IsHeldByDouble(decimal exact, out double nearest)
    {
        nearest = Value.Nearest(exact);
        return decimal.TryParse(nearest.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var back) && back == exact;
    }

    private void Write(decimal exact)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(exact, parts);
        var mantissa = unchecked(((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var scale = (parts[3] >> 16) & 0xFF;
        if (parts[2] == 0 && mantissa < FifteenDigits)
        {
            WriteShort(mantissa, scale, parts[3] < 0);
        }
        else if (IsHeldByDouble(exact, out var nearest))
        {
            Write(nearest);
        }
        else
        {
            Append("{\""u8);
            Append(CanonicalJson.DecimalMemberUtf8);
            Append("\":\""u8);
            Span<byte> text = stackalloc byte[40];
            _ = exact.TryFormat(text, out var length, CanonicalJson.DecimalFormat, CultureInfo.InvariantCulture);
            Append(text[..length]);
            Append("\"}"u8);
        }
    }

    private void WriteShort(ulong mantissa, int scale, bool isNegative)
    {
        if (mantissa == 0)
        {
            Append((byte)'0');
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(mantissa, digits, out var count);
        if (scale != 0)
        {
            WriteDigits(digits[..count], count - scale, isNegative);
            return;
        }

        if (isNegative) Append((byte)'-');
        Append(digits[..count]);
    }

    /// <summary>Writes 0.d₁d₂… × 10^point as ECMAScript does.</summary>
    private void WriteDigits(scoped ReadOnlySpan<byte> digits, int point, bool isNegative)
    {
        while (digits.Length > 1 && digits[0] == (byte)'0')
        {
            digits = digits[1..];
            point--;
        }

        digits = digits.TrimEnd((byte)'0');
        if (isNegative) Append((byte)'-');
        if (point is > 0 and <= 21)
        {
            if (digits.Length <= point)
            {
                Append(digits);
                Fill((byte)'0', point - digits.Length);
                return;
            }

            Append(digits[..point]);
            Append((byte)'.');
            Append(digits[point..]);
        }
        else if (point is > -6 and <= 0)
        {
            Append("0."u8);
            Fill((byte)'0', -point);
            Append(digits);
        }
        else
        {
            Append(digits[0]);
            if (digits.Length > 1)
            {
                Append((byte)'.');
                Append(digits[1..]);
            }

            Append(point > 0 ? "e+"u8 : "e-"u8);
            Span<byte> exponent = stackalloc byte[8];
            _ = Utf8Formatter.TryFormat(Math.Abs(point - 1), exponent, out var length);
            Append(exponent[..length]);
        }
    }

    private void WriteList(Value[] items, int depth)
    {
        CheckDepth(depth);
        Append((byte)'[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) Append((byte)',');
            Write(items[i], depth + 1);
        }

        Append((byte)']');
    }

    private void WriteMembers(Members members, int depth)
    {
        CheckDepth(depth);
        Append((byte)'{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) Append((byte)',');
            Write(members.NameAt(i));
            Append((byte)':');
            Write(members.ValueAt(i), depth + 1);
        }

        Append((byte)'}');
    }

    private static void CheckDepth(int depth)
    {
        if (depth >= MaxDepth) throw new InvalidOperationException($"A value nests deeper than {MaxDepth} levels.");
    }

    private void Escape(char c)
    {
        switch (c)
        {
            case '"': Append("\\\""u8); break;
            case '\\': Append("\\\\"u8); break;
            case '\b': Append("\\b"u8); break;
            case '\f': Append("\\f"u8); break;
            case '\n': Append("\\n"u8); break;
            case '\r': Append("\\r"u8); break;
            case '\t': Append("\\t"u8); break;
            default:
                Append(c < 0x10 ? "\\u000"u8 : "\\u001"u8);
                Append((byte)"0123456789abcdef"[c & 0xF]);
                break;
        }
    }

    public void Append(byte one)
    {
        Reserve(1);
        buffer[position++] = one;
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(position));
        position += bytes.Length;
    }

    private void Fill(byte one, int count)
    {
        Reserve(count);
        buffer.AsSpan(position, count).Fill(one);
        position += count;
    }

    private void Reserve(int count)
    {
        if (buffer.Length - position >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, position + count));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
