using System.Globalization;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Roles, channels and limit steps that policies name by code must exist: whoever waits for a role that nobody can hold waits for ever.</summary>
internal static class PolicyNames
{
    /// <summary>Looks through all files of a policy.</summary>
    public static void Check(CityPolicy city, IReadOnlyList<string> unreadable, PolicyFindings findings)
    {
        foreach (var (file, content) in city.Content.OrderBy(file => file.Key, StringComparer.Ordinal)) Walk(city, unreadable, findings, file, "$", "", content);
    }

    private static void Walk(CityPolicy city, IReadOnlyList<string> unreadable, PolicyFindings findings, string file, string path, string member, Value value)
    {
        if (value.AsString() is { Length: > 0 } text)
        {
            CheckOne(city, unreadable, findings, file, path, member, text);
            return;
        }

        foreach (var (name, inner) in value.MembersByName) Walk(city, unreadable, findings, file, $"{path}.{name}", name, inner);
        for (var i = 0; i < value.Items.Count; i++) Walk(city, unreadable, findings, file, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), member, value.Items[i]);
    }

    private static void CheckOne(CityPolicy city, IReadOnlyList<string> unreadable, PolicyFindings findings, string file, string path, string member, string text)
    {
        if (member is "role" or "reviewRole" && ProductRoles.Find(city, text) is null && !unreadable.Contains(Policies.TaskKinds.File))
        {
            var (chinese, english) = Meant(text, ProductRoles.Of(city).Select(role => role.Code));
            findings.Mistake("role.unknown", file, path, $"没有角色“{text}”{chinese}；请改用已有的角色，或先在 tasks.json 的 roles 中登记", $"There is no role '{text}'{english}; name another, or declare it under 'roles' in tasks.json");
        }
        else if (member == "attemptChannels" && city.Channels.Find(text) is null)
        {
            var (chinese, english) = Meant(text, city.Channels.All.Select(channel => channel.Code));
            findings.Mistake("callback.channel", file, path, $"回访渠道“{text}”不存在{chinese}", $"The callback channel '{text}' does not exist{english}");
        }
        else if (member is "answerStep" or "windowStep" && file == CallbackPolicy.File && !city.TimeLimits.Knows(new(text)) && !unreadable.Contains(TimeLimitReader.File))
        {
            var (chinese, english) = Meant(text, city.TimeLimits.Steps.Select(step => step.Code));
            findings.Mistake("limit.step.unknown", file, path, $"时限步骤“{text}”不存在{chinese}；请在 time-limits.json 的 steps 中登记，或者改用已有步骤", $"The limit step '{text}' does not exist{english}; declare it under 'steps' in time-limits.json or name another");
        }
    }

    private static (string Chinese, string English) Meant(string name, IEnumerable<string> known) =>
        NearestName.Of(name, known) is { } near ? ($"（是否指“{near}”）", $" (did you mean '{near}'?)") : ("", "");
}
