using System.Globalization;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Delay: waits for a while.</summary>
internal sealed class DelayActivity : Activity
{
    internal const string Writing = "“时:分:秒”或“天.时:分:秒”，大于零；24 小时写 1.00:00:00。hh:mm:ss or d.hh:mm:ss, more than zero.";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Delay", Describe.Events, "延时", "等待一段时间（时:分:秒）。") with
    {
        Inputs = [Describe.Input("TimeSpan", "TimeSpan", "时长", byDefault: Value.Of("00:01:00")) with { Description = Writing }],
    };

    public override void Execute(ActivityContext context)
    {
        if (DurationOf(context, "TimeSpan") is { } duration) context.SetTimer(context.Now + duration, "delay");
    }

    /// <summary>The duration that an input states, in .NET's constant form; null after a fault.</summary>
    internal static Duration? DurationOf(ActivityContext context, string input)
    {
        if (TimeSpan.TryParse(context.Input(input).AsString(), CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero) return Duration.FromTimeSpan(span);
        context.Fault("delay.noDuration", $"{context.DisplayText} ({context.ActivityId}): 请填写不小于零的时长，如 01:30:00。 / Give a duration of zero or more, e.g. 01:30:00.");
        return null;
    }
}
