using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Host.Ui;

/// <summary>Codes that the pages know by name; their words are among the texts.</summary>
public static class Names
{
    /// <summary>The statuses of a ticket in the order of its way.</summary>
    public static readonly IReadOnlyList<string> Statuses =
        ["Accepted", "AwaitingTriage", "AwaitingDispatch", "AwaitingSignIn", "InHandling", "AwaitingCallback", "Merged", "Archived", "Cancelled"];

    /// <summary>A date of an address; <paramref name="isWrong"/> where there is text that is no date.</summary>
    public static LocalDate? Date(string? text, out bool isWrong)
    {
        isWrong = false;
        if (string.IsNullOrWhiteSpace(text)) return null;
        var parsed = LocalDatePattern.Iso.Parse(text.Trim());
        isWrong = !parsed.Success;
        return parsed.Success ? parsed.Value : null;
    }

    /// <summary>An instant that a datetime-local field holds, in that zone; null where it holds none.</summary>
    public static Instant? Moment(string? text, DateTimeZone zone)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (InstantPattern.ExtendedIso.Parse(text) is { Success: true } exact) return exact.Value;
        var trimmed = text.Trim();
        if (trimmed.Length == 16) trimmed += ":00";
        var parsed = LocalDateTimePattern.GeneralIso.Parse(trimmed);
        return parsed.Success ? parsed.Value.InZoneLeniently(zone).ToInstant() : null;
    }
}
