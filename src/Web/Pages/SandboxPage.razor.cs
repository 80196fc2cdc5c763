using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Sandboxes;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Diff;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace JieSuJiBan.Web.Pages;

public partial class SandboxPage
{
    private SandboxSession? session;
    private SandboxView? view;
    private IReadOnlyList<(JieSuJiBan.Engine.Definitions.WorkflowDefinition Definition, Drawing Drawing)> drawings = [];
    private IReadOnlyList<Rejection> refusals = [];

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private string Me => Context.User.AccountId();

    protected override async Task OnInitializedAsync() => await LoadAsync();

    private async Task LoadAsync()
    {
        // A fresh address with another draft or version begins anew; the old trial goes on until then.
        var begins = Context.Request.Method == "GET" ? Context.Request.Query.ContainsKey("draft") || Context.Request.Query.ContainsKey("version") : Context.Request.HasFormContentType && Context.Request.Form["_handler"] == "start";
        session = begins ? null : await Sandbox.FindAsync(Me, Context.RequestAborted);
        See();
    }

    private void See()
    {
        view = session?.View();
        drawings = [.. (view?.Trace.Nodes ?? []).Select(node => node.DefinitionHash).Distinct().Select(hash => session!.DefinitionOf(hash)).OfType<JieSuJiBan.Engine.Definitions.WorkflowDefinition>().Select(definition => (definition, DefinitionDiff.Draw(definition, Activities)))];
    }

    /// <summary>An outcome as the drawing names it.</summary>
    private string OutcomeName(string activityId, string outcome) => Display.IsEnglish ? outcome
        : drawings.SelectMany(one => one.Drawing.Connections).FirstOrDefault(edge => edge.Source == activityId && edge.Port == outcome)?.Label ?? (outcome == "Done" ? T["drawn.Walked"].Value : outcome);

    private string? Typed(string name, string? standard = null) => Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(name, out var text) ? text.ToString() : standard;

    private string? Known(string name) => Typed(name) ?? (view!.State.Facts[name].AsString() is { Length: > 0 and < 100 } known ? known : name is "contactedAt" ? Display.FieldValue(view.Now) : null);

    private string RoleName(string code) => session!.RoleOf(code) is { } role ? Display.Pick(role.Name, role.English) : code;

    private string UnitName(string? code) => code is null ? "" : TicketPages.Choices.Units.FirstOrDefault(choice => choice.Value == code)?.Text ?? code;

    private HashSet<string> WalkedOf(JieSuJiBan.Engine.Definitions.WorkflowDefinition definition) => [.. view!.Trace.Nodes.Where(node => node.DefinitionHash == definition.Hash).Select(node => node.ActivityId)];

    private HashSet<string> WaitingOf(JieSuJiBan.Engine.Definitions.WorkflowDefinition definition) => [.. view!.Trace.Nodes.Where(node => node.DefinitionHash == definition.Hash && node.IsActive).Select(node => node.ActivityId)];

    private HashSet<(string, string, string)> FollowedOf(JieSuJiBan.Engine.Definitions.WorkflowDefinition definition) => [.. view!.Trace.Edges.Where(edge => edge.DefinitionHash == definition.Hash && edge.Followed > 0).Select(edge => (edge.Source, edge.Outcome, edge.Target))];

    private async Task StartAsync()
    {
        if (!Context.User.May(Permissions.ReadPolicy)) return;
        var form = Context.Request.Form;
        Guid? draft = Guid.TryParse(form["draft"], out var id) ? id : null;
        var hash = form["version"].ToString() is { Length: > 0 } version ? version : null;
        var fields = ((string[])["requestType", "channel", "classCode", "districtCode", "streetCode", "urgency"])
            .Where(name => form[name].ToString().Length > 0)
            .Select(name => (name, Value.Of(form[name].ToString())));
        var ticket = Value.Object([.. fields, ("title", Value.Of("试运行工单")), ("body", Value.Of("试运行，不是真实诉求。")), ("petitioner", Value.Of("某某")), ("phone", Value.Of("13800000000"))]);
        if (FormDates.WrongMoment(form["at"], TicketPages.Zone, "at") is { } wrong)
        {
            refusals = [wrong];
            return;
        }

        refusals = await Sandbox.StartAsync(Me, draft, hash, ticket, FormDates.Moment(form["at"], TicketPages.Zone) ?? Display.Now, Context.RequestAborted);
        if (refusals.Count == 0) Navigation.NavigateTo("/sandbox");
    }

    private async Task AdvanceAsync()
    {
        if (session is null) return;
        var form = Context.Request.Form;
        IReadOnlyList<Rejection> refused = [];
        switch (form["verb"].ToString())
        {
            case "leave":
                await Sandbox.LeaveAsync(Me, Context.RequestAborted);
                break;
            case "next":
                refused = await Sandbox.ActAsync(Me, session, one => one.AdvanceToNext(), Context.RequestAborted);
                break;
            default:
                var amount = int.TryParse(form["amount"], out var number) ? Math.Clamp(number, 0, 10_000) : 0;
                refused = await Sandbox.ActAsync(Me, session, one => one.Advance(form["span"] == "days" ? Duration.FromDays(amount) : Duration.FromHours(amount)), Context.RequestAborted);
                break;
        }

        Finish(refused);
    }

    private async Task CompleteAsync(HumanTask task)
    {
        if (session is null) return;
        var declaration = session.DeclarationOf(task);
        var outcome = Typed("outcome") is { Length: > 0 } given ? given : declaration?.Outcomes is [var only] ? only.Name : null;
        var result = Value.Object((declaration?.Fields ?? [])
            .Where(field => field.OnlyFor is null || (outcome is not null && field.OnlyFor.Contains(outcome)))
            .Select(field => (field.Name, Text: (Typed(field.Name) ?? "").ReplaceLineEndings("\n").Trim(), field.Type))
            .Where(field => field.Text.Length > 0)
            .Select(field => KeyValuePair.Create(field.Name, Read(field.Type, field.Text))));
        Finish(await Sandbox.ActAsync(Me, session, one => one.Complete(task.Id, outcome, result), Context.RequestAborted));
    }

    private void Finish(IReadOnlyList<Rejection> refused)
    {
        refusals = refused;
        if (refused.Count == 0) Navigation.NavigateTo("/sandbox");
        See();
    }

    private Value Read(FieldType type, string text) => type switch
    {
        FieldType.Boolean when bool.TryParse(text, out var truth) => Value.Of(truth),
        FieldType.Number when decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => Value.Of(number),
        FieldType.Units or FieldType.Attachments => Value.Of(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Value.Of)),
        FieldType.Instant when FormDates.Moment(text, TicketPages.Zone) is { } at => Value.Of(at),
        _ => Value.Of(text),
    };

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
        _ => [],
    };
}
