using NodaTime;

namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>Time that the test moves.</summary>
internal sealed class ManualClock(Instant start) : IClock
{
    private long ticks = start.ToUnixTimeTicks();

    public Instant Now => Instant.FromUnixTimeTicks(Volatile.Read(ref ticks));

    public Instant GetCurrentInstant() => Now;

    public void Advance(Duration by) => Interlocked.Add(ref ticks, (long)by.TotalTicks);
}
