using System.Collections;

namespace JieSuJiBan.Engine.State;

/// <summary>
/// What is alive in a case, in the order it began. Removing leaves a gap, so that positions stay valid while a list is
/// walked. Few items are searched one by one; from <see cref="IndexedFrom"/> on an index finds them and counts what
/// belongs to one owner, so that a fan-out of ten thousand costs ten thousand times one.
/// </summary>
internal sealed class KeyedList<T>(Func<T, string> keyOf, Func<T, string?> ownerOf, Func<T, string?>? secondOwnerOf = null) : IEnumerable<T>
    where T : class
{
    private const int IndexedFrom = 48;

    private T?[] items = new T?[8];
    private T[]? unchanged;
    private Dictionary<string, int>? index;
    private Dictionary<string, int>? owned;
    private Dictionary<string, int>? secondOwned;

    /// <summary>How many are alive.</summary>
    public int Count { get; private set; }

    /// <summary>One past the last position. Some before it may be gaps.</summary>
    public int Slots { get; private set; }

    /// <summary>The item at a position that is no gap.</summary>
    public T this[int slot]
    {
        get => items[slot]!;
        set
        {
            var before = items[slot]!;
            items[slot] = value;
            unchanged = null;
            if (index is null) return;
            Count1(owned!, ownerOf(before), -1);
            Count1(owned!, ownerOf(value), 1);
            if (secondOwnerOf is null) return;
            Count1(secondOwned!, secondOwnerOf(before), -1);
            Count1(secondOwned!, secondOwnerOf(value), 1);
        }
    }

    /// <summary>The item at a position, or null for a gap or past the end.</summary>
    public T? At(int slot) => slot < Slots ? items[slot] : null;

    public void Reset(IReadOnlyList<T> from)
    {
        Array.Clear(items, 0, Slots);
        (index, owned, secondOwned) = (null, null, null);
        if (items.Length < from.Count || items.Length > 1024) items = new T?[Math.Max(8, from.Count + 4)];
        if (from is T[] array) array.CopyTo(items, 0);
        else for (var i = 0; i < from.Count; i++) items[i] = from[i];
        Count = Slots = from.Count;
        unchanged = from as T[];
    }

    public void Add(T item)
    {
        if (Slots == items.Length) Array.Resize(ref items, items.Length * 2);
        if (index is not null) Enter(item, Slots);
        items[Slots++] = item;
        unchanged = null;
        Count++;
        if (index is null && Slots >= IndexedFrom) BuildIndex();
    }

    public void RemoveAt(int slot)
    {
        var item = items[slot]!;
        items[slot] = null;
        unchanged = null;
        Count--;
        if (index is not null)
        {
            index.Remove(keyOf(item));
            Count1(owned!, ownerOf(item), -1);
            if (secondOwnerOf is not null) Count1(secondOwned!, secondOwnerOf(item), -1);
        }

        // What began last mostly ends first.
        while (Slots > 0 && items[Slots - 1] is null) Slots--;
    }

    /// <summary>Position of the item of that key, or -1.</summary>
    public int IndexOf(string key)
    {
        if (index is null && Slots >= IndexedFrom) BuildIndex();
        if (index is not null) return index.GetValueOrDefault(key, -1);
        for (var i = Slots - 1; i >= 0; i--)
        {
            if (items[i] is { } item && keyOf(item) == key) return i;
        }

        return -1;
    }

    public T? Find(string key) => IndexOf(key) is >= 0 and var at ? items[at] : null;

    /// <summary>How many belong to an owner.</summary>
    public int CountOf(string owner) => Tally(owner, ownerOf, owned);

    /// <summary>How many belong to an owner of the second kind.</summary>
    public int CountOfSecond(string owner) => Tally(owner, secondOwnerOf!, secondOwned);

    /// <summary>What is alive; the very list it began from where nothing has changed.</summary>
    public T[] ToArray()
    {
        if (Count == 0) return [];
        if (unchanged is not null) return unchanged;
        var alive = new T[Count];
        var at = 0;
        for (var i = 0; i < Slots; i++)
        {
            if (items[i] is { } item) alive[at++] = item;
        }

        return alive;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Tally(string owner, Func<T, string?> of, Dictionary<string, int>? counts)
    {
        if (index is not null) return counts!.GetValueOrDefault(owner);
        var count = 0;
        for (var i = 0; i < Slots; i++)
        {
            if (items[i] is { } item && of(item) == owner) count++;
        }

        return count;
    }

    private void BuildIndex()
    {
        index = new(Slots * 2, StringComparer.Ordinal);
        owned = new(StringComparer.Ordinal);
        secondOwned = secondOwnerOf is null ? null : new(StringComparer.Ordinal);
        for (var i = 0; i < Slots; i++)
        {
            if (items[i] is { } item) Enter(item, i);
        }
    }

    private void Enter(T item, int slot)
    {
        index![keyOf(item)] = slot;
        Count1(owned!, ownerOf(item), 1);
        if (secondOwnerOf is not null) Count1(secondOwned!, secondOwnerOf(item), 1);
    }

    private static void Count1(Dictionary<string, int> counts, string? owner, int by)
    {
        if (owner is null) return;
        var now = counts.GetValueOrDefault(owner) + by;
        if (now == 0) counts.Remove(owner);
        else counts[owner] = now;
    }

    /// <summary>Walks what is alive; what is added or removed on the way is seen as it then stands.</summary>
    public struct Enumerator(KeyedList<T> list) : IEnumerator<T>
    {
        private int at = -1;

        public readonly T Current => list.items[at]!;

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            while (++at < list.Slots)
            {
                if (list.items[at] is not null) return true;
            }

            return false;
        }

        public void Reset() => at = -1;

        public readonly void Dispose()
        {
        }
    }
}
