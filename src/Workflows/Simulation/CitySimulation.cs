using System.Globalization;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Workflows.Simulation;

/// <summary>
/// A city among made-up people: tickets take random legal paths through its definitions and policies under a virtual
/// clock. What no ticket reaches, what gets stuck, what waits without a clock is a fault of the pack. The same seed gives
/// the same result.
/// </summary>
public sealed class CitySimulation
{
    private const double FollowUpShare = 0.05;
    private const int MostRemarks = 10;

    private readonly WorkflowEngine engine;
    private readonly DefinitionSet definitions;
    private readonly WorkflowDefinition[] followUps;
    private readonly CityPolicy city;
    private readonly Coverage coverage;
    private readonly SimulatedCrowd crowd = new();
    private readonly Aim? aim;
    private int arrived;
    private readonly List<string> remarks = [];
    private SimulationReport report = new();
    private double silentShare;
    private (int Due, int InTime) responses;
    private (int Reached, int Solved, int Satisfied) callbacks;

    /// <summary>A city to simulate.</summary>
    /// <param name="pack">Its definitions; one must have the definition id <c>ticket</c>.</param>
    /// <param name="city">Its policies.</param>
    /// <param name="aim">Where made-up people try to come to, or null: anywhere.</param>
    /// <exception cref="ArgumentException">There is no definition <c>ticket</c>.</exception>
    public CitySimulation(IReadOnlyCollection<WorkflowDefinition> pack, CityPolicy city, Aim? aim = null)
    {
        if (pack.All(definition => definition.DefinitionId != DefinitionChecks.TicketDefinition)) throw new ArgumentException("The pack has no definition 'ticket'.", nameof(pack));
        this.city = city;
        this.aim = aim;
        engine = new(new ActivityRegistry(BuiltInActivities.All).With(CaseActivities.All));
        definitions = DefinitionSet.Of(pack.Select(definition => new PublishedDefinition(definition, Instant.MinValue)));
        coverage = new(pack);
        followUps = [.. pack.Where(definition => definition.DefinitionId != DefinitionChecks.TicketDefinition && !IsCalled(definition.DefinitionId, pack)).OrderBy(definition => definition.DefinitionId, StringComparer.Ordinal)];
    }

    /// <summary>Shown the history of each case, where somebody wants to see it: what came in, and what was decided.</summary>
    public Action<VirtualRun>? Lived { get; init; }

    /// <summary>Shown the last state of each ticket, where somebody wants to see it.</summary>
    public Action<CaseState>? Seen { get; init; }

    /// <summary>Lives so many tickets, one after the other, on the calling thread.</summary>
    /// <param name="tickets">How many.</param>
    /// <param name="seed">Which chance.</param>
    /// <param name="startAt">The virtual instant of the first request (UTC); the others follow within a year.</param>
    /// <param name="told">Told how many are done, after each.</param>
    /// <param name="unansweredPercent">The share of tickets that nobody answers while a clock still runs, 0 to 100.</param>
    public SimulationReport Run(int tickets, long seed, Instant startAt, Action<int>? told = null, int unansweredPercent = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unansweredPercent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unansweredPercent, 100);
        silentShare = unansweredPercent / 100.0;
        for (var i = 0; i < tickets; i++)
        {
            Live(i, seed, startAt);
            told?.Invoke(i + 1);
        }

        return report with
        {
            Tickets = tickets,
            Unreached = coverage.Unreached,
            Passages = coverage.Passages,
            Arrived = aim is null ? null : arrived,
            Reasons = crowd.Reasons,
            ResponseRate = Rate(responses.InTime, responses.Due),
            SolutionRate = Rate(callbacks.Solved, callbacks.Reached),
            SatisfactionRate = Rate(callbacks.Satisfied, callbacks.Reached),
            Refusals = crowd.Refusals.OrderBy(refusal => refusal.Key, StringComparer.Ordinal).ToDictionary(refusal => refusal.Key, refusal => refusal.Value, StringComparer.Ordinal),
            Remarks = remarks,
        };
    }

    private void Live(int index, long seed, Instant startAt)
    {
        var chance = Chance.Of(seed, index);
        var at = startAt + Duration.FromSeconds(chance.Below(365 * 24 * 3600));
        var caseId = IdOf(index, 0);
        var ticket = new SimulatedCase(engine, definitions, city, chance, at, caseId, crowd, aim, Lived is not null)
        {
            // A chance of its own, so that the other tickets live as they would without it.
            IsSilent = Chance.Of(seed ^ 0x51E7, index).Happens(silentShare),
        };
        ticket.LiveTicket(DefinitionChecks.TicketDefinition, index + 1);
        Count(ticket, $"ticket {index + 1}", isTicket: true);
        for (var i = 0; i < followUps.Length; i++)
        {
            if (ticket.Ticket.Number is null || !chance.Happens(FollowUpShare)) continue;
            var followUp = new SimulatedCase(engine, definitions, city, chance, ticket.Now, IdOf(index, i + 1), crowd, aim, Lived is not null);
            followUp.LiveFollowUp(followUps[i], ticket.Ticket, caseId);
            Count(followUp, $"{followUps[i].DefinitionId} of ticket {index + 1}", isTicket: false);
        }
    }

    private void Count(SimulatedCase lived, string name, bool isTicket)
    {
        var trace = lived.TraceIn(definitions);
        coverage.Add(trace);
        if (aim?.IsIn(trace) == true) arrived++;
        if (isTicket && lived.State is { } last) Seen?.Invoke(last);
        Lived?.Invoke(lived.Run);
        var isOver = lived.State is { IsClosed: true };

        // A flow that ran dry before the archive is as stuck as one that waits for nobody.
        var ranDry = isTicket && isOver && lived.Ticket.ArchivedAt is null;
        report = report with
        {
            Archived = report.Archived + (isTicket && isOver && !ranDry ? 1 : 0),
            Waiting = report.Waiting + (isTicket && !isOver && !lived.IsStuck && lived.Incidents.Count == 0 ? 1 : 0),
            Stuck = report.Stuck + (lived.IsStuck || ranDry ? 1 : 0),
            TwoLeads = report.TwoLeads + (lived.HadTwoLeads ? 1 : 0),
            WaitWithoutClock = report.WaitWithoutClock + (lived.WaitedWithoutClock is null ? 0 : 1),
            Incidents = report.Incidents + lived.Incidents.Count,
            Unanswered = report.Unanswered + (isTicket && lived.WasOverrun ? 1 : 0),
            UnansweredCalledBack = report.UnansweredCalledBack + (isTicket && lived.WasCalledBackAtLimit ? 1 : 0),
            Steps = report.Steps + lived.Steps,
        };
        foreach (var incident in lived.Incidents) Remark($"{name}: {incident}");
        if (lived.WaitedWithoutClock is { } kind) Remark($"{name}: {kind} 没有时限 has no clock");
        if (lived.HadTwoLeads) Remark($"{name}: 同时有两个主办单位 two units lead at once");
        if (lived.IsStuck) Remark($"{name}: 停在 stuck at {string.Join(", ", lived.State?.Activities.Select(activity => activity.ActivityId) ?? [])}");
        if (ranDry) Remark($"{name}: 未归档即结束 ended without being archived, {lived.Ticket.Status}");
        if (isTicket) Rate(lived.Ticket);
    }

    private void Rate(TicketFacts ticket)
    {
        if (ticket.FeedbackDueAt is not null && (ticket.RepliedAt is not null || ticket.OverdueAt is not null))
        {
            responses.Due++;
            if (!ticket.Overdue) responses.InTime++;
        }

        // Silence counts as unsolved, whether or not the petitioner was reached about it.
        if (ticket.Callback is { IsReached: not true, IsUnanswered: false }) return;
        callbacks.Reached++;
        if (city.Callback.CountsAsSolved(ticket) == true) callbacks.Solved++;
        if (IsGood(ticket.Callback, CallbackFacts.Satisfied)) callbacks.Satisfied++;
    }

    /// <summary>Whether an answer is one that the questionnaire counts as good.</summary>
    private bool IsGood(CallbackFacts callback, string question) =>
        callback.Answer(question).AsString() is { } answer && city.Callback.Questions.Any(asked => asked.Code == question && asked.GoodAnswers.Contains(answer));

    private void Remark(string text)
    {
        if (remarks.Count < MostRemarks) remarks.Add(text);
    }

    private static decimal? Rate(int part, int whole) => whole == 0 ? null : decimal.Round(100m * part / whole, 2);

    private static bool IsCalled(string definitionId, IEnumerable<WorkflowDefinition> pack) => pack
        .SelectMany(definition => definition.Nodes)
        .Any(node => node.Inputs.TryGetValue("WorkflowDefinitionId", out var input) && input.Expression.Value.AsString() == definitionId);

    private static CaseId IdOf(int ticket, int part) => new(new Guid(string.Create(CultureInfo.InvariantCulture, $"00000000-{part:x4}-7000-8000-{ticket:x12}")));
}
