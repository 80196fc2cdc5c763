using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Callback;

/// <summary>Files the ticket: nothing more is to be done, everything is kept (归档).</summary>
public sealed class ArchiveTicket : Activity
{
    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ArchiveTicket",
        Category = "接诉即办",
        DisplayName = "归档",
        Description = "工单办结归档，全程数据留存，供汇总分析和推送承办单位。",
        Sources = [LegalDuty.Archive],
        Ports = [new("Done", "已归档")],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        Replies.Release(context);
        context.Record(new TicketArchived(context.Now));
        Links.CloseChildren(context);
        context.Complete();
    }
}
