using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Pages.Parts;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class TicketPage
{
    private TicketView? ticket;
    private const int Parts = 3;
    private bool opened;
    private CommandResult? outcome;
    private CommandResult? refusedReason;
    private string? reason;

    [Parameter]
    public string Key { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        ticket = await TicketPages.TicketAsync(Context.User, Key, null, Context.RequestAborted);
        if (ticket is null) Navigation.NotFound();
    }

    private Guid CommandId => Guid.TryParse(Context.Request.Form["command"], out var id) ? id : Guid.NewGuid();

    private async Task MergeAsync()
    {
        if (ticket is not { MayLink: true }) return;
        outcome = await TicketPages.MergeAsync(Context.User, Key, Context.Request.Form["into"].ToString(), CommandId, Context.RequestAborted);
        if (outcome is CommandResult.Accepted) Navigation.NavigateTo("/tickets/" + Uri.EscapeDataString(ticket.Row.Number) + "?done=task");
    }

    private async Task SplitAsync()
    {
        if (ticket is not { MayLink: true }) return;
        var form = Context.Request.Form;
        string? Given(string name, int part) => form[$"{name}{part}"].ToString().ReplaceLineEndings("\n").Trim() is { Length: > 0 } text ? text : null;
        TicketPart[] parts = [.. Enumerable.Range(1, Parts)
            .Where(part => Given("title", part) is not null || Given("body", part) is not null)
            .Select(part => new TicketPart { Title = Given("title", part), Body = Given("body", part), ClassCode = Given("class", part) })];
        outcome = await TicketPages.SplitAsync(Context.User, Key, parts, CommandId, Context.RequestAborted);
        if (outcome is CommandResult.Accepted) Navigation.NavigateTo("/tickets/" + Uri.EscapeDataString(ticket.Row.Number) + "?done=task");
    }

    private async Task OpenAsync()
    {
        if (ticket is not { MayOpenPersonal: true }) return;
        reason = Context.Request.Form["personReason"].ToString().Trim();
        if (TicketPages.WrongReason(reason) is { } wrong)
        {
            refusedReason = new CommandResult.Refused([wrong with { Field = "personReason" }]);
            return;
        }

        ticket = await TicketPages.TicketAsync(Context.User, Key, reason, Context.RequestAborted) ?? ticket;
        opened = ticket.PausedFor is null;
        OpeningPause.Answer(Context, ticket.PausedFor);
    }
}
