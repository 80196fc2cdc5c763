using System.Globalization;
using JieSuJiBan.Engine.Values;
using Jint.Runtime;
using NodaTime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// The step's instant for <c>Date</c>, and the zone of its local times: from NodaTime's own tables, because those of the machine are another
/// on each node.
/// </summary>
internal sealed class ScriptTime : DefaultTimeSystem, ITimeSystem
{
    private DateTimeZone zone = DateTimeZone.Utc;
    private TimeZoneInfo named = TimeZoneInfo.Utc;

    public ScriptTime()
        : base(TimeZoneInfo.Utc, CultureInfo.InvariantCulture)
    {
    }

    public Instant Now { get; set; }

    public DateTimeZone Zone
    {
        get => zone;
        set
        {
            zone = value;
            if (zone.Equals(DateTimeZone.Utc))
            {
                named = TimeZoneInfo.Utc;
                return;
            }

            // Only its name and, for toLocaleString, the offset of the step's instant are asked for.
            var offset = TimeSpan.FromMinutes(Math.Floor(zone.GetUtcOffset(Now).ToTimeSpan().TotalMinutes));
            if (named.Id != zone.Id || named.BaseUtcOffset != offset) named = TimeZoneInfo.CreateCustomTimeZone(zone.Id, offset, zone.Id, zone.Id);
        }
    }

    TimeZoneInfo ITimeSystem.DefaultTimeZone => named;

    DateTimeOffset ITimeSystem.GetUtcNow() => Now.ToDateTimeOffset();

    public override bool TryParse(string date, out long epochMilliseconds)
    {
        if (!zone.Equals(DateTimeZone.Utc) && LocalTimeText.Read(date.Trim(), zone) is { } local)
        {
            epochMilliseconds = local.ToUnixTimeMilliseconds();
            return true;
        }

        return base.TryParse(date, out epochMilliseconds);
    }

    public override TimeSpan GetUtcOffset(long epochMilliseconds)
    {
        var within = Math.Clamp(epochMilliseconds, Instant.MinValue.ToUnixTimeMilliseconds(), Instant.MaxValue.ToUnixTimeMilliseconds());
        return zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(within)).ToTimeSpan();
    }
}
