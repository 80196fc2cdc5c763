using System.Diagnostics;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Benchmarks;

/// <summary>What a run of lifecycles gave.</summary>
internal sealed record CommandFigures(int Lifecycles, int Commands, double Seconds, double P50, double P99, double CommitsPerCommand, double StatementsPerCommand, double WalPerCommand, double GroupSize, double ServiceMicroseconds, double? ServerMicroseconds);

/// <summary>(a) Complete lifecycles through the runtime, so many cases at a time.</summary>
internal static class Commands
{
    public static async Task<CommandFigures> RunAsync(BenchNode node, Lifecycle lifecycle, int concurrency, TimeSpan duration)
    {
        var metrics = node.Metrics;
        var (commits, units, statements, wal) = (metrics.Commits, metrics.Units, metrics.Statements, await node.WalAsync());
        var (service, server) = (Cpu.OfService(), await Cpu.OfServerAsync(node.DataSource));
        var started = Stopwatch.GetTimestamp();
        var workers = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(() => WorkAsync(node, lifecycle, worker, started, duration))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var serviceTime = Cpu.OfService() - service;
        var latencies = workers.SelectMany(worker => worker.Latencies).Order().ToList();
        double count = latencies.Count;
        return new(
            workers.Sum(worker => worker.Lifecycles),
            latencies.Count,
            seconds,
            latencies[(int)(count * 0.50)],
            latencies[(int)(count * 0.99)],
            (metrics.Commits - commits) / count,
            (metrics.Statements - statements) / count,
            (await node.WalAsync() - wal) / count,
            (metrics.Units - units) / (double)(metrics.Commits - commits),
            serviceTime.TotalMicroseconds / count,
            (await Cpu.OfServerAsync(node.DataSource) - server)?.TotalMicroseconds / count);
    }

    private static async Task<(int Lifecycles, List<double> Latencies)> WorkAsync(BenchNode node, Lifecycle lifecycle, int worker, long started, TimeSpan duration)
    {
        var latencies = new List<double>(4096);
        var lifecycles = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var caseId = CaseRuntime.NewCaseId(node.Clock.GetCurrentInstant());
            var subjectId = node.Vault.SubjectIdFor($"{worker:0000}{lifecycles:0000000}");
            var words = lifecycle.SealRequest(node.Vault, subjectId, caseId);
            await SendAsync(new("person-operator", null, ["operator"]), lifecycle.StartInput(await node.Cases.NewSerialAsync(), subjectId, words), words);
            while (Lifecycle.Next(node.Cases.Remembered(caseId)!, node.Clock.GetCurrentInstant(), texts => node.Vault.Seal(subjectId, caseId, texts)) is var (actor, input, said))
            {
                await SendAsync(actor, input, said);
            }

            lifecycles++;

            async Task SendAsync(Actor actor, Input input, SealedWords? sealedWords)
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await node.Cases.SubmitAsync(new(caseId, Guid.NewGuid(), actor, node.Clock.GetCurrentInstant(), input), sealedWords);
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                if (answer is not CommandResult.Accepted) throw new InvalidOperationException($"{input.GetType().Name} was not accepted: {answer}");
            }
        }

        return (lifecycles, latencies);
    }
}
