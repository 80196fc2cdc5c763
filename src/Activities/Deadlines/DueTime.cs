using System.Globalization;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>An end of time in words: midnight is 24:00 of the day that ends, never 00:00 of a day that does not count.</summary>
public static class DueTime
{
    /// <summary>The end by the zone's clock, e.g. <c>2025-01-27 24:00</c>.</summary>
    public static string Local(Instant end, DateTimeZone zone) => Local(end, zone, "HH':'mm", "24:00");

    /// <summary>The end by the zone's clock to the second, e.g. <c>2025-01-27 24:00:00</c>.</summary>
    public static string LocalToTheSecond(Instant end, DateTimeZone zone) => Local(end, zone, "HH':'mm':'ss", "24:00:00");

    private static string Local(Instant end, DateTimeZone zone, string pattern, string midnight)
    {
        var local = end.InZone(zone).LocalDateTime;
        var (date, time) = local.TimeOfDay == LocalTime.Midnight ? (local.Date.PlusDays(-1), midnight) : (local.Date, local.TimeOfDay.ToString(pattern, CultureInfo.InvariantCulture));
        return $"{date.ToString("uuuu'-'MM'-'dd", CultureInfo.InvariantCulture)} {time}";
    }
}
