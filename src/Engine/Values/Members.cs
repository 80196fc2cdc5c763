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
        var names = new string[members.Length];
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

        return count == names.Length ? new(names, values) : new(names[..count], values[..count]);
    }

    public Value? Find(string name)
    {
        var at = System.Array.BinarySearch(names, name, StringComparer.Ordinal);
        return at >= 0 ? values[at] : null;
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
