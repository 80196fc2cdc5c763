using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Merging;

/// <summary>
/// A merged ticket follows the one it was merged into: everything else of it ends, it is closed when that one is closed,
/// and the petitioner is called back once, for both. Now and then it asks whether the other is still there, so that it
/// never waits for a ticket that is gone.
/// </summary>
public sealed class FollowParent : Activity
{
    private const string Told = "told";
    private const string Review = "review";
    private const string Closed = nameof(Closed);

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.FollowParent",
        Category = "接诉即办",
        DisplayName = "随主单办理",
        Description = "并入其他工单后不再单独办理，撤回本单其余任务，随主单一并答复、一并回访、一并办结。",
        Sources = [LegalDuty.Merge],
        Ports = [new(Closed, "主单已办结")],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (context.Ticket().Links.Parent is null)
        {
            context.Fault("merge.noParent", "本单没有并入任何工单：请把“随主单办理”画在并单之后 / This ticket is merged into none: draw this activity after a merge");
            return;
        }

        context.EndOthers();
        context.Record(new ParentFollowed());
        context.WaitForSignal(Links.ParentClosed, Closed, autoBurn: false);
        if (context.Semantics >= CaseSemantics.MergedHears)
        {
            foreach (var signal in MergedWords.Signals) context.WaitForSignal(signal, signal, autoBurn: false);
        }

        Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case Closed:
                Close(context);
                break;
            case Review:
                Ask(context);
                break;
            case var heard when MergedWords.Signals.Contains(heard):
                return MergedWords.Take(context, heard, resumption.Payload);
            default:
                Answered(context, resumption);
                break;
        }

        return null;
    }

    /// <summary>Tells the other ticket, which may know already, and asks again after a while.</summary>
    private static void Ask(ActivityContext context)
    {
        var ticket = context.Ticket();
        var parent = ticket.Links.Parent!;
        context.Send(
            Links.Channel,
            Value.Object(
                ("payload", Value.Object(("caseId", Value.Of(context.CaseId.ToString())), ("number", Value.Of(ticket.Number)))),
                ("signal", Value.Of(Links.ChildMerged)),
                ("to", Value.Of(parent.CaseId ?? parent.Number))),
            awaitsResult: true,
            tag: Told);
        context.SetTimer(context.Now + Duration.FromDays(context.City().Intake.Links.ReviewDays), Review);
    }

    private static void Answered(ActivityContext context, Resumption resumption)
    {
        // Taken, or not delivered at all: then the next review asks again.
        if (resumption.Input is not ReceiveResult { Succeeded: true } || resumption.Payload["code"].AsString() is not { } code) return;
        if (code == "case.finished") Close(context);
        else context.Fault("merge.refused", $"主单没有接收本单（{code}）：请核对主单编号，重试或跳过本环节 / The other ticket did not take this one ({code}): check its number, then retry or skip");
    }

    private static void Close(ActivityContext context)
    {
        context.Record(new MergedTicketClosed(context.Now));
        context.Complete(Closed);
    }
}
