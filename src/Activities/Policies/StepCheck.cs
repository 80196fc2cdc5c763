using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Checks that a rule which makes people wait has a limit: nobody waits without a clock.</summary>
internal static class StepCheck
{
    /// <summary>Warns where the limit table has no general row for a step that a rule names.</summary>
    /// <param name="node">The rule.</param>
    /// <param name="city">The city.</param>
    /// <param name="step">The step.</param>
    /// <param name="chinese">What waits, zh-CN.</param>
    /// <param name="english">What waits, English.</param>
    public static void Require(PolicyNode node, CityPolicy city, LimitStep step, string chinese, string english)
    {
        if (!city.TimeLimits.Knows(step))
        {
            node.Error("limit.step.unknown", null, $"{chinese}所用的时限步骤“{step}”不存在：请在 time-limits.json 的“steps”中登记，或者改用已有步骤",
                $"The step '{step}' of {english} does not exist: declare it under 'steps' in time-limits.json or name another");
        }
        else if (!city.TimeLimits.Rows.Any(row => row.Step == step && row.Match == LimitMatch.Any))
        {
            node.Warning("limit.step.missing", null, $"{chinese}没有一般时限（步骤“{step}”），有的任务会没有办理期限：请在 time-limits.json 中补充",
                $"There is no general limit for {english} (step '{step}'), so some tasks would have no deadline: add a row to time-limits.json");
        }
    }
}
