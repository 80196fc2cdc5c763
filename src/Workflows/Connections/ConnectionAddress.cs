using System.Diagnostics.CodeAnalysis;

namespace JieSuJiBan.Workflows.Connections;

/// <summary>
/// Whether an address lies under another. What two programs could read differently (encoded dots and slashes, backslashes, user
/// information, control characters) is refused rather than guessed at.
/// </summary>
public static class ConnectionAddress
{
    /// <summary>Longest address, in UTF-16 units.</summary>
    public const int Longest = 2048;

    private static readonly string[] Ambiguous = ["%2e", "%2f", "%5c", "%25", "%00"];

    /// <summary>Reads an absolute http or https address; the error says in both languages what is wrong with it.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address, or null.</param>
    /// <param name="wrong">What is wrong, or null.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Uri? address, out (string Chinese, string English)? wrong)
    {
        address = null;
        wrong = WrongWith(text, out var read);
        if (wrong is not null) return false;
        address = read!;
        return true;
    }

    /// <summary>The connection that an address lies under: of several the one with the longest path; null where there is none.</summary>
    /// <param name="address">An address that <see cref="TryRead"/> gave.</param>
    /// <param name="connections">Those to choose from.</param>
    public static Connection? Find(Uri address, IEnumerable<Connection> connections) => connections
        .Where(connection => TryRead(connection.BaseAddress, out var under, out _) && IsUnder(address, under))
        .OrderByDescending(connection => connection.BaseAddress.Length).ThenBy(connection => connection.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Same scheme, host and port, and the path begins with the other's on whole segments.</summary>
    public static bool IsUnder(Uri address, Uri under)
    {
        if (address.Scheme != under.Scheme || address.Port != under.Port) return false;
        if (!string.Equals(address.IdnHost, under.IdnHost, StringComparison.OrdinalIgnoreCase)) return false;
        var prefix = under.AbsolutePath.TrimEnd('/');
        return address.AbsolutePath == prefix || address.AbsolutePath.StartsWith(prefix + "/", StringComparison.Ordinal);
    }

    private static (string Chinese, string English)? WrongWith(string? text, out Uri? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text)) return ("地址为空", "it is empty");
        if (text.Length > Longest) return ($"地址超过{Longest}个字符", $"it is longer than {Longest} characters");
        if (text.Any(c => c <= ' ' || char.IsControl(c) || char.IsWhiteSpace(c))) return ("地址含有空格或者控制字符", "it holds spaces or control characters");
        if (text.Contains('\\', StringComparison.Ordinal)) return ("地址含有反斜杠", "it holds a backslash");
        var rest = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? text[8..] : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text[7..] : null;
        if (rest is null) return ("只能以 http:// 或者 https:// 开头", "it begins with neither http:// nor https://");
        var end = rest.IndexOfAny(['/', '?', '#']);
        var (authority, tail) = end < 0 ? (rest, "") : (rest[..end], rest[end..]);
        if (authority.Contains('@', StringComparison.Ordinal)) return ("地址含有用户信息（@）", "it holds user information (@)");
        if (authority.Contains('%', StringComparison.Ordinal)) return ("主机名含有百分号编码", "its host is percent-encoded");
        if (tail.Contains('#', StringComparison.Ordinal)) return ("地址含有片段（#）", "it holds a fragment (#)");
        var path = tail.Split('?', 2)[0];
        if (path.Split('/').Any(IsDots)) return ("路径含有“.”或者“..”", "its path holds '.' or '..'");
        if (Ambiguous.FirstOrDefault(code => path.Contains(code, StringComparison.OrdinalIgnoreCase)) is { } code) return ($"路径含有容易误读的编码 {code}", $"its path holds the encoding {code}, which programs read differently");
        if (!Uri.TryCreate(text, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.IdnHost.Length == 0) return ("不是有效的网址", "it is no valid address");
        return address.IdnHost.EndsWith('.') ? ("主机名以点结尾", "its host ends with a dot") : null;
    }

    /// <summary>A segment that some server takes for a step up, with path parameters (<c>..;x</c>) too.</summary>
    private static bool IsDots(string segment) => segment.Split(';', 2)[0] is "." or "..";
}
