using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Arts. 10, 26: what a grid patrol found, what comes from above without a caller and an anonymous report have nobody to call; the city says which.</summary>
public sealed class Article_26_what_nobody_called_about_is_recorded_too
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    public static TheoryData<string, string, string?> Without => new()
    {
        { "GridPatrol", "Help", null },
        { "UpperLevel", "Complaint", null },
        { "Phone", "Report", "Anonymous" },
    };

    [Theory]
    [MemberData(nameof(Without))]
    public void it_goes_its_way_without_a_contact_or_a_callback(string channel, string type, string? identity)
    {
        var check = Read(channel, type, identity);
        Assert.Empty(check.Rejections);
        var run = new VirtualRun(Beijing.Engine, Beijing.Definitions, Beijing.Policy, Monday);
        Assert.IsType<Decided>(run.Start("ticket", check.Start!.Arguments(7, "n-1", check.Start.PersonalWords.ToDictionary(word => word.Key, word => Sealed(word.Key)))));
        Assert.IsType<Decided>(run.CompleteTask("TriageTicket", "Dispatch", Value.Object(("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Story.Chaoyang)), ("streetCode", Value.Of(Story.Wangjing))), Story.Person("dispatcher")));
        Assert.IsType<Decided>(run.CompleteTask("SignInTicket", "SignedIn", Value.EmptyObject, Story.Of(Story.Wangjing)));
        Assert.IsType<Decided>(run.CompleteTask("HandleTicket", "Replied", Value.Object(("publicReply", Sealed("p").ToValue()), ("reply", Sealed("r").ToValue()), ("result", Value.Of("Solved"))), Story.Of(Story.Wangjing)));

        var ticket = new TicketFacts(run.State!.Facts);
        Assert.Equal(TicketStatus.Archived, ticket.Status);
        Assert.Equal("没有留下联系方式，无人可回访", ticket.Callback.Entries["reason"].AsString());
        Assert.True(ticket.Facts["firstContactDueAt"].IsNull);
        Assert.DoesNotContain(run.Effects.OfType<SendOut>(), sent => sent.Channel == "sms");
    }

    [Theory]
    [InlineData("Phone", "Complaint", null)]
    [InlineData("Phone", "Report", "Stated")]
    [InlineData("Web", "Help", "Anonymous")]
    public void others_need_somebody_to_contact(string channel, string type, string? identity) =>
        Assert.Contains(Read(channel, type, identity).Rejections, fault => fault.Code == "ticket.contact.missing");

    private static TicketStartCheck Read(string channel, string type, string? identity) => TicketStart.Read(
        Value.Object(
            ("address", Value.Of("望京西园四区")), ("body", Value.Of("井盖缺失。")), ("channel", Value.Of(channel)), ("districtCode", Value.Of(Story.Chaoyang)), ("identityLevel", Value.Of(identity)),
            ("requestType", Value.Of(type)), ("sourceNumber", Value.Of("W-1")), ("streetCode", Value.Of(Story.Wangjing)), ("title", Value.Of("井盖缺失"))),
        Beijing.Policy);

    private static Sealed Sealed(string name) => new("w-" + name, new string('0', 64), 4);
}
