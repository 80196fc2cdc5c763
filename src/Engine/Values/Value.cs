using System.Globalization;
using NodaTime;

namespace JieSuJiBan.Engine.Values;

/// <summary>What a <see cref="Value"/> holds.</summary>
public enum ValueKind
{
    /// <summary>JSON null.</summary>
    Null,
    /// <summary>true or false.</summary>
    Boolean,
    /// <summary>A number: exact decimal where it fits, IEEE double otherwise.</summary>
    Number,
    /// <summary>Text.</summary>
    String,
    /// <summary>An ordered list of values.</summary>
    Array,
    /// <summary>Members by name, kept in ordinal order of the names.</summary>
    Object,
}

/// <summary>
/// An immutable JSON-like value: the only data that enters, lives in and leaves a step.
/// Instants are text in extended ISO-8601, UTC. Equality is by content. Thread-safe.
/// </summary>
public sealed partial class Value : IEquatable<Value>
{
    [ThreadStatic]
    private static InstantValue? lastInstant;

    private readonly object? payload;

    private Value(ValueKind kind, object? payload)
    {
        Kind = kind;
        this.payload = payload;
    }

    /// <summary>JSON null; also what a missing member reads as.</summary>
    public static Value Null { get; } = new(ValueKind.Null, null);

    /// <summary>true.</summary>
    public static Value True { get; } = new(ValueKind.Boolean, true);

    /// <summary>false.</summary>
    public static Value False { get; } = new(ValueKind.Boolean, false);

    /// <summary>The list without elements.</summary>
    public static Value EmptyArray { get; } = new(ValueKind.Array, System.Array.Empty<Value>());

    /// <summary>The object without members.</summary>
    public static Value EmptyObject { get; } = new(ValueKind.Object, Members.Empty);

    /// <summary>What this value holds.</summary>
    public ValueKind Kind { get; }

    /// <summary>True for JSON null.</summary>
    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>Text, or null where <paramref name="text"/> is null.</summary>
    public static Value Of(string? text) => text is null ? Null : new(ValueKind.String, text);

    /// <summary>A truth value.</summary>
    public static Value Of(bool value) => value ? True : False;

    /// <summary>A whole number.</summary>
    public static Value Of(long number) => new(ValueKind.Number, (decimal)number);

    /// <summary>An exact decimal number.</summary>
    public static Value Of(decimal number) => new(ValueKind.Number, number);

    /// <summary>A floating-point number; kept exact as decimal where the shortest text of it fits. NaN and infinities become null, as in JSON.</summary>
    public static Value Of(double number)
    {
        if (!double.IsFinite(number)) return Null;
        if (Math.Abs(number) < 9_007_199_254_740_992 && double.IsInteger(number)) return Of((long)number);
        if (Math.Abs(number) < 7.9e28
            && decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && Nearest(exact) == number)
        {
            return new(ValueKind.Number, exact);
        }

        return new(ValueKind.Number, number);
    }

    /// <summary>An instant as extended ISO-8601 text in UTC.</summary>
    public static Value Of(Instant instant)
    {
        // A step writes its own instant a dozen times.
        if (lastInstant is { } last && last.At == instant) return last.Value;
        var value = Of(InstantText.Format(instant));
        lastInstant = new(instant, value);
        return value;
    }

    /// <summary>An instant or null.</summary>
    public static Value Of(Instant? instant) => instant is { } known ? Of(known) : Null;

    /// <summary>A list.</summary>
    public static Value Of(IEnumerable<Value> items) => new(ValueKind.Array, items.ToArray());

    /// <summary>A list of texts.</summary>
    public static Value Of(IEnumerable<string> items) => Of(items.Select(Of));

    /// <summary>
    /// An object; a later member of the same name replaces an earlier one. The object that canonical JSON writes for a
    /// decimal beyond IEEE double is that decimal, so that equal bytes always mean equal values.
    /// </summary>
    public static Value Object(params ReadOnlySpan<(string Name, Value Value)> members) =>
        members.Length == 0 ? EmptyObject
        : members.Length == 1 && members[0].Name == CanonicalJson.DecimalMember && members[0].Value.AsString() is { } text && CanonicalJson.ReadDecimal(text) is { } exact ? Of(exact)
        : new(ValueKind.Object, Members.From(members));

    /// <summary>An object; a later member of the same name replaces an earlier one.</summary>
    public static Value Object(IEnumerable<KeyValuePair<string, Value>> members) =>
        Object(members.Select(member => (member.Key, member.Value)).ToArray());

    /// <summary>The member of that name, or <see cref="Null"/> where there is none or this is no object.</summary>
    public Value this[string name] => Kind == ValueKind.Object ? ((Members)payload!).Find(name) ?? Null : Null;

    /// <summary>The element at that index, or <see cref="Null"/> where there is none or this is no list.</summary>
    public Value this[int index] => payload is Value[] items && index >= 0 && index < items.Length ? items[index] : Null;

    /// <summary>The elements of a list; nothing for any other kind.</summary>
    public IReadOnlyList<Value> Items => payload as Value[] ?? [];

    /// <summary>The members of an object in ordinal order of their names; nothing for any other kind.</summary>
    public IEnumerable<KeyValuePair<string, Value>> MembersByName => payload is Members members ? members : [];

    /// <summary>How many elements or members; 0 for scalars.</summary>
    public int Count => payload switch { Value[] items => items.Length, Members members => members.Count, _ => 0 };

    /// <summary>True where this is an object that has a member of that name, be it null.</summary>
    public bool Has(string name) => payload is Members members && members.Find(name) is not null;

    /// <summary>The text, or null where this is no text.</summary>
    public string? AsString() => payload as string;

    /// <summary>The truth value, or null where this is none.</summary>
    public bool? AsBoolean() => payload as bool?;

    /// <summary>The number as decimal, or null where this is no number or a decimal cannot hold it.</summary>
    public decimal? AsDecimal() => payload switch
    {
        decimal exact => exact,
        double d when Math.Abs(d) < 7e27 => (decimal)d,
        _ => null,
    };

    /// <summary>The number as double, or null where this is no number.</summary>
    public double? AsDouble() => payload switch { decimal exact => Nearest(exact), double d => d, _ => null };

    /// <summary>The number as whole number, or null where this is no whole number in range.</summary>
    public long? AsInt64() => payload is decimal exact && decimal.IsInteger(exact) && exact is >= long.MinValue and <= long.MaxValue ? (long)exact : null;

    /// <summary>The instant that the text states (ISO-8601 with offset or Z), or null.</summary>
    public Instant? AsInstant() => payload is string text ? InstantText.Parse(text) : null;

    /// <summary>This object with that member set (or replaced).</summary>
    public Value With(string name, Value value) => Of((payload as Members ?? Members.Empty).With(name, value));

    /// <summary>This object without that member.</summary>
    public Value Without(string name) => payload is Members members && members.IndexOf(name) is >= 0 and var at ? Of(members.WithoutAt(at)) : this;

    /// <summary>
    /// This object with the members of <paramref name="patch"/> merged in (RFC 7396): objects merge member by member,
    /// null removes, everything else replaces.
    /// </summary>
    public Value Merge(Value patch)
    {
        if (patch.payload is not Members members) return patch;
        return Of((payload as Members ?? Members.Empty).Merge(members));
    }

    /// <inheritdoc/>
    public bool Equals(Value? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other.Kind != Kind) return false;
        return (payload, other.payload) switch
        {
            (null, null) => true,
            (Value[] a, Value[] b) => a.AsSpan().SequenceEqual(b),
            (Members a, Members b) => a.Equals(b),
            // A double is kept only where no decimal is the same number, so the two kinds are never equal.
            var (a, b) => Equals(a, b),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Value);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        switch (payload)
        {
            case Value[] items:
                foreach (var item in items) hash.Add(item);
                break;
            case Members members:
                foreach (var (name, value) in members) hash.Add(HashCode.Combine(name, value));
                break;
            case decimal or double:
                hash.Add(AsDouble());
                break;
            default:
                hash.Add(payload);
                break;
        }

        return hash.ToHashCode();
    }

    /// <summary>Canonical JSON text of this value (RFC 8785).</summary>
    public override string ToString() => CanonicalJson.Write(this);

    internal object? Payload => payload;

    /// <summary>What becomes of a member by a merge patch; null where it goes.</summary>
    internal static Value? Merged(Value? old, Value patch) =>
        patch.IsNull ? null : patch.Kind == ValueKind.Object ? (old ?? EmptyObject).Merge(patch) : patch;

    /// <summary>An object of members that are in order, as <see cref="Object(ReadOnlySpan{ValueTuple{string, Value}})"/> makes it.</summary>
    private static Value Of(Members members) =>
        members.Count == 0 ? EmptyObject
        : members.Count == 1 && members.NameAt(0) == CanonicalJson.DecimalMember ? Object((members.NameAt(0), members.ValueAt(0)))
        : new(ValueKind.Object, members);

    /// <summary>The double nearest to a decimal. The cast is exact only while its one division is: up to 2^53 and 10^22.</summary>
    internal static double Nearest(decimal exact)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(exact, parts);
        return parts[2] == 0 && parts[1] is >= 0 and < 0x20_0000 && ((parts[3] >> 16) & 0xFF) <= 22
            ? (double)exact
            : double.Parse(exact.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private sealed record InstantValue(Instant At, Value Value);
}
