using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A route or page that forgot its own check lets nothing through: the command refuses before any store is asked, so here there is none.</summary>
public sealed class When_an_account_governs_past_the_gates
{
    private static readonly ClaimsPrincipal Auditor = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "auditor"), new(ClaimTypes.Role, RoleNames.Auditor)], "test"));

    private static readonly ClaimsPrincipal Operator = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "operator"), new(ClaimTypes.Role, RoleNames.Operator)], "test"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_command_refuses_an_account_that_only_reads()
    {
        var (drafts, sets, retirements) = (new DraftCommands(null!), new ChangeSetCommands(null!), new RetirementCommands(null!));
        var (impacts, deadlines) = (new MigrationImpactCommands(null!, null!, null!, null!), new DeadlineReviewCommands(null!, null!, null!, null!));
        var (policies, definitions) = (new PolicyDrafts(null!, null!), new DefinitionDrafts(null!, null!, null!));
        Rejection?[] refusals =
        [
            (await drafts.CreateAsync(Auditor, DraftKind.Policy, "calendar.json", "{}", Cancellation)).Refusal,
            (await drafts.PublishAsync(Auditor, Guid.NewGuid(), null, Cancellation)).Refusal,
            (await sets.SubmitAsync(Auditor, Guid.NewGuid(), null, null, Cancellation)).Refusal,
            (await sets.ApproveAsync(Auditor, Guid.NewGuid(), null, null, Cancellation)).Refusal,
            (await retirements.ConfirmAsync(Auditor, Guid.NewGuid(), null, Cancellation)).Refusal,
            await impacts.CancelReportAsync(Auditor, Guid.NewGuid(), Cancellation),
            (await impacts.MoveAsync(Auditor, Guid.NewGuid(), new(), null, Cancellation)).Refusal,
            await impacts.CancelAsync(Auditor, Guid.NewGuid(), Cancellation),
            (await deadlines.ReportAsync(Auditor, null, Cancellation)).Refusal,
            (await deadlines.DecideAsync(Auditor, Guid.NewGuid(), true, true, true, null, Cancellation)).Refusal,
            (await policies.OpenAsync(Auditor, "calendar.json", Cancellation)).Refusal,
            (await policies.PutTextAsync(Auditor, "calendar.json", "{}", 0, "", Cancellation)).Refusal,
            (await definitions.SaveAsync(Auditor, [], null, Cancellation)).Refused,
            await definitions.DeleteAsync(Auditor, "ticket", Cancellation),
        ];

        Assert.All(refusals, refusal => Assert.Equal(PermissionRefusals.NotPermitted, refusal));
        Assert.Equal(RejectionKind.Permission, PermissionRefusals.NotPermitted.Kind);
    }

    [Fact]
    public async Task every_query_shows_nothing_to_an_account_that_may_not_read()
    {
        var drafts = new DraftQueries(null!, null!, null!);

        Assert.Empty(await drafts.ListAsync(Operator, ct: Cancellation));
        Assert.Null(await drafts.FindAsync(Operator, Guid.NewGuid(), Cancellation));
        Assert.Null(await new ChangeSetQueries(null!, drafts).FindAsync(Operator, Guid.NewGuid(), Cancellation));
        Assert.Empty(await new RetirementQueries(null!, null!).ListAsync(Operator, null, false, Cancellation));
        Assert.Null(await new MigrationImpactQueries(null!, null!, null!, null!).FindAsync(Operator, Guid.NewGuid(), Cancellation));
        Assert.Empty(await new DeadlineReviewQueries(null!).AllAsync(Operator, Cancellation));
    }
}
