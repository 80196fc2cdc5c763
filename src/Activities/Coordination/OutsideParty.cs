using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Coordination;

/// <summary>
/// A body outside the city's organisation (京津冀, central bodies in Beijing; Arts. 21–22): the matter is handed over,
/// pushed again on a schedule, and its answer is recorded. It cannot be commanded; after the last push a person decides.
/// </summary>
public sealed class OutsideParty : Activity
{
    /// <summary>The channel by which matters leave for outside parties.</summary>
    public const string Channel = "outside";

    private const string Answered = "Answered";
    private const string GivenUp = "GivenUp";
    private const string PushNow = "PushNow";
    private const string PushTag = "push";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.OutsideParty",
        Category = "接诉即办",
        DisplayName = "外部单位办理",
        Description = "向在京中央单位、京津冀有关单位转送诉求，按期推动，记录其答复。",
        Sources = [LegalDuty.OutsideParty],
        Inputs =
        [
            CoordinationContext.NumberInput,
            new("Role", "String", "由什么角色联络", "系统角色，或者城市自设的角色", Value.Of(TicketRoles.Dispatcher), Pickers.Role),
            Limits.Input("LimitStep", "答复时限步骤", "等待外部单位答复的期限取自时限表的哪一步骤", new("OutsideAnswer")),
            Limits.Input("PushStep", "推动间隔步骤", "再次推动的间隔取自时限表的哪一步骤", new("OutsidePush")),
        ],
        Ports = [new(Answered, "已答复", IsOptional: true), new(GivenUp, "不再推动", IsOptional: true)],
        Task = new(
            "OutsideParty",
            "联络外部单位",
            "Follow up with the outside party",
            "转送、推动外部单位办理，如实记录其答复；经多次推动仍无答复的，说明情况。",
            [new(Answered, "记录答复", "Record the answer"), new(PushNow, "立即再推动", "Push again now"), new(GivenUp, "不再推动", "Stop pushing")],
            [
                new("answer", FieldType.LongText, "对方答复或者情况说明", "Their answer, or why we stop", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [Answered, GivenUp]),
                new("solved", FieldType.Boolean, "是否解决", "Solved", OnlyFor: [Answered]),
            ])
        { Subject = Subjects.Of("OutsideParty") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!CoordinationContext.TryRead(context, out var request) || !Limits.TryRead(context, "LimitStep", out var step)) return;
        if (context.City().Coordination.FindParty(request.Party) is not { } party)
        {
            context.Fault("outside.party", $"协调申请没有写明外部单位，或者政策已不再列出：请在 coordination.json 中补充“{request.Party}” / The request names no outside party that coordination.json lists: add '{request.Party}'");
            return;
        }

        var due = WhistleContext.DueAt(context, step, null);
        context.Record(new OutsideHandedOver(request.Ordinal, context.Now, party.Code, due));
        Push(context, request, OutgoingMessages.OutsideAsked);
        Ask(context, party.Name, due);
        ArmPush(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!CoordinationContext.TryRead(context, out var request)) return null;
        var outside = context.Ticket().Outside(request.Ordinal);
        if (resumption.Bookmark.Tag == PushTag)
        {
            PushAgain(context, request, outside);
            ArmPush(context);
            return null;
        }

        if (resumption.Outcome == PushNow)
        {
            PushAgain(context, request, outside);
            Ask(context, context.City().Coordination.FindParty(outside.Party)?.Name ?? "", outside.AnswerDueAt);
            return null;
        }

        var answer = resumption.Payload["answer"];
        if (Sealed.From(answer) is null or { Length: 0 })
        {
            return Refusal.Content("outside.answer.missing", "result.answer", "请如实记录对方答复或者情况说明", "Expected the answer or why we stop, but it is missing, so write it", LegalDuty.OutsideParty);
        }

        var (isAnswered, solved) = (resumption.Outcome == Answered, resumption.Payload["solved"]);
        if (isAnswered) context.Record(new OutsideAnswered(request.Ordinal, context.Now, context.Actor.Id, answer, solved));
        else context.Record(new OutsideGivenUp(request.Ordinal, context.Now, context.Actor.Id, answer, solved));
        context.Record(new CoordinationDecided(request.Ordinal, isAnswered ? CoordinationEvents.Resolved : CoordinationEvents.Returned, null));
        if (request.Unit is { } asker) Notices.Send(context, OutgoingMessages.OutsideAnswered, asker);
        context.Complete(resumption.Outcome!);
        return null;
    }

    private static void Ask(ActivityContext context, string party, NodaTime.Instant? due) => context.OpenTask(
        context.Input("Role").AsString() ?? TicketRoles.Dispatcher, null, due, context.Summary(("party", Value.Of(party))), title: $"{context.DisplayText}：{party}");

    private static void PushAgain(ActivityContext context, CoordinationRequest request, OutsideFacts outside)
    {
        var pushes = outside.Pushes + 1;
        context.Record(new OutsidePushed(request.Ordinal, context.Now, pushes));
        Push(context, request, OutgoingMessages.OutsidePushed);
    }

    /// <summary>Waits for the next push, until the city's number of pushes is used up: then the task's own limit says when somebody must decide.</summary>
    private static void ArmPush(ActivityContext context)
    {
        if (!CoordinationContext.TryRead(context, out var request) || !Limits.TryRead(context, "PushStep", out var step)) return;
        if (context.Ticket().Outside(request.Ordinal).Pushes >= context.City().Coordination.MostPushes) return;
        if (WhistleContext.DueAt(context, step, null) is { } at && at > context.Now) context.SetTimer(at, PushTag);
    }

    private static void Push(ActivityContext context, CoordinationRequest request, OutgoingMessage message) => context.Send(Channel, Value.Object(
        ("caseId", Value.Of(context.CaseId.ToString())),
        ("kind", Value.Of(message.Kind)),
        ("matter", request.Matter),
        ("number", Value.Of(context.Ticket().Number)),
        ("party", Value.Of(request.Party)),
        ("request", Value.Of(request.Number)),
        ("text", Value.Of(Notices.Word(context, message))),
        ("unit", Value.Of(request.Party))));
}
