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

/// <summary>Two inputs want the same deadline: one wins, the other is told, whichever node they come to.</summary>
public sealed class When_a_deadline_is_contested(PostgresFixture postgres)
{
    private const int Cases = 12;
    private const string Street = "110105026";
    private static readonly Lazy<CityPolicy> Policy = new(() => CityPolicies.Load(Pack.Policies()).Policy!);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_timer_that_is_due_while_its_task_completes_takes_effect_once_and_never_against_the_reply(int secondsLate)
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var tickets = await HandledAsync(one);
        await ToTheDeadlineAsync(one, tickets[0]);
        one.Clock.Advance(Duration.FromSeconds(secondsLate));

        var replies = tickets.Select(ticket => (Id: ticket, Task: TaskOf(one, ticket))).ToArray();
        var answers = await Task.WhenAll(replies.Select(async reply => await SendAsync(one, reply.Id, new CompleteTask(await reply.Task, "Replied", Reply(one)), Handler)));
        await Task.WhenAll(DrainAsync(one), DrainAsync(other));

        Assert.All(answers, answer => Assert.IsType<CommandResult.Accepted>(answer));
        foreach (var ticket in tickets)
        {
            var facts = new TicketFacts((await one.Cases.StateAsync(ticket, Ct))!.Facts);
            Assert.Equal(secondsLate > 0, facts.OverdueAt is not null);
            Assert.Empty(await one.FaultsAsync(ticket, Ct));
        }

        Assert.Equal(0L, await one.QueryAsync<long>("select count(*) from jsjb.timer where due_at <= $1", Ct, one.Clock.Now));
    }

    [Fact]
    public async Task Of_an_extension_and_the_expiry_one_wins_and_the_other_is_told()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var tickets = await HandledAsync(one);
        await ToTheDeadlineAsync(one, tickets[0]);

        var requests = new List<(CaseId Id, string Task, Bookmark Timer)>();
        foreach (var ticket in tickets)
        {
            var state = (await one.Cases.StateAsync(ticket, Ct))!;
            requests.Add((ticket, state.Tasks.Single(task => task.Kind == "HandleTicket").Id, state.Timers.Single(timer => timer.DueAt == one.Clock.Now)));
        }

        // Half of the requests are sent first, half second: both orders happen, on two nodes.
        var answers = await Task.WhenAll(requests.Select(async (request, i) =>
        {
            Func<Task<CommandResult>> extend = () => SendAsync(one, request.Id, new CompleteTask(request.Task, "RequestExtension", Extension(one)), Handler);
            Func<Task<CommandResult>> expire = () => SendAsync(other, request.Id, new FireTimer(request.Timer.Id), Actor.System);
            var (first, second) = i % 2 == 0 ? (extend(), expire()) : (expire(), extend());
            await Task.WhenAll(first, second);
            return i % 2 == 0 ? (Extend: await first, Expire: await second) : (Extend: await second, Expire: await first);
        }));

        for (var i = 0; i < requests.Count; i++)
        {
            var facts = new TicketFacts((await one.Cases.StateAsync(requests[i].Id, Ct))!.Facts);
            if (answers[i].Extend is CommandResult.Accepted)
            {
                Assert.Equal("timer.gone", Assert.IsType<CommandResult.Refused>(answers[i].Expire).Rejection.Code);
                Assert.Null(facts.OverdueAt);
                Assert.True(facts.FeedbackDueAt > one.Clock.Now);
            }
            else
            {
                var told = Assert.IsType<CommandResult.Refused>(answers[i].Extend).Rejection;
                Assert.Equal("extension.expired", told.Code);
                Assert.Contains("第十五条", told.Source, StringComparison.Ordinal);
                Assert.IsType<CommandResult.Accepted>(answers[i].Expire);
                Assert.Equal(one.Clock.Now, facts.OverdueAt);
            }

            Assert.Empty(await one.FaultsAsync(requests[i].Id, Ct));
        }
    }

    private static readonly Actor Dispatcher = new("dispatcher-1", null, ["dispatcher"]);
    private static readonly Actor Handler = new("handler-1", Street, ["handler"]);

    /// <summary>Tickets that the street signed in and is handling, all dispatched at one instant.</summary>
    private static async Task<CaseId[]> HandledAsync(Node node)
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
            await AcceptedAsync(node, caseId, new CompleteTask(await node.OpenTaskAsync(caseId, Ct), "Dispatch", Value.Object(
                ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Street[..6])), ("streetCode", Value.Of(Street)))), Dispatcher);
            await AcceptedAsync(node, caseId, new CompleteTask(await node.OpenTaskAsync(caseId, Ct), "SignedIn", Value.EmptyObject), Handler);
            return caseId;
        }));
    }

    /// <summary>Advances to the deadline, with everything that is due before it.</summary>
    private static async Task ToTheDeadlineAsync(Node node, CaseId caseId)
    {
        var due = new TicketFacts((await node.Cases.StateAsync(caseId, Ct))!.Facts).FeedbackDueAt!.Value;
        node.Clock.Advance(due - node.Clock.Now - Duration.FromSeconds(1));
        await DrainAsync(node);
        node.Clock.Advance(Duration.FromSeconds(1));
    }

    private static async Task<string> TaskOf(Node node, CaseId caseId) =>
        (await node.Cases.StateAsync(caseId, Ct))!.Tasks.Single(task => task.Kind == "HandleTicket").Id;

    private static Value Reply(Node node) => Value.Object(
        ("contactMethod", Value.Of("Phone")),
        ("contactNumber", Words("010-1234 5678").ToValue()),
        ("contactedAt", Value.Of(node.Clock.Now)),
        ("publicReply", Words("已清运。").ToValue()),
        ("reply", Words("您好，已清运。").ToValue()),
        ("result", Value.Of("Solved")));

    private static Value Extension(Node node) => Value.Object(
        ("extensionGround", Value.Of("TechnicalAppraisal")),
        ("legalBasis", Words("某规定第三条").ToValue()),
        ("newDueAt", Value.Of(node.Clock.Now + Duration.FromDays(5))),
        ("petitionerExplanation", Words("需要检测。").ToValue()));

    private static Sealed Words(string text) => new(Guid.NewGuid().ToString("N"), new string('0', 64), text.Length);

    private static async Task AcceptedAsync(Node node, CaseId caseId, Input input, Actor actor)
    {
        if (await SendAsync(node, caseId, input, actor) is CommandResult.Refused { Rejection: var rejection }) Assert.Fail($"{rejection.Code} {rejection.Field}: {rejection.English}");
    }

    private static Task<CommandResult> SendAsync(Node node, CaseId caseId, Input input, Actor actor) =>
        node.Cases.SubmitAsync(new(caseId, Guid.NewGuid(), actor, node.Clock.Now, input), null, Ct);

    private static async Task DrainAsync(Node node)
    {
        while (await node.Sweeper.SweepAsync(100, Ct) > 0)
        {
        }
    }
}
