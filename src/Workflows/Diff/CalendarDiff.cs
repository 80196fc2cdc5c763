using JieSuJiBan.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>What two calendars differ in, day by day: what a day was and what it becomes, however the files write it.</summary>
internal static class CalendarDiff
{
    /// <summary>The file it is about.</summary>
    public const string File = "calendar.json";

    private static readonly string[] WeekDays = ["", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];

    /// <summary>The calendar without its days: what is left to be compared row by row.</summary>
    public static Value WithoutDays(Value content) => content["years"].Kind != ValueKind.Array ? content
        : content.With("years", Value.Of(content["years"].Items.Select(year => year.Kind == ValueKind.Object ? year.With("holidays", Value.Null).With("makeUpWorkdays", Value.Null) : year)));

    /// <summary>The days that are something else.</summary>
    public static IEnumerable<Change> Between(Value before, Value after)
    {
        var (was, becomes) = (new Days(before), new Days(after));
        foreach (var date in was.Dates.Union(becomes.Dates).Order())
        {
            var (old, now) = (was.Of(date), becomes.Of(date));
            if (old == now) continue;
            var kind = !was.States(date) ? ChangeKind.Added : !becomes.States(date) ? ChangeKind.Removed : ChangeKind.Changed;
            var day = LocalDatePattern.Iso.Format(date);
            yield return new(
                ChangeGroup.Rows, kind, $"$.years[{date.Year}].{day}",
                $"工作日历：{day}（{WeekDays[(int)date.DayOfWeek]}）由{old.Chinese}改为{now.Chinese}",
                $"Calendar: {day} ({date.DayOfWeek}) was {old.English}, becomes {now.English}");
        }
    }

    /// <summary>What a day is, in words.</summary>
    private readonly record struct Sort(string Chinese, string English);

    /// <summary>The days that a file states; what is no date is left to the checks.</summary>
    private sealed class Days
    {
        private readonly Dictionary<LocalDate, Sort> stated = [];
        private readonly HashSet<string> restDays;
        private readonly HashSet<long> years = [];
        private readonly IReadOnlyList<Value> fixedByLaw;

        public Days(Value content)
        {
            restDays = [.. content["restDays"].Items.Select(day => day.AsString() ?? "")];
            fixedByLaw = [.. content["statutoryHolidays"].Items];
            foreach (var year in content["years"].Items)
            {
                if (year["year"].AsInt64() is { } number) years.Add(number);
                foreach (var holiday in year["holidays"].Items)
                {
                    if (Date(holiday["from"]) is not { } date || Date(holiday["to"]) is not { } last) continue;
                    for (var left = 31; date <= last && left > 0; date = date.PlusDays(1), left--) stated[date] = new($"放假日（{holiday["name"].AsString()}）", $"a holiday ({holiday["name"].AsString()})");
                }

                foreach (var makeUp in year["makeUpWorkdays"].Items)
                {
                    if (Date(makeUp["date"]) is { } date) stated[date] = new($"调休上班日（{makeUp["for"].AsString()}）", $"a make-up workday ({makeUp["for"].AsString()})");
                }
            }
        }

        public IEnumerable<LocalDate> Dates => stated.Keys;

        public bool States(LocalDate date) => stated.ContainsKey(date);

        public Sort Of(LocalDate date)
        {
            if (stated.TryGetValue(date, out var sort)) return sort;
            if (!years.Contains(date.Year) && FixedByLaw(date) is { } name) return new($"法定节假日（{name}，通知未录入）", $"a holiday by law ({name}, no notice entered)");
            return restDays.Contains(date.DayOfWeek.ToString()) ? new("每周休息日", "a weekly rest day") : new("工作日", "a working day");
        }

        private string? FixedByLaw(LocalDate date)
        {
            foreach (var rule in fixedByLaw)
            {
                if (date.Year < (rule["fromYear"].AsInt64() ?? long.MaxValue) || date.Year > (rule["toYear"].AsInt64() ?? long.MaxValue)) continue;
                foreach (var holiday in rule["holidays"].Items)
                {
                    if (holiday["month"].AsInt64() is not (>= 1 and <= 12 and var month) || holiday["day"].AsInt64() is not (>= 1 and <= 28 and var day)) continue;
                    var first = new LocalDate(date.Year, (int)month, (int)day);
                    if (date >= first && Period.DaysBetween(first, date) < (holiday["days"].AsInt64() ?? 1)) return holiday["name"].AsString();
                }
            }

            return null;
        }

        private static LocalDate? Date(Value value) => LocalDatePattern.Iso.Parse(value.AsString() ?? "") is { Success: true, Value: var date } ? date : null;
    }
}
