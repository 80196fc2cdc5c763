using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>The rules of 街乡吹哨、部门报到 (Arts. 16, 20, 33), apart from who is asked when.</summary>
internal static class WhistleRules
{
    /// <summary>The signal that a whistle has joined: <c>{whistle}</c>.</summary>
    public const string JoinedSignal = "whistle.joined";

    /// <summary>The street or a reply ended a whistle: <c>{whistle}</c>.</summary>
    public const string ConcludedSignal = "whistle.concluded";

    /// <summary>A department reported in: <c>{whistle, unit}</c>.</summary>
    public const string ReportedInSignal = "whistle.reportedIn";

    /// <summary>A level above let a department off: <c>{whistle, unit}</c>.</summary>
    public const string ExcusedSignal = "whistle.excused";

    /// <summary>A department's part is settled: <c>{whistle, unit}</c>.</summary>
    public const string PartSignal = "whistle.part";

    /// <summary>True where that unit may blow the whistle.</summary>
    public static bool MayBlow(CityPolicy city, string? unitCode) =>
        unitCode is not null && city.Organisation.Find(unitCode) is { } unit && city.Whistle.BlownBy.Contains(unit.Kind);

    /// <summary>Why these departments cannot be named, or null.</summary>
    public static Rejection? CheckNamed(CityPolicy city, HandlingUnit street, IReadOnlyList<string> named)
    {
        const string Field = "result.departments";
        var policy = city.Whistle;
        if (named.Count == 0)
        {
            return Refusal.Content("whistle.departments.none", Field, "请点名至少一个部门报到", "Expected at least one department, but none is named, so name one", LegalDuty.Whistle);
        }

        if (named.Count > policy.MostDepartments)
        {
            return Refusal.Content("whistle.departments.tooMany", Field, $"一次最多点名 {policy.MostDepartments} 个部门，请分次吹哨",
                $"Expected at most {policy.MostDepartments} departments, but {named.Count} are named, so blow a second whistle", LegalDuty.Whistle);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in named)
        {
            if (city.Organisation.Find(code) is not { } unit)
            {
                return Refusal.Content("whistle.department.unknown", Field, $"没有单位“{code}”，请从组织机构中选择", $"Expected units of the organisation, but '{code}' is none, so choose again", LegalDuty.Whistle);
            }

            if (!policy.Named.Contains(unit.Kind) || unit.Code == street.Code)
            {
                return Refusal.Content("whistle.department.wrongKind", Field, $"{unit.Name}不是可以点名报到的部门，请选择区级部门或者公共服务企业",
                    $"Expected a unit that may be named, but {unit.Code} is none, so choose a department or an enterprise", LegalDuty.Whistle);
            }

            if (unit.DistrictCode is not null && unit.DistrictCode != street.DistrictCode)
            {
                return Refusal.Content("whistle.department.otherDistrict", Field, $"{unit.Name}不在本区，请通过区政府提请协调",
                    $"Expected departments of the street's own district, but {unit.Code} is of another, so ask the district to coordinate", LegalDuty.Whistle);
            }

            if (!seen.Add(code))
            {
                return Refusal.Content("whistle.department.twice", Field, $"{unit.Name}点名了两次，请只点一次", $"Expected each department once, but {unit.Code} is named twice, so name it once", LegalDuty.Whistle);
            }
        }

        return null;
    }

    /// <summary>Whole minutes by which a report came after its limit; 0 where it came in time. Exactly at the limit is in time.</summary>
    public static long MinutesLate(Instant? dueAt, Instant at) =>
        dueAt is { } due && at > due ? Math.Max(1, (long)(at - due).TotalMinutes) : 0;

    /// <summary>
    /// What a reply means while a whistle is open, by the city's policy: the refusal, or null after ending the open
    /// whistles. Called by the activity that takes the reply.
    /// </summary>
    public static Rejection? OnReply(ActivityContext context)
    {
        foreach (var whistle in WhistleFacts.Of(context.Facts).Where(one => one.State == WhistleFacts.Open).ToArray())
        {
            if (context.City().Whistle.WhileOpen == ReplyWhileOpen.Refuse)
            {
                return new(RejectionKind.State, "whistle.open",
                    "吹哨尚未办结，请待部门办结、报到达到规定数量，或者先结束吹哨，再答复",
                    "Expected no open whistle, but one is, so wait for the departments or end the whistle first, then reply", LegalDuty.SourceOf(LegalDuty.Whistle));
            }

            Conclude(context, whistle.Number, "Replied");
        }

        return null;
    }

    /// <summary>Ends a whistle before its quorum: who waits for it hears of it.</summary>
    public static void Conclude(ActivityContext context, int number, string why)
    {
        context.Record(new WhistleConcluded(number, context.Now, context.Actor.Id, why));
        context.Publish(ConcludedSignal, About(number));
    }

    /// <summary>The payload of a whistle's signals.</summary>
    public static Value About(int number, string? unit = null) => unit is null
        ? Value.Object(("whistle", Value.Of(number)))
        : Value.Object(("unit", Value.Of(unit)), ("whistle", Value.Of(number)));

    /// <summary>True where a signal is about this whistle, and where it names one, this department.</summary>
    public static bool IsAbout(Value payload, int number, string? unit = null) =>
        payload["whistle"].AsInt64() == number && (unit is null || payload["unit"].AsString() is not { } named || named == unit);
}
