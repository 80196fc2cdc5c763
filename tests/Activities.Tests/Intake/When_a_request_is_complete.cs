using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>Arts. 8–10: all that is known of a request is recorded, each part under the rule of its field.</summary>
public sealed class When_a_request_is_complete
{
    private static readonly Value Whole = Value.Object(
        ("accused", Value.Of("某物业公司")),
        ("address", Value.Of("花家地北里3号楼")),
        ("body", Value.Of("小区垃圾三天没有清运。")),
        ("channel", Value.Of("WeChat")),
        ("company", Value.Of("某某商店")),
        ("estate", Value.Of("花家地北里")),
        ("identityLevel", Value.Of("Stated")),
        ("latitude", Value.Of(39.9m)),
        ("longitude", Value.Of(116.4m)),
        ("mail", Value.Of("a@example.cn")),
        ("petitioner", Value.Of("李晓明")),
        ("phone", Value.Of("13800001234")),
        ("recordings", Value.Of([Value.Of("rec-1")])),
        ("replyWanted", Value.True),
        ("requestType", Value.Of("Complaint")),
        ("secondPhone", Value.Of("13900001234")),
        ("sex", Value.Of("Male")),
        ("subjectType", Value.Of("SelfEmployed")),
        ("tags", Value.Of([Value.Of("Housing"), Value.Of("MonthlyTopic")])),
        ("title", Value.Of("垃圾清运")));

    [Fact]
    public void everything_about_a_person_is_sealed_and_the_rest_is_open()
    {
        var start = TicketStart.Read(Whole, Pack.Beijing).Start!;

        Assert.Equal(
            ["accused", "address", "body", "company", "estate", "latitude", "longitude", "mail", "petitioner", "phone", "recordings", "secondPhone", "sex", "title"],
            start.PersonalWords.Keys);
        Assert.Equal("116.4", start.PersonalWords["longitude"]);
    }

    [Theory]
    [InlineData("longitude", 121.5, "ticket.point.outside")]
    [InlineData("latitude", 31.2, "ticket.point.outside")]
    public void a_place_outside_the_citys_map_is_refused(string field, double degrees, string code) =>
        Assert.Equal((code, field), Only(Whole.With(field, Value.Of((decimal)degrees))));

    [Fact]
    public void half_a_place_on_the_map_is_refused() => Assert.Equal(("ticket.point.half", "latitude"), Only(Whole.Without("latitude")));

    [Theory]
    [InlineData("sex", "Robot", "ticket.sex.unknown")]
    [InlineData("subjectType", "Ghost", "ticket.subjectType.unknown")]
    [InlineData("identityLevel", "Sworn", "ticket.identityLevel.unknown")]
    [InlineData("mail", "not a mail", "ticket.mail.wrong")]
    [InlineData("replyWanted", "perhaps", "ticket.field.type")]
    [InlineData("longitude", "east", "ticket.field.type")]
    [InlineData("tags", "Housing", "ticket.field.type")]
    public void a_value_that_the_city_does_not_know_is_refused(string field, string text, string code) =>
        Assert.Equal((code, field), Only(Whole.With(field, Value.Of(text))));

    [Fact]
    public void a_tag_that_the_city_does_not_know_is_refused() =>
        Assert.Equal(("ticket.tags.unknown", "tags"), Only(Whole.With("tags", Value.Of([Value.Of("Housing"), Value.Of("Weather")]))));

    [Fact]
    public void more_files_than_the_city_allows_are_refused() =>
        Assert.Equal(("ticket.field.many", "attachments"), Only(Whole.With("attachments", Value.Of(Enumerable.Range(0, 11).Select(n => Value.Of($"a{n}"))))));

    [Theory]
    [InlineData("Transfer110")]
    [InlineData("UpperLevel")]
    public void what_another_body_hands_over_carries_its_number(string channel)
    {
        Assert.Equal(("ticket.field.required", "sourceNumber"), Only(Whole.With("channel", Value.Of(channel))));
        Assert.Empty(TicketStart.Read(Whole.With("channel", Value.Of(channel)).With("sourceNumber", Value.Of("110-7")), Pack.Beijing).Rejections);
    }

    [Fact]
    public void every_channel_and_type_of_the_regulation_is_taken()
    {
        var whole = Whole.With("sourceNumber", Value.Of("7")).With("districtCode", Value.Of("110105"));
        foreach (var channel in (string[])["Phone", "Web", "App", "WeChat", "MessageBoard", "Transfer110", "UpperLevel", "Media", "GridPatrol"])
        {
            foreach (var type in (string[])["Consultation", "Help", "Complaint", "Report", "Suggestion", "Praise"])
            {
                Assert.Empty(TicketStart.Read(whole.With("channel", Value.Of(channel)).With("requestType", Value.Of(type)), Pack.Beijing).Rejections);
            }
        }
    }

    [Theory]
    [InlineData("Report", null, true)]
    [InlineData("Complaint", true, true)]
    [InlineData("Complaint", false, false)]
    [InlineData("Report", false, true)]
    public void a_ticket_is_confidential_by_its_type_or_by_its_flag(string type, bool? flag, bool confidential)
    {
        var arguments = Arguments(Whole.With("requestType", Value.Of(type)).With("confidential", flag is { } told ? Value.Of(told) : Value.Null));

        Assert.Equal(confidential, arguments["confidential"].AsBoolean() == true);
    }

    [Fact]
    public void words_of_a_possible_emergency_mark_the_ticket_with_the_policys_words_and_not_the_petitioners()
    {
        var alert = Arguments(Whole.With("body", Value.Of("楼下张大爷家燃气泄漏，味道很重。")))["alert"];

        Assert.Equal(("Emergency", "燃气泄漏"), (alert["suggestedUrgency"].AsString(), alert["words"].Items.Single().AsString()));
        Assert.DoesNotContain("张大爷", alert.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_tag_marks_a_possible_emergency_as_well() =>
        Assert.Equal("Risk", Arguments(Whole.With("tags", Value.Of([Value.Of("Risk")])))["alert"]["tags"].Items.Single().AsString());

    [Fact]
    public void an_ordinary_request_is_no_alarm() => Assert.True(Arguments(Whole)["alert"].IsNull);

    private static Value Arguments(Value command)
    {
        var start = TicketStart.Read(command, Pack.Beijing).Start!;
        return start.Arguments(1, "p-1", start.PersonalWords.ToDictionary(word => word.Key, word => new Engine.Inputs.Sealed(word.Key, new string('0', 64), word.Value.Length)));
    }

    private static (string Code, string? Field) Only(Value command)
    {
        var rejection = Assert.Single(TicketStart.Read(command, Pack.Beijing).Rejections);
        return (rejection.Code, rejection.Field);
    }
}
