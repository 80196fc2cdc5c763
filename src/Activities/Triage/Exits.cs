using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Triage;

/// <summary>The special routes (Art. 11): each with its reason, its script and its message to the petitioner.</summary>
internal static class Exits
{
    /// <summary>What the petitioner is told on each route: for who takes the call.</summary>
    public static Value Scripts(CityPolicy city) => city.Triage.Exits.IsEmpty
        ? Value.Null
        : Value.Object([.. city.Triage.Exits.Where(exit => exit.Script.Length > 0).Select(exit => (exit.Code, Value.Of(exit.Script)))]);

    /// <summary>Another service takes over at once.</summary>
    public static Rejection? HandOver(ActivityContext context, Value result)
    {
        var city = context.City();
        var code = result["receiver"].TextOf();
        var exit = city.Triage.Exits.FirstOrDefault(one => one.Kind == ExitKind.HandOver && one.Receivers.Any(receiver => receiver.Code == code));
        if (exit is null)
        {
            var known = string.Join("、", city.Triage.Exits.Where(one => one.Kind == ExitKind.HandOver).SelectMany(one => one.Receivers).Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("triage.receiver.unknown", "result.receiver", $"不能转接到“{code}”，可选：{known}", $"Expected a service to hand over to, but '{code}' is none, so choose one of the list", LegalDuty.Route);
        }

        if (exit.NeedsConfirmation && result["takenOverBy"].Written().IsNull)
        {
            return Refusal.Content("triage.takenOverBy.missing", "result.takenOverBy", "请填写接收方接听人员（工号或者姓名），作为移送的确认", "Expected who of the receiving service took over, which confirms the hand-over, but nobody is named, so ask and state it", LegalDuty.Route);
        }

        var receiver = exit.Receivers.First(one => one.Code == code);
        context.Record(new TicketHandedOver(context.Now, context.Actor.Id, exit.Code, receiver.Code, receiver.Name, result["takenOverBy"].Written()));
        Tell(context, exit, ("{receiver}", receiver.Name));
        return null;
    }

    /// <summary>The petitioner is told, and the ticket ends.</summary>
    public static Rejection? Close(ActivityContext context, Value result)
    {
        var city = context.City();
        var code = result["closeReason"].AsString();
        if (city.Triage.Find(code) is not { Kind: ExitKind.Close } exit)
        {
            var known = string.Join("、", city.Triage.Exits.Where(one => one.Kind == ExitKind.Close).Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("triage.exit.unknown", "result.closeReason", $"没有特殊情形“{code}”，可选：{known}", $"Expected a special route of the city, but '{code}' is none, so choose one of the list", LegalDuty.Route);
        }

        var earlier = result["earlierNumber"].TextOf();
        if (exit.NeedsEarlierTicket && earlier is null)
        {
            return Refusal.Content("triage.earlier.missing", "result.earlierNumber", $"“{exit.Name}”的，请填写在办或者已办结的工单编号", "Expected the number of the earlier ticket, but there is none, so state it", LegalDuty.Route);
        }

        if (exit.Script.Length == 0 && !result["explanation"].HasWords())
        {
            return Refusal.Content("triage.explanation.missing", "result.explanation", "请填写向诉求人说明的内容", "Expected what the petitioner was told, but there is nothing, so write it", LegalDuty.Route);
        }

        var guide = result["guidanceUnit"].TextOf();
        if (guide is not null && !exit.MayNameGuidanceUnit)
        {
            return Refusal.Content("triage.guidance.notHere", "result.guidanceUnit", $"“{exit.Name}”不转监督指导单位，请留空", "Expected no guidance unit on this route, but one is named, so leave it out", LegalDuty.Route);
        }

        if (guide is not null && city.Organisation.Find(guide) is null)
        {
            return Refusal.Content("triage.guidance.unknown", "result.guidanceUnit", $"没有单位“{guide}”，请从组织机构中选择", $"Expected a unit of the organisation, but '{guide}' is none, so choose one of it", LegalDuty.Route);
        }

        context.Record(new TicketClosedWithReason(context.Now, context.Actor.Id, exit.Code, exit.Script.Length == 0 ? null : exit.Script, result["explanation"], earlier, guide));
        var unit = guide is null ? null : city.Organisation.Find(guide);
        Tell(context, exit, ("{earlier}", earlier ?? ""), ("{unit}", unit?.Name ?? ""));
        if (unit is not null) Notices.Send(context, OutgoingMessages.GuidanceAsked, unit.Code);
        return null;
    }

    private static void Tell(ActivityContext context, TriageExit exit, params ReadOnlySpan<(string Mark, string Text)> fill)
    {
        if (exit.Notice is not { } text) return;
        foreach (var (mark, word) in fill) text = text.Replace(mark, word, StringComparison.Ordinal);
        Notices.Tell(context, exit.Code, text, context.Ticket().CloseExplanation);
    }
}
