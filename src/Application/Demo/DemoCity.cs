using System.Globalization;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Validation;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Application.Demo;

/// <summary>
/// Fills the demo city with tickets in varied states. They go through the published definition under a virtual clock and
/// the real commit, so they are as real as any; only what they say is made up. Always the same ones, counted back from now.
/// </summary>
public sealed class DemoCity(CaseRuntime runtime, PublishedStore catalog, Vault vault, NpgsqlDataSource database, IClock clock, ILogger<DemoCity> log)
{
    /// <summary>How many tickets there are.</summary>
    public const int TicketCount = 200;

    /// <summary>Makes those that are missing; returns how many were made.</summary>
    public async Task<int> EnsureTicketsAsync(DemoPack demo, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var stories = Stories(now);
        var known = await KnownAsync([.. stories.Select(story => story.CommandId)], ct);
        var missing = stories.Where(story => !known.Contains(story.CommandId)).ToArray();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (story, stop) => await PlayAsync(demo, story, now, stop));
        return missing.Length;
    }

    /// <summary>The same stories every time: chance comes from a fixed seed, time from <paramref name="now"/>.</summary>
    public static IReadOnlyList<DemoTicket> Stories(Instant now)
    {
        var random = new Random(20210924);
        var stories = new List<DemoTicket>(TicketCount);
        for (var i = 0; i < TicketCount; i++)
        {
            var stage = (i % 40) switch
            {
                < 4 => DemoStage.AwaitingTriage,
                < 8 => DemoStage.AwaitingSignIn,
                < 17 => DemoStage.InHandling,
                < 22 => DemoStage.Replied,
                < 24 => DemoStage.AnsweredDirectly,
                _ => DemoStage.Archived,
            };
            var isLate = i % 10 == 9;
            var age = stage switch
            {
                DemoStage.AwaitingTriage => Duration.FromMinutes(random.Next(5, 300)),
                DemoStage.AwaitingSignIn => Duration.FromMinutes(random.Next(40, 260)),
                DemoStage.InHandling when isLate => Duration.FromHours(random.Next(190, 300)),
                DemoStage.InHandling => Duration.FromHours(random.Next(8, 150)),
                DemoStage.Replied when isLate => Duration.FromHours(random.Next(220, 300)),
                DemoStage.Replied => Duration.FromHours(random.Next(100, 200)),
                _ => Duration.FromHours(random.Next(240, 1_100)),
            };
            stories.Add(new(
                i,
                stage,
                now - age,
                Duration.FromMinutes(random.Next(4, 35)),
                Duration.FromMinutes(random.Next(8, isLate ? 200 : 100)),
                isLate ? Duration.FromHours(random.Next(175, 210)) : Duration.FromHours(random.Next(5, 90)),
                random.Next(10) switch { < 7 => "Solved", < 9 => "Explained", _ => "Unsolved" },
                random.Next(10) switch { < 6 => "Satisfied", < 8 => "BasicallySatisfied", 8 => "Neutral", _ => "Dissatisfied" }));
        }

        return stories;
    }

    private async Task PlayAsync(DemoPack demo, DemoTicket story, Instant now, CancellationToken ct)
    {
        var request = demo.Requests[story.Index % demo.Requests.Count];
        var area = demo.Areas[story.Index / demo.Requests.Count % demo.Areas.Count];
        var place = area.Places[(story.Index + (story.Index / 7)) % area.Places.Count];
        string Filled(string text) => text.Replace("{place}", place, StringComparison.Ordinal);
        var policy = catalog.PolicyAt(story.AcceptedAt);
        // Praise is answered at once, complaints never are.
        if (story.Stage is DemoStage.AnsweredDirectly or DemoStage.Archived)
        {
            var (mayAnswer, isCalledBack) = policy.RequestTypes.Find(request.RequestType) is { } type ? (type.MayAnswerDirectly, type.Callback) : (false, true);
            story = story with { Stage = mayAnswer && (!isCalledBack || story.Stage == DemoStage.AnsweredDirectly) ? DemoStage.AnsweredDirectly : DemoStage.Archived };
        }

        var check = TicketStart.Read(
            new NewTicket
            {
                Channel = demo.Channels[story.Index % demo.Channels.Count],
                RequestType = request.RequestType,
                ClassCode = request.ClassCode,
                DistrictCode = area.District,
                StreetCode = area.Street,
                Title = request.Title,
                Body = Filled(request.Body),
                Petitioner = demo.Surnames[story.Index % demo.Surnames.Count] + demo.GivenNames[story.Index / 3 % demo.GivenNames.Count],
                // 100 is no prefix of any network: nobody has these numbers.
                Phone = "100" + (20_000_000 + (story.Index * 37_217)).ToString("D8", CultureInfo.InvariantCulture),
                Address = policy.Organisation.FindDistrict(area.District)?.PlaceName + place,
            }.ToValue(),
            policy);
        if (check.Start is not { } start || catalog.Definitions.Published(DefinitionChecks.TicketDefinition, story.AcceptedAt) is not { } definition)
        {
            log.LogWarning("Demo ticket {Index} does not fit this city pack and is left out: {Reason}", story.Index, check.Rejections.FirstOrDefault()?.English);
            return;
        }

        var caseId = CaseRuntime.NewCaseId(story.AcceptedAt);
        var subjectId = vault.SubjectIdFor(start.PersonalWords["phone"]);
        var words = vault.Seal(
            subjectId,
            caseId,
            [
                .. PlainWords.Of(start),
                new("reply", TextKind.OfficialWords, Filled(request.Reply)),
                new("publicReply", TextKind.OfficialWords, Filled(request.PublicReply)),
                new("contactNote", TextKind.OfficialWords, demo.ContactNote),
                new("unsolvedReason", TextKind.OfficialWords, demo.UnsolvedReason),
            ]);
        var arguments = start.Arguments(await runtime.NewSerialAsync(ct), subjectId, words.References);
        var startCase = new StartCase(definition.Hash, arguments);
        var answer = await runtime.RunHistoryAsync(caseId, story.CommandId, state => story.Next(demo, policy, state, caseId, startCase, words.References), now, words, ct);
        if (answer is CommandResult.Refused refused) log.LogWarning("Demo ticket {Index} was refused: {Reason}", story.Index, refused.Rejection.English);
    }

    private async Task<HashSet<Guid>> KnownAsync(Guid[] commandIds, CancellationToken ct)
    {
        await using var command = database.Command(DemoSql.KnownCommands).With(commandIds);
        return [.. await command.ValuesAsync<Guid>(ct)];
    }
}
