using System.Numerics;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Instants as extended ISO-8601 text in UTC, written and read without a detour for the years 1 to 9999: a step reads and writes
/// dozens. What is not exactly of that form is left to NodaTime's pattern, so that both agree on every text.
/// </summary>
internal static class InstantText
{
    /// <summary>Longest text of the common form: <c>2026-11-29T20:15:00.123456789Z</c>.</summary>
    public const int MaxLength = 30;

    private const int WholeSeconds = 19;

    /// <summary>Writes an instant as UTF-8 or UTF-16; false where its year is not of four digits.</summary>
    public static bool TryFormat<TChar>(Instant instant, Span<TChar> text, out int length)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        length = 0;
        var (date, time) = instant.InUtc().LocalDateTime;
        if (date.Year is < 1 or > 9999) return false;
        Digits(text[..4], date.Year);
        Put(text, 4, '-');
        Digits(text.Slice(5, 2), date.Month);
        Put(text, 7, '-');
        Digits(text.Slice(8, 2), date.Day);
        Put(text, 10, 'T');
        Digits(text.Slice(11, 2), time.Hour);
        Put(text, 13, ':');
        Digits(text.Slice(14, 2), time.Minute);
        Put(text, 16, ':');
        Digits(text.Slice(17, 2), time.Second);
        length = WholeSeconds;
        if (time.NanosecondOfSecond is not 0 and var fraction)
        {
            Put(text, length++, '.');
            var digits = 9;
            for (; fraction % 10 == 0; fraction /= 10) digits--;
            Digits(text.Slice(length, digits), fraction);
            length += digits;
        }

        Put(text, length++, 'Z');
        return true;
    }

    /// <summary>The text.</summary>
    public static string Format(Instant instant)
    {
        Span<char> text = stackalloc char[MaxLength];
        return TryFormat(instant, Utf16(text), out var length) ? new string(text[..length]) : InstantPattern.ExtendedIso.Format(instant);
    }

    /// <summary>The instant that a text states (ISO-8601 with offset or Z), or null.</summary>
    public static Instant? Parse(string text)
    {
        if (TryRead(text, out var instant)) return instant;
        if (InstantPattern.ExtendedIso.Parse(text) is { Success: true } utc) return utc.Value;
        return OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } offset ? offset.Value.ToInstant() : null;
    }

    private static bool TryRead(string text, out Instant instant)
    {
        instant = default;
        if (text.Length is < WholeSeconds + 1 or > MaxLength || text[^1] != 'Z') return false;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        var whole = TryNumber(text.AsSpan(0, 4), out var year) & TryNumber(text.AsSpan(5, 2), out var month) & TryNumber(text.AsSpan(8, 2), out var day)
            & TryNumber(text.AsSpan(11, 2), out var hour) & TryNumber(text.AsSpan(14, 2), out var minute) & TryNumber(text.AsSpan(17, 2), out var second);
        if (!whole || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        var nanoseconds = 0;
        if (text.Length > WholeSeconds + 1)
        {
            var digits = text.Length - WholeSeconds - 2;
            if (digits == 0 || text[WholeSeconds] != '.' || !TryNumber(text.AsSpan(WholeSeconds + 1, digits), out nanoseconds)) return false;
            for (; digits < 9; digits++) nanoseconds *= 10;
        }

        instant = Instant.FromUtc(year, month, day, hour, minute, second).PlusNanoseconds(nanoseconds);
        return true;
    }

    private static Span<ushort> Utf16(Span<char> text) => System.Runtime.InteropServices.MemoryMarshal.Cast<char, ushort>(text);

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    private static void Digits<TChar>(Span<TChar> text, int number)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        for (var i = text.Length - 1; i >= 0; i--, number /= 10) text[i] = TChar.CreateTruncating('0' + (number % 10));
    }

    private static void Put<TChar>(Span<TChar> text, int at, char one)
        where TChar : unmanaged, IBinaryInteger<TChar> => text[at] = TChar.CreateTruncating(one);
}
