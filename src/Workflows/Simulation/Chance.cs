namespace JieSuJiBan.Workflows.Simulation;

/// <summary>Chance that repeats itself: the same seed gives the same numbers on every machine (SplitMix64). Not thread-safe.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed;

    /// <summary>The chance of one ticket of a run.</summary>
    public static Chance Of(long seed, int ticket)
    {
        unchecked
        {
            return new(((ulong)seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)ticket * 0xD1B54A32D192ED03UL));
        }
    }

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A whole number from 0 up to but not including <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double Share() => (Next() >> 11) / (double)(1UL << 53);

    /// <summary>True in that share of cases.</summary>
    public bool Happens(double share) => Share() < share;

    /// <summary>One of them, each as likely.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of them, as likely as its weight.</summary>
    public T Of<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var total = items.Sum(weight);
        var at = Share() * total;
        foreach (var item in items)
        {
            at -= weight(item);
            if (at < 0) return item;
        }

        return items[^1];
    }
}
