using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Web.Api;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Components;
using NodaTime;

namespace JieSuJiBan.Web.Pages;

public partial class PolicyExplain
{
    private TicketSketch sketch = new(null, null, null, null, null, null);
    private Instant at;
    private PolicyExplanation? told;
    private IReadOnlyList<ExplainedDifference>? differences;
    private IReadOnlyList<PolicyOption> options = [];
    private JieSuJiBan.Engine.Rejection? refusal;

    [SupplyParameterFromQuery]
    private string? Ticket { get; set; }

    [SupplyParameterFromQuery]
    private string? Class { get; set; }

    [SupplyParameterFromQuery]
    private string? Type { get; set; }

    [SupplyParameterFromQuery]
    private string? Channel { get; set; }

    [SupplyParameterFromQuery]
    private string? Urgency { get; set; }

    [SupplyParameterFromQuery]
    private string? District { get; set; }

    [SupplyParameterFromQuery]
    private string? Street { get; set; }

    [SupplyParameterFromQuery(Name = "unit")]
    private string? Lead { get; set; }

    [SupplyParameterFromQuery]
    private string? Statute { get; set; }

    [SupplyParameterFromQuery(Name = "at")]
    private string? Moment { get; set; }

    [SupplyParameterFromQuery]
    private string? Amount { get; set; }

    [SupplyParameterFromQuery(Name = "limitUnit"), System.ComponentModel.DataAnnotations.AllowedValues(nameof(LimitUnit.Minute), nameof(LimitUnit.Hour), nameof(LimitUnit.WorkingHour), nameof(LimitUnit.NaturalDay), nameof(LimitUnit.WorkingDay))]
    private string? Unit { get; set; }

    [SupplyParameterFromQuery]
    private string? By { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        at = FormDates.Moment(Moment, TicketPages.Zone) ?? Display.Now;
        sketch = new(Given(Class), Given(Type), Given(Channel), Given(Urgency), Given(District) ?? (Given(Street) is { } street ? TicketPages.DistrictOf(street) : null), Given(Street), Given(Lead), Given(Statute));
        options = await Choice.OptionsAsync(Context.RequestAborted);
        if (Context.Request.Query.Count == 0 || (Context.Request.Query.Count == 1 && By is not null)) return;
        if ((refusal = FormDates.WrongMoment(Moment, TicketPages.Zone, "at")) is not null) return;
        if (!ExplainEndpoints.TrySpan(Amount, Unit, null, out var span))
        {
            refusal = ExplainEndpoints.BadSpan;
            return;
        }

        var viewer = Context.User.May(Permissions.ReadTickets) ? Context.User.ToViewer() : null;
        (var answer, refusal) = await Explainer.ExplainAsync(new(Given(Ticket), sketch, FormDates.Moment(Moment, TicketPages.Zone), span, Given(By)), viewer, Context.RequestAborted);
        if (answer is null) return;
        (told, sketch, at, differences) = (answer.Told, answer.Sketch, answer.Told.At, answer.Differences);
    }

    // Every ticket has these; the others only where its way leads there.
    private static bool IsFirst(StepExplanation limit) => limit.OnTicket is not null || TimeLimits.RequiredSteps.Contains(limit.Step);

    private static string Say(ExplainedLine? line) => line is null ? "–" : Display.Pick(line.Chinese, line.English);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
