using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>
/// Objecting to a dispatch (Art. 12): within its window, with a ground of the city's list and the rule it rests on, so
/// often and no oftener, and never after the unit was designated for good. The first receiver keeps the ticket until the
/// review has decided (Art. 14).
/// </summary>
internal static class Objections
{
    /// <summary>The outcome, and the port, of objecting.</summary>
    public const string Object = nameof(Object);

    public static TaskOutcome Outcome { get; } = new(Object, "提出派单异议", "Object to the dispatch");

    /// <summary>What an objection asks; the grounds are the city's.</summary>
    public static IReadOnlyList<TaskField> Fields(CityPolicy? city) =>
    [
        new("objectionGround", FieldType.Choice, "异议理由", "Ground", IsRequired: true, OnlyFor: [Object], Options: CityTasks.Options(city?.Objections.Grounds ?? [])),
        new("objectionCitation", FieldType.Text, "依据的法律法规、职责文件条款", "Legal source", Text: TextKind.OfficialWords, MaxLength: 500, OnlyFor: [Object]),
        new("objectionText", FieldType.LongText, "异议说明", "Explanation", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [Object]),
        new("proposedUnit", FieldType.Unit, "建议承办单位", "Unit proposed", MaxLength: 32, OnlyFor: [Object]),
    ];

    /// <summary>Why the unit may not object now, or null.</summary>
    public static Rejection? Forbids(ActivityContext context)
    {
        var (policy, ticket) = (context.City().Objections, context.Ticket());
        if (policy.Grounds.IsEmpty) return Refusal.State("objection.notAllowed", "本市没有规定派单异议，请依法办理", "Expected a city with grounds to object, but there are none, so handle the ticket", LegalDuty.Objection);
        if (ticket.IsReturnForbidden)
        {
            return Refusal.State("objection.forbidden", "承办单位已经审核确定，不得再次退单，请依法办理", "Expected a ticket that may be objected to, but its unit was confirmed by a review, so handle it", LegalDuty.Objection);
        }

        if (ticket.ObjectionCount >= policy.MaxCount)
        {
            return Refusal.State("objection.tooOften", $"本工单已提出异议 {policy.MaxCount} 次，不得再次提出，请依法办理", $"Expected at most {policy.MaxCount} objections, but there were as many, so handle the ticket", LegalDuty.Objection);
        }

        if (ticket.SignedInAt is not null && !policy.AllowedAfterSignIn)
        {
            return Refusal.State("objection.signedIn", "工单已签收，不得再提出派单异议，请依法办理或者申请协调", "Expected a ticket that is not signed in yet, but it is, so handle it or ask for coordination", LegalDuty.Objection);
        }

        return WindowEnd(context) is { } end && context.Now > end
            ? Refusal.State("objection.late", "提出派单异议的期限已过，请依法办理或者申请协调", $"Expected the objection by {end}, but it comes later, so handle the ticket or ask for coordination", LegalDuty.Objection)
            : null;
    }

    /// <summary>Until when the unit may object (UTC); null: at any time.</summary>
    public static Instant? WindowEnd(ActivityContext context) => context.DueAt(context.City().Objections.WindowStep);

    /// <summary>Takes an objection: refuses it, or records it.</summary>
    public static Rejection? Take(ActivityContext context, Value result)
    {
        if (Forbids(context) is { } forbidden) return forbidden;
        var (city, ticket) = (context.City(), context.Ticket());
        var ground = result["objectionGround"].AsString();
        if (city.Objections.Grounds.All(known => known.Code != ground))
        {
            var known = string.Join("、", city.Objections.Grounds.Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("objection.ground.unknown", "result.objectionGround", $"请从下列异议理由中选择：{known}", $"Expected a ground of the city, but '{ground}' is none, so choose one of {string.Join(", ", city.Objections.Grounds.Select(one => one.Code))}", LegalDuty.Objection);
        }

        var citation = result["objectionCitation"].Written();
        if (citation.IsNull && city.Objections.CitationRequired)
        {
            return Refusal.Content("objection.citation.missing", "result.objectionCitation", "提出异议应当写明所依据的法律法规或者职责文件条款", "Expected the legal source of the objection, but there is none, so cite it", LegalDuty.Objection);
        }

        if (!result["objectionText"].HasWords())
        {
            return Refusal.Content("objection.text.missing", "result.objectionText", "请说明异议的事实和理由", "Expected an explanation, but there is none, so write it", LegalDuty.Objection);
        }

        var proposed = result["proposedUnit"].TextOf();
        if (proposed is not null && (LeadUnits.Check(context, proposed, "result.proposedUnit") is { } wrong)) return wrong;
        if (proposed is not null && proposed == ticket.LeadUnit)
        {
            return Refusal.Content("objection.unit.same", "result.proposedUnit", "建议的承办单位不能是本单位", "Expected another unit, but it is the objecting one, so propose another or none", LegalDuty.Objection);
        }

        context.Record(new DispatchObjected(
            ticket.Objections.Next, context.Now, context.Actor.Id, ticket.ObjectionCount + 1, ticket.LeadUnit, ground, citation, result["objectionText"], proposed, ticket.Dispatch.RowId));
        if (city.Objections.ClockDuring == ClockDuringObjection.Pauses) TicketClocks.Pause(context, TicketClocks.Feedback, "派单异议审核", null);
        return null;
    }
}
