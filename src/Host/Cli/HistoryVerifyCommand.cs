using System.Diagnostics;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Verification;

namespace JieSuJiBan.Host.Cli;

/// <summary><c>history verify [CASE…]</c>: proves the histories of these cases, or of all and the database as a whole.</summary>
internal static class HistoryVerifyCommand
{
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken ct)
    {
        if (Array.Find(args, arg => !Guid.TryParse(arg, out _)) is { } wrong)
        {
            await Console.Error.WriteLineAsync($"“{wrong}”不是案件编号（UUID）。\n'{wrong}' is no case id (a UUID).");
            return ExitCodes.Usage;
        }

        var verifier = services.GetRequiredService<HistoryVerifier>();
        var watch = Stopwatch.StartNew();
        var (cases, entries, findings) = (0L, 0L, 0L);
        await foreach (var report in args.Length == 0 ? verifier.VerifyAllAsync(ct: ct) : SomeAsync(verifier, args, ct))
        {
            if (report.CaseId.Value != Guid.Empty) cases++;
            entries += report.Entries;
            foreach (var finding in report.Findings)
            {
                findings++;
                var place = finding.CaseId.Value == Guid.Empty ? "database" : finding.Sequence > 0 ? $"{finding.CaseId} #{finding.Sequence}" : $"{finding.CaseId}";
                await Console.Out.WriteLineAsync($"{place} [{finding.Code}] {finding.Chinese} / {finding.English}");
            }
        }

        await Console.Out.WriteLineAsync(
            $"校验 {cases} 件、{entries} 条，用时 {watch.Elapsed.TotalSeconds:0.0} 秒，发现 {findings} 处问题。 / Verified {cases} cases and {entries} entries in {watch.Elapsed.TotalSeconds:0.0} s: {findings} findings.");
        return findings == 0 ? ExitCodes.Success : ExitCodes.Findings;
    }

    private static async IAsyncEnumerable<HistoryReport> SomeAsync(HistoryVerifier verifier, string[] cases, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var caseId in cases)
        {
            var report = await verifier.VerifyAsync(new(Guid.Parse(caseId)), ct);
            yield return report is { Entries: 0, Findings: [] }
                ? report with { Findings = [new(report.CaseId, 0, "case.unknown", "没有该案件的任何记录：编号有误，或案件被整体删除。", "Nothing is kept of this case: the id is wrong, or the case was deleted whole.")] }
                : report;
        }
    }
}
