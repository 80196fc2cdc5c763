using NodaTime;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>The years that anything here can be about. Beyond them counting days, zones and the database end, each at another place.</summary>
internal static class CalendarBounds
{
    /// <summary>The first year.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last year.</summary>
    public const int LastYear = 2899;

    /// <summary>True for instants within them.</summary>
    public static bool Hold(Instant at) => at >= Instant.FromUtc(FirstYear, 1, 1, 0, 0) && at < Instant.FromUtc(LastYear + 1, 1, 1, 0, 0);

    /// <summary>True for days within them.</summary>
    public static bool Hold(LocalDate day) => day.Year is >= FirstYear and <= LastYear;
}
