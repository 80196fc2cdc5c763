using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>What is known about a ticket when a limit is looked up; what is not known yet is null and matches only rows that do not ask.</summary>
/// <param name="Step">The step.</param>
/// <param name="ClassCode">Class code of any level.</param>
/// <param name="RequestType">Request type code.</param>
/// <param name="Channel">Channel code.</param>
/// <param name="Urgency">Urgency code.</param>
/// <param name="UnitKind">Kind of the handling unit.</param>
/// <param name="Statute">Code of the statute that governs the matter.</param>
public readonly record struct LimitQuery(
    LimitStep Step, string? ClassCode, string? RequestType, string? Channel, string? Urgency, UnitKind? UnitKind, string? Statute = null);

/// <summary>The limit that applies, and why this row and not another.</summary>
/// <param name="Limit">The row.</param>
/// <param name="LessSpecific">Rows that also match but say less about the ticket, the most specific first.</param>
public sealed record LimitChoice(TimeLimit Limit, ImmutableArray<TimeLimit> LessSpecific)
{
    /// <summary>Why this row, zh-CN.</summary>
    public string Chinese =>
        $"适用时限 {Limit.Id}：{Limit.StepName}{Limit.Chinese}，依据{Limit.Basis.Citation}"
        + (LessSpecific.IsEmpty ? "" : $"；比 {string.Join("、", LessSpecific.Select(row => row.Id))} 更具体");

    /// <summary>Why this row, English.</summary>
    public string English =>
        $"Limit {Limit.Id} applies: {Limit.Step} {Limit.English}, by {Limit.Basis.Citation}"
        + (LessSpecific.IsEmpty ? "" : $"; more specific than {string.Join(", ", LessSpecific.Select(row => row.Id))}");
}

/// <summary>
/// The limit table of a city. Of the rows that match, a statutory term wins (a stated statute first); then the most specific: a stated urgency outweighs the rest,
/// then the longer class, the request type, the kind of unit, the channel. Two rows can never tie: that is a finding.
/// </summary>
public sealed class TimeLimits
{
    private readonly ProblemClasses classes;
    private readonly FrozenDictionary<(LimitStep Step, string Class), ImmutableArray<TimeLimit>> byStepAndClass;

    private readonly FrozenSet<LimitStep> steps;

    internal TimeLimits(LimitTable table, ProblemClasses classes)
    {
        var rows = table.Rows;
        Rows = rows;
        OwnSteps = table.Steps;
        Statutes = table.Statutes;
        steps = LimitStep.WellKnown.Concat(table.Steps.Select(step => new LimitStep(step.Code))).ToFrozenSet();
        this.classes = classes;
        byStepAndClass = rows
            .GroupBy(row => (row.Step, row.Match.Class ?? ""))
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>Every ticket has a limit for these steps, whatever it is: without such a row a policy is refused.</summary>
    public static ImmutableArray<LimitStep> RequiredSteps { get; } =
        [LimitStep.Dispatch, LimitStep.SignIn, LimitStep.FirstContact, LimitStep.Feedback, LimitStep.Callback];

    /// <summary>All rows in the order staff gave them.</summary>
    public ImmutableArray<TimeLimit> Rows { get; }

    /// <summary>The statutes that rows may be for, with their names.</summary>
    public ImmutableArray<NamedCode> Statutes { get; }

    /// <summary>The steps that the city declares itself, with their names.</summary>
    public ImmutableArray<NamedCode> OwnSteps { get; }

    /// <summary>The steps known everywhere, with their usual names.</summary>
    public static ImmutableArray<NamedCode> UsualSteps { get; } = [.. LimitStep.WellKnown.Select(step => new NamedCode(step.Code, LimitWords.Chinese(step), step.Code))];

    /// <summary>Every step that a definition may name, with its name: those known everywhere, then the city's own.</summary>
    public IEnumerable<NamedCode> Steps =>
    [
        .. UsualSteps.Where(step => !OwnSteps.Any(own => own.Code == step.Code)),
        .. OwnSteps,
    ];

    /// <summary>True for the steps known everywhere and those that the city declares.</summary>
    public bool Knows(LimitStep step) => steps.Contains(step);

    /// <summary>The limit for a step of a ticket, or null where the table has none (never for <see cref="RequiredSteps"/>).</summary>
    public LimitChoice? For(
        LimitStep step, string? classCode, string? requestType, string? channel, string? urgency, UnitKind? unitKind) =>
        For(new(step, classCode, requestType, channel, urgency, unitKind));

    /// <summary>The limit for a step of a ticket, or null where the table has none (never for <see cref="RequiredSteps"/>).</summary>
    public LimitChoice? For(in LimitQuery query)
    {
        var matching = new List<TimeLimit>();
        if (query.ClassCode is { } code)
        {
            foreach (var ancestor in classes.LineageOf(code)) Collect(ancestor, query, matching);
        }

        Collect("", query, matching);
        if (matching.Count == 0) return null;
        matching.Sort((a, b) => Specificity(b).CompareTo(Specificity(a)));
        return new(matching[0], matching.Count == 1 ? [] : [.. matching.Skip(1)]);
    }

    /// <summary>A number that is larger for a row that says more; equal only for rows that state the same members.</summary>
    internal static int Specificity(TimeLimit row) =>
        (row.Match.Statute is null ? 0 : 1 << 22)
        + (row.IsStatutory ? 1 << 21 : 0)
        + (row.Match.Urgency is null ? 0 : 1 << 20)
        + ((row.Match.Class?.Length ?? 0) << 4)
        + (row.Match.RequestType is null ? 0 : 4)
        + (row.Match.UnitKind is null ? 0 : 2)
        + (row.Match.Channel is null ? 0 : 1);

    private void Collect(string classCode, in LimitQuery query, List<TimeLimit> matching)
    {
        if (!byStepAndClass.TryGetValue((query.Step, classCode), out var rows)) return;
        foreach (var row in rows)
        {
            if ((row.Match.RequestType ?? query.RequestType) == query.RequestType
                && (row.Match.Channel ?? query.Channel) == query.Channel
                && (row.Match.Urgency ?? query.Urgency) == query.Urgency
                && (row.Match.UnitKind ?? query.UnitKind) == query.UnitKind
                && (row.Match.Statute ?? query.Statute) == query.Statute)
            {
                matching.Add(row);
            }
        }
    }
}
