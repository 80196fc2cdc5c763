using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;

namespace JieSuJiBan.Activities.Tests.Policies;

public class When_history_is_imported_under_another_limit
{
    [Fact]
    public void one_feedback_limit_from_acceptance_holds_for_every_ticket_and_the_hash_says_so()
    {
        var load = CityPolicy.Load(PolicyVariants.WithFeedbackLimit(Pack.Files, 15));
        Assert.Empty(load.Findings);
        Assert.NotEqual(Pack.Beijing.Hash, load.Policy!.Hash);
        foreach (var urgency in load.Policy.City.Urgencies)
        {
            var limit = load.Policy.TimeLimits.For(LimitStep.Feedback, "0201-01", "Complaint", "Web", urgency.Code, UnitKind.Department)!.Limit;
            Assert.Equal((15, LimitUnit.NaturalDay, LimitStart.Acceptance, LimitEnd.ExactTime), (limit.Amount, limit.Unit, limit.Start, limit.End));
        }

        Assert.Equal(
            Pack.Beijing.TimeLimits.Rows.Count(row => row.Step != LimitStep.Feedback) + 1,
            load.Policy.TimeLimits.Rows.Length);
    }

    [Fact]
    public void an_impossible_number_of_days_is_a_finding() =>
        CityPolicy.Load(PolicyVariants.WithFeedbackLimit(Pack.Files, 0)).Only("policy.number");
}
