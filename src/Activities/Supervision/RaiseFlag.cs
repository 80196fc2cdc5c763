using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Supervision;

/// <summary>
/// Somebody who watches flags an act that the law punishes (Art. 35), with evidence: a case of its own that points to the
/// ticket, so that it can be raised after the ticket is filed and nothing of the ticket is touched. A flag is never
/// removed; what is decided or taken back is a further record.
/// </summary>
public sealed class RaiseFlag : Activity
{
    /// <summary>Raised and not decided.</summary>
    public const string OpenStatus = "FlagOpen";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.RaiseFlag",
        Category = "接诉即办",
        DisplayName = "登记违规线索",
        Description = "登记六类应予处理行为的线索和证据，关联工单；线索不得删除，撤回、决定均另行记录。",
        Sources = [LegalDuty.PunishableAct],
        Outputs = [new("Act", "String", "行为代码"), new("Unit", "String", "涉及单位")],
        Ports = [new("Done", "已登记")],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var given = context.WorkflowInput;
        var policy = context.City().Supervision;
        if (policy.FindAct(given["act"].AsString()) is not { } act || Sealed.From(given["evidence"]) is null or { Length: 0 } || given["ticketNumber"].AsString() is not { } ticket || given["serial"].AsInt64() is not { } serial)
        {
            context.Fault("flag.incomplete", "线索须写明行为、证据和编号：请从“登记违规线索”入口登记 / A flag states the act, the evidence and its number: raise it through the door");
            return;
        }

        context.Record(new FlagRaised(
            given,
            context.Now,
            context.Actor.Id,
            $"{ticket}-J{serial}",
            SupervisionPolicy.CitationOf(act, context.City()),
            given["districtCode"],
            given["ticketCaseId"],
            given["ticketNumber"],
            given["subjectId"]));
        context.SetOutput("Act", Value.Of(act.Code));
        context.SetOutput("Unit", given["unit"]);
        context.Complete();
    }
}
