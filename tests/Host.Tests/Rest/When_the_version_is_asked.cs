using System.Diagnostics;
using System.Reflection;
using System.Xml.Linq;
using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>One number, stated in Directory.Build.props: the program, its probe and its assemblies give the same.</summary>
[Collection(nameof(Site))]
public sealed class When_the_version_is_asked(Site site)
{
    private static string Stated => XDocument.Load(Path.Combine(BuildPaths.RepositoryRoot!, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    [Fact]
    public async Task The_probe_gives_it_with_the_state_of_each_check_and_no_commit()
    {
        var reply = await (await site.AsAsync(null)).GetAsync("/health");

        Assert.Equal((200, Stated), (reply.Status, reply["version"]));
        // The service is shared: another test may have moved its clock. It is as well as its worst check.
        var worst = reply.Body.GetProperty("checks").EnumerateObject().Select(check => check.Value.ToString()).Any(state => state.Contains("Degraded", StringComparison.Ordinal)) ? "Degraded" : "Healthy";
        Assert.Equal(worst, reply["status"]);
        Assert.Equal(["clock", "database"], reply.Body.GetProperty("checks").EnumerateObject().Select(check => check.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["checks", "status", "version"], reply.Body.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_program_gives_it_with_its_commit_and_starts_nothing()
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), "--version"]) { RedirectStandardOutput = true })!;
        var printed = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, program.ExitCode);
        Assert.Matches($"^JieSuJiBan {Stated.Replace(".", @"\.", StringComparison.Ordinal)}(\\+[0-9a-f]+)?\\s*$", printed);
    }

    [Theory]
    [InlineData("Engine")]
    [InlineData("Activities")]
    [InlineData("Workflows")]
    [InlineData("Runtime")]
    [InlineData("Application")]
    [InlineData("Web")]
    [InlineData("Host")]
    public void Each_assembly_carries_it(string name) =>
        Assert.Equal(Stated, Assembly.Load($"JieSuJiBan.{name}").GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);
}
