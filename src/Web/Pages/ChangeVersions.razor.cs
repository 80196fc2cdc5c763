using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class ChangeVersions
{
    private IReadOnlyList<PublishedVersion> versions = [];
    private Dictionary<string, string> previous = [];
    private Difference? difference;
    private DraftKind known;
    private string? chosenFrom;
    private string? chosenTo;
    private IReadOnlyList<RetirementProposal> proposals = [];
    private PublishedVersion? retiring;
    private WorkflowDefinition? successor;
    private string running = "0";
    private JieSuJiBan.Engine.Rejection? refusal;
    private Draft? existing;

    [Parameter]
    public string Kind { get; set; } = "";

    [Parameter]
    public string Name { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var kind = Enum.GetValues<DraftKind>().Where(one => string.Equals(one.ToString(), Kind, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (kind is not [var found] || (versions = await Drafts.VersionsAsync(Context.User, known = found, Name, Context.RequestAborted)).Count == 0)
        {
            Navigation.NotFound();
            return;
        }

        // One page, one address: what was typed otherwise is led there.
        if (Kind != known.ToString() && HttpMethods.IsGet(Context.Request.Method))
        {
            Navigation.NavigateTo($"/changes/versions/{known}/{Uri.EscapeDataString(Name)}{Context.Request.QueryString}");
            return;
        }

        previous = versions.Zip(versions.Skip(1)).DistinctBy(pair => pair.First.Hash).ToDictionary(pair => pair.First.Hash, pair => pair.Second.Hash, StringComparer.Ordinal);
        if (known == DraftKind.Workflow) proposals = [.. (await Retirements.ListAsync(Context.User, Name, openOnly: true, Context.RequestAborted)).Where(one => one.DefinitionId == Name)];
        var query = Context.Request.Query;
        (chosenFrom, chosenTo) = (query["from"], query["to"]);
        if (chosenFrom is not null && chosenTo is not null) difference = await Drafts.BetweenAsync(Context.User, known, Name, chosenFrom, chosenTo, Context.RequestAborted);
        if (known != DraftKind.Workflow || !Context.User.May(Permissions.PublishPolicy) || query["retire"] is not [{ } hash]) return;
        retiring = versions.FirstOrDefault(version => version.Hash == hash && version.RetiredFrom is null);
        if (retiring is null) return;
        var count = await Cases.CountAsync(hash, Context.RequestAborted);
        running = count < OpenCases.CountedAtMost ? count.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"{OpenCases.CountedAtMost}+";
        successor = Retirements.SuccessorOf(hash, Display.Now);
    }

    private int VersionOf(string? hash) => versions.FirstOrDefault(version => version.Hash == hash)?.Version ?? 0;

    private async Task RetireAsync()
    {
        if (retiring is null || !Context.User.May(Permissions.PublishPolicy)) return;
        var form = Context.Request.Form;
        var note = form["note"].ToString().Trim() is { Length: > 0 } text ? text : null;
        if ((refusal = FormDates.WrongMoment(form["from"], TicketPages.Zone, "from")) is not null) return;
        var answer = await Retiring.ProposeAsync(Context.User, Name, retiring.Hash, FormDates.Moment(form["from"], TicketPages.Zone), note, Context.RequestAborted);
        refusal = answer.Refusal;
        if (answer.IsDone) Navigation.NavigateTo($"/changes/versions/{known}/{Uri.EscapeDataString(Name)}?done=proposeRetire");
    }

    private async Task DecideAsync(RetirementProposal proposal)
    {
        if (!Context.User.May(Permissions.PublishPolicy)) return;
        var (form, by, ct) = (Context.Request.Form, Context.User, Context.RequestAborted);
        var note = form["note"].ToString().Trim() is { Length: > 0 } text ? text : null;
        var verb = form["verb"].ToString();
        var answer = verb switch
        {
            "confirm" => await Retiring.ConfirmAsync(by, proposal.ProposalId, note, ct),
            "withdraw" => await Retiring.WithdrawAsync(by, proposal.ProposalId, note, ct),
            _ => null,
        };
        if (answer is null) return;
        refusal = answer.Refusal;
        if (answer.IsDone) Navigation.NavigateTo($"/changes/versions/{known}/{Uri.EscapeDataString(Name)}?done={(verb == "confirm" ? "retire" : "withdrawRetire")}");
    }

    private async Task ActAsync(PublishedVersion version)
    {
        var (by, ct) = (Context.User, Context.RequestAborted);
        DraftAnswer? answer = Context.Request.Form["verb"].ToString() switch
        {
            "draft" when Context.User.May(Permissions.EditPolicy) => await Commands.CreateFromAsync(by, known, Name, version.Hash, ct),
            _ => null,
        };
        if (answer is null) return;
        (refusal, existing) = (answer.Refusal, answer.Draft);
        if (answer.IsDone) Navigation.NavigateTo("/changes/" + answer.Draft!.DraftId);
    }
}
