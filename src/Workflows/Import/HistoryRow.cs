using JieSuJiBan.Activities;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Import;

/// <summary>A request of the past and its reply, as one row of a history file.</summary>
/// <param name="Id">The row's id in its source.</param>
/// <param name="Requester">Who wrote it; blank where nobody is named, which the city's intake may allow. Personal.</param>
/// <param name="SubmittedAt">When (UTC).</param>
/// <param name="Title">Its title. Personal.</param>
/// <param name="Body">Its text. Personal.</param>
/// <param name="Reply">The reply. Personal.</param>
/// <param name="RepliedAt">When (UTC), not before <paramref name="SubmittedAt"/>.</param>
public sealed record HistoryRow(string Id, string Requester, Instant SubmittedAt, string Title, string Body, string Reply, Instant RepliedAt)
{
    /// <summary>The columns of a history file; their order in the file does not matter.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["id", "requester", "submitted_at", "title", "body", "reply", "replied_at"];

    /// <summary>What the reader of a file puts in place of bytes that are no text of its encoding: a character that no text has.</summary>
    public const char Undecodable = '\uFFFF';

    /// <summary>Case ids hold milliseconds since 1970: nothing earlier can be named.</summary>
    private static readonly Instant Earliest = Instant.FromUtc(1970, 1, 2, 0, 0);

    /// <summary>Checks the fields of a row. The first fault found is told with its column.</summary>
    /// <param name="field">The text of a column; null where the row is too short.</param>
    /// <param name="now">The present (UTC): history lies before it.</param>
    /// <param name="zone">The city's zone, which times without an offset are of; null: such times are refused.</param>
    /// <param name="mayLackRequester">True where the city's intake allows requests of nobody's by the channel of imports.</param>
    public static HistoryRowCheck Read(Func<string, string?> field, Instant now, DateTimeZone? zone = null, bool mayLackRequester = false)
    {
        foreach (var column in Columns)
        {
            if (field(column) is null) return Fault(column, "缺少该列（行的列数不足，或引号不成对）", "the field is missing: the row is too short, or a quote is not closed");
        }

        foreach (var column in Columns)
        {
            if (field(column)!.Contains(Undecodable) || !TextLimits.IsText(field(column)!)) return Fault(column, "含有不是文字的字节：文件在此断开，或编码有误", "it holds bytes that are no text: the file breaks off here, or its encoding is another");
        }

        var id = field("id")!.Trim();
        if (id.Length is 0 or > 200) return Fault("id", "编号为空或者超过 200 字", "the id is blank or longer than 200 characters");
        if (!mayLackRequester && string.IsNullOrWhiteSpace(field("requester"))) return Fault("requester", "缺少留言人", "the requester is blank");
        if (ReadInstant(field("submitted_at")!, now, zone, out var submittedAt, out var isLocal) is { } wrongSubmission) return Fault("submitted_at", wrongSubmission.Chinese, wrongSubmission.English);
        if (string.IsNullOrWhiteSpace(field("title")) && string.IsNullOrWhiteSpace(field("body"))) return Fault("body", "标题和内容都为空", "title and body are both blank");
        if (string.IsNullOrWhiteSpace(field("replied_at"))) return Fault("replied_at", "没有答复时间：未答复的留言不能作为历史导入", "there is no reply time: a message without a reply is no history");
        if (ReadInstant(field("replied_at")!, now, zone, out var repliedAt, out var isReplyLocal) is { } wrongReply) return Fault("replied_at", wrongReply.Chinese, wrongReply.English);
        if (string.IsNullOrWhiteSpace(field("reply"))) return Fault("reply", "没有答复内容：未答复的留言不能作为历史导入", "there is no reply: a message without one is no history");
        if (field("reply")!.Length > TextLimits.Reply) return Fault("reply", $"答复超过 {TextLimits.Reply} 字", $"the reply is longer than {TextLimits.Reply} characters");
        if (repliedAt < submittedAt) return Fault("replied_at", "答复时间早于留言时间", "the reply is earlier than the message");
        return new(new(id, field("requester")!, submittedAt, field("title")!, field("body")!, field("reply")!, repliedAt), null, "", "") { HasLocalTimes = isLocal || isReplyLocal };
    }

    private static HistoryRowCheck Fault(string column, string chinese, string english) => new(null, column, chinese, english);

    private static (string Chinese, string English)? ReadInstant(string text, Instant now, DateTimeZone? zone, out Instant instant, out bool isLocal)
    {
        (instant, isLocal) = (default, false);
        text = text.Trim();
        var local = SheetTimes.Read(text);
        if (zone is not null && local is { } written)
        {
            isLocal = true;
            instant = written.InZoneLeniently(zone).ToInstant();
            return Judge(now, ref instant);
        }

        if (text.Length > 10 && text[10] == ' ') text = string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11));
        if (OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } read)
        {
            instant = read.Value.ToInstant();
            return Judge(now, ref instant);
        }

        return local is not null
            ? ("时间没有写明时区，应如 2018-03-01T09:30:00+08:00", "the time has no offset, expected such as 2018-03-01T09:30:00+08:00")
            : ("不是存在的时间，应如 2018-03-01T09:30:00+08:00 或 2018/3/1 9:30（年在前）", "it is no time that exists, expected such as 2018-03-01T09:30:00+08:00 or 2018/3/1 9:30 (the year first)");
    }

    private static (string Chinese, string English)? Judge(Instant now, ref Instant instant)
    {
        if (instant < Earliest) return ("时间早于 1970 年", "the time is before 1970");

        // The database keeps microseconds.
        instant = Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() / 10 * 10);
        return instant > now ? ("时间晚于现在，不是历史", "the time is later than now, so it is no history") : null;
    }
}

/// <summary>What checking a row gave: the row, or what is wrong with it.</summary>
/// <param name="Row">The row, or null.</param>
/// <param name="Column">The column at fault, or null.</param>
/// <param name="Chinese">What is wrong, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record HistoryRowCheck(HistoryRow? Row, string? Column, string Chinese, string English)
{
    /// <summary>True where a time had no offset and was read as the city's.</summary>
    public bool HasLocalTimes { get; init; }
}
