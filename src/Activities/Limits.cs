using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities;

/// <summary>The input by which a definition names a row family of the limit table.</summary>
internal static class Limits
{
    public static InputDescriptor Input(string name, string displayName, string description, LimitStep standard) => new(
        name,
        "String",
        displayName,
        description,
        Value.Of(standard.ToString()),
        "dropdown",
        Value.Object(("dropdown", Value.Object(("selectList", Value.Object(
            ("isFlagsEnum", Value.False),
            ("items", Value.Of(Enum.GetValues<LimitStep>().Select(Choice)))))))));

    private static Value Choice(LimitStep step) =>
        Value.Object(("text", Value.Of(LimitWords.Chinese(step))), ("value", Value.Of(step.ToString())));

    /// <summary>Reads it; false, with an incident, where the definition names no such step.</summary>
    public static bool TryRead(ActivityContext context, string name, out LimitStep step)
    {
        var text = context.Input(name).AsString() ?? "";
        if (Enum.GetNames<LimitStep>().Contains(text, StringComparer.Ordinal) && Enum.TryParse(text, out step)) return true;
        step = default;
        context.Fault("limit.step", $"时限步骤“{text}”不存在：请修改“{context.DisplayText}”的“{name}” / '{text}' is no step of the limit table: change the input {name}, one of {string.Join(", ", Enum.GetNames<LimitStep>())}");
        return false;
    }
}
