using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>街乡吹哨、部门报到: departments respond and work under the street's direction.</summary>
public sealed class Article_16_streets_whistle_and_departments_report_in
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void the_published_definition_has_no_finding() =>
        Assert.Empty(DefinitionValidator.Validate(Beijing.Definitions.Published("whistle", Instant.MaxValue)!, Beijing.Catalog, Beijing.Definitions));

    [Fact]
    public void each_department_named_gets_its_own_task_and_clock_by_the_kind_of_whistle()
    {
        var story = Partners.Whistled(Monday, "Emergency");

        foreach (var unit in (string[])[Partners.Housing, Partners.Urban])
        {
            Assert.Equal(Monday + Duration.FromMinutes(30), story.Whistle().Department(unit).DueAt);
            Assert.Equal(Monday + Duration.FromMinutes(30), Assert.Single(story.Run.Tasks, task => task.Kind == "ReportIn" && task.UnitCode == unit).DueAt);
        }

        Assert.Equal(WhistleFacts.Open, story.Whistle().State);
        Assert.Equal(2, story.Notices.Count(notice => notice.Payload["kind"].AsString() == "WhistleBlown"));
    }

    [Fact]
    public void a_department_is_late_at_its_limit_and_can_still_report_in()
    {
        var story = Partners.Whistled(Monday, "Emergency").At(Monday + Duration.FromMinutes(20)).ReportsIn(Partners.Housing);
        story.At(Monday + Duration.FromMinutes(40));

        Assert.False(story.Whistle().Department(Partners.Housing).IsLate);
        Assert.True(story.Whistle().Department(Partners.Urban).IsLate);
        Assert.Single(story.History, kind => kind == "DepartmentLate");

        story.ReportsIn(Partners.Urban);
        Assert.True(story.Whistle().Department(Partners.Urban).IsLate);
        Assert.Equal(10, story.Whistle().Department(Partners.Urban).Facts["minutesLate"].AsInt64());
    }

    [Fact]
    public void reporting_in_exactly_at_the_limit_is_in_time()
    {
        var story = Partners.Whistled(Monday, "Emergency").At(Monday + Duration.FromMinutes(30)).ReportsIn(Partners.Housing);

        Assert.False(story.Whistle().Department(Partners.Housing).IsLate);
    }

    [Fact]
    public void the_ticket_joins_when_every_department_has_done_its_part_and_the_street_has_confirmed_it()
    {
        var story = Partners.Whistled(Monday).FinishesPart(Partners.Housing);
        Assert.Equal(WhistleFacts.Open, story.Whistle().State);

        story.FinishesPart(Partners.Urban);
        Assert.Equal(WhistleFacts.Joined, story.Whistle().State);
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "DirectWhistle");
    }

    [Fact]
    public void a_city_may_join_by_majority()
    {
        var policy = Beijing.PolicyWith(("whistle.json", "\"quorum\": \"All\"", "\"quorum\": \"Majority\""));
        var story = Partners.Whistled(Monday, "Request", policy, Partners.Housing, Partners.Urban, Partners.Enforcement);

        story.FinishesPart(Partners.Housing);
        Assert.Equal(WhistleFacts.Open, story.Whistle().State);
        story.FinishesPart(Partners.Urban);
        Assert.Equal(WhistleFacts.Joined, story.Whistle().State);
        Assert.Contains(story.Run.Tasks, task => task.Kind == "ReportIn" && task.UnitCode == Partners.Enforcement);
    }

    [Fact]
    public void a_reply_waits_for_the_whistle_where_the_policy_says_so_and_ends_it_where_it_says_that()
    {
        var waiting = Partners.Whistled(Monday);
        Assert.Equal("whistle.open", waiting.Refuses("HandleTicket", "Replied", waiting.Handler(), waiting.Answer()).Code);

        var policy = Beijing.PolicyWith(("whistle.json", "\"whileOpen\": \"Refuse\"", "\"whileOpen\": \"Close\""));
        var closing = Partners.Whistled(Monday, policy: policy).Reply();
        Assert.Equal(WhistleFacts.Concluded, closing.Whistle().State);
        Assert.DoesNotContain(closing.Run.Tasks, task => task.Kind is "ReportIn" or "DirectWhistle");
    }

    [Fact]
    public void the_street_assigns_work_keeps_the_record_and_sends_a_part_back()
    {
        var story = Partners.Whistled(Monday).ReportsIn(Partners.Housing);
        story.Complete("DirectWhistle", "Assign", story.Handler(), ("unitCode", Value.Of(Partners.Housing)), ("text", story.Words("负责清退。")));
        story.Complete("DirectWhistle", "Note", story.Handler(), ("text", story.Words("三方已到场。")));
        Assert.Equal(2, story.Whistle().Facts["record"].Count);

        story.DoesItsPart(Partners.Housing);
        story.Complete("ConfirmPart", "SendBack", story.Handler(), ("reason", story.Words("还有两户。")));
        Assert.Null(story.Whistle().Department(Partners.Housing).DoneAt);
        story.DoesItsPart(Partners.Housing).StreetConfirms();
        Assert.NotNull(story.Whistle().Department(Partners.Housing).DoneAt);
    }

    [Fact]
    public void work_is_assigned_to_named_departments_only()
    {
        var story = Partners.Whistled(Monday);
        var refused = story.Refuses("DirectWhistle", "Assign", story.Handler(), ("unitCode", Value.Of(Partners.Enforcement)), ("text", story.Words("到场。")));

        Assert.Equal("whistle.direction.notNamed", refused.Code);
    }

    [Fact]
    public void the_street_may_end_the_whistle_and_every_task_of_it_goes()
    {
        var story = Partners.Whistled(Monday).ReportsIn(Partners.Housing);
        story.Complete("DirectWhistle", "Conclude", story.Handler(), ("text", story.Words("问题已自行解决。")));

        Assert.Equal(WhistleFacts.Concluded, story.Whistle().State);
        Assert.Equal(["HandleTicket"], story.Run.Tasks.Select(task => task.Kind));
    }

    [Fact]
    public void a_second_whistle_on_the_same_ticket_is_its_own()
    {
        var story = Partners.Whistled(Monday).Whistles("Enforcement", Partners.Enforcement);

        Assert.Equal("Enforcement", story.Whistle(2).Kind);
        story.FinishesPart(Partners.Enforcement);
        Assert.Equal((WhistleFacts.Open, WhistleFacts.Joined), (story.Whistle().State, story.Whistle(2).State));
        Assert.Contains(story.Run.Tasks, task => task.Kind == "ReportIn" && task.UnitCode == Partners.Housing);
    }

    [Theory]
    [InlineData("whistle.departments.none")]
    [InlineData("whistle.department.unknown", "nobody")]
    [InlineData("whistle.department.wrongKind", "110105026")]
    [InlineData("whistle.department.otherDistrict", "110118901")]
    [InlineData("whistle.department.twice", "110105901", "110105901")]
    public void departments_are_named_by_rule(string code, params string[] departments)
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "BlowWhistle", story.Handler());

        var refused = story.Refuses("BlowWhistle", "Blown", story.Handler(), story.Naming("Request", departments));
        Assert.Contains(refused.Code, (string[])[code, "task.fieldRequired"]);
    }

    [Fact]
    public void a_unit_that_is_no_street_is_not_offered_the_whistle()
    {
        var story = Story.Accepted(Monday, classCode: "0201-01").Triage().SignIn();

        Assert.DoesNotContain("BlowWhistle", story.Open("HandleTicket").Outcomes!);
    }

    [Fact]
    public void every_open_task_of_a_whistle_has_a_clock()
    {
        var story = Partners.Whistled(Monday).ReportsIn(Partners.Housing).DoesItsPart(Partners.Housing).StreetConfirms();
        story.At(Monday + Duration.FromDays(1));

        Assert.All(story.Run.Tasks, task => Assert.NotNull(task.DueAt));
    }
}
