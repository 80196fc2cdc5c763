using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;
using JieSuJiBan.Workflows.Import;
using JieSuJiBan.Workflows.Sheets;
using JieSuJiBan.Workflows.TextFiles;
using NodaTime;

namespace JieSuJiBan.Application.History;

/// <summary>A row that was read, or what is wrong with it.</summary>
/// <param name="Line">The line of the file in which it begins, from 1.</param>
/// <param name="Row">The row, or null.</param>
/// <param name="Fault">What is wrong, or null.</param>
public sealed record HistoryFileLine(long Line, HistoryRow? Row, HistoryFileFinding? Fault);

/// <summary>What is wrong with a row: where, and why.</summary>
/// <param name="Line">The line in which the row begins, from 1.</param>
/// <param name="Column">The column's name, or null for the row as a whole.</param>
/// <param name="Position">The column's position, from 1; 0 for the row as a whole.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">Why, English.</param>
public sealed record HistoryFileFinding(long Line, string? Column, int Position, string Chinese, string English)
{
    public override string ToString() => Column is null
        ? $"第 {Line} 行：{Chinese} / line {Line}: {English}"
        : $"第 {Line} 行第 {Position} 列 {Column}：{Chinese} / line {Line}, column {Position} ({Column}): {English}";
}

/// <summary>The file is none that can be imported at all.</summary>
public sealed class HistoryFileException(string chinese, string english) : Exception($"{chinese}\n{english}");

/// <summary>
/// Reads a history file: CSV after RFC 4180 in whatever encoding spreadsheet programs write (<see cref="TextProbe"/>), separated by commas, semicolons
/// or tabs, any line ends, line breaks inside quotes, columns in any order and further ones ignored. A row that is wrong is told with its place, and
/// reading goes on; how the file as a whole was read is told once.
/// </summary>
public sealed class HistoryFile : IDisposable
{
    private readonly StreamReader text;
    private readonly char separator;
    private readonly int linesBefore;
    private readonly DateTimeZone zone;
    private readonly IClock clock;
    private readonly string encoding;
    private long localTimes;

    /// <summary>True where the city records what comes by the channel of imports without anybody to contact.</summary>
    public bool MayLackRequester { get; set; }

    private HistoryFile(StreamReader text, string encoding, char separator, int linesBefore, DateTimeZone zone, IClock clock)
    {
        (this.text, this.encoding, this.separator, this.linesBefore, this.zone, this.clock) = (text, encoding, separator, linesBefore, zone, clock);
    }

    /// <summary>How it was read, zh-CN and English; whole once it was read to its end.</summary>
    public (string Chinese, string English) Source
    {
        get
        {
            var name = CsvSheet.NameOf(separator);
            var rows = Interlocked.Read(ref localTimes);
            return rows == 0
                ? ($"按 {encoding}、{name.Chinese}分隔读取", $"read as {encoding}, separated by {name.English}")
                : ($"按 {encoding}、{name.Chinese}分隔读取；{rows} 行没有写明时区的时间按本市时间（{zone.Id}）", $"read as {encoding}, separated by {name.English}; the times of {rows} rows have no offset and are the city's ({zone.Id})");
        }
    }

    /// <summary>Opens a file: all of it is looked at before any of it is read.</summary>
    /// <param name="stream">The file, which can be read twice.</param>
    /// <param name="zone">The city's zone.</param>
    /// <param name="clock">The present.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="HistoryFileException">It is no text in any encoding known here.</exception>
    public static async Task<HistoryFile> OpenAsync(Stream stream, DateTimeZone zone, IClock clock, CancellationToken ct)
    {
        var probe = new TextProbe();
        var buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var read) probe.Add(buffer.AsSpan(0, read));
        if (probe.End() is not { } form)
        {
            var refusal = TextFile.Unreadable(probe.OddLine);
            throw new HistoryFileException(refusal.Chinese, refusal.English);
        }

        StreamReader Begin()
        {
            stream.Position = form.MarkLength;
            return new(stream, form.Encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        }

        var text = Begin();
        var (first, lines) = ("", 0);
        while (string.IsNullOrWhiteSpace(first) && await text.ReadLineAsync(ct) is { } line) (first, lines) = (line, lines + 1);
        var start = 0;
        if (CsvSheet.Stated(first + "\n", ref start) is { } stated) return new(text, form.Name, stated, lines, zone, clock);
        text.Dispose();
        var separator = new[] { ',', ';', '\t' }.MaxBy(one => first.Split(one).Count(title => HistoryRow.Columns.Contains(title.Trim().Trim('"').Trim(), StringComparer.OrdinalIgnoreCase)));
        return new(Begin(), form.Name, separator, 0, zone, clock);
    }

    public void Dispose() => text.Dispose();

    /// <exception cref="HistoryFileException">The file has no header with the columns of a history file.</exception>
    public async IAsyncEnumerable<HistoryFileLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var quotes = new List<string>();
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180,
            Delimiter = separator.ToString(),
            IgnoreBlankLines = false,
            BufferSize = 64 * 1024,
            BadDataFound = bad => quotes.Add(bad.Field),
        });
        var positions = await ReadHeaderAsync(parser);
        var width = parser.Count;
        var firstLines = new Dictionary<string, long>(StringComparer.Ordinal);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var line = parser.RawRow + 1L + linesBefore;
            quotes.Clear();
            if (!await parser.ReadAsync()) yield break;
            var fields = parser.Record ?? [];
            if (fields is [] or [""]) continue;
            yield return Read(fields, quotes.Count > 0, positions, width, line, firstLines);
        }
    }

    private HistoryFileLine Read(string[] fields, bool hasBadQuotes, Dictionary<string, int> positions, int width, long line, Dictionary<string, long> firstLines)
    {
        if (hasBadQuotes) return Wrong(line, "引号不成对：含引号的字段应整体加引号，内部的引号写成两个", "a quote stands where none may: quote the whole field and double the quotes inside");
        if (fields.Length > width) return Wrong(line, $"有 {fields.Length} 列，应为 {width} 列：含分隔符的字段应加引号", $"it has {fields.Length} columns, expected {width}: quote fields that hold the separator");
        var check = HistoryRow.Read(column => positions[column] < fields.Length ? fields[positions[column]] : null, clock.GetCurrentInstant(), zone, MayLackRequester);
        if (check.HasLocalTimes) Interlocked.Increment(ref localTimes);
        if (check.Row is not { } row)
        {
            return new(line, null, new(line, check.Column, check.Column is { } column ? positions[column] + 1 : 0, check.Chinese, check.English));
        }

        if (firstLines.TryAdd(row.Id, line)) return new(line, row, null);
        return new(line, null, new(line, "id", positions["id"] + 1, $"编号“{row.Id}”与第 {firstLines[row.Id]} 行重复", $"the id '{row.Id}' is that of line {firstLines[row.Id]} again"));
    }

    private static HistoryFileLine Wrong(long line, string chinese, string english) => new(line, null, new(line, null, 0, chinese, english));

    private async Task<Dictionary<string, int>> ReadHeaderAsync(CsvParser parser)
    {
        string[] names = [];
        while (names.All(string.IsNullOrWhiteSpace) && await parser.ReadAsync()) names = parser.Record ?? [];
        var positions = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++) positions.TryAdd(names[i].Trim(), i);
        var missing = HistoryRow.Columns.Where(column => !positions.ContainsKey(column)).ToArray();
        if (missing.Length == 0) return positions;
        throw new HistoryFileException(
            $"首行应为列名 {string.Join(",", HistoryRow.Columns)}，缺少 {string.Join("、", missing)}（{Source.Chinese}）。",
            $"The first line must name the columns {string.Join(",", HistoryRow.Columns)}; missing: {string.Join(", ", missing)} ({Source.English}).");
    }
}
