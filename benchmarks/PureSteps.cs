using System.Diagnostics;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Vault;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Benchmarks;

/// <summary>(c) Steps of the ticket definition on one core without a database.</summary>
internal static class PureSteps
{
    private static readonly HistorySeal Seal = new(MasterKeys.Of(new(new byte[32])));

    /// <summary>A vault that seals and never writes.</summary>
    private static readonly CaseProjections Projections = new([]);

    public static Vault Vault() => new(NpgsqlDataSource.Create("Host=nowhere"), MasterKeys.Of(new(new byte[32])), SystemClock.Instance);

    /// <summary>A lifecycle's stimuli, each with the head it meets and the unit it leads to.</summary>
    public static List<(CaseHead Before, Stimulus Stimulus, CaseWrite Unit)> Record(Lifecycle lifecycle, DefinitionSet definitions, Vault vault, Instant at)
    {
        var steps = new List<(CaseHead, Stimulus, CaseWrite)>();
        var caseId = CaseRuntime.NewCaseId(at);
        var words = lifecycle.SealRequest(vault, "p-1", caseId);
        var head = CaseHead.New;
        var stimulus = new Stimulus(caseId, Guid.NewGuid(), new("person-operator", null, ["operator"]), at, lifecycle.StartInput(1, "p-1", words));
        SealedWords? said = words;
        while (true)
        {
            var decision = Step(lifecycle.Engine, definitions, head, stimulus, lifecycle.Policy);
            var builder = new CaseWriteBuilder(head, Projections);
            builder.Add(stimulus, new byte[32], lifecycle.Policy, decision);
            steps.Add((head, stimulus, builder.Build(said, Seal)));
            head = builder.Head;
            at += Duration.FromMinutes(1);
            if (Lifecycle.Next(head.State!, at, texts => vault.Seal("p-1", caseId, texts)) is not var (actor, input, next)) return steps;
            said = next;
            stimulus = new(caseId, Guid.NewGuid(), actor, at, input);
        }
    }

    /// <summary>Steps per second and bytes per step: bare, and with the canonical bytes and hashes that a commit needs.</summary>
    public static (double PerSecond, double MicrosecondsPerStep, double BytesPerStep) Measure(
        Lifecycle lifecycle, DefinitionSet definitions, IReadOnlyList<(CaseHead Before, Stimulus Stimulus, CaseWrite Unit)> steps, bool withUnit, TimeSpan duration)
    {
        Run(TimeSpan.FromSeconds(1));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var processor = Cpu.OfService();
        var count = Run(duration);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (count / seconds, (Cpu.OfService() - processor).TotalMicroseconds / count, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count);

        long Run(TimeSpan time)
        {
            var done = 0L;
            var from = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(from) < time)
            {
                foreach (var (before, stimulus, _) in steps)
                {
                    var decision = Step(lifecycle.Engine, definitions, before, stimulus, lifecycle.Policy);
                    if (withUnit)
                    {
                        var builder = new CaseWriteBuilder(before, Projections);
                        builder.Add(stimulus, RequestHash.Of(stimulus, null), lifecycle.Policy, decision);
                        builder.Build(null, Seal);
                    }

                    done++;
                }
            }

            return done;
        }
    }

    /// <summary>Allocated bytes of each step of a lifecycle, bare and with what a commit needs.</summary>
    public static void Print(Lifecycle lifecycle, DefinitionSet definitions, IReadOnlyList<(CaseHead Before, Stimulus Stimulus, CaseWrite Unit)> steps)
    {
        var table = new Table("Bytes that each step of a lifecycle allocates", "step", "events", "Step", "canonical bytes, hashes, rows");
        foreach (var (before, stimulus, _) in steps)
        {
            Decision decision = Step(lifecycle.Engine, definitions, before, stimulus, lifecycle.Policy);
            var step = Allocated(() => Step(lifecycle.Engine, definitions, before, stimulus, lifecycle.Policy));
            var unit = Allocated(() =>
            {
                var builder = new CaseWriteBuilder(before, Projections);
                builder.Add(stimulus, new byte[32], lifecycle.Policy, decision);
                builder.Build(null, Seal);
            });
            table.Row(stimulus.Input is CompleteTask { Outcome: var outcome } ? $"{nameof(CompleteTask)} {outcome}" : stimulus.Input.GetType().Name, Table.Of(decision.Events.Count), Table.Of(step), Table.Of(unit));
        }
    }

    private static double Allocated(Action action)
    {
        const int Runs = 200;
        for (var i = 0; i < Runs; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Runs;
    }

    private static Decision Step(WorkflowEngine engine, DefinitionSet definitions, CaseHead head, Stimulus stimulus, Policy policy) =>
        engine.Step(definitions, head.State, stimulus, policy) switch
        {
            Decided decided => decided.Decision,
            Refused refused => throw new InvalidOperationException($"{refused.Rejection.Code}: {refused.Rejection.English}"),
            _ => throw new InvalidOperationException("A step decides or refuses."),
        };
}
