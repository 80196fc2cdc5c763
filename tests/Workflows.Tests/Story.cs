using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests;

/// <summary>A ticket's way through the published definition, told in the words of the people who work on it.</summary>
internal sealed class Story
{
    public const string Wangjing = "110105026";
    public const string Chaoyang = "110105";
    private int words;

    private Story(CityPolicy policy, Instant at)
    {
        Run = new(Beijing.Engine, Beijing.Definitions, policy, at);
    }

    public VirtualRun Run { get; }

    public CityPolicy Policy => (CityPolicy)Run.Policy;

    public TicketFacts Ticket => new(Run.State!.Facts);

    /// <summary>The names of all facts changes so far, in order: what people read as history.</summary>
    public IEnumerable<string> History => Run.Entries.SelectMany(entry => entry.Events).OfType<FactsChanged>().Select(happened => happened.Kind);

    /// <summary>What the ticket says of a clock.</summary>
    public Value Clock(string name) => Ticket.Facts["clocks"][name];

    public IEnumerable<SendOut> Notices => Run.Effects.OfType<SendOut>();

    /// <summary>A complaint in Wangjing street about its class, accepted at that instant.</summary>
    public static Story Accepted(Instant at, string classCode = "0102-01", string requestType = "Complaint", string? district = Chaoyang, string? street = Wangjing, string? urgency = null, CityPolicy? policy = null)
    {
        var story = new Story(policy ?? Beijing.Policy, at);
        var check = TicketStart.Read(
            Value.Object(
                ("body", Value.Of("小区垃圾三天没有清运。")),
                ("channel", Value.Of("Phone")),
                ("classCode", Value.Of(classCode)),
                ("districtCode", Value.Of(district)),
                ("phone", Value.Of("010-1234 5678")),
                ("requestType", Value.Of(requestType)),
                ("streetCode", Value.Of(street)),
                ("title", Value.Of("垃圾清运")),
                ("urgency", Value.Of(urgency))),
            story.Policy);
        Assert.Empty(check.Rejections);
        var start = check.Start!;
        var arguments = start.Arguments(7, "p-1", start.PersonalWords.ToDictionary(word => word.Key, word => story.SealedReference(word.Value)));
        Decide(story.Run.Start("ticket", arguments));
        return story;
    }

    /// <summary>A complaint in Wangjing street of which more, or something else, was said.</summary>
    public static Story Told(Instant at, params (string Name, Value Value)[] said)
    {
        var story = new Story(Beijing.Policy, at);
        var command = Value.Object(
            ("body", Value.Of("小区垃圾三天没有清运。")), ("channel", Value.Of("Phone")), ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Chaoyang)),
            ("phone", Value.Of("010-1234 5678")), ("requestType", Value.Of("Complaint")), ("streetCode", Value.Of(Wangjing)), ("title", Value.Of("垃圾清运")));
        foreach (var (name, value) in said) command = command.With(name, value);
        var check = TicketStart.Read(command, story.Policy);
        Assert.Empty(check.Rejections);
        Decide(story.Run.Start("ticket", check.Start!.Arguments(7, "p-1", check.Start.PersonalWords.ToDictionary(word => word.Key, word => story.SealedReference(word.Value)))));
        return story;
    }

    public Value Words(string text) => SealedReference(text).ToValue();

    public Story Triage(string outcome = "Dispatch", params (string Name, Value Value)[] result)
    {
        if (result.Length == 0) result = [("classCode", Value.Of(Ticket.ClassCode)), ("districtCode", Value.Of(Ticket.DistrictCode)), ("streetCode", Value.Of(Ticket.StreetCode))];
        return Complete("TriageTicket", outcome, Person("dispatcher"), result);
    }

    public Story SignIn() => Complete("SignInTicket", "SignedIn", Handler());

    public Story Reply(string result = "Solved", Instant? contactedAt = null) => Complete("HandleTicket", "Replied", Handler(), Answer(result, contactedAt));

    public Story CalledBack(string contacted = "Yes", string solved = "Yes", string satisfied = "Satisfied") => Complete(
        "CallbackPetitioner", "Reached", Person("callbackAgent"),
        ("contactedByStaff", Value.Of(contacted)), ("satisfied", Value.Of(satisfied)), ("solved", Value.Of(solved)));

    public Story NotReached() => Complete("CallbackPetitioner", "Unreachable", Person("callbackAgent"));

    public Story At(Instant at)
    {
        Run.AdvanceTo(at);
        return this;
    }

    public Story Complete(string kind, string? outcome, Actor actor, params (string Name, Value Value)[] result)
    {
        Decide(Run.CompleteTask(kind, outcome, Value.Object(result), actor));
        return this;
    }

    public Rejection Refuses(string kind, string? outcome, Actor actor, params (string Name, Value Value)[] result)
    {
        var before = Run.State;
        var refused = Assert.IsType<Refused>(Run.CompleteTask(kind, outcome, Value.Object(result), actor));
        Assert.Same(before, Run.State);
        return refused.Rejection;
    }

    public (string, Value)[] Answer(string result = "Solved", Instant? contactedAt = null) =>
    [
        ("contactMethod", Value.Of("Phone")),
        ("contactedAt", Value.Of(contactedAt ?? Run.Now)),
        ("publicReply", Words("已清运。")),
        ("reply", Words("您好，已于今日清运。")),
        ("result", Value.Of(result)),
    ];

    public Actor Handler() => new("handler-1", Ticket.LeadUnit, ["handler"]);

    public static Actor Person(string role) => new($"{role}-1", null, [role]);

    public static Actor Of(string unit) => new($"handler-of-{unit}", unit, ["handler"]);

    /// <summary>The unit objects: the matter is not its duty.</summary>
    public Story Objects(string? proposed = null) => Complete("SignInTicket", "Object", Handler(), Objection(proposed));

    public (string, Value)[] Objection(string? proposed = null, string? citation = "街道办事处条例第十条", string ground = "NotOurDuty") =>
    [
        ("objectionCitation", citation is null ? Value.Null : Words(citation)), ("objectionGround", Value.Of(ground)), ("objectionText", Words("不属于本单位职责。")), ("proposedUnit", Value.Of(proposed)),
    ];

    public Story Reviewed(string outcome, string? unit = null) => Complete(
        "ReviewObjection", outcome, Person("supervisor"), [("opinion", Words("经核实。")), .. unit is null ? Array.Empty<(string, Value)>() : [("unitCode", Value.Of(unit))]]);

    public HumanTask Open(string kind) => Assert.Single(Run.Tasks, task => task.Kind == kind);

    private Sealed SealedReference(string text) => new($"w-{++words}", new string('0', 64), text.Length);

    private static void Decide(StepResult result)
    {
        if (result is Refused { Rejection: var rejection }) Assert.Fail($"{rejection.Code} {rejection.Field}: {rejection.English}");
    }
}
