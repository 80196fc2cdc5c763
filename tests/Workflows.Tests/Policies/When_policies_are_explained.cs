using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Tests.Policies;

public sealed class When_policies_are_explained
{
    private static readonly CityPolicy Policy = Beijing.Policy;
    private static readonly string District = Policy.Organisation.Districts[0].Code;
    private static readonly string Street = Policy.Organisation.StreetsOf(District).First().Code;
    private static readonly NodaTime.Instant Monday = Beijing.At(2026, 3, 2, 9);

    [Fact]
    public void Every_step_that_must_have_a_limit_has_one_and_tells_the_whole_way_to_its_deadline()
    {
        var told = PolicyExplanation.Of(Policy, new(Policy.Classes.Leaves[0].Code, "Complaint", "Phone", "Urgent", District, null), Monday);
        Assert.True(told.Dispatch!.Answer.IsProposal);
        Assert.All(TimeLimits.RequiredSteps, step => Assert.Contains(told.Limits, limit => limit.Step == step && limit.Deadline is not null));
        Assert.All(told.Limits.Where(limit => limit.Deadline is not null), limit =>
        {
            Assert.Equal(Monday, limit.Deadline!.Explanation[0].From);
            Assert.Equal(limit.Deadline.DueAt, limit.Deadline.Explanation[^1].To);
        });
        Assert.Null(PolicyExplanation.Of(Policy, new(null, null, null, null, null, null), Monday).Dispatch);
    }

    [Fact]
    public void The_calendar_says_what_sort_of_day_it_is_and_by_which_notice()
    {
        var holiday = Policy.Calendar.Policy.Days.First(day => day.Kind == DayKind.Holiday);
        var makeUp = Policy.Calendar.Policy.Days.First(day => day.Kind == DayKind.MakeUpWorkday);
        var noon = new NodaTime.LocalTime(10, 0);
        var onHoliday = PolicyExplanation.Of(Policy, Nothing, Policy.Calendar.At(holiday.Date, noon)).Calendar;
        Assert.False(onHoliday.IsWorkingTime);
        Assert.Contains(holiday.Occasion!, onHoliday.Chinese, StringComparison.Ordinal);
        Assert.Contains(holiday.Source!, onHoliday.Chinese, StringComparison.Ordinal);
        Assert.True(Policy.Calendar.IsWorkingDay(Policy.Calendar.DateOf(onHoliday.NextOpening!.Value)));

        var onMakeUp = PolicyExplanation.Of(Policy, Nothing, Policy.Calendar.At(makeUp.Date, noon)).Calendar;
        Assert.True(onMakeUp.IsWorkingTime);
        Assert.Contains("调休上班日", onMakeUp.Chinese, StringComparison.Ordinal);
        Assert.Contains("休息日", PolicyExplanation.Of(Policy, Nothing, Beijing.At(2026, 3, 7, 10)).Calendar.Chinese, StringComparison.Ordinal);
        var evening = PolicyExplanation.Of(Policy, Nothing, Beijing.At(2026, 3, 2, 22)).Calendar;
        Assert.Equal((false, true), (evening.IsWorkingTime, evening.Day.IsWorking));
        Assert.Contains("以外", evening.Chinese, StringComparison.Ordinal);
        Assert.Contains("尚未录入", PolicyExplanation.Of(Policy, Nothing, Beijing.At(2150, 3, 2, 10)).Calendar.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_so_much_from_here_is_counted_step_by_step()
    {
        var friday = Beijing.At(2026, 4, 30, 16);
        var span = PolicyExplanation.Of(Policy, Nothing, friday, new(2, LimitUnit.WorkingDay)).Calendar.Span!;
        Assert.Equal((friday, span.DueAt), (span.Explanation[0].From, span.Explanation[^1].To));
        Assert.Contains(span.Explanation, part => part.Reason == IntervalReason.Holiday);
        Assert.All(span.Explanation.Zip(span.Explanation.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.Equal(Policy.Calendar.AddWorkingHours(friday, 9), PolicyExplanation.Of(Policy, Nothing, friday, new(9, LimitUnit.WorkingHour)).Calendar.Span!.DueAt);
    }

    [Fact]
    public void Of_the_limits_of_a_step_each_says_why_it_applies_or_not()
    {
        var step = PolicyExplanation.Of(Policy, new("0201", "Complaint", "Phone", "Urgent", District, null), Monday).Limits.Single(limit => limit.Step == LimitStep.Dispatch);
        var table = Policy.TimeLimits.Rows.Where(row => row.Step == LimitStep.Dispatch).ToArray();
        Assert.Equal(table.Select(row => row.Id).Order(StringComparer.Ordinal), step.Rows.Select(row => row.Id).Order(StringComparer.Ordinal));
        Assert.Equal(step.Choice!.Limit.Id, Assert.Single(step.Rows, row => row.Verdict == RowVerdict.Wins).Id);
        Assert.Equal(step.Choice.LessSpecific.Select(row => row.Id).Order(StringComparer.Ordinal), step.Rows.Where(row => row.Verdict == RowVerdict.Loses).Select(row => row.Id).Order(StringComparer.Ordinal));
        var emergency = table.Single(row => row.Match.Urgency == "Emergency");
        var why = step.Rows.Single(row => row.Id == emergency.Id);
        Assert.Equal(RowVerdict.DoesNotFit, why.Verdict);
        Assert.Contains("紧急程度", why.Chinese, StringComparison.Ordinal);
        Assert.Contains("Urgent", why.English, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_on_duty_all_day_is_explained_as_its_tickets_are_counted()
    {
        var waterworks = Policy.Organisation.Units.First(unit => unit.Kind == UnitKind.PublicServiceEnterprise);
        var facts = Value.Object(("leadUnit", Value.Of(waterworks.Code)), ("classCode", Value.Of("0201")), ("dispatchedAt", Value.Of(Monday)), ("acceptedAt", Value.Of(Monday)));
        foreach (var limit in PolicyExplanation.Of(Policy, TicketSketch.Of(facts), Monday).Limits)
        {
            Assert.Equal(JieSuJiBan.Activities.Cases.TicketDeadlines.Of(Policy, new(facts), limit.Step, Monday)?.DueAt, limit.Deadline?.DueAt);
        }
    }

    [Fact]
    public void What_has_not_happened_on_a_ticket_starts_nothing_and_what_runs_keeps_the_policy_of_its_start()
    {
        var changed = Beijing.PolicyWith(("callback.json", "\"attempts\": 3", "\"attempts\": 4"));
        var facts = Value.Object(("acceptedAt", Value.Of(Monday)), ("clocks", Value.Object(("dispatch", Value.Object(("startedAt", Value.Of(Monday)), ("dueAt", Value.Of(Monday)))))));
        var told = PolicyExplanation.Of(at => at > Monday ? changed : Policy, TicketSketch.Of(facts), Beijing.At(2026, 3, 9, 9));
        var dispatch = told.Limits.Single(limit => limit.Step == LimitStep.Dispatch);
        Assert.Equal((Policy.Hash, Monday), (dispatch.PolicyHash, dispatch.OnTicket));
        var feedback = told.Limits.Single(limit => limit.Step == LimitStep.Feedback);
        Assert.Null(feedback.Deadline);
        Assert.Contains("尚未发生", feedback.Chinese, StringComparison.Ordinal);
        Assert.Contains(told.Callback.Rules, line => line.Key == "attempt4");
        Assert.Null(told.Callback.BeginsAt);
    }

    [Fact]
    public void The_rows_of_the_catalogue_are_told_in_order_of_precedence_with_what_follows()
    {
        var told = PolicyExplanation.Of(Policy, new("0101-05", null, null, null, District, Street), Monday).Dispatch!;
        Assert.Equal(("PD-0101-05", RowVerdict.Wins), (told.Rows[0].Id, told.Rows[0].Verdict));
        Assert.All(told.Rows.Skip(1), row => Assert.Equal(RowVerdict.Loses, row.Verdict));
        Assert.Contains("分类较宽", told.Rows[1].Chinese, StringComparison.Ordinal);
        Assert.Contains(told.Follows, line => line.Key == "copy");

        var withoutStreet = PolicyExplanation.Of(Policy, new("0101-05", null, null, null, District, null), Monday).Dispatch!;
        Assert.Equal(("PD-0101-05", RowVerdict.DoesNotFit), (withoutStreet.Rows[0].Id, withoutStreet.Rows[0].Verdict));
        var withoutPlace = PolicyExplanation.Of(Policy, new("0101-05", null, null, null, null, null), Monday).Dispatch!;
        Assert.False(withoutPlace.Answer.IsProposal);
        Assert.All(withoutPlace.Rows, row => Assert.Equal(RowVerdict.DoesNotFit, row.Verdict));
        Assert.NotEmpty(withoutPlace.Rows);
    }

    [Fact]
    public void The_units_of_a_place_are_told_with_those_above_them_and_their_hours()
    {
        var units = PolicyExplanation.Of(Policy, new("0101-05", null, null, null, District, Street), Monday).Organisation.Units;
        Assert.Equal([("lead", Street), ("street", Street), ("district", District)], units.Select(unit => (unit.Role, unit.Unit.Code)));
        Assert.Equal(Policy.Organisation.Find(Street)!.ParentCode, units[0].Above.FirstOrDefault()?.Code);
        var missing = PolicyExplanation.Of(Policy, Nothing with { Street = "no-such-street" }, Monday).Organisation;
        Assert.Empty(missing.Units);
        Assert.Contains(missing.Missing, line => line.Chinese.Contains("no-such-street", StringComparison.Ordinal));
    }

    [Fact]
    public void The_callback_says_whether_when_how_often_and_what_is_asked()
    {
        var told = PolicyExplanation.Of(Policy, new("0101-05", "Complaint", null, "Normal", District, Street), Monday);
        Assert.Equal(told.Limits.Single(limit => limit.Step == LimitStep.Feedback).Deadline!.DueAt, told.Callback.BeginsAt);
        Assert.Equal(Policy.Callback.Attempts, told.Callback.Rules.Count(line => line.Key.StartsWith("attempt", StringComparison.Ordinal) && line.Key != "attempts"));
        Assert.Equal(Policy.Callback.Questions.Select(question => "question." + question.Code), told.Callback.Questions.Select(line => line.Key));
        var praise = PolicyExplanation.Of(Policy, new("0101-05", "Praise", null, null, null, null), Monday).Callback;
        Assert.False(praise.IsCalledBack);
        Assert.Contains("不回访", Assert.Single(praise.Rules).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_policy_is_told_by_what_it_says_differently()
    {
        var changed = Beijing.PolicyWith(("callback.json", "\"attempts\": 3", "\"attempts\": 2"), ("dispatch-catalog.json", "\"id\": \"PD-0101-05\", \"class\": \"0101-05\", \"area\": \"*\", \"place\": \"Street\"", "\"id\": \"PD-0101-05\", \"class\": \"0101-05\", \"area\": \"*\", \"place\": \"District\""));
        var ticket = new TicketSketch("0101-05", "Complaint", null, "Normal", District, Street);
        var differences = PolicyExplanation.Between(PolicyExplanation.Of(Policy, ticket, Monday), PolicyExplanation.Of(changed, ticket, Monday));
        Assert.Contains(differences, difference => difference is { Topic: "dispatch-catalog.json", Key: "lead" });
        Assert.Contains(differences, difference => difference is { Topic: "callback.json", Key: "attempt3", After: null });
        Assert.DoesNotContain(differences, difference => difference.Topic == "calendar.json");
        Assert.Empty(PolicyExplanation.Between(PolicyExplanation.Of(Policy, ticket, Monday), PolicyExplanation.Of(Policy, ticket, Monday)));
    }

    private static TicketSketch Nothing => new(null, null, null, null, null, null);
}
