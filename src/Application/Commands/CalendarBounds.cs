using NodaTime;

namespace JieSuJiBan.Application.Commands;

/// <summary>The years that anything here can be about. Beyond them counting days, zones and the database end, each at another place.</summary>
public static class CalendarBounds
{
    /// <summary>The first year.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last year.</summary>
    public const int LastYear = 2899;

    /// <summary>True for instants within them.</summary>
    public static bool Hold(Instant at) => at >= Instant.FromUtc(FirstYear, 1, 1, 0, 0) && at < Instant.FromUtc(LastYear + 1, 1, 1, 0, 0);

    /// <summary>True where the hour is 24: some read it as the end of that day, others as a mistake for its beginning, so nobody's reading is taken.</summary>
    public static bool IsHour24(string? text) => text is not null && text.Contains("T24:", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for days within them.</summary>
    public static bool Hold(LocalDate day) => day.Year is >= FirstYear and <= LastYear;
}
