using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using JieSuJiBan.Application.History;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Import;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Host.Cli;

/// <summary><c>history import FILE.csv [--report OUT.csv] [--limit-days N] [--concurrency N]</c></summary>
internal static class HistoryImportCommand
{
    internal const string Usage = """
        用法 Usage: history import FILE.csv [--report OUT.csv] [--limit-days N] [--concurrency N]
          FILE.csv       id,requester,submitted_at,title,body,reply,replied_at (CSV: UTF-8, UTF-16, GB18030; , ; Tab; 2024-03-04T09:00:00+08:00, 2024/3/4 9:00)
          --report       逐单报告 per-ticket report: id,number,accepted_at,deadline,replied_at,overdue,steps
          --limit-days   自受理起 N 个自然日(至确切时刻);缺省按时限表 N natural days from acceptance to the exact time; default: the limit table
          --concurrency  同时办理的工单数 tickets under way at once (default 64)
        """;

    /// <summary>Runs the command on a composed and migrated house. Returns the exit code.</summary>
    /// <param name="args">The words after <c>history</c>.</param>
    /// <param name="services">The house.</param>
    /// <param name="ct">Ctrl-C.</param>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken ct)
    {
        if (Options.Parse(args) is not { } options) return await ExplainAsync();

        if (!File.Exists(options.File))
        {
            await Console.Error.WriteLineAsync($"找不到文件 {options.File}。\nThere is no file {options.File}.");
            return ExitCodes.Usage;
        }

        var clock = services.GetRequiredService<IClock>();
        var catalog = services.GetRequiredService<PublishedStore>();
        await catalog.RefreshAsync(ct);
        await using var stream = new FileStream(options.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var import = new HistoryImport(services.GetRequiredService<CaseRuntime>(), catalog, services.GetRequiredService<Vault>(), clock);
        using var bar = new ProgressBar(() => (stream.CanRead && stream.Length > 0 ? (double)stream.Position / stream.Length : 1, import.Done, import.Faults));
        var watch = Stopwatch.StartNew();
        HistoryImportResult result;
        (string Chinese, string English) source;
        try
        {
            using var file = await HistoryFile.OpenAsync(stream, catalog.Policy.City.Zone, clock, ct);
            file.MayLackRequester = HistoryImport.MayLackRequester(catalog.Policy);
            result = await import.RunAsync(file.ReadAsync(ct), options.LimitDays, options.Concurrency, bar.Tell, ct);
            source = file.Source;
        }
        catch (HistoryFileException wrong)
        {
            bar.Dispose();
            await Console.Error.WriteLineAsync(wrong.Message);
            return ExitCodes.Findings;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            bar.Dispose();
            await Console.Error.WriteLineAsync("已中断：再次运行同一命令即可续完，已导入的不会重复。\nInterrupted: run the same command again to finish; nothing is imported twice.");
            return ExitCodes.Interrupted;
        }

        bar.Dispose();
        var seconds = watch.Elapsed.TotalSeconds;
        if (options.Report is { } report) await WriteReportAsync(report, result.Outcomes, ct);
        Print(result, seconds, options, source);
        return result.Unfinished == 0 ? ExitCodes.Success : ExitCodes.Findings;
    }

    /// <summary>Whether the words make sense, before anything is opened.</summary>
    public static bool Understands(string[] args) => Options.Parse(args) is not null;

    /// <summary>Says how the command is used.</summary>
    public static async Task<int> ExplainAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return ExitCodes.Usage;
    }

    private static void Print(HistoryImportResult result, double seconds, Options options, (string Chinese, string English) source)
    {
        var summary = result.Summary;
        var perSecond = Math.Round((result.Imported + result.Skipped) / Math.Max(seconds, 0.001), 1);
        var (median, p90) = (summary.DaysAt(50), summary.DaysAt(90));
        var limit = options.LimitDays is { } days ? $"自受理起 {days} 个自然日 / {days} natural days from acceptance" : "按时限表 / by the limit table";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            历史导入 History import: {Path.GetFileName(options.File)}
              读取 read             {source.Chinese} / {source.English}
              工单 tickets          {result.Tickets} (新导入 imported {result.Imported}, 已在库 already there {result.Skipped}, 格式有误 malformed {result.Malformed}, 未归档 unfinished {result.Unfinished})
              归档 archived         {summary.Archived}
              办理时限 limit        {limit}
              按时 in time          {summary.InTime} (恰在届满时刻答复算按时 a reply exactly at the deadline is in time)
              超期 overdue          {summary.Overdue}
              答复用时 days to reply 中位 median {median}, 90% {p90}
              预警 warnings fired   {summary.Warnings}
              速度 speed            {perSecond} 单/秒 tickets/s, 步 steps {summary.Steps}, {seconds:0.0} s

            """));
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                readAs = source.English,
                tickets = result.Tickets,
                archived = summary.Archived,
                inTime = summary.InTime,
                overdue = summary.Overdue,
                medianDays = median,
                p90Days = p90,
                warnings = summary.Warnings,
                ticketsPerSecond = perSecond,
                malformed = result.Malformed,
                skipped = result.Skipped,
                imported = result.Imported,
                unfinished = result.Unfinished,
            }));
    }

    private static async Task WriteReportAsync(string path, IReadOnlyList<HistoryOutcome> outcomes, CancellationToken ct)
    {
        await using var writer = new StreamWriter(path);
        await using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture);
        foreach (var column in (string[])["id", "number", "accepted_at", "deadline", "replied_at", "overdue", "steps"]) csv.WriteField(column);
        await csv.NextRecordAsync();
        foreach (var outcome in outcomes)
        {
            ct.ThrowIfCancellationRequested();
            csv.WriteField(outcome.Id);
            csv.WriteField(outcome.Number);
            csv.WriteField(Text(outcome.AcceptedAt));
            csv.WriteField(outcome.DueAt is { } due ? Text(due) : "");
            csv.WriteField(Text(outcome.RepliedAt));
            csv.WriteField(outcome.Overdue ? "true" : "false");
            csv.WriteField(outcome.Steps);
            await csv.NextRecordAsync();
        }
    }

    private static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);

    private sealed record Options(string File, string? Report, int? LimitDays, int Concurrency)
    {
        /// <summary>The options, or null where the words make no sense.</summary>
        public static Options? Parse(string[] args)
        {
            string? file = null, report = null;
            int? limitDays = null;
            var concurrency = 64;
            if (args is not ["import", ..]) return null;
            for (var i = 1; i < args.Length; i++)
            {
                var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is var at and > 0 && args[i].StartsWith("--", StringComparison.Ordinal) ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
                if (name is "--report" or "--limit-days" or "--concurrency") value ??= i + 1 < args.Length ? args[++i] : null;
                switch (name)
                {
                    case "--report" when value is { Length: > 0 }:
                        report = value;
                        break;
                    case "--limit-days" when Number(value, 1, 3660) is { } days:
                        limitDays = days;
                        break;
                    case "--concurrency" when Number(value, 1, 1000) is { } atOnce:
                        concurrency = atOnce;
                        break;
                    case ['-', ..]:
                        return null;
                    default:
                        if (file is not null) return null;
                        file = args[i];
                        break;
                }
            }

            return file is null ? null : new(file, report, limitDays, concurrency);
        }

        private static int? Number(string? text, int least, int most) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
    }
}
