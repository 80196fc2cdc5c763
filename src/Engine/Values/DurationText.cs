using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime.Text;

namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Durations as text. .NET reads <c>24:00:00</c> as 24 days, <c>90</c> as ninety days and <c>1:30</c> as an hour and a half; here only
/// what every reader takes alike is read, and for the rest the right writing is named.
/// </summary>
internal static partial class DurationText
{
    private const long TicksPerDay = TimeSpan.TicksPerDay;

    /// <summary>The duration, or null where the text is not <c>[-][d.]h:mm:ss[.fffffff]</c> with hours below 24 and minutes and seconds below 60.</summary>
    public static TimeSpan? Read(string text)
    {
        var match = Form().Match(text.Trim());
        if (!match.Success || Ticks(match) is not { } ticks || Part(match, 3) > 23 || Part(match, 4) > 59 || Part(match, 5) > 59) return null;
        return match.Groups[4].Length == 2 && match.Groups[5].Length == 2 ? TimeSpan.FromTicks(match.Groups[1].Success ? -ticks : ticks) : null;
    }

    /// <summary>The form that is kept: .NET's constant one.</summary>
    public static string Write(TimeSpan duration) => duration.ToString("c", CultureInfo.InvariantCulture);

    /// <summary>How to write what may have been meant, both languages.</summary>
    public static (string Chinese, string English) Advice(Value value)
    {
        var text = value.Kind == ValueKind.Number ? ValueConverter.ToText(value) : value.AsString()?.Trim() ?? "";
        if (WholeNumber().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bare) && Math.Abs(bare) < 10_000_000)
        {
            var (seconds, minutes, days) = (Write(TimeSpan.FromSeconds(bare)), Write(TimeSpan.FromMinutes(bare)), Write(TimeSpan.FromDays(bare)));
            return ($"没有单位：{bare} 秒请写 {seconds}，{bare} 分钟请写 {minutes}，{bare} 天请写 {days}。",
                $" It names no unit: write {seconds} for seconds, {minutes} for minutes, {days} for days.");
        }

        if (TwoParts().Match(text) is { Success: true } two)
        {
            // Nobody can say whether the first part is hours or minutes.
            var (first, second) = (int.Parse(two.Groups[2].ValueSpan, CultureInfo.InvariantCulture), int.Parse(two.Groups[3].ValueSpan, CultureInfo.InvariantCulture));
            var sign = two.Groups[1].Success ? -1 : 1;
            var (hours, minutes) = (Write(sign * new TimeSpan(first, second, 0)), Write(sign * new TimeSpan(0, first, second)));
            return ($"分不清是时分还是分秒：{first} 小时 {second} 分请写 {hours}，{first} 分 {second} 秒请写 {minutes}。",
                $" It may be hours and minutes ({hours}) or minutes and seconds ({minutes}): write one of these.");
        }

        return Meant(text) is { } meant
            ? ($"请写成“时:分:秒”或“天.时:分:秒”，此处应为 {Write(meant)}。", $" Write hh:mm:ss or d.hh:mm:ss, here {Write(meant)}.")
            : ("请写成“时:分:秒”或“天.时:分:秒”，例如 24 小时写成 1.00:00:00。", " Write hh:mm:ss or d.hh:mm:ss; 24 hours are 1.00:00:00.");
    }

    /// <summary>What a reader would take the text for, where there is only one such thing.</summary>
    private static TimeSpan? Meant(string text)
    {
        if (Form().Match(text) is { Success: true } match) return Ticks(match) is { } ticks ? TimeSpan.FromTicks(match.Groups[1].Success ? -ticks : ticks) : null;
        if (PeriodPattern.NormalizingIso.Parse(text.ToUpperInvariant()) is { Success: true, Value: { Years: 0, Months: 0 } period } && Math.Abs(period.Days) < 10_000_000) return period.ToDuration().ToTimeSpan();
        if (WithUnit().Match(text) is not { Success: true } stated || !decimal.TryParse(stated.Groups[1].ValueSpan, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)) return null;
        var unit = stated.Groups[2].Value.ToLowerInvariant() switch
        {
            "d" or "day" or "days" or "天" or "日" => TicksPerDay,
            "h" or "hour" or "hours" or "小时" => TimeSpan.TicksPerHour,
            "m" or "min" or "minute" or "minutes" or "分" or "分钟" => TimeSpan.TicksPerMinute,
            _ => TimeSpan.TicksPerSecond,
        };
        return Math.Abs(amount) < 10_000_000 ? TimeSpan.FromTicks((long)(amount * unit)) : null;
    }

    private static long? Ticks(Match match)
    {
        var days = Part(match, 2);
        if (days > 10_000_000) return null;
        var fraction = match.Groups[6].Success ? long.Parse(match.Groups[6].Value.PadRight(7, '0'), CultureInfo.InvariantCulture) : 0;
        return (days * TicksPerDay) + (Part(match, 3) * TimeSpan.TicksPerHour) + (Part(match, 4) * TimeSpan.TicksPerMinute) + (Part(match, 5) * TimeSpan.TicksPerSecond) + fraction;
    }

    private static long Part(Match match, int group) => match.Groups[group].Success ? long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(-)?(?:([0-9]{1,8})[.:])?([0-9]{1,6}):([0-9]{1,4}):([0-9]{1,6})(?:\.([0-9]{1,7}))?$")]
    private static partial Regex Form();

    [GeneratedRegex(@"^-?[0-9]{1,9}$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^(-)?([0-9]{1,6}):([0-9]{1,6})$")]
    private static partial Regex TwoParts();

    [GeneratedRegex(@"^(-?[0-9]{1,8}(?:\.[0-9]{1,6})?)\s*(d|days?|h|hours?|m|min|minutes?|s|sec|seconds?|天|日|小时|分|分钟|秒|秒钟)$", RegexOptions.IgnoreCase)]
    private static partial Regex WithUnit();
}
