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
        Inputs = [Describe.Input("Interval", "TimeSpan", "间隔", byDefault: Value.Of("00:01:00")) with { Description = DelayActivity.Writing }],
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
        Inputs = [Describe.Input("DateTime", "DateTimeOffset", "时刻", "datetime-picker", isRequired: true) with { Description = "未写时区的按本市时间，例如 2030-12-01T09:00:00；也可写明时区，如 2030-12-01T09:00:00+08:00。Without an offset: the city's time." }],
        Kind = "Trigger",
    };

    public override void Execute(ActivityContext context)
    {
        if (context.Input("DateTime").AsInstant() is not { } at) context.Fault("startAt.noInstant", $"{context.DisplayText} ({context.ActivityId}): 请填写时刻。 / Give the instant.");
        else if (at <= context.Now) context.Complete();
        else context.SetTimer(at, "startAt");
    }
}

/// <summary>Elsa.Cron: waits for the next instant of a cron expression (five fields, or six with seconds) in the policy's zone.</summary>
internal sealed class CronActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Cron", Describe.Events, "周期", "按本市时间等到 Cron 表达式的下一时刻。") with
    {
        Inputs = [Describe.Input("CronExpression", "String", "Cron 表达式", isRequired: true) with { Description = "5 段（分 时 日 月 周）或 6 段（秒在最前），按本市时间，例如“0 9 * * 1-5”为工作日 9 时。City's time." }],
        Kind = "Trigger",
    };

    public override void Execute(ActivityContext context)
    {
        var text = ValueConverter.ToText(context.Input("CronExpression"));
        if (Parse(text) is { } expression && Next(expression, context) is { } next)
        {
            context.SetTimer(next, "cron");
            return;
        }

        context.Fault("cron.invalid", $"{context.DisplayText} ({context.ActivityId}): Cron 表达式“{text}”无效或没有下一时刻；请改正。 / The cron expression '{text}' is invalid or has no next instant: correct it.");
    }

    private static Instant? Next(CronExpression expression, ActivityContext context)
    {
        var zone = context.Semantics >= Semantics.TimesAsWritten ? context.Policy.Zone : DateTimeZone.Utc;
        // The expression is asked about local times, so that the machine's own time zones have no say. What a change of clocks skips comes
        // when it is over, and what it repeats comes once.
        var local = context.Now.InZone(zone).LocalDateTime;
        while (expression.GetNextOccurrence(DateTime.SpecifyKind(local.ToDateTimeUnspecified(), DateTimeKind.Utc)) is { } next)
        {
            local = LocalDateTime.FromDateTime(next);
            if (local.InZoneLeniently(zone).ToInstant() is var at && at > context.Now) return at;
        }

        return null;
    }

    private static CronExpression? Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return CronExpression.TryParse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var expression) ? expression : null;
    }
}
