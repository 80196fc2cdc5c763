using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>The reviewer is nobody who wrote any of what differs, and nobody takes a version out of force alone.</summary>
public sealed class When_a_second_person_is_asked(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_author_does_not_review_after_a_comma_of_somebody_else()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        var text = (await drafts.ContentAsync(draft.DraftId, ct: Ct))!;
        Done(await drafts.SaveAsync(draft.DraftId, 1, Slower(text, "02"), "tang", null, Ct));
        Done(await drafts.SaveAsync(draft.DraftId, 2, Slower(text, "03"), "he", null, Ct));
        draft = Done(await drafts.SubmitAsync(draft.DraftId, null, null, "he", Ct));

        Assert.Equal(["he", "tang"], (await drafts.AuthorsAsync(draft, Ct)).Order());
        Assert.Equal("draft.fourEyes", (await drafts.ApproveAsync(draft.DraftId, null, null, "tang", Ct)).Refusal!.Code);
        Assert.Equal("draft.fourEyes", (await drafts.RejectAsync(draft.DraftId, null, "no", "tang", Ct)).Refusal!.Code);
        Assert.Empty(await drafts.ForReviewAsync("tang", Ct));
        Assert.Single(await drafts.ForReviewAsync("li", Ct));

        // Neither does taking it back and sending it again make the author a second person, nor many saves that push the text out of what is kept.
        Done(await drafts.ReopenAsync(draft.DraftId, null, "he", Ct));
        for (var revision = 3; revision < 110; revision++) Done(await drafts.SaveAsync(draft.DraftId, revision, Slower(text, $"{revision % 20 + 4:00}"), "he", null, Ct));
        Done(await drafts.SubmitAsync(draft.DraftId, null, null, "he", Ct));
        Assert.Equal("draft.fourEyes", (await drafts.ApproveAsync(draft.DraftId, null, null, "tang", Ct)).Refusal!.Code);
        Assert.True((await drafts.ApproveAsync(draft.DraftId, null, null, "li", Ct)).IsDone);
    }

    [Fact]
    public async Task Whoever_only_opened_what_is_published_has_written_nothing_of_it()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        Done(await drafts.SaveAsync(draft.DraftId, 1, Slower((await drafts.ContentAsync(draft.DraftId, ct: Ct))!, "02"), "he", null, Ct));
        draft = Done(await drafts.SubmitAsync(draft.DraftId, null, null, "he", Ct));

        Assert.Equal(["he"], await drafts.AuthorsAsync(draft, Ct));
        Assert.True((await drafts.ApproveAsync(draft.DraftId, null, null, "tang", Ct)).IsDone);
    }

    [Fact]
    public async Task Who_starts_from_an_earlier_version_has_written_what_differs_from_the_newest()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var first = node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Hash;
        await PublishedAsync(drafts, "02");
        node.Clock.Advance(Duration.FromMinutes(1));
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", first, "tang", Ct));
        Done(await drafts.SubmitAsync(draft.DraftId, null, null, "he", Ct));

        Assert.Equal("draft.fourEyes", (await drafts.ApproveAsync(draft.DraftId, null, null, "tang", Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task Words_taken_over_from_a_discarded_draft_or_from_a_text_kept_aside_have_their_author()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        var text = (await drafts.ContentAsync(draft.DraftId, ct: Ct))!;
        Done(await drafts.SaveAsync(draft.DraftId, 1, Slower(text, "02"), "tang", null, Ct));
        Done(await drafts.DiscardAsync(draft.DraftId, null, "he", Ct));

        var again = Done(await drafts.CreateAsync(DraftKind.Workflow, "errand", Slower(text, "02"), "he", "import", Ct));
        again = Done(await drafts.SubmitAsync(again.DraftId, null, null, "he", Ct));
        Assert.Contains("tang", await drafts.AuthorsAsync(again, Ct));
        Assert.Equal("draft.fourEyes", (await drafts.ApproveAsync(again.DraftId, null, null, "tang", Ct)).Refusal!.Code);

        // Words of one's own that have nothing to do with it make nobody an author.
        Done(await drafts.ReopenAsync(again.DraftId, null, "he", Ct));
        Assert.False((await drafts.SaveAsync(again.DraftId, 99, Slower(text, "07"), "li", null, Ct)).IsDone);
        again = Done(await drafts.SaveAsync(again.DraftId, 1, Slower(text, "05"), "he", null, Ct));
        Assert.DoesNotContain("tang", await drafts.AuthorsAsync(again, Ct));
        again = Done(await drafts.SaveAsync(again.DraftId, 2, Slower(text, "07"), "he", null, Ct));
        Assert.Contains("li", await drafts.AuthorsAsync(again, Ct));
    }

    [Fact]
    public async Task Words_of_a_discarded_draft_stay_their_authors_with_a_comma_more_or_less()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var drafts = node.Drafts;
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        var text = (await drafts.ContentAsync(draft.DraftId, ct: Ct))!;
        string Said(string words) => text.Insert(text.LastIndexOf('}'), $",\"description\":\"{words}\"");
        Done(await drafts.SaveAsync(draft.DraftId, 1, Said("超期三日的由区中心督办"), "tang", null, Ct));
        Done(await drafts.DiscardAsync(draft.DraftId, null, "he", Ct));

        // Nor does a publication in between, or much that is saved meanwhile, make them another's.
        await PublishedAsync(drafts, "09");
        node.Clock.Advance(Duration.FromMinutes(1));
        text = Slower(text, "09");
        var junk = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "he", Ct));
        for (var revision = 1; revision < 50; revision++) Done(await drafts.SaveAsync(junk.DraftId, revision, Said($"{revision}"), "he", null, Ct));
        Done(await drafts.DiscardAsync(junk.DraftId, null, "he", Ct));

        var again = Done(await drafts.CreateAsync(DraftKind.Workflow, "errand", Said("超期三日的,由区中心督办。"), "he", "import", Ct));
        foreach (var words in (string[])["超期三日的，由区中心督办。", "凡超期三日的由区中心督办，不得拖延", "超期３日的由区中心予以督办"])
        {
            again = Done(await drafts.SaveAsync(again.DraftId, again.Revision, Said(words), "he", null, Ct));
            Assert.Contains("tang", await drafts.AuthorsAsync(again, Ct));
        }

        again = Done(await drafts.SaveAsync(again.DraftId, again.Revision, Said("群众反映集中的事项每月通报"), "he", null, Ct));
        Assert.DoesNotContain("tang", await drafts.AuthorsAsync(again, Ct));
    }

    [Fact]
    public async Task A_copy_under_another_name_has_the_authors_of_the_draft_it_was_made_of()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var text = Errand.Definition.ToJson().Replace("\"errand\"", "\"fresh\"", StringComparison.Ordinal);
        Done(await node.Drafts.CreateAsync(DraftKind.Workflow, "fresh", text, "tang", null, Ct));
        var copy = Done(await node.Drafts.CreateAsync(DraftKind.Workflow, "fresh-copy", text.Replace("\"fresh\"", "\"fresh-copy\"", StringComparison.Ordinal), "he", null, Ct));
        copy = Done(await node.Drafts.SubmitAsync(copy.DraftId, null, null, "he", Ct));

        Assert.Equal("draft.fourEyes", (await node.Drafts.ApproveAsync(copy.DraftId, null, null, "tang", Ct)).Refusal!.Code);
        Assert.True((await node.Drafts.ApproveAsync(copy.DraftId, null, null, "li", Ct)).IsDone);
    }

    [Fact]
    public async Task The_database_itself_takes_no_review_by_an_author()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var draft = Done(await node.Drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        Done(await node.Drafts.SaveAsync(draft.DraftId, 1, Slower((await node.Drafts.ContentAsync(draft.DraftId, ct: Ct))!, "02"), "tang", null, Ct));
        Done(await node.Drafts.SubmitAsync(draft.DraftId, null, null, "he", Ct));

        // What an earlier version of the program would write.
        await node.ExecuteAsync("update jsjb.draft set changed_by = 'he' where draft_id = $1", Ct, draft.DraftId);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync("update jsjb.draft set state = 'approved', reviewed_by = 'tang', reviewed_at = now() where draft_id = $1", Ct, draft.DraftId));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_version_is_retired_by_two_and_the_proposal_can_be_taken_back()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await PublishedAsync(node.Drafts, "02");
        var hash = node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Hash;

        var proposal = (await node.Retirements.ProposeAsync("errand", hash, null, "faulty", "li", Ct)).Proposal!;
        Assert.Equal("retirement.alreadyProposed", (await node.Retirements.ProposeAsync("errand", hash, null, null, "he", Ct)).Refusal!.Code);
        Assert.Equal("retirement.fourEyes", (await node.Retirements.ConfirmAsync(proposal.ProposalId, null, "li", Ct)).Refusal!.Code);
        Assert.Equal(hash, node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Hash);
        Assert.Equal("draft.noReason", (await node.Retirements.WithdrawAsync(proposal.ProposalId, " ", "he", Ct)).Refusal!.Code);
        Assert.True((await node.Retirements.WithdrawAsync(proposal.ProposalId, null, "li", Ct)).IsDone);
        Assert.Equal("retirement.decided", (await node.Retirements.ConfirmAsync(proposal.ProposalId, null, "he", Ct)).Refusal!.Code);

        var late = (await node.Retirements.ProposeAsync("errand", hash, node.Clock.Now + Duration.FromMinutes(5), null, "li", Ct)).Proposal!;
        node.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal("retirement.late", (await node.Retirements.ConfirmAsync(late.ProposalId, null, "he", Ct)).Refusal!.Code);
        Assert.True((await node.Retirements.WithdrawAsync(late.ProposalId, "too late", "he", Ct)).IsDone);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async one =>
        {
            var made = await node.Retirements.ProposeAsync("errand", hash, null, null, $"p{one}", Ct);
            return made.IsDone ? await node.Retirements.ConfirmAsync(made.Proposal!.ProposalId, null, "he", Ct) : made;
        }));
        Assert.Single(answers, answer => answer is { IsDone: true, Proposal.State: RetirementState.Confirmed });
        Assert.Equal(1, node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Version);
        Assert.Equal(
            ["retirementProposed", "retirementWithdrawn", "retirementProposed", "retirementWithdrawn", "retirementProposed", "retired"],
            (await node.Drafts.LogAsync(kind: DraftKind.Workflow, name: "errand", ct: Ct)).Where(entry => entry.Action.StartsWith("retire", StringComparison.Ordinal)).Reverse().Select(entry => entry.Action));
    }

    private static async Task PublishedAsync(DraftStore drafts, string hours)
    {
        var draft = Done(await drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "tang", Ct));
        Done(await drafts.SaveAsync(draft.DraftId, 1, Slower((await drafts.ContentAsync(draft.DraftId, ct: Ct))!, hours), "tang", null, Ct));
        Done(await drafts.SubmitAsync(draft.DraftId, null, null, "tang", Ct));
        Done(await drafts.ApproveAsync(draft.DraftId, null, null, "li", Ct));
        Done(await drafts.PublishAsync(draft.DraftId, null, "li", Ct));
    }

    private static string Slower(string text, string hours) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9]{2}:00:00", hours + ":00:00");

    private static Draft Done(DraftAnswer answer)
    {
        Assert.True(answer.IsDone, answer.Refusal?.English);
        return answer.Draft!;
    }
}
