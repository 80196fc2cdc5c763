using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>What <c>time-limits.json</c> says.</summary>
/// <param name="Rows">The limits in the order staff gave them.</param>
/// <param name="Nodes">Where each row stands.</param>
/// <param name="Steps">Steps that the city declares beside <see cref="LimitStep.WellKnown"/>, or names anew.</param>
/// <param name="Statutes">Statutes that rows may be for.</param>
internal sealed record LimitTable(
    ImmutableArray<TimeLimit> Rows, ImmutableArray<PolicyNode> Nodes, ImmutableArray<NamedCode> Steps, ImmutableArray<NamedCode> Statutes)
{
    public static LimitTable Empty { get; } = new([], [], [], []);
}

/// <summary>Reads the rows of <c>time-limits.json</c> and checks that each makes sense in itself.</summary>
internal static class TimeLimitReader
{
    public const string File = "time-limits.json";

    public static LimitTable Read(PolicyNode root)
    {
        var stepNodes = root.ItemsOrEmpty("steps");
        ImmutableArray<NamedCode> steps = [.. stepNodes.Select(NamedCode.Read)];
        Duplicates.Check(stepNodes, steps.Select(step => step.Code), "limit.step", "时限步骤代码", "Limit step code");
        var statuteNodes = root.ItemsOrEmpty("statutes");
        ImmutableArray<NamedCode> statutes = [.. statuteNodes.Select(NamedCode.Read)];
        Duplicates.Check(statuteNodes, statutes.Select(statute => statute.Code), "limit.statute", "法定依据代码", "Statute code");
        var nodes = root.Items("limits");
        ImmutableArray<TimeLimit> limits = [.. nodes.Select(node => ReadLimit(node, steps))];
        Duplicates.Check(nodes, limits.Select(limit => limit.Id), "limit", "时限编号", "Limit id", "id");
        root.Close();
        return new(limits, nodes, steps, statutes);
    }

    private static TimeLimit ReadLimit(PolicyNode node, ImmutableArray<NamedCode> steps)
    {
        var unit = node.Choice<LimitUnit>("unit");
        var step = ReadStep(node, steps);
        var limit = new TimeLimit(
            node.Text("id"),
            step,
            ReadMatch(node.ChildOrNull("match")),
            node.Whole("amount", 1, Largest(unit)),
            unit,
            node.ChoiceOr("start", LimitStart.Dispatch),
            node.ChoiceOr("countFrom", CountFrom.Moment),
            node.ChoiceOr("end", LimitEnd.ExactTime),
            node.FlagOr("movesOffRestDays", false),
            [.. node.ItemsOrEmpty("warnings").Select(ReadWarning)],
            PolicyBasis.ReadFrom(node))
        {
            IsStatutory = node.FlagOr("statutory", false),
            StepName = steps.FirstOrDefault(own => own.Code == step.Code)?.Name ?? LimitWords.Chinese(step),
        };
        CheckCounting(node, limit);
        CheckWarnings(node, limit);
        CheckStatutory(node, limit);
        node.Close();
        return limit;
    }

    private static LimitStep ReadStep(PolicyNode node, ImmutableArray<NamedCode> steps)
    {
        var step = new LimitStep(node.Text("step"));
        if (step.Code.Length == 0 || LimitStep.WellKnown.Contains(step) || steps.Any(own => own.Code == step.Code)) return step;
        var known = LimitStep.WellKnown.Select(one => one.Code).Concat(steps.Select(own => own.Code)).ToArray();
        node.Error("limit.step.unknown", "step", $"时限步骤“{step}”不存在：请改用 {string.Join("、", known)}，或者在“steps”中登记新步骤",
            $"The step '{step}' does not exist: use one of {string.Join(", ", known)}, or declare it under 'steps'");
        return step;
    }

    private static LimitMatch ReadMatch(PolicyNode? node)
    {
        if (node is null) return LimitMatch.Any;
        var match = new LimitMatch(
            node.TextOrNull("class"),
            node.TextOrNull("requestType"),
            node.TextOrNull("channel"),
            node.TextOrNull("urgency"),
            node.ChoiceOrNull<UnitKind>("unitKind"),
            node.TextOrNull("statute"));
        node.Close();
        return match;
    }

    private static LimitWarning ReadWarning(PolicyNode node)
    {
        LimitWarning warning;
        if (node.Has("elapsedPercent"))
        {
            warning = new(node.Whole("elapsedPercent", 1, 99), null, LimitUnit.Hour);
        }
        else
        {
            warning = new(null, node.Whole("before", 1, 100_000), node.Choice<LimitUnit>("unit"));
        }

        node.Close();
        return warning;
    }

    private static void CheckCounting(PolicyNode node, TimeLimit limit)
    {
        if (limit.End == LimitEnd.EndOfOfficeDay && !limit.IsInDays)
        {
            node.Error("limit.end", "end", "以分钟、小时计的时限应计至确切时刻（ExactTime）", "Expected ExactTime for a limit in minutes or hours");
        }

        if (limit.CountFrom == CountFrom.SameDay && (limit.End != LimitEnd.EndOfOfficeDay || !limit.IsInDays))
        {
            node.Error("limit.countFrom", "countFrom", "当日起算（SameDay）只用于以日计、至下班截止的时限",
                "Expected SameDay only for limits in days that end with the office day");
        }

        if (limit.CountFrom == CountFrom.NextDay && limit.IsInDays && limit.End != LimitEnd.EndOfOfficeDay)
        {
            node.Error("limit.countFrom", "countFrom", "次日起算（NextDay）的日数时限应至下班截止（EndOfOfficeDay）",
                "Expected EndOfOfficeDay for a limit in days that counts from the next day");
        }

        if (limit.MovesOffRestDays && limit.Unit != LimitUnit.NaturalDay)
        {
            node.Error("limit.movesOffRestDays", "movesOffRestDays", "遇休息日顺延只用于自然日时限", "Expected movesOffRestDays only for natural days");
        }
    }

    /// <summary>Only a law can put the city's own table aside, and then the ticket says which article.</summary>
    private static void CheckStatutory(PolicyNode node, TimeLimit limit)
    {
        if ((!limit.IsStatutory && limit.Match.Statute is null) || limit.Basis is { Kind: BasisKind.Law, Article: not null }) return;
        node.Error("limit.statutory", "basis", $"法定时限 {limit.Id} 应当写明法律依据和条款（basis.kind 为 Law，并填写 article）",
            $"Expected the statutory limit {limit.Id} to rest on a law with its article (basis.kind Law, article stated)");
    }

    private static void CheckWarnings(PolicyNode node, TimeLimit limit)
    {
        foreach (var warning in limit.Warnings)
        {
            if (warning.Before is not { } before || MinutesOf(warning.Unit) * before < MinutesOf(limit.Unit) * limit.Amount) continue;
            node.Error("limit.warning", "warnings", $"提前 {before}{LimitWords.Chinese(warning.Unit)} 预警不短于时限 {limit.Chinese}",
                $"Expected a warning less than {limit.English} before the end, but it is {before} {LimitWords.English(warning.Unit, before)}");
        }
    }

    private static long MinutesOf(LimitUnit unit) => unit switch
    {
        LimitUnit.Minute => 1,
        LimitUnit.Hour or LimitUnit.WorkingHour => 60,
        _ => 24 * 60,
    };

    /// <summary>About a year on the clock, ten years in days: more is a slip of the pen.</summary>
    private static int Largest(LimitUnit unit) => unit switch
    {
        LimitUnit.Minute => 525_600,
        LimitUnit.Hour => 8_760,
        LimitUnit.WorkingHour => 2_400,
        _ => 3_660,
    };
}
