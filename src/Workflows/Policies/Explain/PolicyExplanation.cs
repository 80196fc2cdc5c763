using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A ticket, real or made up, as far as policies ask about it; null is not known. Nothing of it is personal.</summary>
/// <param name="ClassCode">Class code of any level.</param>
/// <param name="RequestType">Request type code.</param>
/// <param name="Channel">Channel code.</param>
/// <param name="Urgency">Urgency code.</param>
/// <param name="District">District code.</param>
/// <param name="Street">Street or township code.</param>
/// <param name="LeadUnit">Code of the unit that leads; null: the one the catalogue proposes.</param>
/// <param name="Statute">Code of the statute that governs the matter.</param>
public sealed record TicketSketch(string? ClassCode, string? RequestType, string? Channel, string? Urgency, string? District, string? Street, string? LeadUnit = null, string? Statute = null)
{
    /// <summary>Facts that start limits, and the clocks that run: of a real ticket its own; of a made-up one nothing, and every limit starts at the instant asked about.</summary>
    public Value? History { get; init; }

    /// <summary>What the facts of a real ticket say that policies ask about.</summary>
    /// <param name="facts">The facts of its case.</param>
    public static TicketSketch Of(Value facts)
    {
        var ticket = new TicketFacts(facts);
        return new(ticket.ClassCode, ticket.RequestType, ticket.Channel, ticket.Urgency, ticket.DistrictCode, ticket.StreetCode, ticket.LeadUnit, ticket.Statute) { History = facts };
    }
}

/// <summary>One sentence of an explanation, with a name under which two explanations are compared.</summary>
/// <param name="Topic">Policy file that it rests on, e.g. <c>calendar.json</c>.</param>
/// <param name="Key">Stable within the topic, e.g. <c>Feedback.due</c>.</param>
/// <param name="Chinese">The sentence, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record ExplainedLine(string Topic, string Key, string Chinese, string English);

/// <summary>What another policy says instead; one of both is null where only one says anything.</summary>
/// <param name="Topic">Policy file.</param>
/// <param name="Key">As in <see cref="ExplainedLine"/>.</param>
/// <param name="Before">What the first policy says.</param>
/// <param name="After">What the second says.</param>
public sealed record ExplainedDifference(string Topic, string Key, ExplainedLine? Before, ExplainedLine? After);

/// <summary>How a row fares.</summary>
public enum RowVerdict
{
    /// <summary>It applies.</summary>
    Wins,

    /// <summary>It matches too, but another comes first.</summary>
    Loses,

    /// <summary>It does not match, or cannot be used here.</summary>
    DoesNotFit,
}

/// <summary>A row of a policy and why it applies or does not.</summary>
/// <param name="Id">Row id.</param>
/// <param name="Verdict">How it fares.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record ExplainedRow(string Id, RowVerdict Verdict, string Chinese, string English);

/// <summary>A limit of so much, from the instant asked about.</summary>
/// <param name="Amount">How much, 1 or more.</param>
/// <param name="Unit">Of what.</param>
/// <param name="CountFrom">How the start is counted.</param>
public sealed record AskedSpan(int Amount, LimitUnit Unit, CountFrom CountFrom = CountFrom.Moment);

/// <summary>Which rows of the policies apply to a ticket, and why, topic by topic.</summary>
/// <param name="At">The instant asked about.</param>
/// <param name="Calendar">Working time at that instant.</param>
/// <param name="Dispatch">The catalogue's answer; null where no class is given.</param>
/// <param name="Limits">Every step that has a limit, or rows for one, in the order of the steps.</param>
/// <param name="Organisation">Which units serve the place.</param>
/// <param name="Callback">Whether, when and how the petitioner is called back.</param>
public sealed record PolicyExplanation(
    Instant At, CalendarExplanation Calendar, DispatchExplanation? Dispatch, IReadOnlyList<StepExplanation> Limits, OrganisationExplanation Organisation, CallbackExplanation Callback)
{
    /// <summary>Explains a ticket under one policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="at">The instant asked about; at it begins whatever has not begun yet.</param>
    /// <param name="span">A limit to count from there, or null.</param>
    public static PolicyExplanation Of(CityPolicy policy, TicketSketch ticket, Instant at, AskedSpan? span = null) => Of(_ => policy, ticket, at, span);

    /// <summary>Explains a ticket, each part under the policy in force when it began.</summary>
    /// <param name="policyAt">The policy in force at an instant.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="at">The instant asked about; at it begins whatever has not begun yet.</param>
    /// <param name="span">A limit to count from there, or null.</param>
    public static PolicyExplanation Of(Func<Instant, CityPolicy> policyAt, TicketSketch ticket, Instant at, AskedSpan? span = null)
    {
        ArgumentNullException.ThrowIfNull(policyAt);
        ArgumentNullException.ThrowIfNull(ticket);
        var known = new TicketFacts(ticket.History ?? Value.EmptyObject);
        var atDispatch = policyAt(known.DispatchedAt ?? at);
        var dispatch = ticket.ClassCode is null ? null : DispatchExplanation.Of(atDispatch, ticket);
        var lead = ticket.LeadUnit ?? dispatch?.Answer.Proposal?.UnitCode;
        var facts = FactsOf(ticket, lead, at);
        var limits = StepExplanation.All(policyAt, facts, at);

        // A made-up ticket has no handling limit yet that could end: the one just found.
        if (ticket.History is null) facts = facts.With("feedbackDueAt", Value.Of(limits.FirstOrDefault(limit => limit.Step == LimitStep.Feedback)?.Deadline?.DueAt));
        return new(
            at,
            CalendarExplanation.Of(policyAt(at), at, span),
            dispatch,
            limits,
            OrganisationExplanation.Of(atDispatch, ticket, lead, dispatch),
            CallbackExplanation.Of(policyAt(known.RepliedAt ?? at), new(facts), limits));
    }

    /// <summary>Every sentence, for comparing.</summary>
    public IEnumerable<ExplainedLine> Lines() =>
        [.. Calendar.Lines(), .. Dispatch?.Lines() ?? [], .. Limits.SelectMany(limit => limit.Lines()), .. Organisation.Lines(), .. Callback.Lines()];

    /// <summary>What a second policy would say instead.</summary>
    /// <param name="before">What the first says.</param>
    /// <param name="after">What the second says.</param>
    public static IReadOnlyList<ExplainedDifference> Between(PolicyExplanation before, PolicyExplanation after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (first, second) = (ByKey(before), ByKey(after));
        return [.. first.Keys.Concat(second.Keys.Where(key => !first.ContainsKey(key)))
            .Select(key => new ExplainedDifference(key.Topic, key.Key, first.GetValueOrDefault(key), second.GetValueOrDefault(key)))
            .Where(pair => pair.Before != pair.After)];

        static Dictionary<(string Topic, string Key), ExplainedLine> ByKey(PolicyExplanation told) => told.Lines().DistinctBy(line => (line.Topic, line.Key)).ToDictionary(line => (line.Topic, line.Key));
    }

    /// <summary>The facts of a ticket that stands as the sketch says.</summary>
    private static Value FactsOf(TicketSketch ticket, string? lead, Instant at)
    {
        var facts = ticket.History ?? Value.Object(
            ("acceptedAt", Value.Of(at)), ("dispatchedAt", Value.Of(at)), ("signedInAt", Value.Of(at)), ("repliedAt", Value.Of(at)), ("feedbackDueAt", Value.Of(at)));
        (string Name, string? Code)[] codes =
        [
            ("classCode", ticket.ClassCode), ("requestType", ticket.RequestType), ("channel", ticket.Channel), ("urgency", ticket.Urgency),
            ("districtCode", ticket.District), ("streetCode", ticket.Street), ("leadUnit", lead), ("statute", ticket.Statute),
        ];
        return codes.Aggregate(facts, (all, code) => code.Code is null ? all.Without(code.Name) : all.With(code.Name, Value.Of(code.Code)));
    }
}
