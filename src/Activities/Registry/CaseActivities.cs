using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Coordination;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Merging;
using JieSuJiBan.Activities.Supervision;
using JieSuJiBan.Activities.Tasks;
using JieSuJiBan.Activities.Triage;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Registry;

/// <summary>The activities of the case domain: what the designer offers beside Elsa's own.</summary>
public static class CaseActivities
{
    /// <summary>All of them, in the order of a ticket's way. One stateless object each, shared by all cases.</summary>
    public static IReadOnlyList<Activity> All { get; } = WithCityFields(
    [
        new AcceptTicket(),
        new TicketLinks(),
        new FollowParent(),
        new TriageTicket(),
        new ReviewUnreasonable(),
        new HoldConference(),
        new DispatchTicket(),
        new SignInTicket(),
        new ReviewObjection(),
        new CoHandling(),
        new HandleTicket(),
        new ReviewCarryOver(),
        new DeadlineClock(),
        new ExtendDeadline(),
        new CallbackPetitioner(),
        new CallbackAtLimit(),
        new ReviewDispute(),
        new RehandleTicket(),
        new CaseTask(),
        new ArchiveTicket(),
        new BlowWhistle(),
        new ReportIn(),
        new EscalateWhistle(),
        new JointHandling(),
        new DirectWhistle(),
        new RateWhistle(),
        new AskCoordination(),
        new Coordinate(),
        new OutsideParty(),
        new Supervise(),
        new RaiseFlag(),
        new ReviewFlag(),
    ]);

    private static Activity[] WithCityFields(Activity[] activities) =>
        [.. activities.Select(activity => activity.Descriptor.Tasks.Any() ? new CityFields(activity) : activity)];
}
