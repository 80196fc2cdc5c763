using JieSuJiBan.Testing.Chaos;

namespace JieSuJiBan.Host.Tests.Chaos;

/// <summary>The promise of design §9, tried. The long run (20 kills each) is <c>dotnet run -c Release --project benchmarks -- chaos</c>.</summary>
public sealed class When_everything_is_killed
{
    [Fact]
    public async Task Every_acknowledged_command_is_in_the_journal_once_and_nothing_is_lost_or_doubled()
    {
        var directory = Directory.CreateTempSubdirectory("jsjb-chaos-");
        try
        {
            var run = new ChaosRun(
                Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), directory.FullName, clients: 32, kills: 2, seed: 1, TestContext.Current.SendDiagnosticMessage);
            var report = await run.RunAsync(TestContext.Current.CancellationToken);
            Assert.True(report.Findings.Count == 0, string.Join("\n", report.Findings.Take(20)));
            Assert.True(report.Acknowledged >= 80, $"Only {report.Acknowledged} commands were acknowledged.");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
