using System.Globalization;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>Limits that contradict the rule they rest on: what a law, standard or notice sets may be shortened, never lengthened.</summary>
public static class LimitChecks
{
    private const string File = "time-limits.json";

    /// <summary>
    /// Rows longer than a binding row of the same step that covers them, and rows that became longer while the source they cite is the same.
    /// </summary>
    /// <param name="policy">The policy with the new table.</param>
    /// <param name="published">The policy in force, or null.</param>
    public static IReadOnlyList<PolicyFinding> Run(CityPolicy policy, CityPolicy? published)
    {
        var findings = new List<PolicyFinding>();
        var rows = policy.TimeLimits.Rows;
        for (var at = 0; at < rows.Length; at++)
        {
            var row = rows[at];
            var path = string.Create(CultureInfo.InvariantCulture, $"$.limits[{at}].amount");
            if (!IsBinding(row) && rows.FirstOrDefault(other => IsBinding(other) && other.Step == row.Step && Covers(other.Match, row.Match, policy) && IsLonger(row, other)) is { } binding)
            {
                findings.Add(new(FindingSeverity.Error, "limit.longerThanStatute", File, path,
                    $"时限 {row.Id} 为{row.Chinese}，长于 {binding.Id} 依据“{binding.Basis.Citation}”所定的{binding.Chinese}；请缩短，或写明允许延长的依据",
                    $"The limit {row.Id} is {row.English}, longer than the {binding.English} that {binding.Id} sets by “{binding.Basis.Citation}”: shorten it, or cite the source that allows more"));
            }

            if (IsBinding(row) && published?.TimeLimits.Rows.FirstOrDefault(other => other.Id == row.Id) is { } before && before.Basis == row.Basis && IsLonger(row, before))
            {
                findings.Add(new(FindingSeverity.Error, "limit.longerThanStatute", File, path,
                    $"时限 {row.Id} 由{before.Chinese}延长为{row.Chinese}，依据仍是“{row.Basis.Citation}”，与其所定不符；请恢复，或更新依据",
                    $"The limit {row.Id} grew from {before.English} to {row.English} while it still cites “{row.Basis.Citation}”, which set the former: restore it, or cite the new source"));
            }
        }

        return findings;
    }

    private static bool IsBinding(TimeLimit row) => row.Basis.Kind is BasisKind.Law or BasisKind.Standard or BasisKind.Notice;

    private static bool Covers(LimitMatch general, LimitMatch special, CityPolicy policy) =>
        (general.Class is null || special.Class is not null && policy.Classes.LineageOf(special.Class).Contains(general.Class))
        && (general.RequestType is null || general.RequestType == special.RequestType)
        && (general.Channel is null || general.Channel == special.Channel)
        && (general.Urgency is null || general.Urgency == special.Urgency)
        && (general.UnitKind is null || general.UnitKind == special.UnitKind);

    /// <summary>Compared only within one family of units: 5 working days and 7 natural days are not longer or shorter for good.</summary>
    private static bool IsLonger(TimeLimit row, TimeLimit other) =>
        (Minutes(row), Minutes(other)) is ({ } mine, { } theirs) ? mine > theirs : row.Unit == other.Unit && row.Amount > other.Amount;

    private static long? Minutes(TimeLimit row) => row.Unit switch
    {
        LimitUnit.Minute => row.Amount,
        LimitUnit.Hour => row.Amount * 60L,
        LimitUnit.NaturalDay => row.Amount * 24L * 60,
        _ => null,
    };
}
