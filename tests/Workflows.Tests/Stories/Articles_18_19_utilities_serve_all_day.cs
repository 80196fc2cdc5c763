using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Arts. 18–19: water, power, gas and heat are served day and night: their limits run through nights and holidays.</summary>
public sealed class Articles_18_19_utilities_serve_all_day
{
    [Theory]
    [InlineData("0201-01", "110000201")]
    [InlineData("0202-01", "110000202")]
    [InlineData("0203-01", "110000203")]
    [InlineData("0204-01", "110000204")]
    public void a_request_in_the_holidays_at_night_is_due_a_day_later(string classCode, string unit)
    {
        var night = Beijing.At(2026, 2, 17, 23, 30);
        var story = Story.Accepted(night, classCode).Triage();

        Assert.Equal(unit, story.Ticket.LeadUnit);
        Assert.Equal(night + Duration.FromHours(24), story.Ticket.FeedbackDueAt);
        Assert.Equal(night + Duration.FromHours(2), story.Open("SignInTicket").DueAt);
        story.SignIn().At(night + Duration.FromHours(24));
        Assert.Equal(night + Duration.FromHours(24), story.Ticket.OverdueAt);
    }
}
