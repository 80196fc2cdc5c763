using System.Diagnostics;

namespace JieSuJiBan.Architecture.Tests;

public sealed class Notices
{
    /// <summary>Out of date? <c>node eng/notices.mjs</c> writes them.</summary>
    [Fact]
    public async Task The_notices_name_the_packages_that_a_build_contains()
    {
        using var check = Process.Start(new ProcessStartInfo("node", [Path.Combine(House.Root, "eng", "notices.mjs"), "--check"]) { RedirectStandardError = true })!;
        var said = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(check.ExitCode == 0, said);
    }
}
