using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Triage;

/// <summary>
/// A dispatcher decides what becomes of a request (Art. 11): dispatch it with a confirmed class and area, answer it at
/// once, or end it on one of the six special routes with an explanation to the petitioner.
/// </summary>
public sealed class TriageTicket : Activity
{
    private const string Dispatch = "Dispatch";
    private const string AnswerDirectly = "AnswerDirectly";
    private const string CloseWithReason = "CloseWithReason";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.TriageTicket",
        Category = "接诉即办",
        DisplayName = "预审分类",
        Description = "确认诉求类型、问题分类和地点，决定派单、直接答复，或按六类特殊情形说明后办结（第十一条）。",
        Outputs = [new("ClassCode", "String", "问题分类"), new("RequestType", "String", "诉求类型"), new("Urgency", "String", "紧急程度")],
        Ports = [new(Dispatch, "派单"), new(AnswerDirectly, "直接答复"), new(CloseWithReason, "说明后办结")],
        Task = new(
            "TriageTicket",
            "预审分类",
            "Triage the request",
            "对能够即时答复的咨询直接答复；其他诉求确认分类和地点后立即派单；属于六类特殊情形的，按规定途径告知并记录（第十一条）。",
            [
                new(Dispatch, "派单", "Dispatch"),
                new(AnswerDirectly, "直接答复", "Answer at once"),
                new(CloseWithReason, "说明后办结", "Explain and close"),
            ],
            [
                new("classCode", FieldType.Class, "问题分类", "Class", IsRequired: true, MaxLength: 64, OnlyFor: [Dispatch]),
                new("districtCode", FieldType.Area, "所在区", "District", MaxLength: 32, OnlyFor: [Dispatch]),
                new("streetCode", FieldType.Area, "街道（乡镇）", "Street or township", MaxLength: 32, OnlyFor: [Dispatch]),
                new("requestType", FieldType.Text, "诉求类型", "Request type", MaxLength: 64),
                new("urgency", FieldType.Text, "紧急程度", "Urgency", MaxLength: 64, OnlyFor: [Dispatch]),
                new("answer", FieldType.LongText, "答复内容", "Answer given", IsRequired: true, IsPersonal: true, OnlyFor: [AnswerDirectly]),
                new("closeReason", FieldType.Choice, "特殊情形", "Special route", IsRequired: true, OnlyFor: [CloseWithReason], Options:
                [
                    ("EmergencyLine", "属于110、119、120、122等紧急服务，已即时转接"),
                    ("StatutoryChannel", "应通过诉讼、仲裁、纪检监察、行政复议、信息公开等法定途径，或者已进入信访渠道"),
                    ("AlreadyHandled", "正在办理或者已经办结，没有新的事实和理由"),
                    ("SecretOrPrivacy", "涉及国家秘密、商业秘密或者个人隐私"),
                    ("BeyondDuty", "超出承办单位职责，引导通过市场、社会等途径解决"),
                    ("Unlawful", "违反法律法规或者公序良俗，已劝导"),
                ]),
                new("explanation", FieldType.LongText, "向诉求人说明的内容", "What the petitioner was told", IsRequired: true, IsPersonal: true, OnlyFor: [CloseWithReason]),
            ]),
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var deadline = TicketDeadlines.Of(city, context.Ticket(), LimitStep.Dispatch, context.Now);
        context.Record("TriageRequested", Value.Object(
            ("dispatchDueAt", Value.Of(deadline?.DueAt)),
            ("status", Value.Of(TicketStatus.AwaitingTriage))));
        context.OpenTask(TicketRoles.Dispatcher, null, deadline?.DueAt, context.Summary(("proposal", Proposal(city, context.Ticket()))));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption) => resumption.Outcome switch
    {
        AnswerDirectly => AnswerAtOnce(context, resumption.Payload),
        CloseWithReason => Close(context, resumption.Payload),
        _ => Confirm(context, resumption.Payload),
    };

    private static Rejection? Confirm(ActivityContext context, Value result)
    {
        var city = context.City();
        var ticket = context.Ticket();
        var (classCode, district, street) = (result["classCode"].AsString(), Text(result["districtCode"]), Text(result["streetCode"]));
        var requestType = Text(result["requestType"]) ?? ticket.RequestType;
        var urgency = Text(result["urgency"]) ?? ticket.Urgency;
        if ((PlaceAndClass.CheckClass(city, classCode, "result.classCode")
            ?? PlaceAndClass.CheckPlace(city, district, street, null, "result.")
            ?? PlaceAndClass.CheckRequestType(city, requestType, "result.requestType")
            ?? PlaceAndClass.CheckUrgency(city, urgency, "result.urgency")) is { } refused) return refused;
        context.Record("TicketTriaged", Value.Object(
            ("classCode", Value.Of(classCode)),
            ("districtCode", Value.Of(district)),
            ("requestType", Value.Of(requestType)),
            ("streetCode", Value.Of(street)),
            ("triagedAt", Value.Of(context.Now)),
            ("urgency", Value.Of(urgency))));
        return Leave(context, Dispatch);
    }

    private static Rejection? AnswerAtOnce(ActivityContext context, Value result)
    {
        var city = context.City();
        var requestType = Text(result["requestType"]) ?? context.Ticket().RequestType;
        if (PlaceAndClass.CheckRequestType(city, requestType, "result.requestType") is { } refused) return refused;
        if (city.RequestTypes.Find(requestType!) is { MayAnswerDirectly: false } type)
        {
            return Refusal.Content("triage.mustDispatch", "outcome",
                $"“{type.Name}”类诉求不能直接答复办结，请派单给承办单位",
                $"Expected a type that may be answered at once, but {type.Code} may not, so dispatch it to a handling unit", Articles.Route);
        }

        context.Record("TicketAnsweredDirectly", Value.Object(
            ("answeredDirectly", Value.True),
            ("repliedAt", Value.Of(context.Now)),
            ("reply", result["answer"]),
            ("requestType", Value.Of(requestType)),
            ("triagedAt", Value.Of(context.Now))));
        return Leave(context, AnswerDirectly);
    }

    private static Rejection? Close(ActivityContext context, Value result)
    {
        context.Record("TicketClosedWithReason", Value.Object(
            ("closeExplanation", result["explanation"]),
            ("closeReason", result["closeReason"]),
            ("triagedAt", Value.Of(context.Now))));
        return Leave(context, CloseWithReason);
    }

    private static Rejection? Leave(ActivityContext context, string outcome)
    {
        var ticket = context.Ticket();
        context.SetOutput("ClassCode", Value.Of(ticket.ClassCode));
        context.SetOutput("RequestType", Value.Of(ticket.RequestType));
        context.SetOutput("Urgency", Value.Of(ticket.Urgency));
        context.Complete(outcome);
        return null;
    }

    /// <summary>Which unit the catalogue would choose with what is known now: help for the dispatcher, no decision.</summary>
    private static Value Proposal(CityPolicy city, TicketFacts ticket)
    {
        return ticket.ClassCode is { } code && city.Dispatch.Lookup(code, ticket.DistrictCode, ticket.StreetCode).Proposal is { } proposal
            ? Value.Object(("reason", Value.Of(proposal.Chinese)), ("unit", Value.Of(proposal.UnitCode)), ("unitName", Value.Of(proposal.UnitName)))
            : Value.Null;
    }

    private static string? Text(Value value) => string.IsNullOrWhiteSpace(value.AsString()) ? null : value.AsString();
}
