using NodaTime;

namespace JieSuJiBan.Engine.Values;

/// <summary>How texts of durations and instants are read: under which meaning, and in whose local time.</summary>
/// <param name="Semantics">The numbered meaning (see <see cref="Engine.Semantics.TimesAsWritten"/>).</param>
/// <param name="Zone">The zone of dates and times without an offset; before that meaning they are UTC.</param>
public readonly record struct ValueReading(int Semantics, DateTimeZone Zone)
{
    /// <summary>As before there were numbers: durations as .NET reads them, local times as UTC.</summary>
    public static ValueReading First { get; } = new(Engine.Semantics.First, DateTimeZone.Utc);

    /// <summary>As this release reads what is drawn, where only the writing matters and no zone is known: for checks.</summary>
    public static ValueReading Current { get; } = new(Engine.Semantics.Current, DateTimeZone.Utc);

    /// <summary>Whether a duration must say what a reader takes it for, and a time without an offset is the zone's.</summary>
    public bool IsStrict => Semantics >= Engine.Semantics.TimesAsWritten;

    /// <summary>Whether values of that type are read differently under different meanings or in different zones.</summary>
    internal static bool Matters(string? typeName) => typeName is not null && TypeAlias.Parse(typeName).Name is "TimeSpan" or "DateTime" or "DateTimeOffset";
}
