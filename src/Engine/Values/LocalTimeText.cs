using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Engine.Values;

/// <summary>Dates and times without an offset: a zone's local time. One that a change of clocks skips is moved on by the gap; of two, the earlier counts.</summary>
internal static class LocalTimeText
{
    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    /// <summary>The instant, or null where the text is no local date or time in ISO-8601.</summary>
    public static Instant? Read(string text, DateTimeZone zone)
    {
        if (LocalDateTimePattern.ExtendedIso.Parse(text) is { Success: true } local) return At(local.Value, zone);
        if (Minutes.Parse(text) is { Success: true } minutes) return At(minutes.Value, zone);
        return LocalDatePattern.Iso.Parse(text) is { Success: true } date ? At(date.Value.AtMidnight(), zone) : null;
    }

    private static Instant At(LocalDateTime local, DateTimeZone zone) => local.InZoneLeniently(zone).ToInstant();
}
