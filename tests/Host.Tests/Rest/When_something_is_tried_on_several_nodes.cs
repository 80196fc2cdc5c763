using JieSuJiBan.Application.Sandboxes;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Values;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A trial lies in the database: behind a balancer each step of it may come to another node.</summary>
[Collection(nameof(Site))]
public sealed class When_something_is_tried_on_several_nodes(Site site)
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 30, 1, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_node_shows_the_same_trial_whichever_took_the_last_step()
    {
        var (here, there, account) = (await NodeAsync(), await NodeAsync(), Account());
        Assert.Empty(await BeginAsync(here, account));

        var session = (await there.FindAsync(account, Ct))!;
        var triage = session.View().Tasks.Single();
        var result = Value.Object(("classCode", Value.Of("0102-01")), ("districtCode", Value.Of("110105")), ("streetCode", Value.Of("110105026")));
        Assert.Empty(await there.ActAsync(account, session, one => one.Complete(triage.Id, "Dispatch", result), Ct));
        session = (await here.FindAsync(account, Ct))!;
        Assert.Empty(await here.ActAsync(account, session, one => one.Advance(Duration.FromHours(30)), Ct));

        var (one, other) = ((await here.FindAsync(account, Ct))!.View(), (await there.FindAsync(account, Ct))!.View());
        Assert.Equal(Start + Duration.FromHours(30), other.Now);
        Assert.Equal(CanonicalJson.Hash(one.State.Facts), CanonicalJson.Hash(other.State.Facts));
        Assert.Equal(one.Path, other.Path, (a, b) => (a.At, a.Actor, a.Activity, a.Fact) == (b.At, b.Actor, b.Activity, b.Fact));
        Assert.NotEmpty(other.Messages);
        Assert.Equal(one.Tasks.Select(task => task.Id), other.Tasks.Select(task => task.Id));

        // Nobody else sees it, and when it is left it is gone everywhere.
        Assert.Null(await there.FindAsync(Account(), Ct));
        await there.LeaveAsync(account, Ct);
        Assert.Null(await here.FindAsync(account, Ct));
    }

    [Fact]
    public async Task Of_two_steps_at_once_the_later_one_is_told_to_look_again()
    {
        var (here, there, account) = (await NodeAsync(), await NodeAsync(), Account());
        Assert.Empty(await BeginAsync(here, account));
        var (one, other) = ((await here.FindAsync(account, Ct))!, (await there.FindAsync(account, Ct))!);
        Assert.Empty(await here.ActAsync(account, one, session => session.Advance(Duration.FromHours(1)), Ct));

        var refused = await there.ActAsync(account, other, session => session.Advance(Duration.FromHours(2)), Ct);

        Assert.Equal("sandbox.moved", Assert.Single(refused).Code);
        Assert.Equal(Start + Duration.FromHours(1), (await there.FindAsync(account, Ct))!.View().Now);
        await here.LeaveAsync(account, Ct);
    }

    [Fact]
    public async Task What_a_person_types_is_not_kept()
    {
        var (here, account) = (await NodeAsync(), Account());
        Assert.Empty(await BeginAsync(here, account));

        var source = (await site.ServicesAsync()).GetRequiredService<Npgsql.NpgsqlDataSource>();
        await using var command = source.CreateCommand("select setup from jsjb.sandbox_trial where account_id = $1");
        command.Parameters.Add(new() { Value = account });
        var kept = (string)(await command.ExecuteScalarAsync(Ct))!;

        Assert.DoesNotContain(Given.Phone(), kept, StringComparison.Ordinal);
        Assert.DoesNotContain("某某", kept, StringComparison.Ordinal);
        await here.LeaveAsync(account, Ct);
    }

    private static string Account() => "trial-" + Guid.NewGuid().ToString("N");

    private static Task<IReadOnlyList<Rejection>> BeginAsync(Sandbox sandbox, string account) => sandbox.StartAsync(
        account,
        null,
        null,
        Value.Object(
            ("requestType", Value.Of("Complaint")), ("channel", Value.Of("Phone")), ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of("110105")), ("streetCode", Value.Of("110105026")),
            ("title", Value.Of("试运行工单")), ("body", Value.Of("试运行，不是真实诉求。")), ("petitioner", Value.Of("某某")), ("phone", Value.Of(Given.Phone()))),
        Start,
        Ct);

    /// <summary>A sandbox that has nothing at hand, as on another node.</summary>
    private async Task<Sandbox> NodeAsync() => ActivatorUtilities.CreateInstance<Sandbox>(await site.ServicesAsync());
}
