using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_drafts_are_governed(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_becomes_a_version_only_through_a_second_person()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        Assert.Equal(("draft.exists", draft.DraftId), Refused(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "he", Ct)));

        draft = Done(await drafts.SaveAsync(draft.DraftId, 1, await SlowerAsync(drafts, draft), "tang", null, Ct));
        Assert.Equal(2, draft.Revision);
        Assert.Equal("draft.wrongState", Refused(await drafts.PublishAsync(draft.DraftId, null, "he", Ct)).Code);
        Done(await drafts.SubmitAsync(draft.DraftId, 2, "slower", "he", Ct));

        Assert.Equal("draft.fourEyes", Refused(await drafts.ApproveAsync(draft.DraftId, 2, null, "tang", Ct)).Code);
        Assert.Equal("draft.fourEyes", Refused(await drafts.ApproveAsync(draft.DraftId, 2, null, "he", Ct)).Code);
        Assert.Equal("draft.moved", Refused(await drafts.ApproveAsync(draft.DraftId, 1, null, "li", Ct)).Code);
        Assert.Equal("draft.noReason", Refused(await drafts.RejectAsync(draft.DraftId, 2, " ", "li", Ct)).Code);
        Done(await drafts.ApproveAsync(draft.DraftId, 2, "fine", "li", Ct));
        Assert.Equal("draft.backdated", Refused(await drafts.PublishAsync(draft.DraftId, node.Clock.Now - Duration.FromSeconds(1), "li", Ct)).Code);
        var tomorrow = node.Clock.Now + Duration.FromDays(1);
        draft = Done(await drafts.PublishAsync(draft.DraftId, tomorrow, "li", Ct));

        Assert.Equal((DraftState.Published, tomorrow), (draft.State, draft.EffectiveFrom));
        Assert.Equal(1, node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Version);
        Assert.Equal(draft.PublishedHash, node.Catalog.Definitions.Published("errand", tomorrow)!.Hash);
        Assert.Equal([(2, VersionState.Scheduled), (1, VersionState.InForce)], (await drafts.VersionsAsync(DraftKind.Workflow, "errand", Ct)).Select(version => (version.Version, version.State)));
        Assert.Equal(
            [("published", "li"), ("approved", "li"), ("submitted", "he"), ("saved", "tang"), ("created", "tang")],
            (await drafts.LogAsync(draft.DraftId, ct: Ct)).Select(entry => (entry.Action, entry.Actor)));
        Assert.Null(await drafts.OpenAsync(DraftKind.Workflow, "errand", Ct));
    }

    [Fact]
    public async Task The_later_of_two_writers_is_told_who_saved_and_loses_nothing()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        var text = await SlowerAsync(drafts, draft);

        // Two nodes, two people, one revision: exactly one wins.
        await using var other = await node.AnotherAsync(Ct);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => (writer % 2 == 0 ? drafts : other.Drafts)
            .SaveAsync(draft.DraftId, 1, text.Replace("02:00:00", $"0{writer + 1}:30:00", StringComparison.Ordinal), $"writer{writer}", null, Ct)));

        var winner = Assert.Single(answers, answer => answer.IsDone).Draft!;
        Assert.All(answers.Where(answer => !answer.IsDone), late =>
        {
            Assert.Equal("draft.cameTooLate", late.Refusal!.Code);
            Assert.Contains(winner.ChangedBy, late.Refusal.Chinese, StringComparison.Ordinal);
            Assert.Contains(winner.ChangedBy, late.Refusal.English, StringComparison.Ordinal);
        });
        var kept = await drafts.LateAsync(draft.DraftId, Ct);
        Assert.Equal(7, kept.Select(late => late.Hash).Distinct().Count());
        Assert.Equal(7, (await drafts.LogAsync(draft.DraftId, ct: Ct)).Count(entry => entry.Action == GovernanceActions.SaveCameTooLate));
        Assert.Equal(winner.Hash, (await drafts.FindAsync(draft.DraftId, Ct))!.Hash);

        // A retry of what is saved already is neither a change nor a conflict.
        var again = Done(await drafts.SaveAsync(draft.DraftId, 1, (await drafts.ContentAsync(draft.DraftId, ct: Ct))!, winner.ChangedBy, null, Ct));
        Assert.Equal(2, again.Revision);
    }

    [Fact]
    public async Task A_save_during_a_publication_is_refused_or_the_publication_is()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        for (var round = 0; round < 5; round++)
        {
            var drafts = node.Drafts;
            var draft = await ApprovedAsync(drafts, $"0{round + 2}:00:00");
            var text = (await drafts.ContentAsync(draft.DraftId, ct: Ct))!;
            var save = drafts.SaveAsync(draft.DraftId, draft.Revision, text.Replace(":00:00", ":45:00", StringComparison.Ordinal), "he", null, Ct);
            var reopen = drafts.ReopenAsync(draft.DraftId, null, "he", Ct);
            var publish = drafts.PublishAsync(draft.DraftId, null, "li", Ct);
            await Task.WhenAll(save, reopen, publish);

            var now = (await drafts.FindAsync(draft.DraftId, Ct))!;
            Assert.Equal((await publish).IsDone, now.State == DraftState.Published);
            Assert.False((await publish).IsDone && (await reopen).IsDone);
            Assert.NotEqual((await save).IsDone, (await drafts.LateAsync(draft.DraftId, Ct)).Count > 0);
            if (now.State == DraftState.Published)
            {
                Assert.Equal(draft.Hash, now.Hash);
                Assert.Contains($"0{round + 2}:00:00", node.Catalog.Definitions.ByHash(now.PublishedHash!)!.ToJson(), StringComparison.Ordinal);
            }
            else
            {
                Done(await drafts.DiscardAsync(draft.DraftId, null, "he", Ct));
            }

            node.Clock.Advance(Duration.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Two_who_publish_at_once_publish_once()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var other = await node.AnotherAsync(Ct);
        var draft = await ApprovedAsync(node.Drafts, "02:00:00");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(one => (one % 2 == 0 ? node : other).Drafts.PublishAsync(draft.DraftId, null, $"p{one}", Ct)));

        Assert.Single(answers, answer => answer.IsDone);
        Assert.All(answers.Where(answer => !answer.IsDone), refused => Assert.Equal("draft.wrongState", refused.Refusal!.Code));
        Assert.Equal(2, (await node.Drafts.VersionsAsync(DraftKind.Workflow, "errand", Ct)).Count);
    }

    [Fact]
    public async Task Two_policy_files_published_at_once_both_count()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var city = await ApprovedAsync(drafts, "city.json", text => text.Replace("北京市", "北京市（新）", StringComparison.Ordinal));
        var types = await ApprovedAsync(drafts, "request-types.json", text => text.Replace("投诉", "投诉类", StringComparison.Ordinal));
        var before = node.Catalog.Policy.Hash;
        var later = node.Clock.Now + Duration.FromDays(2);

        // One now, one later: what is planned for later keeps what is changed now.
        Done(await drafts.PublishAsync(types.DraftId, later, "li", Ct));
        Done(await drafts.PublishAsync(city.DraftId, null, "li", Ct));

        Assert.NotEqual(before, node.Catalog.Policy.Hash);
        Assert.Equal("北京市（新）", node.Catalog.Policy.City.Name);
        // Both were published in one instant of this clock: the one written later counts, not the one that the database happens to read last.
        Assert.Equal("北京市（新）", node.Catalog.PolicyAt(later).City.Name);
        Assert.NotEqual(node.Catalog.Policy.Hash, node.Catalog.PolicyAt(later).Hash);
        await using var other = await node.AnotherAsync(Ct);
        Assert.Equal(node.Catalog.PolicyAt(later).Hash, other.Catalog.PolicyAt(later).Hash);

        // Back to what was: the same content takes effect a second time.
        node.Clock.Advance(Duration.FromDays(1));
        var first = (await drafts.VersionsAsync(DraftKind.Policy, "city.json", Ct))[^1];
        var back = Done(await drafts.CreateFromAsync(DraftKind.Policy, "city.json", first.Hash, "tang", Ct));
        Done(await drafts.SubmitAsync(back.DraftId, null, null, "tang", Ct));
        Done(await drafts.ApproveAsync(back.DraftId, null, null, "li", Ct));
        Done(await drafts.PublishAsync(back.DraftId, null, "li", Ct));
        Assert.Equal(before, node.Catalog.Policy.Hash);
        Assert.Equal("北京市", node.Catalog.PolicyAt(later).City.Name);
        Assert.Equal(3, (await drafts.VersionsAsync(DraftKind.Policy, "city.json", Ct)).Count);
    }

    [Fact]
    public async Task A_policy_file_with_errors_is_not_sent_for_review()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var draft = Done(await node.Drafts.CreateFromAsync(DraftKind.Policy, "calendar.json", null, "tang", Ct));
        Assert.Equal("draft.badContent", Refused(await node.Drafts.SaveAsync(draft.DraftId, 1, "{ \"years\": [", "tang", null, Ct)).Code);
        draft = Done(await node.Drafts.SaveAsync(draft.DraftId, 1, "{ \"years\": 5 }", "tang", null, Ct));

        var refused = await node.Drafts.SubmitAsync(draft.DraftId, null, null, "tang", Ct);

        Assert.Equal("draft.hasErrors", refused.Refusal!.Code);
        Assert.Contains(refused.Findings!, finding => finding.IsError);
    }

    [Fact]
    public async Task A_retired_version_starts_nothing_new_and_goes_on_running()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var draft = await ApprovedAsync(node.Drafts, "02:00:00");
        var hash = Done(await node.Drafts.PublishAsync(draft.DraftId, null, "li", Ct)).PublishedHash!;
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new Engine.Inputs.StartCase(hash, Engine.Values.Value.EmptyObject), Ct));
        node.Clock.Advance(Duration.FromMinutes(1));

        var proposal = (await node.Retirements.ProposeAsync("errand", hash, null, "faulty", "li", Ct)).Proposal!;
        Assert.Equal(2, node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Version);
        Assert.Null((await node.Retirements.ConfirmAsync(proposal.ProposalId, null, "tang", Ct)).Refusal);
        Assert.Equal("version.alreadyRetired", (await node.Retirements.ProposeAsync("errand", hash, null, null, "li", Ct)).Refusal!.Code);

        Assert.Equal(1, node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Version);
        Assert.Equal(2, node.Catalog.Definitions.Published("errand", node.Clock.Now - Duration.FromSeconds(1))!.Version);
        Assert.IsType<CommandResult.Accepted>(await node.CompleteAsync(caseId, Ct));
        await using var other = await node.AnotherAsync(Ct);
        Assert.Equal(1, other.Catalog.Definitions.Published("errand", node.Clock.Now)!.Version);
        Assert.Equal([VersionState.Retired, VersionState.InForce], (await node.Drafts.VersionsAsync(DraftKind.Workflow, "errand", Ct)).Select(version => version.State));
    }

    [Fact]
    public async Task The_governance_log_is_only_ever_added_to()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Done(await node.Drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        foreach (var change in (string[])["update jsjb.governance_log set actor = 'x'", "delete from jsjb.governance_log", "truncate jsjb.governance_log"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync(change, Ct));
            Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        }
    }

    [Fact]
    public async Task A_draft_of_an_overtaken_version_must_be_rebased_before_review()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var draft = Done(await node.Drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        draft = Done(await node.Drafts.SaveAsync(draft.DraftId, 1, await SlowerAsync(node.Drafts, draft), "tang", null, Ct));
        var pack = Engine.Definitions.WorkflowDefinition.Read(Errand.Definition.ToJson().Replace("\"version\": 1, \"isLatest\"", "\"version\": 2, \"isLatest\"", StringComparison.Ordinal)).Definition!;
        Assert.Null(await node.Catalog.PublishAsync(pack, node.Clock.Now, "pack", Ct));

        Assert.Equal("draft.overtaken", Refused(await node.Drafts.SubmitAsync(draft.DraftId, null, null, "tang", Ct)).Code);
        Done(await node.Drafts.RebaseAsync(draft.DraftId, "tang", Ct));
        Done(await node.Drafts.SubmitAsync(draft.DraftId, null, null, "tang", Ct));
        Done(await node.Drafts.ApproveAsync(draft.DraftId, null, null, "li", Ct));
        var published = Done(await node.Drafts.PublishAsync(draft.DraftId, null, "li", Ct));
        Assert.Equal(3, node.Catalog.Definitions.ByHash(published.PublishedHash!)!.Version);
    }

    private static Draft Done(DraftAnswer answer)
    {
        Assert.True(answer.IsDone, answer.Refusal?.English);
        return answer.Draft!;
    }

    private static (string Code, Guid? DraftId) Refused(DraftAnswer answer)
    {
        Assert.False(answer.IsDone);
        Assert.NotEmpty(answer.Refusal!.Chinese);
        return (answer.Refusal.Code, answer.Draft?.DraftId);
    }

    private static async Task<string> SlowerAsync(DraftStore drafts, Draft draft, string delay = "02:00:00")
    {
        var text = (await drafts.ContentAsync(draft.DraftId, ct: Ct))!;
        return System.Text.RegularExpressions.Regex.Replace(text, "[0-9]{2}:00:00", delay);
    }

    private static async Task<Draft> ApprovedAsync(DraftStore drafts, string delay)
    {
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        return await ApprovedAsync(drafts, Done(await drafts.SaveAsync(draft.DraftId, 1, await SlowerAsync(drafts, draft, delay), "tang", null, Ct)));
    }

    private static async Task<Draft> ApprovedAsync(DraftStore drafts, string file, Func<string, string> change)
    {
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Policy, file, null, "tang", Ct));
        return await ApprovedAsync(drafts, Done(await drafts.SaveAsync(draft.DraftId, 1, change((await drafts.ContentAsync(draft.DraftId, ct: Ct))!), "tang", null, Ct)));
    }

    private static async Task<Draft> ApprovedAsync(DraftStore drafts, Draft draft)
    {
        Done(await drafts.SubmitAsync(draft.DraftId, null, null, "tang", Ct));
        return Done(await drafts.ApproveAsync(draft.DraftId, null, null, "li", Ct));
    }
}
