using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>
/// The street directs (Art. 16): it assigns work to departments and keeps the record of the joint handling. The ticket
/// joins when the city's quorum of departments has done its part; the street may end the whistle before, with a reason.
/// </summary>
public sealed class DirectWhistle : Activity
{
    private const string Assign = "Assign";
    private const string Note = "Note";
    private const string Conclude = "Conclude";
    private const string Joined = "Joined";
    private const string Concluded = "Concluded";
    private const string TaskTag = "direct";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.DirectWhistle",
        Category = "接诉即办",
        DisplayName = "街道调度",
        Description = "街道（乡镇）统一调度：向部门布置任务，记录共同处置过程；达到政策规定的数量即汇合，街道也可以说明理由提前结束。",
        Sources = [LegalDuty.Whistle],
        Inputs = [WhistleContext.NumberInput, Limits.Input("LimitStep", "调度时限步骤", "吹哨办结的期限取自时限表的哪一步骤", new("WhistleJoin"))],
        Ports = [new(Joined, "已汇合", IsOptional: true), new(Concluded, "提前结束", IsOptional: true)],
        Task = new(
            "DirectWhistle",
            "调度部门",
            "Direct the departments",
            "统一指挥、调度到场部门，布置任务并记录；部门处置完成后逐一确认。",
            [new(Assign, "布置任务", "Assign work"), new(Note, "记录处置过程", "Keep the record"), new(Conclude, "提前结束吹哨", "End the whistle")],
            [
                new("unitCode", FieldType.Unit, "部门", "Department", IsRequired: true, MaxLength: 32, OnlyFor: [Assign]),
                new("text", FieldType.LongText, "内容", "Text", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000),
            ])
        { Subject = Subjects.Of("DirectWhistle") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!WhistleContext.TryRead(context, out var whistle)) return;
        context.WaitForSignal(WhistleRules.PartSignal, WhistleRules.PartSignal, autoBurn: false);
        context.WaitForSignal(WhistleRules.ConcludedSignal, Concluded, autoBurn: false);
        Ask(context, whistle);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!WhistleContext.TryRead(context, out var whistle)) return null;
        switch (resumption.Bookmark.Tag)
        {
            case WhistleRules.PartSignal:
                if (WhistleRules.IsAbout(resumption.Payload, whistle.Number)) Join(context, whistle);
                return null;
            case Concluded:
                if (WhistleRules.IsAbout(resumption.Payload, whistle.Number)) context.Complete(Concluded);
                return null;
        }

        var text = resumption.Payload["text"];
        if (Sealed.From(text) is null or { Length: 0 })
        {
            return Refusal.Content("whistle.direction.textMissing", "result.text", "请填写内容", "Expected a text, but there is none, so write it", LegalDuty.Whistle);
        }

        var unit = resumption.Payload["unitCode"].AsString();
        if (resumption.Outcome == Assign && whistle.Department(unit ?? "").Facts.IsNull)
        {
            return Refusal.Content("whistle.direction.notNamed", "result.unitCode", $"{context.NameOf(unit)}不在本次点名的部门之中，请选择点名的部门，或者另行吹哨",
                $"Expected a department that was named, but {unit} was not, so choose one of them or blow a second whistle", LegalDuty.Whistle);
        }

        Record(context, whistle, resumption.Outcome!, unit, text);
        if (resumption.Outcome == Conclude)
        {
            WhistleRules.Conclude(context, whistle.Number, "Street");
            context.Complete(Concluded);
            return null;
        }

        Ask(context, WhistleFacts.Of(context.Facts, whistle.Number));
        return null;
    }

    private static void Ask(ActivityContext context, WhistleFacts whistle)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var due = whistle.JoinDueAt ?? WhistleContext.DueAt(context, step, whistle.Street);
        if (whistle.JoinDueAt is null && due is { } joinDueAt) context.Record(new WhistleLimitSet(whistle.Number, joinDueAt));
        context.OpenTask(TicketRoles.Handler, whistle.Street, due, WhistleContext.SummaryOf(context, whistle), TaskTag);
    }

    private static void Record(ActivityContext context, WhistleFacts whistle, string act, string? unit, Value text)
    {
        context.Record(new WhistleDirected(whistle.Number, whistle.Record.Next, context.Now, context.Actor.Id, act, unit, text));
        if (act == Assign && unit is not null)
        {
            context.Record(new DepartmentAssigned(whistle.Number, unit, context.Now));
            Notices.Send(context, OutgoingMessages.DepartmentAssigned, unit, ("street", context.NameOf(whistle.Street)));
        }
    }

    private static void Join(ActivityContext context, WhistleFacts whistle)
    {
        if (!context.City().Whistle.Joins(whistle)) return;
        context.Record(new WhistleJoined(whistle.Number, context.Now));
        if (whistle.Street is { } street) Notices.Send(context, OutgoingMessages.WhistleJoined, street);
        context.Publish(WhistleRules.JoinedSignal, WhistleRules.About(whistle.Number));
        context.Complete(Joined);
    }
}
