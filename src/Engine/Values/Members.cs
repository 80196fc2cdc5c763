using System.Collections;

namespace JieSuJiBan.Engine.Values;

/// <summary>The members of an object value: names in ordinal order, found by binary search.</summary>
internal sealed class Members : IEnumerable<KeyValuePair<string, Value>>, IEquatable<Members>
{
    private readonly string[] names;
    private readonly Value[] values;

    private Members(string[] names, Value[] values)
    {
        this.names = names;
        this.values = values;
    }

    public static Members Empty { get; } = new([], []);

    public int Count => names.Length;

    public string NameAt(int index) => names[index];

    public Value ValueAt(int index) => values[index];

    public static Members From(ReadOnlySpan<(string Name, Value Value)> members)
    {
        var names = Shapes.Room(members.Length);
        var values = new Value[members.Length];
        var count = 0;
        foreach (var (name, value) in members)
        {
            // Members mostly arrive in order: then this is an append, without a search.
            var at = count == 0 || string.CompareOrdinal(names[count - 1], name) < 0
                ? ~count
                : System.Array.BinarySearch(names, 0, count, name, StringComparer.Ordinal);
            if (at >= 0)
            {
                values[at] = value;
                continue;
            }

            at = ~at;
            System.Array.Copy(names, at, names, at + 1, count - at);
            System.Array.Copy(values, at, values, at + 1, count - at);
            names[at] = name;
            values[at] = value;
            count++;
        }

        return new(Shapes.Share(names.AsSpan(0, count)), count == values.Length ? values : values[..count]);
    }

    public Value? Find(string name) => IndexOf(name) is >= 0 and var at ? values[at] : null;

    /// <summary>These members with that one set or replaced.</summary>
    public Members With(string name, Value value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            var replaced = (Value[])values.Clone();
            replaced[at] = value;
            return new(names, replaced);
        }

        var more = Shapes.Room(names.Length + 1);
        names.AsSpan(0, ~at).CopyTo(more);
        more[~at] = name;
        names.AsSpan(~at).CopyTo(more.AsSpan(~at + 1));
        return new(Shapes.Share(more.AsSpan(0, names.Length + 1)), [.. values.AsSpan(0, ~at), value, .. values.AsSpan(~at)]);
    }

    /// <summary>These members without the one at that position.</summary>
    public Members WithoutAt(int index) => new([.. names.AsSpan(0, index), .. names.AsSpan(index + 1)], [.. values.AsSpan(0, index), .. values.AsSpan(index + 1)]);

    /// <summary>
    /// These members with others merged in (RFC 7396): null removes, an object merges into what is there, everything else
    /// replaces. Names are shared where none comes or goes, which is the rule for what changes often.
    /// </summary>
    public Members Merge(Members patch)
    {
        var (added, removed) = (0, 0);
        for (var k = 0; k < patch.names.Length; k++)
        {
            var isThere = IndexOf(patch.names[k]) >= 0;
            if (patch.values[k].IsNull) removed += isThere ? 1 : 0;
            else added += isThere ? 0 : 1;
        }

        var merged = new Value[names.Length + added - removed];
        // Filled before the values, because merging what is inside asks for the same room.
        var mergedNames = added + removed == 0 ? names : MergedNames(patch, merged.Length);
        var (count, i, j) = (0, 0, 0);
        while (i < names.Length || j < patch.names.Length)
        {
            var order = Order(i, patch, j);
            var value = order < 0 ? values[i] : Value.Merged(order == 0 ? values[i] : null, patch.values[j]);
            if (order <= 0) i++;
            if (order >= 0) j++;
            if (value is not null) merged[count++] = value;
        }

        return new(mergedNames, merged);
    }

    private string[] MergedNames(Members patch, int length)
    {
        var merged = Shapes.Room(length);
        var (count, i, j) = (0, 0, 0);
        while (i < names.Length || j < patch.names.Length)
        {
            var order = Order(i, patch, j);
            if (order < 0 || !patch.values[j].IsNull) merged[count++] = order <= 0 ? names[i] : patch.names[j];
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return Shapes.Share(merged.AsSpan(0, count));
    }

    private int Order(int at, Members other, int otherAt) =>
        at == names.Length ? 1 : otherAt == other.names.Length ? -1 : string.CompareOrdinal(names[at], other.names[otherAt]);

    /// <summary>Position of a name, or the complement of where it belongs.</summary>
    public int IndexOf(string name)
    {
        var (low, high) = (0, names.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(names[middle], name);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    public bool Equals(Members? other) =>
        other is not null && names.AsSpan().SequenceEqual(other.names) && values.AsSpan().SequenceEqual(other.values);

    public override bool Equals(object? obj) => Equals(obj as Members);

    public override int GetHashCode() => names.Length;

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator()
    {
        for (var i = 0; i < names.Length; i++) yield return new(names[i], values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
