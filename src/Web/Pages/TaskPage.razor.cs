using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Pages.Parts;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class TaskPage
{
    private TaskView? view;
    private TaskEntry? entry;
    private CommandResult? outcome;
    private CommandResult? refusedReason;
    private string? reason;
    private string? chosen;
    private bool opened;
    private IReadOnlyList<FileLine> loose = [];
    private Dictionary<string, string> entered = [];

    [Parameter]
    public string TaskId { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private TaskDeclaration? Declaration => entry?.Declaration ?? view?.Declaration;

    private bool HasForm => view is { IsOpen: true } && (view.Task.Assignee is null || IsMine);

    /// <summary>What was typed into a form that is not there any more.</summary>
    private IEnumerable<string> Typed => entered.Where(one => one.Value.Length > 0 && Declaration!.Fields.First(asked => asked.Name == one.Key).Type is FieldType.Text or FieldType.LongText).Select(one => one.Value);

    private bool IsMine => view?.Task.Assignee is { } assignee && assignee == Context.User.AccountId();

    private IReadOnlyCollection<string> FieldNames => Declaration is null ? [] : [.. Declaration.Fields.Select(asked => asked.Name), "outcome"];

    private IReadOnlyList<string> OutcomeMessages => ErrorSummary.MessagesFor(outcome, "outcome");

    private Guid CommandId => Guid.TryParse(Context.Request.Form["command"], out var id) ? id : Guid.NewGuid();

    protected override async Task OnInitializedAsync()
    {
        // A form that is taken leads elsewhere: the page is read and shown only where it is refused.
        if (HttpMethods.IsPost(Context.Request.Method)) entry = await TicketPages.TaskEntryAsync(Context.User, TaskId, Context.RequestAborted);
        else view = await TicketPages.TaskAsync(Context.User, TaskId, null, Context.RequestAborted);
        if (view is null && entry is null) Navigation.NotFound();
    }

    private async Task ClaimAsync()
    {
        if (entry is null) return;
        await AnswerAsync(await TicketPages.ClaimAsync(Context.User, entry, CommandId, Context.RequestAborted), Context.Request.Path);
    }

    private async Task ReleaseAsync()
    {
        if (entry is null) return;
        await AnswerAsync(await TicketPages.ReleaseAsync(Context.User, entry, CommandId, Context.RequestAborted), Context.Request.Path);
    }

    private async Task AnswerAsync(CommandResult answer, string? next)
    {
        if (answer is CommandResult.Accepted && next is not null) Navigation.NavigateTo(next);
        else await ShowAsync(answer, null);
    }

    /// <summary>The page with what became of the form.</summary>
    private async Task ShowAsync(CommandResult? answer, string? statedReason)
    {
        outcome = answer;
        view = await TicketPages.TaskAsync(Context.User, TaskId, statedReason, Context.RequestAborted);
        if (view is null) Navigation.NotFound();
    }

    private async Task OpenAsync()
    {
        if (entry is null) return;
        reason = Context.Request.Form["personReason"].ToString().Trim();
        var wrong = TicketPages.WrongReason(reason);
        await ShowAsync(null, wrong is null ? reason : null);
        if (view is not { Ticket.MayOpenPersonal: true } shown) return;
        if (wrong is not null)
        {
            refusedReason = new CommandResult.Refused([wrong with { Field = "personReason" }]);
            return;
        }

        opened = shown.Ticket.PausedFor is null;
        OpeningPause.Answer(Context, shown.Ticket.PausedFor);
    }

    private async Task CompleteAsync()
    {
        if (entry is null) return;
        var declaration = entry.Declaration;
        chosen = Context.Request.Form["outcome"].ToString() is { Length: > 0 } given ? given : declaration.Outcomes is [var only] ? only.Name : null;
        entered = declaration.Fields.ToDictionary(field => field.Name, field => Context.Request.Form[field.Name].ToString().ReplaceLineEndings("\n").Trim());
        var refused = new List<JieSuJiBan.Engine.Rejection>();
        foreach (var (name, ids) in await FormFiles.TakeAsync(TicketPages, Context, FileFields.Select(field => field.Name), refused)) entered[name] = ids;
        if (FileFields.Any()) loose = await TicketPages.LooseFilesAsync(Context.User, [.. FileFields.SelectMany(field => entered[field.Name].Split(','))], Context.RequestAborted);
        if (refused.Count > 0)
        {
            await ShowAsync(new CommandResult.Refused(refused), null);
            return;
        }

        var asked = declaration.Fields
            .Where(field => field.OnlyFor is null || (chosen is not null && field.OnlyFor.Contains(chosen)))
            .Select(field => field.Name)
            .Where(name => entered[name].Length > 0)
            .ToDictionary(name => name, name => entered[name]);
        var number = entry.Task.TicketNumber;
        await AnswerAsync(
            await TicketPages.CompleteAsync(Context.User, entry, chosen, asked, CommandId, Context.RequestAborted),
            number is null ? null : "/tickets/" + Uri.EscapeDataString(number) + "?done=task");
    }

    private IEnumerable<TaskField> FileFields => Declaration?.Fields.Where(asked => asked.Type == FieldType.Attachments) ?? [];

    private FileLine[] FilesOf(TaskField field) => field.Type == FieldType.Attachments && entered.TryGetValue(field.Name, out var ids) ? [.. loose.Where(file => ids.Split(',').Contains(file.Id))] : [];

    private string? ValueOf(string name) => entered.TryGetValue(name, out var text) ? text : view!.Known.GetValueOrDefault(name);

    private string? HintOf(TaskField field)
    {
        var parts = new List<string>();
        if (field.OnlyFor is { } outcomes)
        {
            var names = view!.Declaration.Outcomes.Where(choice => outcomes.Contains(choice.Name)).Select(choice => Display.Pick(choice.DisplayName, choice.EnglishName));
            parts.Add(T["field.onlyFor", string.Join(Display.IsEnglish ? ", " : "、", names)]);
        }

        if (field.IsSealed) parts.Add(T[field.Kind == TextKind.OfficialWords ? "field.officialWords" : "field.personal"]);
        if (field.Type == FieldType.LongText) parts.Add(T["field.maxLength", field.MaxLength]);
        return parts.Count == 0 ? null : string.Join(" ", parts);
    }

    private FieldType TypeOf(TaskField field) => field.Type == FieldType.Text && OptionsOf(field).Count > 0 ? FieldType.Choice : field.Type;

    private IReadOnlyList<Choice> OptionsOf(TaskField field) => (field.Type, field.Name) switch
    {
        (FieldType.Choice, _) => [.. (field.Options ?? []).Select(option => new Choice(option.Value, option.DisplayName))],
        (FieldType.Unit or FieldType.Units, _) => TicketPages.Choices.Units,
        (FieldType.Class, _) => TicketPages.Choices.Classes,
        (FieldType.Area, "districtCode") => TicketPages.Choices.Districts,
        (FieldType.Area, "streetCode") => TicketPages.Choices.Streets,
        (FieldType.Area, _) => TicketPages.Choices.Areas,
        (FieldType.Text, "requestType") => TicketPages.Choices.RequestTypes,
        (FieldType.Text, "urgency") => TicketPages.Choices.Urgencies,
        (FieldType.Text, "channel") => TicketPages.Choices.Channels,
        _ => [],
    };
}
