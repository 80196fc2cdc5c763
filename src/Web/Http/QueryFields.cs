using System.Globalization;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Web.Http;

/// <summary>Reads parameters of a query; what is wrong is collected, so that all faults are told at once.</summary>
internal sealed class QueryFields
{
    private const int DefaultSize = 50;

    private readonly List<FieldProblem> problems = [];

    public IReadOnlyList<FieldProblem> Problems => problems;

    public void Add(IEnumerable<FieldProblem> found) => problems.AddRange(found);

    public Instant? Instant(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        // A plus sign that was not encoded arrives as a space.
        if (Value.Of(text.Trim().Replace(' ', '+')).AsInstant() is { } instant && CalendarBounds.Hold(instant) && !CalendarBounds.IsHour24(text)) return instant;
        problems.Add(new(name, "须为带时区的 ISO-8601 时间，如 2026-03-02T09:30:00+08:00。", "Must be an ISO-8601 instant with offset, e.g. 2026-03-02T09:30:00+08:00."));
        return null;
    }

    public bool? Boolean(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (bool.TryParse(text, out var value)) return value;
        problems.Add(new(name, "须为 true 或 false。", "Must be true or false."));
        return null;
    }

    public void Text(string name, string? text)
    {
        if (text is { Length: > 100 } || text?.Contains('\0', StringComparison.Ordinal) == true) problems.Add(new(name, "最长 100 字。", "At most 100 characters."));
    }

    public Cursor? Cursor(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Runtime.Inbox.Cursor.TryParse(text, out var cursor)) return cursor;
        problems.Add(new("cursor", "不是有效的游标，请使用上一页的 nextCursor。", "Not a cursor; use the nextCursor of the page before."));
        return null;
    }

    public int Size(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return DefaultSize;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= Runtime.Inbox.Cursor.MaximumSize) return size;
        problems.Add(new("size", $"须为 1 至 {Runtime.Inbox.Cursor.MaximumSize} 的整数。", $"Must be a whole number from 1 to {Runtime.Inbox.Cursor.MaximumSize}."));
        return DefaultSize;
    }
}
