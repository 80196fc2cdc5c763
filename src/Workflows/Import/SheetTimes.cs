using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace JieSuJiBan.Workflows.Import;

/// <summary>Times without an offset as spreadsheet programs write them: <c>2024/3/4 9:00</c>, <c>2024年3月4日 9:00</c>, or a serial number of days since 1899-12-30.</summary>
public static partial class SheetTimes
{
    private static readonly LocalDateTime Zero = new(1899, 12, 30, 0, 0);

    /// <summary>The local time that a cell holds; null where it holds none that exists. The day comes first in no form: which number is the month must be plain.</summary>
    /// <param name="text">Text of the cell.</param>
    public static LocalDateTime? Read(string text)
    {
        if (Written().Match(text.Trim()) is { Success: true } parts)
        {
            int Part(int at) => parts.Groups[at].Success ? int.Parse(parts.Groups[at].Value, CultureInfo.InvariantCulture) : 0;
            var (year, month, day) = (Part(1), Part(2), Part(3));
            var (hour, minute, second) = (Part(4), Part(5), Part(6));
            if (year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
            var fraction = parts.Groups[7].Success ? (long)(decimal.Parse("0" + parts.Groups[7].Value, CultureInfo.InvariantCulture) * 10_000_000) : 0;
            return new LocalDateTime(year, month, day, hour, minute, second).PlusTicks(fraction);
        }

        // Days since 1970 and up to 2119: other numbers of five digits are no times.
        return Serial().IsMatch(text.Trim()) && decimal.Parse(text.Trim(), CultureInfo.InvariantCulture) is >= 25_569 and < 80_000 and var days
            ? Zero.PlusSeconds((long)Math.Round(days * 86_400))
            : null;
    }

    [GeneratedRegex(@"^([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?(?:[T\s]\s*([0-9]{1,2})(?::|：|时)([0-9]{1,2})(?:(?::|：|分)([0-9]{1,2})(\.[0-9]{1,9})?)?[分秒]?)?$")]
    private static partial Regex Written();

    [GeneratedRegex(@"^[0-9]{5}(\.[0-9]{1,15})?$")]
    private static partial Regex Serial();
}
