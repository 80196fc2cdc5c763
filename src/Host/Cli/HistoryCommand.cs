using JieSuJiBan.Host.Composition;

namespace JieSuJiBan.Host.Cli;

/// <summary>Opens the service without serving anybody, and imports into it, verifies it or looks through its histories. Ctrl-C stops at the end of the tickets under way.</summary>
internal static class HistoryCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var clearWords = ClearWordsCommand.Parse(args);
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
        catch (Exception exception) when (StartupFailure.Explain(exception) is { } failure)
        {
            await Console.Error.WriteLineAsync($"\n{failure.Chinese}\n{failure.English}");
            return failure.ExitCode;
        }
    }
}
