using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>Names for the codes that policy files and inputs hold.</summary>
/// <param name="policies">The policies to ask, the newer first; none: codes stay codes.</param>
internal sealed class PolicyDiffNames(params IReadOnlyList<CityPolicy> policies)
{
    /// <summary>The name that stands for a code at a member of that name; null where it is no code.</summary>
    public string? Of(string member, string code, bool isEnglish = false) => member switch
    {
        "class" or "classCode" or "class_code" => First(policy => policy.Classes.Find(code)?.Name),
        "unit" or "unitCode" or "parent" or "district" or "street" or "area" or "leadUnit" => First(policy => policy.Organisation.Find(code)?.Name),
        "channel" or "channels" or "attemptChannels" => First(policy => policy.Channels.Find(code)?.Name),
        "requestType" or "requestTypes" => First(policy => policy.RequestTypes.Find(code)?.Name),
        "urgency" or "urgencies" => First(policy => policy.City.Urgencies.FirstOrDefault(urgency => urgency.Code == code)?.Name),
        "step" or "Step" => StepOf(code, isEnglish),
        _ when member.EndsWith("Step", StringComparison.Ordinal) => StepOf(code, isEnglish),
        _ => null,
    };

    /// <summary>What a limit step is called in the table of limits; null where it is none.</summary>
    public string? StepOf(string code, bool isEnglish = false) =>
        First(policy => policy.TimeLimits.OwnSteps.FirstOrDefault(step => step.Code == code) is { } own ? isEnglish ? own.English : own.Name : null)
        ?? (LimitStepWords.Chinese(code) is { } chinese ? isEnglish ? MemberLabels.Spaced(code) : chinese : null);

    /// <summary>A value in words.</summary>
    public string Say(string member, Value value, bool isEnglish) => value.Kind switch
    {
        ValueKind.Null => isEnglish ? "nothing" : "空",
        ValueKind.Boolean => value.AsBoolean() == true ? isEnglish ? "yes" : "是" : isEnglish ? "no" : "否",
        ValueKind.String => Text(member, value.AsString()!, isEnglish),
        ValueKind.Array when value.Items.Count == 0 => isEnglish ? "nothing" : "空",
        ValueKind.Array => string.Join(isEnglish ? ", " : "、", value.Items.Take(6).Select(item => Say(member, item, isEnglish))) + (value.Items.Count > 6 ? "…" : ""),
        ValueKind.Object => Whole(value, isEnglish),
        _ => Shorten(ValueConverter.ToText(value)),
    };

    private static string Shorten(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private string Text(string member, string text, bool isEnglish)
    {
        if (text.Length == 0) return isEnglish ? "nothing" : "空";
        if (text == "*") return isEnglish ? "any" : "任意";
        if (Of(member, text, isEnglish) is { } name) return name;
        if (MemberLabels.Choice(text) is not { } choice) return Shorten(text);
        return isEnglish ? MemberLabels.ChoiceInEnglish(text) ?? MemberLabels.Spaced(text) : choice;
    }

    private string Whole(Value value, bool isEnglish) => MemberLabels.Span(value) is { } span ? isEnglish ? span.English : span.Chinese : string.Join(isEnglish ? ", " : "，", value.MembersByName.Take(6)
        .Select(member => $"{MemberLabels.Of(member.Key, isEnglish)} {Say(member.Key, member.Value, isEnglish)}"));

    private string? First(Func<CityPolicy, string?> find)
    {
        foreach (var policy in policies)
        {
            if (find(policy) is { } name) return name;
        }

        return null;
    }
}
