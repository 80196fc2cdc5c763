using System.Globalization;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Host.Door;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Validation;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Host.Seeding;

/// <summary>
/// Fills the demo city with tickets in varied states. They go through the published definition under a virtual clock and
/// the real commit, so they are as real as any; only what they say is made up. Always the same ones, counted back from now.
/// </summary>
internal sealed class DemoCity(CaseRuntime runtime, CatalogStore catalog, Vault vault, NpgsqlDataSource database, IClock clock, ILogger<DemoCity> log)
{
    /// <summary>How many tickets there are.</summary>
    public const int TicketCount = 200;

    private static readonly (string District, string Street, string[] Places)[] Areas =
    [
        ("110105", "110105026", ["花家地北里3号楼", "南湖中园二区210号楼", "望京西园四区412号楼", "方恒国际东侧"]),
        ("110114", "110114011", ["龙泽苑东区12号楼", "流星花园二期8号楼", "北店嘉园4号楼", "同成街路口"]),
        ("110102", "110102007", ["三里河一区6号楼", "汽南社区15号楼", "复兴门外大街22号院", "月坛北街路口"]),
    ];

    private static readonly string[] Surnames = ["李", "王", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭"];
    private static readonly string[] GivenNames = ["建国", "秀英", "志强", "晓红", "海燕", "文杰", "丽华", "立新", "玉梅", "浩然"];
    private static readonly string[] Channels = ["Phone", "Phone", "Phone", "WeChat", "App", "Web"];

    /// <summary>Makes those that are missing; returns how many were made.</summary>
    public async Task<int> EnsureTicketsAsync(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var stories = Stories(now);
        var known = await KnownAsync([.. stories.Select(story => story.CommandId)], ct);
        var missing = stories.Where(story => !known.Contains(story.CommandId)).ToArray();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (story, stop) => await PlayAsync(story, now, stop));
        return missing.Length;
    }

    /// <summary>The same stories every time: chance comes from a fixed seed, time from <paramref name="now"/>.</summary>
    internal static IReadOnlyList<DemoTicket> Stories(Instant now)
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

    private async Task PlayAsync(DemoTicket story, Instant now, CancellationToken ct)
    {
        var request = DemoRequest.All[story.Index % DemoRequest.All.Count];
        // Praise is answered at once, complaints never are.
        if (story.Stage is DemoStage.AnsweredDirectly or DemoStage.Archived)
        {
            story = story with { Stage = request.RequestType == "Praise" || (story.Stage == DemoStage.AnsweredDirectly && request.RequestType == "Consultation") ? DemoStage.AnsweredDirectly : DemoStage.Archived };
        }

        var area = Areas[story.Index / DemoRequest.All.Count % Areas.Length];
        var place = area.Places[(story.Index + (story.Index / 7)) % area.Places.Length];
        string Filled(string text) => text.Replace("{place}", place, StringComparison.Ordinal);
        var policy = catalog.PolicyAt(story.AcceptedAt);
        var check = TicketStart.Read(
            new NewTicket
            {
                Channel = Channels[story.Index % Channels.Length],
                RequestType = request.RequestType,
                ClassCode = request.ClassCode,
                DistrictCode = area.District,
                StreetCode = area.Street,
                Title = request.Title,
                Body = Filled(request.Body),
                Petitioner = Surnames[story.Index % Surnames.Length] + GivenNames[story.Index / 3 % GivenNames.Length],
                // 100 is no prefix of any network: nobody has these numbers.
                Phone = "100" + (20_000_000 + (story.Index * 37_217)).ToString("D8", CultureInfo.InvariantCulture),
                Address = (policy.Organisation.FindDistrict(area.District)?.Name.Replace("人民政府", "", StringComparison.Ordinal) ?? "") + place,
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
                .. start.PersonalWords.Select(word => (word.Key, (string?)word.Value)),
                ("reply", Filled(request.Reply)),
                ("publicReply", Filled(request.PublicReply)),
                ("contactNote", "已电话联系诉求人，核实情况并说明办理安排。"),
                ("unsolvedReason", "涉及产权单位资金安排，已列入下一年度计划，暂时不能解决。"),
            ]);
        var arguments = start.Arguments(await runtime.NewSerialAsync(ct), subjectId, words.References);
        var startCase = new StartCase(definition.Hash, arguments);
        var answer = await runtime.RunHistoryAsync(caseId, story.CommandId, state => story.Next(state, caseId, startCase, words.References), now, words, ct);
        if (answer is CommandAnswer.Refused refused) log.LogWarning("Demo ticket {Index} was refused: {Reason}", story.Index, refused.Rejection.English);
    }

    private async Task<HashSet<Guid>> KnownAsync(Guid[] commandIds, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select command_id from jsjb.command where command_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = commandIds });
        var known = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known.Add(reader.GetGuid(0));
        return known;
    }
}
