using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;

namespace JieSuJiBan.Host.Cli;

/// <summary>Starts the service and stays until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var service = await Service.StartAsync(new() { Arguments = args }, CancellationToken.None);
            Greeting.Print(service);
            await service.App.WaitForShutdownAsync();
            return ExitCodes.Success;
        }
        catch (Exception exception) when (StartupExplanation.Of(exception) is { } failure)
        {
            await Console.Error.WriteLineAsync($"\n{failure.Chinese}\n{failure.English}");
            return failure.ExitCode;
        }
    }
}
