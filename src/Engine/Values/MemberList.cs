using System.Collections.Concurrent;
using NodaTime;

namespace JieSuJiBan.Engine.Values;

/// <summary>
/// Writes the members of objects as canonical bytes, straight into a pooled buffer; absent and empty ones are left out, so that
/// what is written stays small. Members may come in any order: those of an object are put in order when it ends.
/// </summary>
internal sealed class MemberList
{
    /// <summary>A buffer that one enormous case made grow is not kept for all time.</summary>
    private const int LargestKept = 1 << 20;

    private static readonly ConcurrentBag<MemberList> Free = [];
    private readonly List<Member> members = new(64);
    private CanonicalText text;
    private int first;
    private bool isInOrder = true;

    private MemberList()
    {
    }

    /// <summary>The canonical bytes of an object.</summary>
    public static byte[] ToBytes<T>(T item, Action<MemberList, T> write) => Read(item, write, static bytes => bytes.ToArray());

    /// <summary>An object as data.</summary>
    public static Value ToValue<T>(T item, Action<MemberList, T> write) => CanonicalJson.Parse(ToBytes(item, write), CanonicalText.MaxDepth);

    /// <summary>What the canonical bytes of an object are read for.</summary>
    public static TResult Read<T, TResult>(T item, Action<MemberList, T> write, Func<ReadOnlySpan<byte>, TResult> read)
    {
        if (!Free.TryTake(out var list)) list = new();
        try
        {
            list.text = new CanonicalText(8192);
            list.WriteObject(item, write);
            return read(list.text.Written);
        }
        finally
        {
            list.text.Release();
            list.members.Clear();
            (list.first, list.isInOrder) = (0, true);
            if (list.members.Capacity < LargestKept) Free.Add(list);
        }
    }

    public void Add(string name, Value value)
    {
        if (value.IsNull) return;
        Begin(name);
        text.Write(value);
        End();
    }

    public void Add(string name, string? value)
    {
        if (value is null) return;
        Begin(name);
        text.Write(value);
        End();
    }

    public void Add(string name, Instant instant)
    {
        Begin(name);
        text.Write(instant);
        End();
    }

    public void Add(string name, Instant? instant)
    {
        if (instant is { } known) Add(name, known);
    }

    public void Add(string name, Guid id)
    {
        Begin(name);
        text.Write(id);
        End();
    }

    public void Add(string name, long number)
    {
        Begin(name);
        text.Write(number);
        End();
    }

    public void Add(string name, bool flag)
    {
        if (flag) Add(name, Value.True);
    }

    public void AddUnlessEmpty(string name, Value value)
    {
        if (value.Count > 0) Add(name, value);
    }

    public void Add(string name, ReadOnlySpan<int> numbers)
    {
        if (numbers.Length == 0) return;
        Begin(name);
        for (var i = 0; i < numbers.Length; i++)
        {
            text.Append(i == 0 ? (byte)'[' : (byte)',');
            text.Write(numbers[i]);
        }

        text.Append((byte)']');
        End();
    }

    /// <summary>A list of texts, be it empty.</summary>
    public void Add(string name, IReadOnlyList<string> texts)
    {
        Begin(name);
        text.Append((byte)'[');
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) text.Append((byte)',');
            text.Write(texts[i]);
        }

        text.Append((byte)']');
        End();
    }

    public void AddUnlessEmpty(string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0) Add(name, texts);
    }

    /// <summary>An object inside this one.</summary>
    public void Add<T>(string name, T item, Action<MemberList, T> write)
    {
        Begin(name);
        WriteObject(item, write);
        End();
    }

    /// <summary>A list of objects, be it empty.</summary>
    public void AddList<T>(string name, IReadOnlyList<T> items, Action<MemberList, T> write)
    {
        Begin(name);
        text.Append((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Append((byte)',');
            WriteObject(items[i], write);
        }

        text.Append((byte)']');
        End();
    }

    public void AddUnlessEmpty<T>(string name, IReadOnlyList<T> items, Action<MemberList, T> write)
    {
        if (items.Count > 0) AddList(name, items, write);
    }

    private void WriteObject<T>(T item, Action<MemberList, T> write)
    {
        var (outerFirst, outerOrder) = (first, isInOrder);
        (first, isInOrder) = (members.Count, true);
        text.Append((byte)'{');
        var from = text.Position;
        write(this, item);
        if (!isInOrder) PutInOrder(from);
        text.Append((byte)'}');
        members.RemoveRange(first, members.Count - first);
        (first, isInOrder) = (outerFirst, outerOrder);
    }

    private void Begin(string name)
    {
        if (members.Count > first)
        {
            text.Append((byte)',');
            isInOrder &= string.CompareOrdinal(members[^1].Name, name) < 0;
        }

        members.Add(new(name, text.Position, 0));
        text.Write(name);
        text.Append((byte)':');
    }

    private void End()
    {
        var member = members[^1];
        members[^1] = member with { Length = text.Position - member.From };
    }

    private void PutInOrder(int from)
    {
        members.Sort(first, members.Count - first, ByName.Instance);
        var ordered = new CanonicalText(text.Position - from);
        for (var i = first; i < members.Count; i++)
        {
            var member = members[i];
            if (i > first)
            {
                if (member.Name == members[i - 1].Name) throw new InvalidOperationException($"The member '{member.Name}' is written twice.");
                ordered.Append((byte)',');
            }

            ordered.Append(text.Written.Slice(member.From, member.Length));
        }

        text.Replace(from, ordered.Written);
        ordered.Release();
    }

    private readonly record struct Member(string Name, int From, int Length);

    private sealed class ByName : IComparer<Member>
    {
        public static ByName Instance { get; } = new();

        public int Compare(Member x, Member y) => string.CompareOrdinal(x.Name, y.Name);
    }
}
