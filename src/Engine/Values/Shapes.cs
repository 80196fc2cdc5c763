namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Lists of member names that objects of one shape share: thousands of objects have the same few dozen names, also across cases.
/// A thread remembers those it used last; what is shared is never changed.
/// </summary>
internal static class Shapes
{
    private const int Places = 256;
    private const int LongestKept = 96;

    [ThreadStatic]
    private static string[]?[]? kept;

    [ThreadStatic]
    private static string[]? room;

    /// <summary>Room to gather names in; <see cref="Share"/> them before anybody else may ask for it.</summary>
    public static string[] Room(int count)
    {
        if (count > LongestKept) return new string[count];
        return room ??= new string[LongestKept];
    }

    /// <summary>A list of exactly these names.</summary>
    public static string[] Share(ReadOnlySpan<string> names)
    {
        if (names.Length == 0) return [];
        if (names.Length > LongestKept) return names.ToArray();
        ref var place = ref (kept ??= new string[]?[Places])[PlaceOf(names)];
        if (place is not null && names.SequenceEqual(place)) return place;
        return place = names.ToArray();
    }

    private static int PlaceOf(ReadOnlySpan<string> names)
    {
        var hash = (uint)names.Length;
        foreach (var name in names) hash = unchecked((hash * 31) + (uint)name.Length + (name.Length > 0 ? name[^1] : 0u));
        return (int)(hash % Places);
    }
}
