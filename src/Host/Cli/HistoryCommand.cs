using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;

namespace JieSuJiBan.Host.Cli;

/// <summary>Opens the service without serving anybody, and imports into it, verifies it or looks through its histories. Ctrl-C stops at the end of the tickets under way.</summary>
internal static class HistoryCommand
{
    private const string VerifyUsage = """
        用法 Usage: history verify [CASE…]
          CASE   案件编号(UUID)，缺省为全部案件 ids of cases (UUIDs); default: all, and the database as a whole
          每个问题一行；有问题时退出码 1。问题代码见 docs/verification.md
          One line for each finding; exit code 1 where there is one. The codes are in docs/verification.md.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var clearWords = ClearWordsCommand.Parse(args);
        if (args is ["verify", .. var cases] && Array.Exists(cases, arg => arg.StartsWith('-'))) return await SayAsync(VerifyUsage);
        if (args is not ["import" or "verify" or "clear-words", ..]) return await SayAsync($"{VerifyUsage}\n{HistoryImportCommand.Usage}\n{ClearWordsCommand.Usage}");
        if (args is ["clear-words", ..] && clearWords is null) return await ClearWordsCommand.ExplainAsync();
        if (args is not (["verify", ..] or ["clear-words", ..]) && !HistoryImportCommand.Understands(args)) return await HistoryImportCommand.ExplainAsync();
        try
        {
            await using var service = await Service.OpenAsync(new(), stop.Token);
            if (clearWords is { } options) return await ClearWordsCommand.RunAsync(options, service.App.Services, Console.Out, stop.Token);
            return args is ["verify", .. var rest]
                ? await HistoryVerifyCommand.RunAsync(rest, service.App.Services, stop.Token)
                : await HistoryImportCommand.RunAsync(args, service.App.Services, stop.Token);
        }
        catch (Exception exception) when (StartupExplanation.Of(exception) is { } failure)
        {
            await Console.Error.WriteLineAsync($"\n{failure.Chinese}\n{failure.English}");
            return failure.ExitCode;
        }
    }

    private static async Task<int> SayAsync(string usage)
    {
        await Console.Error.WriteLineAsync(usage);
        return ExitCodes.Usage;
    }
}
