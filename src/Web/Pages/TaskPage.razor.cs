using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Pages.Parts;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class TaskPage
{
    private TaskView? view;
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

    private bool IsMine => view?.Task.Assignee is { } assignee && assignee == Context.User.AccountId();

    private IReadOnlyCollection<string> FieldNames => view is null ? [] : [.. view.Declaration.Fields.Select(asked => asked.Name), "outcome"];

    private IReadOnlyList<string> OutcomeMessages => ErrorSummary.MessagesFor(outcome, "outcome");

    private Guid CommandId => Guid.TryParse(Context.Request.Form["command"], out var id) ? id : Guid.NewGuid();

    protected override async Task OnInitializedAsync()
    {
        view = await Workbench.TaskAsync(Context.User, TaskId, Context.RequestAborted);
        if (view is null) Navigation.NotFound();
    }

    private async Task ClaimAsync()
    {
        if (view is null) return;
        outcome = await Workbench.ClaimAsync(Context.User, TaskId, CommandId, Context.RequestAborted);
        if (outcome is CommandResult.Accepted) Navigation.NavigateTo(Context.Request.Path);
    }

    private async Task ReleaseAsync()
    {
        if (view is null) return;
        outcome = await Workbench.ReleaseAsync(Context.User, TaskId, CommandId, Context.RequestAborted);
        if (outcome is CommandResult.Accepted) Navigation.NavigateTo(Context.Request.Path);
    }

    private async Task OpenAsync()
    {
        if (view is not { Ticket.MayOpenPersonal: true }) return;
        reason = Context.Request.Form["personReason"].ToString().Trim();
        if (Workbench.WrongReason(reason) is { } wrong)
        {
            refusedReason = new CommandResult.Refused([wrong with { Field = "personReason" }]);
            return;
        }

        if (await Workbench.TicketAsync(Context.User, view.Ticket.Row.CaseId.ToString(), reason, Context.RequestAborted) is not { } ticket) return;
        view = view with { Ticket = ticket };
        opened = ticket.PausedFor is null;
        OpeningPause.Answer(Context, ticket.PausedFor);
    }

    private async Task CompleteAsync()
    {
        if (view is null) return;
        chosen = Context.Request.Form["outcome"].ToString() is { Length: > 0 } given ? given : view.Declaration.Outcomes is [var only] ? only.Name : null;
        entered = view.Declaration.Fields.ToDictionary(field => field.Name, field => Context.Request.Form[field.Name].ToString().ReplaceLineEndings("\n").Trim());
        var refused = new List<JieSuJiBan.Engine.Rejection>();
        foreach (var (name, ids) in await FormFiles.TakeAsync(Workbench, Context, FileFields.Select(field => field.Name), refused)) entered[name] = ids;
        if (FileFields.Any()) loose = await Workbench.LooseFilesAsync(Context.User, [.. FileFields.SelectMany(field => entered[field.Name].Split(','))], Context.RequestAborted);
        if (refused.Count > 0)
        {
            outcome = new CommandResult.Refused(refused);
            return;
        }

        var asked = view.Declaration.Fields
            .Where(field => field.OnlyFor is null || (chosen is not null && field.OnlyFor.Contains(chosen)))
            .Select(field => field.Name)
            .Where(name => entered[name].Length > 0)
            .ToDictionary(name => name, name => entered[name]);
        outcome = await Workbench.CompleteAsync(Context.User, TaskId, chosen, asked, CommandId, Context.RequestAborted);
        if (outcome is CommandResult.Accepted) Navigation.NavigateTo("/tickets/" + Uri.EscapeDataString(view.Ticket.Row.Number) + "?done=task");
    }

    private IEnumerable<TaskField> FileFields => view?.Declaration.Fields.Where(asked => asked.Type == FieldType.Attachments) ?? [];

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
        (FieldType.Unit or FieldType.Units, _) => Workbench.Choices.Units,
        (FieldType.Class, _) => Workbench.Choices.Classes,
        (FieldType.Area, "districtCode") => Workbench.Choices.Districts,
        (FieldType.Area, "streetCode") => Workbench.Choices.Streets,
        (FieldType.Area, _) => Workbench.Choices.Areas,
        (FieldType.Text, "requestType") => Workbench.Choices.RequestTypes,
        (FieldType.Text, "urgency") => Workbench.Choices.Urgencies,
        (FieldType.Text, "channel") => Workbench.Choices.Channels,
        _ => [],
    };
}
