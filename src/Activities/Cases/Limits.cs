using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Cases;

/// <summary>The input by which a definition names a row family of the limit table.</summary>
internal static class Limits
{
    public static InputDescriptor Input(string name, string displayName, string description, LimitStep standard) =>
        new(name, "String", displayName, description, Value.Of(standard.ToString()), Pickers.LimitStep);

    /// <summary>Reads it; false, with an incident, where the definition names no such step.</summary>
    public static bool TryRead(ActivityContext context, string name, out LimitStep step)
    {
        step = new(context.Input(name).AsString() ?? "");
        var table = context.City().TimeLimits;
        if (table.Knows(step)) return true;
        var known = string.Join(", ", LimitStep.WellKnown.Select(one => one.Code).Concat(table.OwnSteps.Select(own => own.Code)));
        context.Fault("limit.step", $"时限步骤“{step}”不存在：请修改“{context.DisplayText}”的“{name}”，或者在 time-limits.json 的“steps”中登记 / '{step}' is no step of the limit table: change the input {name}, one of {known}, or declare it under 'steps' in time-limits.json");
        return false;
    }
}
