using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class ChangeSetPage
{
    private ChangeSet? set;
    private IReadOnlyList<ChangeSetFile> files = [];
    private IReadOnlyList<DraftFinding> findings = [];
    private IReadOnlyList<GovernanceEntry> log = [];
    private IReadOnlyList<string> authors = [];
    private Dictionary<string, string> titles = [];
    private ChangeSetFile? chosen;
    private ChangeSetTexts? texts;
    private JieSuJiBan.Engine.Rejection? refusal;
    private string? typed;
    private string? typedNote;
    private FileChoice? typedChoice;

    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private bool MayEdit => Context.User.May(Permissions.EditPolicy);

    private bool MayPublish => Context.User.May(Permissions.PublishPolicy);

    private FileChoice? ShownChoice => typedChoice ?? chosen!.Choice ?? (chosen.Standing == FileStanding.Taken ? FileChoice.Pack : null);

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (set is null) Navigation.NotFound();
    }

    private async Task LoadAsync()
    {
        var ct = Context.RequestAborted;
        if (await Sets.FindAsync(Context.User, Id, ct) is not { } found) return;
        files = await Sets.FilesAsync(Context.User, Id, ct);
        findings = found.IsOpen ? await Sets.CheckAsync(Context.User, Id, ct) : [];
        log = await Drafts.LogAsync(Context.User, Id, ct: ct);
        authors = await Sets.AuthorsAsync(Context.User, Id, ct);
        titles = Drafts.Subjects().Where(subject => subject.Kind == DraftKind.Workflow).ToDictionary(subject => subject.Name, subject => subject.Title, StringComparer.Ordinal);
        var query = Context.Request.Query;
        chosen = files.FirstOrDefault(file => file.Kind.ToString() == query["kind"] && file.Name == query["name"]);
        texts = chosen is null ? null : await Sets.TextsAsync(Context.User, Id, chosen.Kind, chosen.Name, ct);
        set = found;
    }

    private string TitleOf(ChangeSetFile file) => Display.Subject(file.Kind, file.Name, titles.GetValueOrDefault(file.Name, file.Name));

    private string AddressOf(ChangeSetFile file) => $"/changes/sets/{Id}?kind={file.Kind}&name={Uri.EscapeDataString(file.Name)}#file";

    private string? NoteOf(GovernanceEntry entry) => entry.Action == GovernanceActions.Resolved && T["set.word." + entry.Note] is { ResourceNotFound: false } word ? word : entry.Note;

    private IEnumerable<(string Label, string Text)> Shown()
    {
        if (texts!.Pack is { } pack) yield return (T["set.text.pack"], pack);
        if (texts.City is { } city) yield return (T["set.text.city"], city);
        if (texts.Base is { } old) yield return (T["set.text.base"], old);
        if (texts.Own is { } own) yield return (T["set.text.own"], own);
    }

    private IEnumerable<(string Verb, bool IsPrimary)> Verbs()
    {
        switch (set!.State)
        {
            case ChangeSetState.Open when MayEdit:
                yield return ("submit", true);
                yield return ("recompare", false);
                break;
            case ChangeSetState.InReview:
                if (MayPublish) yield return ("approve", true);
                if (MayPublish) yield return ("reject", false);
                if (MayEdit) yield return ("reopen", false);
                break;
            case ChangeSetState.Approved:
                if (MayPublish) yield return ("publish", true);
                if (MayEdit) yield return ("reopen", false);
                break;
        }
    }

    private async Task ResolveAsync()
    {
        var form = Context.Request.Form;
        if (!MayEdit || !Enum.TryParse<DraftKind>(form["kind"], out var kind) || !Enum.TryParse<FileChoice>(form["choice"], out var choice) || !Enum.IsDefined(choice)) return;
        var name = form["name"].ToString();
        long? revision = long.TryParse(form["revision"], out var seen) ? seen : null;
        typed = form["content"].ToString().ReplaceLineEndings("\n");
        typedChoice = choice;
        var answer = await Commands.ResolveAsync(Context.User, Id, kind, name, choice, choice == FileChoice.Own ? typed : null, revision, Context.RequestAborted);
        if (answer.IsDone) Navigation.NavigateTo($"/changes/sets/{Id}?done=resolve&kind={kind}&name={Uri.EscapeDataString(name)}");
        await RefuseAsync(answer);
    }

    private async Task MoveAsync()
    {
        var form = Context.Request.Form;
        var (verb, by, ct) = (form["verb"].ToString(), Context.User, Context.RequestAborted);
        typedNote = form["note"].ToString();
        var note = typedNote.Trim() is { Length: > 0 } text ? text : null;
        long? revision = long.TryParse(form["revision"], out var seen) ? seen : null;
        if (verb == "publish" && FormDates.WrongMoment(form["effective"], TicketPages.Zone, "effective") is { } wrong)
        {
            await RefuseAsync(new(null, wrong));
            return;
        }

        var answer = verb switch
        {
            "submit" when MayEdit => await Commands.SubmitAsync(by, Id, revision, note, ct),
            "recompare" when MayEdit => await Commands.RecompareAsync(by, Id, ct),
            "reopen" when MayEdit => await Commands.ReopenAsync(by, Id, note, ct),
            "approve" when MayPublish => await Commands.ApproveAsync(by, Id, revision, note, ct),
            "reject" when MayPublish => await Commands.RejectAsync(by, Id, revision, note, ct),
            "publish" when MayPublish => await Commands.PublishAsync(by, Id, FormDates.Moment(form["effective"], TicketPages.Zone), ct),
            _ => null,
        };
        if (answer is null) return;
        if (answer.IsDone) Navigation.NavigateTo($"/changes/sets/{Id}?done={verb}");
        await RefuseAsync(answer);
    }

    private async Task RefuseAsync(ChangeSetAnswer answer)
    {
        refusal = answer.Refusal;
        await LoadAsync();
    }
}
