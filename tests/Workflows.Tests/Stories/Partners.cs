using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Tickets on which several units work: what streets, departments, districts and the city do.</summary>
internal static class Partners
{
    public const string Housing = "110105901";
    public const string Urban = "110105902";
    public const string Enforcement = "110105903";

    /// <summary>A ticket of Wangjing street for which the street blows the whistle for these departments.</summary>
    public static Story Whistled(Instant at, string kind = "Request", CityPolicy? policy = null, params string[] departments)
    {
        var story = Story.Accepted(at, policy: policy).Triage().SignIn();
        return story.Whistles(kind, departments.Length == 0 ? [Housing, Urban] : departments);
    }

    /// <summary>The street blows the whistle, once more where it has done so before.</summary>
    public static Story Whistles(this Story story, string kind, params string[] departments)
    {
        story.Complete("HandleTicket", "BlowWhistle", story.Handler());
        return story.Complete("BlowWhistle", "Blown", story.Handler(), story.Naming(kind, departments));
    }

    public static (string, Value)[] Naming(this Story story, string kind, params string[] departments) =>
        [("whistleKind", Value.Of(kind)), ("departments", Value.Of(departments)), ("matter", story.Words("地下室违规出租，需现场共同处置。"))];

    public static Story ReportsIn(this Story story, string unit) =>
        story.CompleteOf("ReportIn", unit, "ReportedIn", Member(unit), ("person", story.Words("李队")));

    public static Story Refuses(this Story story, string unit) =>
        story.CompleteOf("ReportIn", unit, "Refused", Member(unit), ("refusalReason", story.Words("不属于本部门职责。")));

    public static Story DoesItsPart(this Story story, string unit) =>
        story.CompleteOf("JointHandling", unit, "PartDone", Member(unit), ("record", story.Words("已清退并查封。")));

    public static Story StreetConfirms(this Story story) => story.Complete("ConfirmPart", "Done", story.Handler());

    public static Story FinishesPart(this Story story, string unit) => story.ReportsIn(unit).DoesItsPart(unit).StreetConfirms();

    public static Story StreetRates(this Story story, int speed = 5, int quality = 4) =>
        story.Complete("RateDepartment", "Rated", story.Handler(), ("speed", Value.Of(speed)), ("quality", Value.Of(quality)));

    public static Story RatesTheStreet(this Story story, string unit, int speed = 4, int quality = 5) =>
        story.CompleteOf("RateStreet", unit, "Rated", Member(unit), ("speed", Value.Of(speed)), ("quality", Value.Of(quality)));

    /// <summary>Completes the task of that kind which is that unit's.</summary>
    public static Story CompleteOf(this Story story, string kind, string? unit, string outcome, Actor actor, params (string Name, Value Value)[] result)
    {
        var task = Assert.Single(story.Run.Tasks, open => open.Kind == kind && open.UnitCode == unit);
        var answer = story.Run.Deliver(new CompleteTask(task.Id, outcome, Value.Object(result)), actor);
        if (answer is Refused { Rejection: var rejection }) Assert.Fail($"{rejection.Code} {rejection.Field}: {rejection.English}");
        return story;
    }

    public static Rejection RefusesOf(this Story story, string kind, string? unit, string outcome, Actor actor, params (string Name, Value Value)[] result)
    {
        var task = Assert.Single(story.Run.Tasks, open => open.Kind == kind && open.UnitCode == unit);
        return Assert.IsType<Refused>(story.Run.Deliver(new CompleteTask(task.Id, outcome, Value.Object(result)), actor)).Rejection;
    }

    public static WhistleFacts Whistle(this Story story, int number = 1) => WhistleFacts.Of(story.Ticket.Facts, number);

    public static Actor Member(string unit) => new($"member-{unit}", unit, ["handler"]);

    /// <summary>The district's people.</summary>
    public static Actor District { get; } = Member(Story.Chaoyang);

    /// <summary>The city's people.</summary>
    public static Actor City { get; } = Story.Person("supervisor");
}
