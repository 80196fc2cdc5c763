using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>
/// Asking for more time (Art. 15): with a ground of the city's list, its legal basis, a new date and an explanation to the
/// petitioner; so often, so long, and before the end unless the city says otherwise.
/// </summary>
internal static class Extensions
{
    /// <summary>The outcome, and the port, of asking.</summary>
    public const string RequestExtension = nameof(RequestExtension);

    public static TaskOutcome Outcome { get; } = new(RequestExtension, "申请延期", "Ask for more time");

    /// <summary>What is asked; the grounds are the city's.</summary>
    public static IReadOnlyList<TaskField> Fields(CityPolicy? city) =>
    [
        new("extensionGround", FieldType.Choice, "延期理由", "Ground", IsRequired: true, OnlyFor: [RequestExtension], Options: CityTasks.Options(city?.Topic<ExtensionPolicy>().Grounds ?? [])),
        new("legalBasis", FieldType.Text, "法律、法规、政策依据", "Legal basis", Text: TextKind.OfficialWords, MaxLength: 500, OnlyFor: [RequestExtension]),
        new("newDueAt", FieldType.Instant, "延至", "New end", IsRequired: true, OnlyFor: [RequestExtension]),
        new("petitionerExplanation", FieldType.LongText, "向诉求人说明的延期理由", "Explanation to the petitioner", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [RequestExtension]) { IsForPetitioner = true },
    ];

    /// <summary>Why more time cannot be asked for now, or null.</summary>
    public static Rejection? Forbids(ActivityContext context)
    {
        var facts = TicketClocks.Facts(context, TicketClocks.Feedback);
        var policy = context.City().Topic<ExtensionPolicy>();
        if (policy.Grounds.IsEmpty || policy.MaxCount == 0)
        {
            return Refuse("extension.notAllowed", "本市没有规定延期，请在时限内办结；客观上暂时不能解决的，请答复说明理由", "Expected a city that allows extensions, but it does not, so reply in time, or say why it cannot be solved for now");
        }

        if (TicketClocks.Find(context, TicketClocks.Feedback) is not { State: not ClockState.Stopped } clock)
        {
            return Refuse("extension.noClock", "办理时限没有在计时，无需延期", "Expected a limit that runs, but none does, so nothing is to be extended");
        }

        var requests = context.Ticket().AllExtensions;
        if (requests.Any(request => request.Decision == ExtensionFacts.Requested))
        {
            return Refuse("extension.pending", "已有一份延期申请正在审核，请等待审核结果", "Expected no open request, but one is being reviewed, so wait for the decision");
        }

        if (requests.Count(request => request.Decision == ExtensionFacts.Extended || (request.Decision == ExtensionFacts.Refused && policy.RefusedCounts)) >= policy.MaxCount)
        {
            return Refuse("extension.tooOften", policy.RefusedCounts ? $"本工单已申请延期 {policy.MaxCount} 次（未获同意的也计入），不得再次申请，请尽快答复" : $"本工单已延期 {policy.MaxCount} 次，不得再次延期，请尽快答复", policy.RefusedCounts ? $"Expected at most {policy.MaxCount} requests for more time, refused ones included, but there were as many, so reply as soon as you can" : $"Expected at most {policy.MaxCount} extensions, but there were as many, so reply as soon as you can");
        }

        if (TicketClocks.DueOf(clock) is not { } due || policy.AfterExpiry) return null;
        if (context.Now > due || facts.IsOverdue)
        {
            return Refuse("extension.expired", $"办理时限已于 {ClockSigns.Local(context, due)} 届满，届满后不得申请延期，请立即答复并说明原因", $"Expected the request by {ClockSigns.Local(context, due)}, when the limit expired, but it comes later, so reply at once and say why");
        }

        return LatestRequest(clock.Calendar, policy, due) is { } latest && context.Now > latest
            ? Refuse("extension.late", $"延期应当在届满前 {policy.ApplyBefore!.Value.Chinese} 申请，即 {ClockSigns.Local(context, latest)} 之前，现已超过", $"Expected the request {policy.ApplyBefore!.Value.English} before the end, but it comes later, so reply in time")
            : null;
    }

    /// <summary>Takes a request: refuses it, or records it.</summary>
    public static Rejection? Take(ActivityContext context, Value result)
    {
        if (Forbids(context) is { } forbidden) return forbidden;
        var policy = context.City().Topic<ExtensionPolicy>();
        var ground = result["extensionGround"].AsString();
        if (policy.Grounds.All(known => known.Code != ground))
        {
            var known = string.Join("、", policy.Grounds.Select(one => $"{one.Code}（{one.Name}）"));
            return Wrong(policy, "extension.ground.unknown", "extensionGround", $"请从下列延期理由中选择：{known}", $"Expected a ground of the city, but '{ground}' is none, so choose one of {string.Join(", ", policy.Grounds.Select(one => one.Code))}");
        }

        var basis = result["legalBasis"];
        if (policy.LegalBasisRequired && basis.Written().IsNull)
        {
            return Wrong(policy, "extension.basis.missing", "legalBasis", "延期应当有法定理由，请写明所依据的法律、法规或者政策条款", "Expected the legal basis of the extension, but there is none, so cite it");
        }

        if (Sealed.From(result["petitionerExplanation"]) is null or { Length: 0 })
        {
            return Wrong(policy, "extension.explanation.missing", "petitionerExplanation", "延期应当向诉求人说明理由，请填写说明内容", "Expected the explanation to the petitioner, but there is none, so write it");
        }

        if (result["newDueAt"].AsInstant() is not { } until) return Wrong(policy, "extension.date.missing", "newDueAt", "请填写延至的时间", "Expected the new end, but there is none, so state it");
        if (CheckDate(context, until, "newDueAt") is { } wrongDate) return wrongDate;
        context.Record(new ExtensionRequested(
            context.Ticket().Extensions.Next, context.Now, context.Actor.Id, context.Ticket().LeadUnit, ground, basis, result["petitionerExplanation"], policy.Mode.ToString(), until));
        return null;
    }

    /// <summary>What is wrong with a new end, or null: it lies after the present one and within the bounds of the city.</summary>
    public static Rejection? CheckDate(ActivityContext context, Instant until, string field)
    {
        var policy = context.City().Topic<ExtensionPolicy>();
        var clock = TicketClocks.Find(context, TicketClocks.Feedback);
        var due = clock?.Deadline()?.DueAt;
        if (until <= (due ?? context.Now) || until <= context.Now)
        {
            return Wrong(policy, "extension.date.early", field, $"延至的时间应当晚于现在的届满时间{(due is { } end ? ClockSigns.Local(context, end) : "")}", "Expected an end later than the present one, but it is not, so choose a later one");
        }

        if (due is not { } from || clock is null) return null;
        if (clock.Calendar.Semantics >= CaseSemantics.EndOfCountedDay && clock.After(new ClockExtendedTo(context.Now, until, "", "")).Deadline()?.DueAt <= from)
        {
            return Wrong(policy, "extension.date.dayOff", field, $"现在的届满时间 {ClockSigns.Local(context, from)} 至所填时间之间没有工作日，延期不起作用，请填写之后的工作日", $"Expected working time between the present end {ClockSigns.Local(context, from)} and the new one, but there is none, so choose a later working day");
        }

        if (policy.MaxLength is not { } most) return null;
        var latest = clock.Calendar.Advance(CaseClock.MeasureOf(most.Unit), from, CaseClock.AmountOf(most.Unit, most.Amount));
        return until > latest
            ? Wrong(policy, "extension.date.late", field, $"每次延期不得超过 {most.Chinese}，即不晚于 {ClockSigns.Local(context, latest)}", $"Expected an extension of at most {most.English}, until {ClockSigns.Local(context, latest)}, but it is longer, so choose an earlier end")
            : null;
    }

    /// <summary>Until when more time may be asked for, where the city bounds that (UTC).</summary>
    private static Instant? LatestRequest(WorkCalendar calendar, ExtensionPolicy policy, Instant due)
    {
        if (policy.ApplyBefore is not { } before) return null;
        return before.Unit switch
        {
            LimitUnit.WorkingDay => calendar.AddWorkingDays(due, -before.Amount),
            LimitUnit.NaturalDay => calendar.AddNaturalDays(due, -before.Amount),
            LimitUnit.Minute => due - Duration.FromMinutes(before.Amount),
            _ => due - Duration.FromHours(before.Amount),
        };
    }

    private static Rejection Refuse(string code, string chinese, string english) => Refusal.State(code, chinese, english, LegalDuty.Extension);

    private static Rejection Wrong(ExtensionPolicy policy, string code, string field, string chinese, string english) =>
        new(RejectionKind.Content, code, chinese, english, policy.Basis?.Citation ?? LegalDuty.SourceOf(LegalDuty.Extension), "result." + field);
}
