using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Pages.Parts;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class TicketList
{
    private PageOf<TicketLine> found = new([], null);
    private TicketFilter filter = new();
    private IReadOnlyList<FieldProblem> wrong = [];
    private bool isByPhone;
    private bool phoneIsWrong;
    private TimeSpan? pausedFor;
    private bool fromIsWrong;
    private bool toIsWrong;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Number { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Unit { get; set; }

    [SupplyParameterFromQuery]
    private string? Class { get; set; }

    [SupplyParameterFromQuery]
    private string? District { get; set; }

    [SupplyParameterFromQuery, System.ComponentModel.DataAnnotations.AllowedValues("true", "false")]
    private string? Overdue { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    private IReadOnlyList<Choice> Statuses => [.. TicketStatus.All.Union(TicketPages.Choices.Statuses.Select(status => status.Value)).Select(status => new Choice(status, Display.Name("status", status)))];

    protected override async Task OnInitializedAsync()
    {
        var from = FormDates.Date(From, out fromIsWrong);
        var to = FormDates.Date(To, out toIsWrong);
        filter = new(Given(Number), Given(Status), Given(Unit), Given(Class), Given(District), Overdue == "true", from, to, Given(Cursor));
        wrong = [.. TicketPages.WrongCodes(filter)];
        if (wrong.Count > 0) Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        if (fromIsWrong || toIsWrong || wrong.Count > 0) return;
        found = await TicketPages.TicketsAsync(Context.User, filter, Context.RequestAborted);
    }

    private async Task ByPhoneAsync()
    {
        if (!Context.User.May(Permissions.FindByPhone)) return;
        isByPhone = true;
        var phone = Context.Request.Form["phone"].ToString().Trim();
        phoneIsWrong = phone.Length > 32 || JieSuJiBan.Activities.Formats.PhoneNumber.Canonical(phone).Length == 0;
        if (phoneIsWrong)
        {
            Context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }

        var search = await TicketPages.TicketsOfAsync(Context.User, phone, Context.RequestAborted);
        (found, pausedFor) = (new(search.Items, null), search.PausedFor);
        OpeningPause.Answer(Context, pausedFor);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
