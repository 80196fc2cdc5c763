using System.Globalization;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Coordination;

/// <summary>One request for coordination of a ticket (<c>coordination.{n}</c>), and how its activities find it.</summary>
internal static class CoordinationFacts
{
    /// <summary>The input that names the request; the definition binds it to what AskCoordination gave.</summary>
    public static InputDescriptor NumberInput { get; } = new("Request", "Int64", "第几次协调", "取自“提请协调”活动的输出", IsRequired: true);

    /// <summary>How many there are.</summary>
    public static int Count(ActivityContext context) => context.Facts["coordination"].Count;

    /// <summary>The request that the definition names; false, with an incident, where the ticket has none such.</summary>
    public static bool TryRead(ActivityContext context, out long number, out Value facts)
    {
        number = context.Input("Request").AsInt64() ?? 0;
        facts = context.Facts["coordination"][Key(number)];
        if (!facts.IsNull) return true;
        context.Fault("coordination.unknown", $"“{context.DisplayText}”所指的协调不存在：请把输入“第几次协调”绑定到“提请协调”活动的输出 / The request that '{context.DisplayText}' names does not exist: bind its input Request to the output of AskCoordination");
        return false;
    }

    /// <summary>What changes one request.</summary>
    public static Value Patch(long number, params ReadOnlySpan<(string Name, Value Value)> set) =>
        Value.Object(("coordination", Value.Object((Key(number), Value.Object(set)))));

    /// <summary>Member name of an ordinal.</summary>
    public static string Key(long number) => number.ToString(CultureInfo.InvariantCulture);
}
