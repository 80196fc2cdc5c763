using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Application.Packs;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Workflows.Simulation;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Host.Cli;

/// <summary>
/// Lets made-up tickets walk a city pack in memory, without a database: says what gets stuck, what waits without a clock,
/// and what no ticket reaches.
/// </summary>
internal static class SimulateCommand
{
    private const string Usage = "用法 usage: simulate [--pack DIR] [--tickets N] [--seed S] [--unanswered PERCENT] [--toward NODE[:OUTCOME]] [--all-reached]";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first virtual request: the start of a year for which the calendars of the packs have a notice.</summary>
    private static readonly Instant StartAt = Instant.FromUtc(2025, 1, 1, 0, 0);

    public static async Task<int> RunAsync(string[] args)
    {
        if (Options.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return ExitCodes.Usage;
        }

        var pack = await CityPack.ReadAsync(options.Pack, ServiceComposition.Activities, CancellationToken.None);
        if (!pack.IsUsable || pack.Definitions.Values.All(definition => definition.DefinitionId != DefinitionChecks.TicketDefinition))
        {
            foreach (var finding in pack.Findings.Where(finding => finding.IsError)) await Console.Error.WriteLineAsync(finding.ToString());
            await Console.Error.WriteLineAsync(pack.IsUsable ? "城市包没有定义 ticket the pack has no definition 'ticket'" : "城市包不能使用 the pack is not usable");
            return ExitCodes.PackInvalid;
        }

        var aim = options.Toward is { } place ? Aim.At(pack.Definitions.Values, place) : null;
        if (options.Toward is { } wanted && aim is null)
        {
            var places = pack.Definitions.Values.SelectMany(definition => definition.Nodes.SelectMany(node => node.Connections).Select(connection => $"{definition.DefinitionId}/{connection.Source}:{connection.SourcePort}")).Distinct();
            var near = NearestName.Of(wanted, places.SelectMany(known => new[] { known, known[(known.IndexOf('/', StringComparison.Ordinal) + 1)..] }));
            await Console.Error.WriteLineAsync($"流程中没有“{wanted}”{(near is null ? "" : $"，是否指“{near}”？")} no definition has '{wanted}'{(near is null ? "" : $": did you mean '{near}'?")}");
            return ExitCodes.Usage;
        }

        var done = 0;
        var watch = Stopwatch.StartNew();
        SimulationReport report;
        using (new ProgressBar(() => (Volatile.Read(ref done) / (double)options.Tickets, $"{Volatile.Read(ref done)} 单 tickets")))
        {
            report = new CitySimulation([.. pack.Definitions.Values], pack.Policy!, aim).Run(options.Tickets, options.Seed, StartAt, ticket => Volatile.Write(ref done, ticket), options.Unanswered);
        }

        Print(report, options, watch.Elapsed.TotalSeconds);
        // What so many tickets did not happen to reach is no fault yet; --all-reached makes it one.
        var isSound = report is { Stuck: 0, TwoLeads: 0, WaitWithoutClock: 0, Incidents: 0 } && report.Arrived != 0 && (!options.AllReached || report.Unreached.Count == 0);
        return isSound ? ExitCodes.Success : ExitCodes.Findings;
    }

    private static void Print(SimulationReport report, Options options, double seconds)
    {
        static string Percent(decimal? rate) => rate is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) + "%" : "–";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            模拟 Simulation: {options.Pack}, {report.Tickets} 单 tickets, 种子 seed {options.Seed}
              归档 archived                    {report.Archived,8}
              仍在途 waiting                   {report.Waiting,8}
              停滞 stuck                       {report.Stuck,8}
              两个主办 two leads               {report.TwoLeads,8}
              等待无时限 wait without clock    {report.WaitWithoutClock,8}
              异常 incidents                   {report.Incidents,8}
              届满未答复 unanswered at limit   {report.Unanswered,8}
              其中已回访 of these called back  {report.UnansweredCalledBack,8}
              未走到 unreached                 {report.Unreached.Count,8}
              响应率 response rate             {Percent(report.ResponseRate),8}
              解决率 solution rate             {Percent(report.SolutionRate),8}
              满意率 satisfaction rate         {Percent(report.SatisfactionRate),8}
              被拒绝的输入 refused inputs      {report.Refusals.Values.Sum(),8}
              步 steps                         {report.Steps,8}  {seconds:0.0} s, {report.Steps / Math.Max(seconds, 0.001):0} 步/秒 steps/s

            """));
        if (report.Arrived is { } arrived) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  到达 arrived at {options.Toward}: {arrived}\n"));
        Console.WriteLine("  各出口经过次数 passages by outcome");
        foreach (var (outcome, times) in report.Passages) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {times,8}  {outcome}"));
        if (report.Refusals.Count > 0) Console.WriteLine("\n  被拒绝的输入及理由 refused inputs and why");
        foreach (var (code, times) in report.Refusals.OrderByDescending(refusal => refusal.Value)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {times,8}  {code}: {report.Reasons.GetValueOrDefault(code).Chinese} / {report.Reasons.GetValueOrDefault(code).English}"));
        Console.WriteLine();
        foreach (var remark in report.Remarks) Console.WriteLine("  " + remark);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                archived = report.Archived,
                waiting = report.Waiting,
                stuck = report.Stuck,
                twoLeads = report.TwoLeads,
                waitWithoutClock = report.WaitWithoutClock,
                incidents = report.Incidents,
                unanswered = report.Unanswered,
                unansweredCalledBack = report.UnansweredCalledBack,
                unreached = report.Unreached,
                arrived = report.Arrived,
                passages = report.Passages,
                refusals = report.Refusals,
                responseRate = report.ResponseRate,
                solutionRate = report.SolutionRate,
                satisfactionRate = report.SatisfactionRate,
                steps = report.Steps,
                seconds = Math.Round(seconds, 1),
            },
            Plain));
    }

    private sealed record Options(string Pack, int Tickets, long Seed, string? Toward = null, bool AllReached = false, int Unanswered = 5)
    {
        public static Options? Parse(string[] args)
        {
            var options = new Options(PackFolder.Locate(ServiceSettings.Read<PackSettings>(new ConfigurationBuilder().AddEnvironmentVariables().Build())), 1000, 1);
            if (args.Contains("--all-reached")) (options, args) = (options with { AllReached = true }, [.. args.Where(arg => arg != "--all-reached")]);
            for (var i = 0; i < args.Length; i += 2)
            {
                if (i + 1 == args.Length) return null;
                switch (args[i])
                {
                    case "--pack":
                        options = options with { Pack = args[i + 1] };
                        break;
                    case "--tickets" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var tickets) && tickets is > 0 and <= 10_000_000:
                        options = options with { Tickets = tickets };
                        break;
                    case "--toward" when args[i + 1].Length > 0:
                        options = options with { Toward = args[i + 1] };
                        break;
                    case "--unanswered" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var unanswered) && unanswered is >= 0 and <= 100:
                        options = options with { Unanswered = unanswered };
                        break;
                    case "--seed" when long.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var seed):
                        options = options with { Seed = seed };
                        break;
                    default:
                        return null;
                }
            }

            return options;
        }
    }
}
