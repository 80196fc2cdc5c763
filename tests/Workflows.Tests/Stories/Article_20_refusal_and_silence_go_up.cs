using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>A department that refuses or is silent: district, then city; each time is counted.</summary>
public sealed class Article_20_refusal_and_silence_go_up
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void a_refusal_needs_a_reason_and_goes_to_the_district()
    {
        var story = Partners.Whistled(Monday);
        Assert.Equal("task.fieldRequired", story.RefusesOf("ReportIn", Partners.Urban, "Refused", Partners.Member(Partners.Urban)).Code);

        story.Refuses(Partners.Urban);
        Assert.Equal(1, story.Whistle().Department(Partners.Urban).Refusals);
        Assert.Equal(Story.Chaoyang, story.Open("EscalateWhistle").UnitCode);
    }

    [Fact]
    public void a_department_ordered_to_come_gets_a_new_clock_and_a_second_refusal_counts()
    {
        var story = Partners.Whistled(Monday, "Emergency").Refuses(Partners.Urban).At(Monday + Duration.FromMinutes(50));
        story.Complete("EscalateWhistle", "Ordered", Partners.District);

        var department = story.Whistle().Department(Partners.Urban);
        Assert.Equal(Monday + Duration.FromMinutes(80), department.DueAt);
        Assert.False(department.IsRefusing);
        Assert.Equal(2, story.Refuses(Partners.Urban).Whistle().Department(Partners.Urban).Refusals);
    }

    [Fact]
    public void the_district_s_own_silence_takes_it_to_the_city()
    {
        var story = Partners.Whistled(Monday).ReportsIn(Partners.Housing).Refuses(Partners.Urban).At(Monday + Duration.FromDays(1));

        var task = Assert.Single(story.Run.Tasks, open => open.Kind == "EscalateWhistle" && open.Role == "supervisor");
        Assert.Null(task.UnitCode);
        Assert.Equal("Silent", story.Whistle().Department(Partners.Urban).Facts["escalations"]["1"]["decision"].AsString());
    }

    [Fact]
    public void an_excused_department_is_not_waited_for()
    {
        var story = Partners.Whistled(Monday).Refuses(Partners.Urban);
        Assert.Equal("whistle.excuse.reasonMissing", story.Refuses("EscalateWhistle", "Excused", Partners.District).Code);
        story.Complete("EscalateWhistle", "PassUp", Partners.District);
        story.Complete("EscalateWhistle", "Excused", Partners.City, ("decision", story.Words("确不属于其职责。")));

        Assert.NotNull(story.Whistle().Department(Partners.Urban).ExcusedAt);
        Assert.Equal("Joined", story.FinishesPart(Partners.Housing).Whistle().State);
    }

    [Fact]
    public void silence_goes_to_the_district_and_ends_there_when_the_department_comes()
    {
        var story = Partners.Whistled(Monday, "Emergency").At(Monday + Duration.FromMinutes(31));
        Assert.Equal(2, story.Run.Tasks.Count(task => task.Kind == "EscalateWhistle"));

        story.ReportsIn(Partners.Urban);
        Assert.Single(story.Run.Tasks, task => task.Kind == "EscalateWhistle");
    }

    [Fact]
    public void excusing_a_silent_department_takes_its_task_away()
    {
        var story = Partners.Whistled(Monday, "Emergency", null, Partners.Urban).At(Monday + Duration.FromMinutes(31));
        story.Complete("EscalateWhistle", "Excused", Partners.District, ("decision", story.Words("该局正在处置另一起险情。")));

        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "ReportIn");
        Assert.Equal("Joined", story.Whistle().State);
    }
}
