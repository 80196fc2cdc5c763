using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Pages.Models;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages.Layout;

public partial class MainLayout
{
    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private Activities.ReferenceData.Brand Brand => TicketPages.Choices.Brand;

    private ClaimsPrincipal User => Context.User;

    private bool IsSignedIn => User.Identity?.IsAuthenticated == true;

    private string Here => Context.Request.Path + Context.Request.QueryString;

    private string RolesText
    {
        get
        {
            var unit = User.FindFirstValue(Principals.UnitClaim) is { } code ? TicketPages.Choices.Units.FirstOrDefault(choice => choice.Value == code)?.Text ?? code : null;
            var roles = string.Join(Display.IsEnglish ? ", " : "、", RolesHeld.Select(role => Words.Name("role", role)));
            return unit is null ? roles : unit + " · " + roles;
        }
    }

    // What everybody with a role of the city's own also holds says nothing beside it.
    private IEnumerable<string> RolesHeld => User.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Where(role => role != RoleNames.CityStaff).Distinct();

    private IEnumerable<(string Href, string Key, string Icon)> Links
    {
        get
        {
            if (User.May(Permissions.WorkTasks)) yield return ("/inbox", "nav.inbox", "inbox");
            if (User.May(Permissions.ReadTickets)) yield return ("/tickets", "nav.tickets", "list");
            if (User.May(Permissions.CreateTicket)) yield return ("/tickets/new", "nav.newTicket", "plus");
            if (User.May(Permissions.ReadPolicy)) yield return ("/designer", "nav.designer", "flow");
            if (User.May(Permissions.ReadPolicy)) yield return ("/changes", "nav.changes", "ring");
            if (User.May(Permissions.ReadPolicy)) yield return ("/policies", "nav.policies", "list");
            if (User.May(Permissions.ReadPolicy)) yield return ("/runs", "nav.runs", "half");
            if (User.May(Permissions.ReadDeliveries)) yield return ("/dead-letters", "nav.deadLetters", "alert");
            if (User.May(Permissions.SeeJobs)) yield return ("/jobs", "nav.jobs", "flow");
        }
    }

    private bool IsCurrent(string href) =>
        Context.Request.Path.Value is { } path && (path == href || (href == "/tickets" && path.StartsWith("/tickets/", StringComparison.Ordinal) && path != "/tickets/new") || (href is "/designer" or "/runs" or "/changes" or "/policies" && path.StartsWith(href + "/", StringComparison.Ordinal)) || (href == "/inbox" && path.StartsWith("/tasks/", StringComparison.Ordinal)));
}
