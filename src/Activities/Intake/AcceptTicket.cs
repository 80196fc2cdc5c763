using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>
/// Accepts a request as a ticket (Art. 10): time, matter and contact are complete, the ticket has a number, and what was
/// said is a fact. The door has checked the command (<see cref="TicketStart"/>); what still lacks here is an incident.
/// </summary>
public sealed class AcceptTicket : Activity
{
    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.AcceptTicket",
        Category = "接诉即办",
        DisplayName = "受理",
        Description = "如实、完整记录诉求的时间、事项和联系方式，生成工单编号。",
        Sources = [LegalDuty.Record],
        Outputs =
        [
            new("Number", "String", "工单编号", "按城市编号模板生成"),
            new("RequestType", "String", "诉求类型"),
            new("ClassCode", "String", "问题分类", "未确定时为空"),
            new("Urgency", "String", "紧急程度"),
        ],
        Ports = [new("Done", "已受理")],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var given = context.WorkflowInput;
        if (Missing(context, given) is { } missing)
        {
            context.Fault("ticket.incomplete", context.Semantics < CaseSemantics.CitesTheCitysLaw
                ? LegacyCitations.Incomplete(missing)
                : $"诉求应当如实、完整记录，但缺少“{missing}”：请从受理入口登记诉求 / A request is recorded completely, but '{missing}' is missing: register requests through the intake");
            return;
        }

        var number = given["childNumber"].AsString() ?? city.City.TicketNumber(context.Now, given["serial"].AsInt64() ?? 0);
        var stated = given["urgency"].AsString() ?? city.City.DefaultUrgency;
        var urgency = context.Semantics >= CaseSemantics.EmergencyFirst && new TicketFacts(given).Alert.SuggestedUrgency is { } suspected ? suspected : stated;
        context.Record(new TicketAccepted(given, context.Now, number, urgency, urgency == stated ? null : stated));
        context.SetOutput("Number", Value.Of(number));
        context.SetOutput("RequestType", given["requestType"]);
        context.SetOutput("ClassCode", given["classCode"]);
        context.SetOutput("Urgency", Value.Of(urgency));
        EmergencyAlert.Report(context);
        context.Complete();
    }

    private static string? Missing(ActivityContext context, Value given)
    {
        if (given["serial"].AsInt64() is null) return "serial";
        foreach (var name in (string[])["channel", "requestType", "subjectId"])
        {
            if (string.IsNullOrWhiteSpace(given[name].AsString())) return name;
        }

        if (Sealed.From(given["title"]) is null) return "title";
        if (Sealed.From(given["body"]) is null) return "body";
        if (Sealed.From(given["phone"]) is not null || Sealed.From(given["account"]) is not null) return null;
        return context.Semantics >= CaseSemantics.WithoutContact && context.City().Intake.AllowsNoContact(given) ? null : "phone";
    }
}
