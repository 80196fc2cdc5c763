using System.Diagnostics;

namespace JieSuJiBan.Architecture.Tests;

public class The_first_command
{
    [Fact]
    public async Task It_runs_where_it_was_called_so_that_relative_paths_are_found()
    {
        var ask = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Repository.Root, "src", "Host", "Host.csproj"), "-getProperty:RunWorkingDirectory"]) { RedirectStandardOutput = true };
        using var build = Process.Start(ask)!;
        var answer = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (build.ExitCode, answer.Trim()));
    }
}
