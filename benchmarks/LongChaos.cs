using JieSuJiBan.Testing.Chaos;

namespace JieSuJiBan.Benchmarks;

/// <summary>The kill test at length; its exit code is 0 only where every promise held.</summary>
internal static class LongChaos
{
    public static async Task<int> RunAsync(int kills)
    {
        var directory = Directory.CreateTempSubdirectory("jsjb-chaos-");
        try
        {
            var run = new ChaosRun(Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), directory.FullName, clients: 32, kills, seed: kills, Console.WriteLine);
            var report = await run.RunAsync(CancellationToken.None);
            Console.WriteLine($"{report.HostKills} kills of the service, {report.PostgresKills} of PostgreSQL; {report.Acknowledged} commands acknowledged, {report.JournalEntries} journal entries of {report.Cases} cases; {report.Findings.Count} findings");
            foreach (var finding in report.Findings) Console.WriteLine(finding);
            return report.Findings.Count == 0 ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
