using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>Art. 10: time, matter and contact are recorded completely; what is wrong is told field by field.</summary>
public sealed class When_a_request_is_registered
{
    private static readonly Value Good = Value.Object(
        ("body", Value.Of("小区垃圾三天没有清运。")),
        ("channel", Value.Of("Phone")),
        ("phone", Value.Of("010-1234 5678")),
        ("requestType", Value.Of("Complaint")),
        ("title", Value.Of("垃圾清运")));

    [Fact]
    public void a_complete_one_is_taken()
    {
        var check = TicketStart.Read(Good, Pack.Beijing);

        Assert.Empty(check.Rejections);
        Assert.Equal(["body", "phone", "title"], check.Start!.PersonalWords.Keys);
        Assert.Equal("phone:01012345678", check.Start.SubjectKey);
    }

    [Fact]
    public void its_arguments_hold_references_instead_of_words()
    {
        var start = TicketStart.Read(Good, Pack.Beijing).Start!;
        var arguments = start.Arguments(7, "p-1", start.PersonalWords.ToDictionary(word => word.Key, word => new Sealed(word.Key, new string('0', 64), word.Value.Length)));

        Assert.DoesNotContain("垃圾", arguments.ToString(), StringComparison.Ordinal);
        Assert.Equal(7, arguments["serial"].AsInt64());
        Assert.Equal("phone", Sealed.From(arguments["phone"])!.Id);
        Assert.Throws<ArgumentException>(() => start.Arguments(7, "p-1", new Dictionary<string, Sealed>()));
    }

    [Theory]
    [InlineData("title", null, "ticket.field.missing")]
    [InlineData("body", "  ", "ticket.field.missing")]
    [InlineData("channel", "Pigeon", "ticket.channel.unknown")]
    [InlineData("requestType", "Joke", "ticket.requestType.unknown")]
    [InlineData("urgency", "Yesterday", "ticket.urgency.unknown")]
    [InlineData("classCode", "0102", "ticket.class.broad")]
    [InlineData("classCode", "zz", "ticket.class.unknown")]
    [InlineData("districtCode", "999999", "ticket.district.unknown")]
    [InlineData("streetCode", "110105026", "ticket.district.missing")]
    [InlineData("phone", "call me", "ticket.phone.wrong")]
    [InlineData("title", "a\0b", "ticket.field.characters")]
    public void a_wrong_field_is_told_with_its_path(string field, string? text, string code)
    {
        var check = TicketStart.Read(Good.With(field, Value.Of(text)), Pack.Beijing);

        Assert.Null(check.Start);
        var rejection = Assert.Single(check.Rejections);
        Assert.Equal(code, rejection.Code);
        Assert.NotEmpty(rejection.Chinese);
        Assert.Equal(code == "ticket.district.missing" ? "districtCode" : field, rejection.Field);
    }

    [Fact]
    public void every_fault_is_told_not_only_the_first()
    {
        var check = TicketStart.Read(Value.Object(("colour", Value.Of("red")), ("title", Value.Of(1))), Pack.Beijing);

        Assert.Equal(
            ["ticket.field.unknown", "ticket.field.missing", "ticket.field.missing", "ticket.field.type", "ticket.field.missing", "ticket.contact.missing"],
            check.Rejections.Select(rejection => rejection.Code));
    }

    [Fact]
    public void half_a_surrogate_pair_is_no_text() =>
        Assert.Equal("ticket.field.characters", Assert.Single(TicketStart.Read(Good.With("body", Value.Of("half " + (char)0xD83D + " pair")), Pack.Beijing).Rejections).Code);

    [Fact]
    public void too_long_a_title_is_refused() =>
        Assert.Equal("ticket.field.long", Assert.Single(TicketStart.Read(Good.With("title", Value.Of(new string('长', TextLimits.Title + 1))), Pack.Beijing).Rejections).Code);

    [Fact]
    public void nobody_can_pass_a_ticket_off_as_history() =>
        Assert.Equal("historic", Assert.Single(TicketStart.Read(Good.With("historic", Value.True), Pack.Beijing).Rejections).Field);

    [Fact]
    public void something_else_than_an_object_is_refused() =>
        Assert.Single(TicketStart.Read(Value.Of("x"), Pack.Beijing).Rejections);
}
