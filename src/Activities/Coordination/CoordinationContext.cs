using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Coordination;

/// <summary>What the activities of coordination share: which request they are about.</summary>
internal static class CoordinationContext
{
    /// <summary>The input that names the request; the definition binds it to what AskCoordination gave.</summary>
    public static InputDescriptor NumberInput { get; } = new("Request", "Int64", "第几次协调", "取自“提请协调”活动的输出", IsRequired: true);

    /// <summary>The request that the definition names; false, with an incident, where the ticket has none such.</summary>
    public static bool TryRead(ActivityContext context, out CoordinationRequest request)
    {
        request = context.Ticket().Coordination.Request(context.Input("Request").AsInt64() ?? 0);
        if (!request.Facts.IsNull) return true;
        context.Fault("coordination.unknown", $"“{context.DisplayText}”所指的协调不存在：请把输入“第几次协调”绑定到“提请协调”活动的输出 / The request that '{context.DisplayText}' names does not exist: bind its input Request to the output of AskCoordination");
        return false;
    }
}
