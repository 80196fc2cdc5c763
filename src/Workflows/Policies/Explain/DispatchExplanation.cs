using JieSuJiBan.Activities.Policies;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What the dispatch catalogue answers: the rows that match in the order of their precedence, and what follows.</summary>
/// <param name="PolicyHash">The policy that was asked.</param>
/// <param name="Answer">The catalogue's answer.</param>
/// <param name="Rows">The rows that match, the one that comes first first, each with why it was used or not.</param>
/// <param name="Follows">What follows for the ticket: mode, copies, helpers; empty where it is refused.</param>
public sealed record DispatchExplanation(string PolicyHash, DispatchAnswer Answer, IReadOnlyList<ExplainedRow> Rows, IReadOnlyList<ExplainedLine> Follows)
{
    private const string File = "dispatch-catalog.json";

    internal static DispatchExplanation Of(CityPolicy policy, TicketSketch ticket)
    {
        var answer = policy.Dispatch.Lookup(ticket.ClassCode!, ticket.District, ticket.Street);
        if (answer.Proposal is not { } used) return new(policy.Hash, answer, [.. answer.Tried.Select(row => Unusable(policy, row))], []);
        var rows = used.RejectedRows.Where(row => row.Why != RowRejection.LessSpecific).Select(row => Unusable(policy, row))
            .Append(new(used.RowId, RowVerdict.Wins, $"{Describe(policy, used.Row)}：最先可用，派{used.UnitName}", $"{DescribeInEnglish(used.Row)}: the first that can be used, so {used.UnitCode} leads"))
            .Concat(used.RejectedRows.Where(row => row.Why == RowRejection.LessSpecific).Select(row => LessSpecific(policy, row.Row, used.Row)));
        return new(policy.Hash, answer, [.. rows], [.. FollowsFrom(policy, used, ticket.LeadUnit)]);
    }

    internal IEnumerable<ExplainedLine> Lines()
    {
        yield return Answer.Proposal is { } used ? new(File, "lead", used.Chinese, used.English) : new(File, "lead", Answer.Rejection!.Chinese, Answer.Rejection.English);
        foreach (var line in Follows) yield return line;
        foreach (var row in Rows) yield return new(File, row.Id, $"{row.Id} {row.Chinese}", $"{row.Id} {row.English}");
    }

    private static IEnumerable<ExplainedLine> FollowsFrom(CityPolicy policy, DispatchProposal used, string? leads)
    {
        yield return used.Mode == DispatchMode.District
            ? new(File, "mode", "先派区，由区级平台再派", "It goes to the district first, which passes it on")
            : new(File, "mode", "直派承办单位", "It goes straight to the unit");
        if (used.CopyToUnitCode is { } copy) yield return new(File, "copy", $"抄送{policy.Organisation.Find(copy)?.Name ?? copy}", $"A copy goes to {copy}");
        if (!used.CoUnits.IsEmpty) yield return new(File, "coUnits", $"协办：{string.Join("、", used.CoUnits.Select(code => policy.Organisation.Find(code)?.Name ?? code))}", $"Helping: {string.Join(", ", used.CoUnits)}");
        if (leads is not null && leads != used.UnitCode) yield return new(File, "elsewhere", $"这张工单由{policy.Organisation.Find(leads)?.Name ?? leads}主办，与目录不同：经人工改派、会商或异议", $"{leads} leads this ticket, not the catalogue's unit: chosen by hand, conference or objection");
    }

    private static ExplainedRow Unusable(CityPolicy policy, RejectedRow row) => new(row.Row.Id, RowVerdict.DoesNotFit, $"{Describe(policy, row.Row)}：{Reason(row.Chinese)}", $"{DescribeInEnglish(row.Row)}: {ReasonInEnglish(row.English)}");

    private static ExplainedRow LessSpecific(CityPolicy policy, DispatchCatalogRow row, DispatchCatalogRow used)
    {
        var (why, whyInEnglish) = row.Class != used.Class ? ("分类较宽", "it speaks of a wider class")
            : row.Area != used.Area ? ("区域较宽", "it speaks of a wider area")
            : row.Priority != used.Priority ? ($"优先级 {row.Priority} 低于 {used.Priority}", $"its priority {row.Priority} is below {used.Priority}")
            : ("排在后面", "it comes later");
        return new(row.Id, RowVerdict.Loses, $"{Describe(policy, row)}：{used.Id} 在先，{why}", $"{DescribeInEnglish(row)}: {used.Id} comes first, {whyInEnglish}");
    }

    private static string Describe(CityPolicy policy, DispatchCatalogRow row) =>
        $"分类{(row.Class == DispatchCatalogRow.Any ? "不限" : $"“{policy.Classes.Find(row.Class)?.Name}”（{row.Class}）")}，区域{(row.Area == DispatchCatalogRow.Any ? "全市" : $"“{policy.Organisation.Find(row.Area)?.PlaceName ?? row.Area}”")}，{Target(policy, row.Target)}";

    private static string DescribeInEnglish(DispatchCatalogRow row) => $"class {row.Class}, area {row.Area}, to " + row.Target switch
    {
        UnitTarget unit => $"unit {unit.UnitCode}",
        StreetOfPlaceTarget => "the street of the place",
        DutyTarget duty => $"the holder of '{duty.Duty}' in the district",
        _ => "the district of the place",
    };

    private static string Target(CityPolicy policy, DispatchTarget target) => target switch
    {
        UnitTarget unit => $"派{policy.Organisation.Find(unit.UnitCode)?.Name ?? unit.UnitCode}",
        StreetOfPlaceTarget => "派属地街道（乡镇）",
        DutyTarget duty => $"派区内承担“{duty.Duty}”的单位",
        _ => "派属地区政府",
    };

    // The reasons begin with the row they are about, which stands beside them here.
    private static string Reason(string chinese) => chinese[(chinese.IndexOf('：', StringComparison.Ordinal) + 1)..];

    private static string ReasonInEnglish(string english) => english[(english.IndexOf(": ", StringComparison.Ordinal) + 2)..];
}
