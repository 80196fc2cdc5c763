using JieSuJiBan.Benchmarks;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.EmbeddedPostgres;
using NodaTime;

// dotnet run -c Release (project benchmarks) -- [--seconds N] [--timers N] [--connection STRING]
// … -- engine [--seconds N]: the engine alone, no database.
// … -- sizes [--dump DIRECTORY]: where a lifecycle's bytes are, and what a step of each kind allocates; no database.
// … -- wal [--seconds N]: which tables and indexes the WAL is about.
// … -- hot [--seconds N]: how many updates of each table are HOT.
// … -- chaos [--kills N]: kills service and PostgreSQL N times each under 32 clients, and checks that nothing was lost or doubled.
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
if (args is ["chaos", ..]) return await LongChaos.RunAsync(int.Parse(Option("--kills") ?? "20", System.Globalization.CultureInfo.InvariantCulture));
if (args is ["engine", ..])
{
    EngineSteps.Run(TimeSpan.FromSeconds(int.Parse(Option("--seconds") ?? "5", System.Globalization.CultureInfo.InvariantCulture)));
    return 0;
}

var seconds = TimeSpan.FromSeconds(int.Parse(Option("--seconds") ?? "10", System.Globalization.CultureInfo.InvariantCulture));
var timers = int.Parse(Option("--timers") ?? "6000", System.Globalization.CultureInfo.InvariantCulture);
var root = BuildPaths.RepositoryRoot ?? Environment.CurrentDirectory;
var lifecycle = new Lifecycle(root);
var definitions = DefinitionSet.Of([new PublishedDefinition(lifecycle.Ticket, Instant.MinValue)]);

Console.WriteLine($"{Environment.ProcessorCount} cores shared by service and PostgreSQL, {Environment.OSVersion}, .NET {Environment.Version}, {seconds.TotalSeconds:0} s a row, fsync on.");

static string Micro(double? microseconds) => microseconds is { } known ? Table.Of(known) : "?";

if (args is ["sizes", ..])
{
    var recorded = PureSteps.Record(lifecycle, definitions, PureSteps.Vault(), SystemClock.Instance.GetCurrentInstant());
    Sizes.Print(recorded.ConvertAll(step => step.Unit), Option("--dump"));
    PureSteps.Print(lifecycle, definitions, recorded);
    return 0;
}

var recordingAt = SystemClock.Instance.GetCurrentInstant();
await using var stage = await Stage.OpenAsync(Option("--connection"));
await using (var node = await BenchNode.StartAsync(await stage.DatabaseAsync(), lifecycle, SystemClock.Instance))
{
    if (args is ["wal", ..])
    {
        await WalByTable.PrintAsync(node, lifecycle, seconds);
        return 0;
    }

    if (args is ["hot", ..])
    {
        await HotUpdates.PrintAsync(node, lifecycle, seconds);
        return 0;
    }

    var steps = PureSteps.Record(lifecycle, definitions, node.Vault, recordingAt);
    var pure = new Table("Pure steps of the ticket definition, one core, no database", "what", "steps/s", "CPU µs/step", "bytes/step");
    foreach (var (name, withUnit) in new[] { ("Step", false), ("Step, canonical bytes, hashes, rows", true) })
    {
        var (perSecond, microseconds, bytes) = PureSteps.Measure(lifecycle, definitions, steps, withUnit, seconds / 2);
        pure.Row(name, Table.Of(perSecond), Table.Of(microseconds, "0.0"), Table.Of(bytes));
    }

    // Warm-up: JIT, plans, caches.
    await Commands.RunAsync(node, lifecycle, 32, TimeSpan.FromSeconds(3));
    var rawDatabase = await stage.DatabaseAsync();
    var units = steps.ConvertAll(step => step.Unit);
    await RawLimit.RunAsync(rawDatabase, units, 16, TimeSpan.FromSeconds(1));

    var commands = new Table(
        $"Lifecycles of {steps.Count} commands through the runtime, beside the raw limit of the same rows in the same group sizes",
        "concurrent cases", "lifecycles/s", "commands/s", "p50 ms", "p99 ms", "group", "commits/command", "statements/command", "WAL B/command", "CPU µs service", "CPU µs server", "raw units/s", "raw CPU µs server", "of raw");
    foreach (var concurrency in new[] { 1, 8, 32, 128 })
    {
        var figures = await Commands.RunAsync(node, lifecycle, concurrency, seconds);
        var (raw, rawServer) = await RawLimit.RunAsync(rawDatabase, units, Math.Max(1, (int)Math.Round(figures.GroupSize)), seconds);
        var rate = figures.Commands / figures.Seconds;
        commands.Row(
            $"{concurrency}", Table.Of(figures.Lifecycles / figures.Seconds), Table.Of(rate), Table.Of(figures.P50, "0.0"), Table.Of(figures.P99, "0.0"), Table.Of(figures.GroupSize, "0.0"),
            Table.Of(figures.CommitsPerCommand, "0.000"), Table.Of(figures.StatementsPerCommand, "0.000"), Table.Of(figures.WalPerCommand),
            Table.Of(figures.ServiceMicroseconds), Micro(figures.ServerMicroseconds), Table.Of(raw), Micro(rawServer), Table.Of(rate / raw, "0 %"));
    }
}

var clock = new SkippingClock();
await using (var node = await BenchNode.StartAsync(await stage.DatabaseAsync(), lifecycle, clock))
{
    var (fired, took, commitsPerFiring) = await Drain.RunAsync(node, lifecycle, clock, timers);
    var drain = new Table("Timers due in the same second (a ticket's warning: step, notice, journal), two sweepers", "timers", "fired/s", "commits/firing");
    drain.Row(Table.Of(fired), Table.Of(fired / took), Table.Of(commitsPerFiring, "0.0000"));
}
return 0;
