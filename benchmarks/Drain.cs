using System.Diagnostics;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;

namespace JieSuJiBan.Benchmarks;

/// <summary>(b) Tickets in handling whose warnings fall due in the same second, drained by two sweepers.</summary>
internal static class Drain
{
    public static async Task<(int Fired, double Seconds, double CommitsPerFiring)> RunAsync(BenchNode node, Lifecycle lifecycle, SkippingClock clock, int tickets)
    {
        var accepted = clock.GetCurrentInstant();
        await Parallel.ForEachAsync(Enumerable.Range(0, tickets), new ParallelOptions { MaxDegreeOfParallelism = 128 }, async (i, ct) =>
        {
            var caseId = CaseRuntime.NewCaseId(accepted);
            var subjectId = node.Vault.SubjectIdFor($"{i:00000000000}");
            var words = lifecycle.SealRequest(node.Vault, subjectId, caseId);
            var serial = await node.Cases.NewSerialAsync(ct);
            var commandId = Guid.NewGuid();
            Stimulus? Next(CaseState? state)
            {
                if (state is null) return new(caseId, commandId, new("person-operator", null, ["operator"]), accepted, lifecycle.StartInput(serial, subjectId, words));
                if (state.Tasks.FirstOrDefault() is not { Kind: "TriageTicket" or "SignInTicket" }) return null;
                var (actor, input, _) = Lifecycle.Next(state, accepted, _ => words)!.Value;
                return new(caseId, DerivedIds.Derive(input.TaskId), actor, accepted, input);
            }

            if (await node.Cases.RunHistoryAsync(caseId, commandId, Next, accepted, words, ct) is not CommandResult.Accepted) throw new InvalidOperationException("A ticket was not accepted.");
        });
        await using (var command = node.DataSource.CreateCommand("select min(due_at) from jsjb.timer")) clock.SkipTo((NodaTime.Instant)(await command.ExecuteScalarAsync())!);

        var (commits, fired) = (node.Metrics.Commits, node.Metrics.TimersFired);
        var claims = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (await node.Sweeper.SweepAsync(512) > 0) Interlocked.Increment(ref claims);
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var count = (int)(node.Metrics.TimersFired - fired);
        return (count, seconds, (node.Metrics.Commits - commits + claims) / (double)count);
    }
}
