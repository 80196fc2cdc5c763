using Cronos;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Timer: inside a flow, waits for its interval once.</summary>
internal sealed class TimerActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Timer", Describe.Events, "定时", "按间隔触发；在流程中等待一个间隔。") with
    {
        Inputs = [Describe.Input("Interval", "TimeSpan", "间隔", byDefault: Value.Of("00:01:00"))],
        Kind = "Trigger",
    };

    public override void Execute(ActivityContext context)
    {
        if (DelayActivity.DurationOf(context, "Interval") is { } interval) context.SetTimer(context.Now + interval, "timer");
    }
}

/// <summary>Elsa.StartAt: waits for an instant; one already past is no wait.</summary>
internal sealed class StartAtActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("StartAt", Describe.Events, "定点", "等到指定时刻。") with
    {
        Inputs = [Describe.Input("DateTime", "DateTimeOffset", "时刻", "datetime-picker", isRequired: true)],
        Kind = "Trigger",
    };

    public override void Execute(ActivityContext context)
    {
        if (context.Input("DateTime").AsInstant() is not { } at) context.Fault("startAt.noInstant", $"{context.DisplayText} ({context.ActivityId}): 请填写时刻。 / Give the instant.");
        else if (at <= context.Now) context.Complete();
        else context.SetTimer(at, "startAt");
    }
}

/// <summary>Elsa.Cron: waits for the next instant of a cron expression (five fields, or six with seconds; UTC).</summary>
internal sealed class CronActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Cron", Describe.Events, "周期", "等到 Cron 表达式的下一时刻（UTC）。") with
    {
        Inputs = [Describe.Input("CronExpression", "String", "Cron 表达式", isRequired: true)],
        Kind = "Trigger",
    };

    public override void Execute(ActivityContext context)
    {
        var text = ValueConverter.ToText(context.Input("CronExpression"));
        if (Parse(text) is { } expression && expression.GetNextOccurrence(context.Now.ToDateTimeUtc()) is { } next)
        {
            context.SetTimer(Instant.FromDateTimeUtc(next), "cron");
            return;
        }

        context.Fault("cron.invalid", $"{context.DisplayText} ({context.ActivityId}): Cron 表达式“{text}”无效或没有下一时刻；请改正。 / The cron expression '{text}' is invalid or has no next instant: mend it.");
    }

    private static CronExpression? Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return CronExpression.TryParse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var expression) ? expression : null;
    }
}
