using System.Globalization;
using System.Text;
using NodaTime;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>One page of a list, and where the next begins.</summary>
/// <param name="Items">The rows, at most as many as were asked for.</param>
/// <param name="NextCursor">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>A page from one row more than asked for: the surplus row says that there is a next page.</summary>
    internal static Page<T> Of(List<T> rows, int size, Func<T, Cursor> cursor)
    {
        if (rows.Count <= size) return new(rows, null);
        rows.RemoveRange(size, rows.Count - size);
        return new(rows, cursor(rows[^1]).ToString());
    }
}

/// <summary>A place in a list: sort instant (null: sorted last) and the key that breaks ties.</summary>
public readonly record struct Cursor(Instant? At, string Key)
{
    /// <summary>Begins the key of a row that comes before all others.</summary>
    public const string First = "!";

    /// <summary>Largest page a list gives.</summary>
    public const int MaximumSize = 200;

    /// <inheritdoc/>
    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At?.ToUnixTimeTicks()}|{Key}")))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, out Cursor cursor)
    {
        cursor = default;
        if (text is null or { Length: > 400 }) return false;
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length)) return false;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('|', 2);
        if (parts.Length != 2 || parts[1].Length == 0 || parts[1].Contains('\0')) return false;
        if (parts[0].Length == 0)
        {
            cursor = new(null, parts[1]);
            return true;
        }

        if (!long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)) return false;
        if (ticks < Instant.FromUtc(1900, 1, 1, 0, 0).ToUnixTimeTicks() || ticks > Instant.FromUtc(2900, 1, 1, 0, 0).ToUnixTimeTicks()) return false;
        cursor = new(Instant.FromUnixTimeTicks(ticks), parts[1]);
        return true;
    }
}
