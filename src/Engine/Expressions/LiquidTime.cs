using System.Globalization;
using Fluid;
using Fluid.Values;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Dates in templates are in the scope's zone, by NodaTime's own tables: Fluid asks the machine's, which are others on each node.</summary>
internal static class LiquidTime
{
    private const string ScopeKey = "scope";
    private const string MeterKey = "meter";

    /// <summary>Lets a template know where its local times are.</summary>
    public static void Install(TemplateContext context, IExpressionScope scope)
    {
        context.AmbientValues[ScopeKey] = scope;
        if (scope.Semantics >= Semantics.BoundedScripts) context.AmbientValues[MeterKey] = new ScriptMeter();
    }

    /// <summary>What the template has asked of its filters; null under the meaning before.</summary>
    public static ScriptMeter? MeterOf(TemplateContext context) => context.AmbientValues.TryGetValue(MeterKey, out var meter) ? (ScriptMeter)meter : null;

    /// <summary>The scope that a template is rendered for.</summary>
    public static IExpressionScope ScopeOf(TemplateContext context) => (IExpressionScope)context.AmbientValues[ScopeKey];

    public static void Bound(TemplateOptions options)
    {
        foreach (var name in (ReadOnlySpan<string>)["date", "format_date"])
        {
            if (!options.Filters.TryGetValue(name, out var filter)) continue;
            options.Filters.AddFilter(name, (input, arguments, context) => filter(Local(input, ScopeOf(context)), arguments, context));
        }

        if (options.Filters.TryGetValue("time_zone", out var ofTheMachine))
        {
            options.Filters.AddFilter("time_zone", (input, arguments, context) =>
            {
                var scope = ScopeOf(context);
                if (scope.Semantics < Semantics.TimesAsWritten) return ofTheMachine(input, arguments, context);
                var id = arguments.At(0).ToStringValue();
                var zone = id is "" or "local" ? scope.Zone : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)
                    ?? throw new ScriptLimitException("liquid.unknownZone", $"没有时区“{id}”；请写成 Asia/Shanghai 的形式。", $"There is no time zone '{id}': write it like Asia/Shanghai.");
                return InstantOf(input, scope) is { } at ? new DateTimeValue(At(at, zone)) : input;
            });
        }
    }

    private static FluidValue Local(FluidValue input, IExpressionScope scope)
    {
        // One that time_zone moved stays where it was moved to.
        if (scope.Semantics < Semantics.TimesAsWritten || input is DateTimeValue) return input;
        return InstantOf(input, scope) is { } at ? new DateTimeValue(At(at, scope.Zone)) : input;
    }

    private static Instant? InstantOf(FluidValue input, IExpressionScope scope)
    {
        if (input is DateTimeValue known) return known.ToObjectValue() is DateTimeOffset offset ? Instant.FromDateTimeOffset(offset) : null;
        var text = input.ToStringValue().Trim();
        if (text is "now" or "today") return scope.Now;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return seconds < 253402300800 ? Instant.FromUnixTimeSeconds(seconds) : null;
        if (text.Length == 0) return null;
        if (ValueConverter.Convert(Value.Of(text), "DateTimeOffset", new(scope.Semantics, scope.Zone)) is { Error: null } converted) return converted.Value.AsInstant();
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var parsed)) return null;
        return parsed.Kind == DateTimeKind.Unspecified ? LocalDateTime.FromDateTime(parsed).InZoneLeniently(scope.Zone).ToInstant() : Instant.FromDateTimeUtc(parsed);
    }

    private static DateTimeOffset At(Instant at, DateTimeZone zone)
    {
        // Offsets of .NET are whole minutes; those of local mean time, long ago, are not.
        var minutes = Math.Floor(zone.GetUtcOffset(at).ToTimeSpan().TotalMinutes);
        return at.ToDateTimeOffset().ToOffset(TimeSpan.FromMinutes(minutes));
    }
}
