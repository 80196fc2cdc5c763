using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;
using NodaTime;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>The limit of one step: which row applies, which do not and why not, and how its deadline comes about.</summary>
/// <param name="Step">The step.</param>
/// <param name="Name">Its name, zh-CN.</param>
/// <param name="PolicyHash">The policy that was asked.</param>
/// <param name="Choice">The row that applies; null where none does.</param>
/// <param name="Rows">Every row of the step: the one that applies, those that match too, those that do not match.</param>
/// <param name="Deadline">The deadline, interval by interval; null where no row applies or what starts it has not happened yet.</param>
/// <param name="Chinese">What follows, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="OnTicket">The deadline that the ticket's own clock says, with pauses and extensions; null where none runs.</param>
public sealed record StepExplanation(
    LimitStep Step, string Name, string PolicyHash, LimitChoice? Choice, IReadOnlyList<ExplainedRow> Rows, Deadline? Deadline, string Chinese, string English, Instant? OnTicket)
{
    private const string File = "time-limits.json";

    /// <summary>The zone in which it is told.</summary>
    public required DateTimeZone Zone { get; init; }

    internal static IReadOnlyList<StepExplanation> All(Func<Instant, CityPolicy> policyAt, Value facts, Instant at)
    {
        var explained = new List<StepExplanation>();
        foreach (var step in LimitStep.WellKnown.Concat(policyAt(at).TimeLimits.OwnSteps.Select(step => new LimitStep(step.Code))).Distinct())
        {
            // A clock keeps the row of the policy under which it began.
            var clock = new TicketFacts(facts).Clocks[step.ClockName];
            var began = clock.StartedAt ?? TicketDeadlines.Find(policyAt(at), new(facts), step, at)?.StartedAt;
            if (Of(policyAt(began ?? at), facts, step, began ?? at, clock.DueAt) is { } one) explained.Add(one);
        }

        return explained;
    }

    internal IEnumerable<ExplainedLine> Lines()
    {
        if (Choice is { } choice) yield return new(File, $"{Step}.row", choice.Chinese, choice.English);
        yield return new(File, $"{Step}.due", $"{Name}：{Chinese}", $"{Step}: {English}");
        foreach (var row in Rows.Where(row => row.Verdict != RowVerdict.DoesNotFit)) yield return new(File, $"{Step}.{row.Id}", $"{Name}：{row.Chinese}", $"{Step}: {row.English}");
    }

    private static StepExplanation? Of(CityPolicy policy, Value facts, LimitStep step, Instant at, Instant? onTicket)
    {
        var ticket = new TicketFacts(facts);
        var unit = ticket.LeadUnit is { } code ? policy.Organisation.Find(code) : null;
        var known = ticket.ClassCode is { } given && policy.Classes.Find(given) is not null ? given : null;
        var query = new LimitQuery(step, known, ticket.RequestType, ticket.Channel, ticket.Urgency, unit?.Kind, ticket.Statute);
        var candidates = policy.TimeLimits.Rows.Where(row => row.Step == step).ToArray();
        if (candidates.Length == 0) return null;
        var choice = policy.TimeLimits.For(query);
        var rows = candidates.Select(row => Judge(policy, row, query, choice)).OrderBy(row => row.Verdict).ToArray();
        var name = (choice?.Limit ?? candidates[0]).StepName;
        if (choice is null)
        {
            return new(step, name, policy.Hash, null, rows, null, "没有适用的时限", "No limit applies", onTicket) { Zone = policy.City.Zone };
        }

        if (TicketDeadlines.Find(policy, ticket, step, at) is not var (limit, start))
        {
            var (fact, factInEnglish) = WordsOf(choice.Limit.Start);
            return new(step, name, policy.Hash, choice, rows, null, $"{choice.Limit.Chinese}，自{fact}起计，尚未发生", $"{choice.Limit.English} from {factInEnglish}, which has not happened yet", onTicket) { Zone = policy.City.Zone };
        }

        var deadline = policy.Deadlines.Calculate(limit, start);
        var (why, whyInEnglish) = limit.Id == choice.Limit.Id && limit.Unit != choice.Limit.Unit ? ($"；{unit!.Name}全天值守，按自然时间计", $"; {unit.Code} is on duty all day, so all time counts")
            : limit.Id != choice.Limit.Id ? ($"；随件交办的时限（{limit.Basis.Citation}）代替时限表", $"; the limit that came with the ticket ({limit.Basis.Citation}) replaces the table's") : ("", "");
        return new(
            step, name, policy.Hash, choice, rows, deadline,
            $"{limit.Chinese}，自 {CalendarExplanation.Moment(start, policy.City.Zone)} 起，届满 {DueTime.Local(deadline.DueAt, policy.City.Zone)}{why}{(deadline.Gap is { } gap ? "；" + gap.Chinese : "")}",
            $"{limit.English} from {CalendarExplanation.Moment(start, policy.City.Zone)}, ending at {DueTime.Local(deadline.DueAt, policy.City.Zone)}{whyInEnglish}{(deadline.Gap is { } gapToo ? "; " + gapToo.English : "")}",
            onTicket)
        { Zone = policy.City.Zone };
    }

    private static ExplainedRow Judge(CityPolicy policy, TimeLimit row, in LimitQuery query, LimitChoice? choice)
    {
        var say = new PolicyDiffNames(policy);
        var (fits, no, noInEnglish) = (new List<string>(), new List<string>(), new List<string>());
        void Ask(string member, string? asked, string? given, bool isMet)
        {
            if (asked is null) return;
            var (title, titleInEnglish) = member == "statute" ? ("适用法规", "statute") : (MemberLabels.Of(member, false), MemberLabels.Of(member, true));
            var word = Word(policy, say, member, asked);
            if (isMet)
            {
                fits.Add(word);
                return;
            }

            no.Add(given is null ? $"要求{title}为{word}，工单未定" : $"要求{title}为{word}，工单是{Word(policy, say, member, given)}");
            noInEnglish.Add(given is null ? $"asks for {titleInEnglish} {asked}, which the ticket leaves open" : $"asks for {titleInEnglish} {asked}, but the ticket has {given}");
        }

        var match = row.Match;
        Ask("class", match.Class, query.ClassCode, query.ClassCode is { } code && policy.Classes.LineageOf(code).Contains(match.Class ?? ""));
        Ask("requestType", match.RequestType, query.RequestType, match.RequestType == query.RequestType);
        Ask("channel", match.Channel, query.Channel, match.Channel == query.Channel);
        Ask("urgency", match.Urgency, query.Urgency, match.Urgency == query.Urgency);
        Ask("unitKind", match.UnitKind?.ToString(), query.UnitKind?.ToString(), match.UnitKind == query.UnitKind);
        Ask("statute", match.Statute, query.Statute, match.Statute == query.Statute);
        if (no.Count > 0) return new(row.Id, RowVerdict.DoesNotFit, $"{row.Chinese}：{string.Join("；", no)}", $"{row.English}: {string.Join("; ", noInEnglish)}");
        var on = fits.Count == 0 ? "对所有工单" : $"因{string.Join("、", fits)}";
        var onInEnglish = fits.Count == 0 ? "for every ticket" : "by " + string.Join(", ", new[] { match.Class, match.RequestType, match.Channel, match.Urgency, match.UnitKind?.ToString(), match.Statute }.OfType<string>());
        return row.Id == choice?.Limit.Id
            ? new(row.Id, RowVerdict.Wins, $"{row.Chinese}：{on}适用，依据{row.Basis.Citation}" + (row.IsStatutory ? "；法定时限，优先于本市自定时限" : ""), $"{row.English}: applies {onInEnglish}, based on {row.Basis.Citation}" + (row.IsStatutory ? "; fixed by law, so it comes before the city's own" : ""))
            : new(row.Id, RowVerdict.Loses, $"{row.Chinese}：{on}也符合，但{choice?.Limit.Id}更具体", $"{row.English}: matches {onInEnglish} too, but {choice?.Limit.Id} is more specific");
    }

    private static string Word(CityPolicy policy, PolicyDiffNames say, string member, string code) => member switch
    {
        "class" => $"“{policy.Classes.FullName(code)}”（{code}）",
        "statute" => policy.TimeLimits.Statutes.FirstOrDefault(statute => statute.Code == code) is { } statute ? $"“{statute.Name}”" : code,
        "unitKind" => $"“{MemberLabels.Choice(code) ?? code}”",
        _ => $"“{say.Of(member, code) ?? code}”",
    };

    private static (string Chinese, string English) WordsOf(LimitStart start) => start switch
    {
        LimitStart.Acceptance => ("受理", "acceptance"),
        LimitStart.Dispatch => ("派单", "dispatch"),
        LimitStart.SignIn => ("签收", "sign-in"),
        LimitStart.Reply => ("答复", "the reply"),
        LimitStart.LimitExpiry => ("办理时限届满", "the end of the handling limit"),
        _ => ("事项发生", "the event"),
    };
}
