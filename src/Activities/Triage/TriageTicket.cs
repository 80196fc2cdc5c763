using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Merging;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Triage;

/// <summary>
/// A dispatcher decides what becomes of a request (Art. 11): dispatch it with a confirmed class and area, answer it at
/// once from the knowledge base, hand it over to an emergency service, or end it on one of the city's special routes with
/// an explanation to the petitioner. That a request is unreasonable is only a proposal; somebody else decides.
/// </summary>
public sealed class TriageTicket : Activity, ICityTasks
{
    private const string Dispatch = "Dispatch";
    private const string AnswerDirectly = "AnswerDirectly";
    private const string CloseWithReason = "CloseWithReason";
    private const string HandOver = "HandOver";
    private const string ProposeUnreasonable = "ProposeUnreasonable";
    private const string Conference = "Conference";
    private const string Merge = "Merge";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.TriageTicket",
        Category = "接诉即办",
        DisplayName = "预审分类",
        Description = "确认诉求类型、问题分类和地点，决定派单、依知识库直接答复、即时转接紧急服务，或按特殊情形说明后办结；不合理诉求须经他人认定。",
        Sources = [LegalDuty.Route],
        Outputs = [new("ClassCode", "String", "问题分类"), new("RequestType", "String", "诉求类型"), new("Urgency", "String", "紧急程度")],
        Ports =
        [
            new(Dispatch, "派单"), new(AnswerDirectly, "直接答复"), new(CloseWithReason, "说明后办结", IsOptional: true),
            new(HandOver, "即时转接", IsOptional: true), new(ProposeUnreasonable, "提请认定不合理", IsOptional: true), new(Conference, "派单前会商", IsOptional: true), new(Merge, "并入其他工单", IsOptional: true),
        ],
        Task = Declare(null),
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [Declare(city)];

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        var ticket = context.Ticket();
        var due = context.DueAt(LimitStep.Dispatch);
        context.Record(new TriageRequested(due));
        context.OpenTask(
            TicketRoles.Dispatcher,
            null,
            due,
            context.Summary(("knowledge", Answers.Suggest(city, ticket, context.Now)), ("proposal", Proposal(city, ticket)), ("scripts", Exits.Scripts(city))),
            outcomes: Offered(context));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var refused = resumption.Outcome switch
        {
            AnswerDirectly => Answers.Give(context, resumption.Payload),
            CloseWithReason => Exits.Close(context, resumption.Payload),
            HandOver => Exits.HandOver(context, resumption.Payload),
            ProposeUnreasonable => Unreasonable.Propose(context, resumption.Payload),
            Merge => MergeRule.Note(context, resumption.Payload),
            Conference => Confirm(context, resumption.Payload, isForConference: true),
            _ => Confirm(context, resumption.Payload, isForConference: false),
        };
        if (refused is not null) return refused;
        var ticket = context.Ticket();
        context.SetOutput("ClassCode", Value.Of(ticket.ClassCode));
        context.SetOutput("RequestType", Value.Of(ticket.RequestType));
        context.SetOutput("Urgency", Value.Of(ticket.Urgency));
        context.Complete(resumption.Outcome!);
        return null;
    }

    private static Rejection? Confirm(ActivityContext context, Value result, bool isForConference)
    {
        var city = context.City();
        var ticket = context.Ticket();
        var (classCode, district, street) = (result["classCode"].AsString(), result["districtCode"].TextOf(), result["streetCode"].TextOf());
        var requestType = result["requestType"].TextOf() ?? ticket.RequestType;
        var urgency = result["urgency"].TextOf() ?? ticket.Urgency;
        string[] helpers = [.. result["coUnits"].Items.Select(item => item.AsString() ?? "")];
        if ((PlaceAndClass.CheckClass(city, classCode, "result.classCode")
            ?? PlaceAndClass.CheckPlace(city, district, street, null, "result.")
            ?? PlaceAndClass.CheckRequestType(city, requestType, "result.requestType")
            ?? PlaceAndClass.CheckUrgency(city, urgency, "result.urgency")
            ?? LeadUnits.CheckHelpers(context, helpers, null, "result.coUnits")) is { } refused) return refused;
        context.Record(new TicketTriaged(
            context.Now,
            context.Actor.Id,
            classCode,
            Confidentiality.Applies(ticket, requestType, city) ? Value.True : ticket.Confidential is { } stated ? Value.Of(stated) : Value.Null,
            helpers.Length == 0 ? null : helpers,
            isForConference ? result["conferenceReason"] : Value.Null,
            district,
            requestType,
            street,
            urgency));
        return null;
    }

    private static string[] Offered(ActivityContext context)
    {
        var triage = context.City().Triage;
        return
        [
            .. context.Drawn([Dispatch, AnswerDirectly, CloseWithReason, HandOver, ProposeUnreasonable, Conference, Merge], Dispatch, AnswerDirectly).Where(outcome => outcome switch
            {
                CloseWithReason => triage.Exits.Any(exit => exit.Kind == ExitKind.Close),
                HandOver => triage.Exits.Any(exit => exit.Kind == ExitKind.HandOver),
                ProposeUnreasonable => !triage.Unreasonable.Grounds.IsEmpty && !context.Ticket().Unreasonable.IsDecided,
                _ => true,
            }),
        ];
    }

    /// <summary>Which unit the catalogue would choose with what is known now: help for the dispatcher, no decision.</summary>
    private static Value Proposal(CityPolicy city, TicketFacts ticket)
    {
        return ticket.ClassCode is { } code && city.Dispatch.Lookup(code, ticket.DistrictCode, ticket.StreetCode).Proposal is { } proposal
            ? Value.Object(("reason", Value.Of(proposal.Chinese)), ("unit", Value.Of(proposal.UnitCode)), ("unitName", Value.Of(proposal.UnitName)))
            : Value.Null;
    }

    private static TaskDeclaration Declare(CityPolicy? city)
    {
        var exits = city?.Triage.Exits ?? [];
        return new(
            "TriageTicket",
            "预审分类",
            "Triage the request",
            "对能够即时答复的咨询直接答复；其他诉求确认分类和地点后立即派单；紧急事项即时转接；属于特殊情形的，按规定途径告知并记录。",
            [
                new(Dispatch, "派单", "Dispatch"),
                new(AnswerDirectly, "直接答复", "Answer at once"),
                new(CloseWithReason, "说明后办结", "Explain and close"),
                new(HandOver, "即时转接紧急服务", "Hand over to an emergency service"),
                new(ProposeUnreasonable, "提请认定为不合理诉求", "Propose as unreasonable"),
                new(Conference, "召开派单前会商", "Call a conference before dispatch"),
                new(Merge, "并入其他工单", "Merge into another ticket"),
            ],
            [
                new("classCode", FieldType.Class, "问题分类", "Class", IsRequired: true, MaxLength: 64, OnlyFor: [Dispatch, Conference]),
                new("districtCode", FieldType.Area, "所在区", "District", MaxLength: 32, OnlyFor: [Dispatch, Conference]),
                new("streetCode", FieldType.Area, "街道（乡镇）", "Street or township", MaxLength: 32, OnlyFor: [Dispatch, Conference]),
                new("into", FieldType.Text, "并入的工单编号", "Number of the ticket to merge into", IsRequired: true, Text: TextKind.Code, MaxLength: 64, OnlyFor: [Merge]),
                new("requestType", FieldType.Text, "诉求类型", "Request type", Text: TextKind.Code, MaxLength: 64),
                new("urgency", FieldType.Text, "紧急程度", "Urgency", Text: TextKind.Code, MaxLength: 64, OnlyFor: [Dispatch, Conference]),
                new("coUnits", FieldType.Units, "协办单位", "Co-handling units", OnlyFor: [Dispatch]),
                new("conferenceReason", FieldType.LongText, "会商理由", "Why a conference", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 1000, OnlyFor: [Conference]),
                new("knowledgeItem", FieldType.Text, "知识条目编号", "Knowledge item", Text: TextKind.Code, MaxLength: 64, OnlyFor: [AnswerDirectly]),
                new("answer", FieldType.LongText, "答复内容", "Answer given", Text: TextKind.OfficialWords, OnlyFor: [AnswerDirectly]) { IsForPetitioner = true },
                new("closeReason", FieldType.Choice, "特殊情形", "Special route", IsRequired: true, OnlyFor: [CloseWithReason],
                    Options: CityTasks.Options(exits.Where(exit => exit.Kind == ExitKind.Close).Select(exit => new NamedCode(exit.Code, exit.Name, exit.English)))),
                new("explanation", FieldType.LongText, "向诉求人说明的内容", "What the petitioner was told", Text: TextKind.OfficialWords, OnlyFor: [CloseWithReason]) { IsForPetitioner = true },
                new("earlierNumber", FieldType.Text, "在办或者已办结的工单编号", "Number of the earlier ticket", Text: TextKind.Code, MaxLength: 64, OnlyFor: [CloseWithReason]),
                new("guidanceUnit", FieldType.Unit, "监督指导单位", "Unit for supervision and guidance", MaxLength: 32, OnlyFor: [CloseWithReason]),
                new("receiver", FieldType.Choice, "转接对象", "Handed over to", IsRequired: true, OnlyFor: [HandOver],
                    Options: CityTasks.Options(exits.Where(exit => exit.Kind == ExitKind.HandOver).SelectMany(exit => exit.Receivers).DistinctBy(receiver => receiver.Code))),
                new("takenOverBy", FieldType.Text, "接收确认人（接听人员工号）", "Taken over by", IsRequired: exits.Where(exit => exit.Kind == ExitKind.HandOver) is var handOvers && handOvers.Any() && handOvers.All(exit => exit.NeedsConfirmation), Text: TextKind.OfficialWords, MaxLength: 64, OnlyFor: [HandOver]),
                new("unreasonableGround", FieldType.Choice, "认定理由", "Ground", IsRequired: true, OnlyFor: [ProposeUnreasonable], Options: CityTasks.Options(city?.Triage.Unreasonable.Grounds ?? [])),
                new("unreasonableText", FieldType.LongText, "事实和说明", "Facts and explanation", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [ProposeUnreasonable]),
            ])
        { Subject = Subjects.Of("TriageTicket") };
    }
}
