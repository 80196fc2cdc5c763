using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>Compares the limit table with the lists it refers to, and finds ties and gaps.</summary>
internal static class TimeLimitChecks
{
    public static void Check(
        LimitTable table,
        ProblemClasses classes,
        RequestTypes requestTypes,
        Channels channels,
        CityFacts city,
        PolicyFindings findings)
    {
        var first = new Dictionary<(LimitStep, LimitMatch), TimeLimit>();
        foreach (var (node, limit) in table.Nodes.Zip(table.Rows))
        {
            var match = limit.Match;
            Require(node, "class", "问题分类", match.Class, match.Class is null || classes.Find(match.Class) is not null);
            Require(node, "requestType", "诉求类型", match.RequestType, match.RequestType is null || requestTypes.Find(match.RequestType) is not null);
            Require(node, "channel", "受理渠道", match.Channel, match.Channel is null || channels.Find(match.Channel) is not null);
            Require(node, "urgency", "紧急程度", match.Urgency, match.Urgency is null || city.Urgencies.Any(urgency => urgency.Code == match.Urgency));
            Require(node, "statute", "法定依据", match.Statute, match.Statute is null || table.Statutes.Any(statute => statute.Code == match.Statute));
            CheckLeads(node, limit, city);
            if (first.TryAdd((limit.Step, match), limit)) continue;
            node.Error("limit.overlap", "match", $"时限 {limit.Id} 与 {first[(limit.Step, match)].Id} 条件完全相同，无法判断适用哪一条",
                $"Limits {first[(limit.Step, match)].Id} and {limit.Id} state the same conditions, so neither can be preferred");
        }

        foreach (var step in TimeLimits.RequiredSteps)
        {
            if (table.Rows.Any(limit => limit.Step == step && limit.Match == LimitMatch.Any)) continue;
            findings.Error("limit.missing", TimeLimitReader.File, "$.limits", $"缺少“{LimitWords.Chinese(step)}”的一般时限（不带条件的一行），有的工单会没有时限",
                $"Expected a limit without conditions for {step}, or some tickets would have none");
        }
    }

    /// <summary>A lead in hours is counted back in office time, as the limit is: one that is no shorter than the limit would never be given.</summary>
    private static void CheckLeads(PolicyNode node, TimeLimit limit, CityFacts city)
    {
        if (!limit.IsInWorkingTime) return;
        var day = city.OfficeHours.Aggregate(0L, (sum, hours) => sum + ((hours.To.TickOfDay - hours.From.TickOfDay) / NodaTime.NodaConstants.TicksPerMinute));
        var whole = limit.Unit == LimitUnit.WorkingDay ? limit.Amount * day : limit.Amount * 60L;
        foreach (var warning in limit.Warnings)
        {
            if (warning is not { Before: { } before, Unit: LimitUnit.Minute or LimitUnit.Hour or LimitUnit.WorkingHour } || (warning.Unit == LimitUnit.Minute ? before : before * 60L) < whole) continue;
            node.Warning("limit.warning.long", "warnings", $"时限 {limit.Id} 以工作时间计，提前 {before}{LimitWords.Chinese(warning.Unit)} 也按工作时间倒推，不短于时限 {limit.Chinese}，不会预警；请改用较短的提前量或者工作日",
                $"The limit {limit.Id} counts working time, and so does its lead of {before} {LimitWords.English(warning.Unit, before)}, which is no shorter than {limit.English} and would never be given: shorten it, or use working days");
        }
    }

    private static void Require(PolicyNode node, string member, string chinese, string? code, bool isKnown)
    {
        if (isKnown) return;
        node.Error($"limit.unknown.{member}", $"match.{member}", $"时限所指的{chinese}“{code}”不存在", $"The {member} '{code}' of this limit does not exist");
    }
}
