using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Flows;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Api;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class TicketFlow
{
    private TicketView? ticket;
    private IReadOnlyList<OpenIncident> incidents = [];
    private CommandResult? outcome;

    [Parameter]
    public string Key { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private bool MayRepair => Context.User.May(Permissions.RepairTickets);

    private Caller Caller => Context.User.CallerOf(CommandIds.Derive(Context.User.AccountId(), Context.Request.Form["command"].ToString()));

    protected override async Task OnInitializedAsync()
    {
        ticket = await TicketPages.TicketAsync(Context.User, Key, null, Context.RequestAborted);
        if (ticket is null) Navigation.NotFound();
        else incidents = await Door.IncidentsAsync(Key, Context.User.ToViewer(), Context.RequestAborted) ?? [];
    }

    private async Task RetryAsync(string incidentId)
    {
        if (MayRepair) await DoAsync(Door.RetryAsync(Key, incidentId, Caller, Context.RequestAborted));
    }

    private async Task SkipAsync(string incidentId)
    {
        if (MayRepair) await DoAsync(Door.SkipAsync(Key, incidentId, Context.Request.Form["outcome"].ToString(), Caller, Context.RequestAborted));
    }

    private async Task CancelAsync()
    {
        if (Context.User.May(Permissions.CancelTickets)) await DoAsync(Door.CancelAsync(Key, Context.Request.Form["reason"], Caller, Context.RequestAborted));
    }

    private async Task DoAsync(Task<CommandResult> asked)
    {
        outcome = await CommandAnswers.KnownAsync(asked);
        if (outcome is CommandResult.Accepted) Navigation.NavigateTo("/tickets/" + Uri.EscapeDataString(Key) + "/flow?done=1");
    }
}
