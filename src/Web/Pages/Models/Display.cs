using System.Globalization;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Diff;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>How far a clock is: decides words and icon together, so that colour never tells anything alone.</summary>
public enum ClockPunctuality
{
    /// <summary>No limit runs.</summary>
    None,
    /// <summary>Enough time.</summary>
    Running,
    /// <summary>Warned, or less than a fifth of the time is left.</summary>
    Soon,
    /// <summary>Past the limit and not answered.</summary>
    Overdue,
    /// <summary>Answered in time.</summary>
    InTime,
    /// <summary>Answered after the limit.</summary>
    Late,
    /// <summary>Ended without an answer, so nothing runs any more.</summary>
    Closed,
}

/// <summary>A clock read at an instant.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Distance">Time left, or time past the limit; never negative.</param>
/// <param name="Elapsed">Share of the time used, 0–100.</param>
public sealed record ClockReading(ClockPunctuality State, Duration Distance, int Elapsed)
{
    /// <summary>Reads a clock.</summary>
    public static ClockReading Of(ClockView clock, Instant now)
    {
        if (clock.DueAt is not { } due) return new(clock.Closed || clock.RepliedAt is not null ? ClockPunctuality.Closed : ClockPunctuality.None, Duration.Zero, 0);
        if (clock.RepliedAt is { } replied)
        {
            return replied <= due ? new(ClockPunctuality.InTime, due - replied, Share(clock, replied)) : new(ClockPunctuality.Late, replied - due, 100);
        }

        if (clock.Closed) return new(ClockPunctuality.Closed, Duration.Zero, 100);
        if (now > due) return new(ClockPunctuality.Overdue, now - due, 100);
        var share = Share(clock, now);
        return new(clock.WarnedAt is not null || share >= 80 ? ClockPunctuality.Soon : ClockPunctuality.Running, due - now, share);
    }

    private static int Share(ClockView clock, Instant now)
    {
        if (clock.From is not { } from || clock.DueAt is not { } due || due <= from) return 0;
        return (int)Math.Clamp((now - from) / (due - from) * 100, 0, 100);
    }
}

/// <summary>Puts instants, durations and codes into the words of the reader's language.</summary>
public sealed class Display(IStringLocalizer<PageLabels> texts, ITicketPages workbench, IClock clock)
{
    private static readonly ZonedDateTimePattern Minute = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm", null);
    private static readonly ZonedDateTimePattern Second = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss", null);

    /// <summary>True where the reader chose English. By name: without ICU every culture says "iv" for its language.</summary>
    public static bool IsEnglish => CultureInfo.CurrentUICulture.Name.StartsWith("en", StringComparison.Ordinal);

    /// <summary>The instant at which the page is made.</summary>
    public Instant Now { get; } = clock.GetCurrentInstant();

    /// <summary>Date and minute in the city's zone.</summary>
    public string At(Instant instant) => Minute.Format(instant.InZone(workbench.Zone));

    /// <summary>Date and second in the city's zone.</summary>
    public string Exactly(Instant instant) => Second.Format(instant.InZone(workbench.Zone));

    /// <summary>An end: date and minute in the city's zone, midnight as 24:00 of the day that ends.</summary>
    public string Until(Instant end) => DueTime.Local(end, workbench.Zone);

    /// <summary>An end to the second.</summary>
    public string UntilExactly(Instant end) => DueTime.LocalToTheSecond(end, workbench.Zone);

    /// <summary>For the datetime attribute.</summary>
    public static string Machine(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    /// <summary>For the value of a datetime-local field, in the city's zone.</summary>
    public string FieldValue(Instant instant) => instant.InZone(workbench.Zone).LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The two largest parts of a duration in words.</summary>
    public string Span(Duration duration)
    {
        if (duration.Days > 0) return duration.Hours > 0 && duration.Days < 30 ? texts["span.daysHours", duration.Days, duration.Hours] : texts["span.days", duration.Days];
        if (duration.Hours > 0) return duration.Minutes > 0 ? texts["span.hoursMinutes", duration.Hours, duration.Minutes] : texts["span.hours", duration.Hours];
        return duration.Minutes > 0 ? texts["span.minutes", duration.Minutes] : texts["span.lessThanMinute"];
    }

    /// <summary>A reading in words, e.g. "剩余 2 天 3 小时".</summary>
    public string Words(ClockReading reading) => reading.State switch
    {
        ClockPunctuality.None => texts["clock.None"],
        ClockPunctuality.Closed => texts["clock.Closed"],
        ClockPunctuality.InTime => texts["clock.InTime"],
        _ => texts["clock." + reading.State, Span(reading.Distance)],
    };

    /// <summary>The name of a code in the policy or among the texts, or the code itself where a definition brought one that nobody named.</summary>
    public string Name(string group, string? code)
    {
        if (string.IsNullOrEmpty(code)) return "";
        var named = group switch
        {
            "requestType" => workbench.Choices.RequestTypes,
            "channel" => workbench.Choices.Channels,
            "urgency" => workbench.Choices.Urgencies,
            "status" => workbench.Choices.Statuses,
            "role" => workbench.Choices.Roles,
            _ => [],
        };
        if (named.FirstOrDefault(choice => choice.Value == code) is { } choice) return choice.Text;
        var found = texts[group + "." + code];
        if (!found.ResourceNotFound) return found.Value;
        if (group == "fact") return FactName(code);
        return code;
    }

    /// <summary>What a fact is called: as the intake's declaration says, or as the last part of its path is called.</summary>
    private string FactName(string path)
    {
        if (Activities.Policies.IntakeFields.All.FirstOrDefault(field => field.Name == path) is { } field) return Pick(field.Chinese, field.English);
        var parts = path.Split('.');
        // Of a list that grows, the ordinal says which entry it is.
        var ordinal = parts.FirstOrDefault(part => part.All(char.IsAsciiDigit));
        if (Activities.Policies.FactNames.Find(workbench.Choices.Facts, parts) is { } known && known.Chinese != known.Name)
        {
            var said = Pick(known.Chinese, known.English);
            return ordinal is null ? said : $"{said} {ordinal}";
        }

        if (parts.Length == 1) return path;
        var named = Name("fact", ordinal is null ? parts[^1] : string.Join('.', parts.Where(part => part != ordinal)));
        return ordinal is null ? named : $"{named} {ordinal}";
    }

    /// <summary>A word and what it is about, with the colon of the language.</summary>
    public static string Titled(string word, string about) => word + (IsEnglish ? ": " : "：") + about;

    /// <summary>What a draft or version is of: policy files have a name in both languages, workflows the one that their author gave them.</summary>
    public static string Subject(DraftKind kind, string name, string title) => kind == DraftKind.Policy && PolicyDiff.NameOf(name) is var (chinese, english) ? Pick(chinese, english) : title;

    /// <summary>The zh-CN or the English text.</summary>
    public static string Pick(string chinese, string english) => IsEnglish && english.Length > 0 ? english : chinese;
}
