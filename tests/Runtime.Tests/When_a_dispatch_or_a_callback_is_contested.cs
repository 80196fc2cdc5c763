using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Two people act on one ticket at the same instant, on two nodes: one wins, the other is told, and the history verifies.</summary>
public sealed class When_a_dispatch_or_a_callback_is_contested(PostgresFixture postgres)
{
    private const int Cases = 12;
    private const string Street = "110105026";
    private static readonly Lazy<CityPolicy> Policy = new(() => CityPolicies.Load(Pack.Policies()).Policy!);
    private static readonly Actor Dispatcher = new("dispatcher-1", null, ["dispatcher"]);
    private static readonly Actor Handler = new("handler-1", Street, ["handler"]);
    private static readonly Actor Colleague = new("handler-2", Street, ["handler"]);
    private static readonly Actor Agent = new("callback-1", null, ["callbackAgent"]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_an_objection_and_a_sign_in_one_wins_and_the_other_is_told()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var tickets = await DispatchedAsync(one);

        var answers = await Task.WhenAll(tickets.Select(async (ticket, i) =>
        {
            var task = await TaskOf(one, ticket, "SignInTicket");
            Func<Task<CommandResult>> sign = () => SendAsync(one, ticket, new CompleteTask(task, "SignedIn", Value.EmptyObject), Handler);
            Func<Task<CommandResult>> objects = () => SendAsync(other, ticket, new CompleteTask(task, "Object", Objection()), Colleague);
            var (first, second) = i % 2 == 0 ? (sign(), objects()) : (objects(), sign());
            await Task.WhenAll(first, second);
            return i % 2 == 0 ? (Sign: await first, Object: await second) : (Sign: await second, Object: await first);
        }));

        for (var i = 0; i < tickets.Length; i++)
        {
            var facts = new TicketFacts((await one.Cases.StateAsync(tickets[i], Ct))!.Facts);
            var isSigned = answers[i].Sign is CommandResult.Accepted;
            Assert.NotEqual(isSigned, answers[i].Object is CommandResult.Accepted);
            Assert.IsType<CommandResult.Refused>(isSigned ? answers[i].Object : answers[i].Sign);
            Assert.Equal(isSigned ? TicketStatus.InHandling : TicketStatus.ObjectionUnderReview, facts.Status);
            Assert.Equal(isSigned, facts.SignedInAt is not null);
            Assert.Empty(await one.FaultsAsync(tickets[i], Ct));
        }
    }

    [Fact]
    public async Task Of_a_callback_and_an_urge_one_wins_and_the_other_is_told()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var tickets = await DispatchedAsync(one);
        foreach (var ticket in tickets)
        {
            await AcceptedAsync(one, ticket, new CompleteTask(await TaskOf(one, ticket, "SignInTicket"), "SignedIn", Value.EmptyObject), Handler);
            await AcceptedAsync(one, ticket, new CompleteTask(await TaskOf(one, ticket, "HandleTicket"), "Replied", Reply(one)), Handler);
        }

        one.Clock.Advance(Duration.FromDays(7));
        while (await one.Sweeper.SweepAsync(100, Ct) > 0)
        {
        }

        var answers = await Task.WhenAll(tickets.Select(async (ticket, i) =>
        {
            var task = await TaskOf(one, ticket, "CallbackPetitioner");
            Func<Task<CommandResult>> call = () => SendAsync(one, ticket, new CompleteTask(task, "Reached", Answers()), Agent);
            Func<Task<CommandResult>> urge = () => SendAsync(other, ticket, new ReceiveSignal("ticket.urged", Value.EmptyObject), Actor.System);
            var (first, second) = i % 2 == 0 ? (call(), urge()) : (urge(), call());
            await Task.WhenAll(first, second);
            return i % 2 == 0 ? (Call: await first, Urge: await second) : (Call: await second, Urge: await first);
        }));

        for (var i = 0; i < tickets.Length; i++)
        {
            Assert.IsType<CommandResult.Accepted>(answers[i].Call);
            Assert.True(Assert.IsType<CommandResult.Refused>(answers[i].Urge).Rejection.Code is "urge.replied" or "case.finished");
            var facts = new TicketFacts((await one.Cases.StateAsync(tickets[i], Ct))!.Facts);
            Assert.Equal(TicketStatus.Archived, facts.Status);
            Assert.Equal(0, facts.Facts["urges"].Count);
            Assert.Empty(await one.FaultsAsync(tickets[i], Ct));
        }
    }

    /// <summary>Tickets that lie with the street and are not signed in.</summary>
    private static async Task<CaseId[]> DispatchedAsync(Node node)
    {
        foreach (var file in Directory.GetFiles(Pack.Directory, "*.json").OrderBy(file => Path.GetFileName(file) == "ticket.json"))
        {
            var definition = WorkflowDefinition.Read(await File.ReadAllTextAsync(file, Ct)).Definition!;
            Assert.Null(await node.Catalog.PublishAsync(definition, Instant.FromUtc(2026, 1, 1, 0, 0), "test", Ct));
        }

        var ticket = WorkflowDefinition.Read(await File.ReadAllTextAsync(Path.Combine(Pack.Directory, "ticket.json"), Ct)).Definition!;
        return await Task.WhenAll(Enumerable.Range(1, Cases).Select(async serial =>
        {
            var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
            var start = TicketStart.Read(
                Value.Object(
                    ("body", Value.Of("小区垃圾三天没有清运。")),
                    ("channel", Value.Of("Phone")),
                    ("classCode", Value.Of("0102-01")),
                    ("districtCode", Value.Of(Street[..6])),
                    ("phone", Value.Of("010-1234 5678")),
                    ("requestType", Value.Of("Complaint")),
                    ("streetCode", Value.Of(Street)),
                    ("title", Value.Of("垃圾清运"))),
                Policy.Value).Start!;
            var words = start.PersonalWords.ToDictionary(word => word.Key, word => Words(word.Value));
            await AcceptedAsync(node, caseId, new StartCase(ticket.Hash, start.Arguments(serial, "p-1", words)), Dispatcher);
            await AcceptedAsync(node, caseId, new CompleteTask(await TaskOf(node, caseId, "TriageTicket"), "Dispatch", Value.Object(
                ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Street[..6])), ("streetCode", Value.Of(Street)))), Dispatcher);
            return caseId;
        }));
    }

    private static async Task<string> TaskOf(Node node, CaseId caseId, string kind) =>
        (await node.Cases.StateAsync(caseId, Ct))!.Tasks.Single(task => task.Kind == kind).Id;

    private static Value Objection() => Value.Object(
        ("objectionCitation", Words("街道办事处条例第十条").ToValue()), ("objectionGround", Value.Of("NotOurDuty")), ("objectionText", Words("不属于本单位职责。").ToValue()));

    private static Value Answers() => Value.Object(
        ("contactedByStaff", Value.Of("Yes")), ("satisfied", Value.Of("Satisfied")), ("solved", Value.Of("Yes")));

    private static Value Reply(Node node) => Value.Object(
        ("contactMethod", Value.Of("Phone")),
        ("contactedAt", Value.Of(node.Clock.Now)),
        ("publicReply", Words("已清运。").ToValue()),
        ("reply", Words("您好，已清运。").ToValue()),
        ("result", Value.Of("Solved")));

    private static Sealed Words(string text) => new(Guid.NewGuid().ToString("N"), new string('0', 64), text.Length);

    private static async Task AcceptedAsync(Node node, CaseId caseId, Input input, Actor actor)
    {
        if (await SendAsync(node, caseId, input, actor) is CommandResult.Refused { Rejection: var rejection }) Assert.Fail($"{rejection.Code} {rejection.Field}: {rejection.English}");
    }

    private static Task<CommandResult> SendAsync(Node node, CaseId caseId, Input input, Actor actor) =>
        node.Cases.SubmitAsync(new(caseId, Guid.NewGuid(), actor, node.Clock.Now, input), null, Ct);
}
