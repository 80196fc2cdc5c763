using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class ChangeOne
{
    private Draft? draft;
    private Difference? difference;
    private IReadOnlyList<DraftFinding> findings = [];
    private IReadOnlyList<GovernanceEntry> log = [];
    private IReadOnlyList<DraftRevision> late = [];
    private IReadOnlyList<string> authors = [];
    private JieSuJiBan.Engine.Rejection? refusal;
    private string content = "";
    private string? typed;
    private long? typedRevision;

    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private bool MayEdit => Context.User.May(Permissions.EditPolicy);

    private bool MayPublish => Context.User.May(Permissions.PublishPolicy);

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (draft is null) Navigation.NotFound();
    }

    private async Task LoadAsync()
    {
        var ct = Context.RequestAborted;
        var check = await Drafts.CheckAsync(Context.User, Id, ct);
        if (check.Draft is not { } found) return;
        // The page may be drawn while one of these is awaited: the draft is shown once all that belongs to it is there.
        findings = check.Findings ?? [];
        difference = await Drafts.OfDraftAsync(Context.User, found, ct);
        log = await Drafts.LogAsync(Context.User, Id, ct: ct);
        late = await Drafts.LateAsync(Context.User, Id, ct);
        authors = await Drafts.AuthorsAsync(Context.User, found, ct);
        content = found.Kind == DraftKind.Policy ? (await Drafts.ContentAsync(Context.User, Id, found.Revision, ct))?.Content ?? "" : "";
        draft = found;
    }

    /// <summary>What was sent and refused stays in the form.</summary>
    private string? Sent(string name) => refusal is not null && Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(name, out var text) ? text.ToString() : null;

    private IEnumerable<(string Verb, bool IsPrimary)> Verbs()
    {
        switch (draft!.State)
        {
            case DraftState.Draft when MayEdit:
                yield return ("submit", true);
                yield return ("rebase", false);
                break;
            case DraftState.InReview:
                if (MayPublish) yield return ("approve", true);
                if (MayPublish) yield return ("reject", false);
                if (MayEdit) yield return ("reopen", false);
                break;
            case DraftState.Rejected when MayEdit:
                yield return ("reopen", true);
                break;
            case DraftState.Approved:
                if (MayPublish) yield return ("publish", true);
                if (MayEdit) yield return ("reopen", false);
                break;
        }

        if (MayEdit) yield return ("discard", false);
    }

    private async Task SaveAsync()
    {
        if (!MayEdit || !long.TryParse(Context.Request.Form["revision"], out var revision)) return;
        typed = Context.Request.Form["content"].ToString().ReplaceLineEndings("\n");
        var answer = await Commands.SaveAsync(Context.User, Id, revision, typed, Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo($"/changes/{Id}?done=save");
        typedRevision = revision;
        await RefuseAsync(answer);
    }

    private async Task MoveAsync()
    {
        var form = Context.Request.Form;
        var (verb, by, ct) = (form["verb"].ToString(), Context.User, Context.RequestAborted);
        var note = form["note"].ToString().Trim() is { Length: > 0 } text ? text : null;
        long? revision = long.TryParse(form["revision"], out var seen) ? seen : null;
        if (verb == "publish" && FormDates.WrongMoment(form["effective"], TicketPages.Zone, "effective") is { } wrong)
        {
            await RefuseAsync(new(null, wrong));
            return;
        }

        var answer = verb switch
        {
            "submit" when MayEdit => await Commands.SubmitAsync(by, Id, revision, note, ct),
            "rebase" when MayEdit => await Commands.RebaseAsync(by, Id, ct),
            "reopen" when MayEdit => await Commands.ReopenAsync(by, Id, note, ct),
            "discard" when MayEdit => await Commands.DiscardAsync(by, Id, note, ct),
            "approve" when MayPublish => await Commands.ApproveAsync(by, Id, revision, note, ct),
            "reject" when MayPublish => await Commands.RejectAsync(by, Id, revision, note, ct),
            "publish" when MayPublish => await Commands.PublishAsync(by, Id, FormDates.Moment(form["effective"], TicketPages.Zone), ct),
            _ => null,
        };
        if (answer is null) return;
        if (answer.IsDone) Navigation.NavigateTo($"/changes/{Id}?done={verb}");
        await RefuseAsync(answer);
    }

    private async Task RefuseAsync(DraftAnswer answer)
    {
        refusal = answer.Refusal;
        await LoadAsync();
    }
}
