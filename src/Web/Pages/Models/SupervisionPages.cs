using System.Globalization;
using System.Security.Claims;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Api;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>Reads the facts of partners and supervision for the page, and takes its commands to the door.</summary>
internal sealed class SupervisionPages(ITicketPages workbench, TicketReader tickets, PublishedStore catalog, SupervisionCommands door) : ISupervisionPages
{
    private readonly CityPolicy policy = catalog.Policy;

    public async Task<WatchView?> ViewAsync(ClaimsPrincipal user, string key, CancellationToken ct)
    {
        var viewer = user.ToViewer();
        if (await tickets.GetAsync(key, viewer, ct) is not { } ticket || await workbench.TicketAsync(user, key, null, ct) is not { } shown) return null;
        var isOpen = ticket.CaseStatus == "Running";
        var known = new TicketFacts(ticket.Facts);
        var isFlag = known.Links.Flagged is not null;
        var flags = await tickets.FlagsAsync(ticket.Row.CaseId, viewer, ct);
        return new(
            shown.Row,
            [.. known.Whistles.Select(Line)],
            [.. Requests(known)],
            [.. Pushes(known).OrderBy(push => push.At)],
            [.. flags.Select(flag => new FlagLine(flag.Row.Number, policy.Supervision.FindAct(new FlagFacts(flag.Facts).Act) is { } act ? Display.Pick(act.Name, act.English) : "", flag.Row.Status, Name(new FlagFacts(flag.Facts).Unit), flag.Row.AcceptedAt))],
            isOpen && !isFlag && user.May(Permissions.UrgeTicket),
            isOpen && !isFlag && user.May(Permissions.SuperviseTicket),
            !isFlag && user.May(Permissions.FlagTicket),
            [.. policy.Supervision.Reasons.Select(reason => new Choice(reason.Code, reason.Name, null, reason.English))],
            [.. policy.Supervision.Acts.Select(act => new Choice(act.Code, act.Name, null, act.English))],
            workbench.Choices.Units);
    }

    public async Task<CommandResult> UrgeAsync(ClaimsPrincipal user, string key, string? text, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.UrgeAsync(key, text, user.ToCaller(commandId), ct));

    public async Task<CommandResult> SupplementAsync(ClaimsPrincipal user, string key, string? text, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.SupplementAsync(key, text, user.ToCaller(commandId), ct)) switch
        {
            // On the page this text has a field of its own beside that of supervision.
            CommandResult.Refused refused => new CommandResult.Refused([.. refused.Rejections.Select(one => one.Field == "text" ? one with { Field = "supplementText" } : one)]),
            var outcome => outcome,
        };

    public async Task<CommandResult> SuperviseAsync(ClaimsPrincipal user, string key, string? level, string? reason, string? text, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.SuperviseAsync(key, level, reason, text, user.ToCaller(commandId), ct));

    public async Task<CommandResult> FlagAsync(ClaimsPrincipal user, string key, string? act, string? unit, string? evidence, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.FlagAsync(key, act, unit, evidence, user.ToCaller(commandId), ct));

    private WhistleLine Line(WhistleFacts whistle) => new(
        whistle.Number,
        policy.Whistle.FindKind(whistle.Kind) is { } kind ? Display.Pick(kind.Name, kind.English) : whistle.Kind ?? "",
        whistle.State ?? "",
        Name(whistle.Street) ?? "",
        whistle.At,
        [.. whistle.Departments.Select(department => new DepartmentLine(
            policy.Organisation.Find(department.Unit)?.Name ?? department.Unit,
            department.DueAt,
            department.ReportedInAt,
            department.IsLate,
            department.Refusals,
            department.ExcusedAt is not null,
            department.DoneAt,
            Points(department.RatingByStreet),
            Points(department.RatingOfStreet)))]);

    private IEnumerable<CoordinationLine> Requests(TicketFacts ticket)
    {
        foreach (var level in ticket.Coordination.All.SelectMany(request => request.Levels))
        {
            yield return new(Name(level.Unit) ?? "", level.Decision ?? "Open", level.At, level.DecidedAt);
        }

        foreach (var outside in ticket.AllOutside)
        {
            var party = policy.Coordination.FindParty(outside.Party);
            yield return new(party is null ? "" : Display.Pick(party.Name, party.English), outside.State ?? "Open", outside.At, outside.AnsweredAt);
        }
    }

    private IEnumerable<PushLine> Pushes(TicketFacts ticket)
    {
        foreach (var at in ticket.Urges.Times) yield return new("Petitioner", at, null);
        foreach (var at in ticket.Supplements.Times) yield return new("Supplement", at, null);
        foreach (var act in ticket.Supervision.All)
        {
            var reason = policy.Supervision.Reasons.FirstOrDefault(known => known.Code == act.Reason);
            var named = act.Name is { } name ? Display.Pick(name, act.NameInEnglish ?? "") : null;
            yield return new(act.Level ?? "", act.At, reason is null ? null : Display.Pick(reason.Name, reason.English), named);
        }
    }

    private string? Points(Value rating) => rating.IsNull ? null : string.Join(" / ", policy.Whistle.Criteria.Select(criterion => rating[criterion.Code].AsInt64()?.ToString(CultureInfo.InvariantCulture) ?? "–"));

    private string? Name(string? code) => code is { } text ? policy.Organisation.Find(text)?.Name ?? text : null;
}
