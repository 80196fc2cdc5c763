using System.Runtime.CompilerServices;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>Writes and reads what events set. A member that is null in C# is left out; <see cref="Value.Null"/> is written, and removes the fact.</summary>
internal static class EventData
{
    /// <summary>An object of the members that are there.</summary>
    public static Value Of(params ReadOnlySpan<(string Name, Value? Value)> members)
    {
        var present = 0;
        foreach (var (_, value) in members)
        {
            if (value is not null) present++;
        }

        var scratch = default(Scratch);
        var room = present <= Scratch.Length ? ((Span<(string, Value)>)scratch)[..present] : new (string, Value)[present];
        var count = 0;
        foreach (var (name, value) in members)
        {
            if (value is not null) room[count++] = (name, value);
        }

        return Value.Object(room);
    }

    /// <summary>The text; null, and so left out, where there is none.</summary>
    public static Value? Known(string? text) => text is null ? null : Value.Of(text);

    /// <summary>The instant; null, and so left out, where there is none.</summary>
    public static Value? Known(Instant? at) => at is { } known ? Value.Of(known) : null;

    /// <summary>One entry of a list that is kept by ordinal.</summary>
    public static Value Entry(string ordinal, Value entry) => Value.Object((ordinal, entry));

    /// <summary>The one entry that an event set of such a list.</summary>
    public static (string Ordinal, Value Entry) EntryOf(Value list)
    {
        foreach (var (ordinal, entry) in list.MembersByName) return (ordinal, entry);
        return ("", Value.Null);
    }

    /// <summary>The member, be it null; null in C# where it was left out.</summary>
    public static Value? Find(this Value set, string name) => set.Has(name) ? set[name] : null;

    /// <summary>The instant that every event of this kind has.</summary>
    public static Instant At(this Value set, string name) => set[name].AsInstant() ?? default;

    /// <summary>The code or text that every event of this kind has.</summary>
    public static string Code(this Value set, string name) => set[name].AsString() ?? "";

    /// <summary>The texts of a list; null where there is none.</summary>
    public static string[]? Texts(this Value set, string name)
    {
        if (set[name] is not { Kind: ValueKind.Array } list) return null;
        var texts = new string[list.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = list[i].AsString() ?? "";
        return texts;
    }

    /// <summary>A list of texts as data; null stands for itself.</summary>
    public static Value List(IReadOnlyCollection<string>? texts) => texts is null ? Value.Null : Value.Of(texts);

    [InlineArray(Length)]
    private struct Scratch
    {
        public const int Length = 16;
        private (string, Value) first;
    }
}
