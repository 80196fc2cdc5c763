using System.Diagnostics;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>What we build on may be used as we use it, and is named.</summary>
public sealed class Notices
{
    /// <summary>Out of date? <c>node eng/notices.mjs</c> writes them.</summary>
    [Fact]
    public Task The_notices_name_the_packages_that_a_build_contains() => SucceedsAsync("notices.mjs", "--check");

    [Fact]
    public Task Somebody_decided_on_the_licence_of_every_package_that_is_restored() => SucceedsAsync("audit.mjs", "--licences");

    private static async Task SucceedsAsync(string script, string argument)
    {
        using var check = Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository.Root, "eng", script), argument]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(check.ExitCode == 0, string.Concat(said));
    }
}
