namespace JieSuJiBan.Workflows.Connections;

/// <summary>Which headers a definition may state itself, and what in an address is a secret.</summary>
public static class RequestHeaders
{
    private static readonly HashSet<string> OfTransport = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Encoding", "Content-Length", "Expect", "Forwarded", "Host", "Idempotency-Key", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via",
    };

    private static readonly string[] SecretWords = ["auth", "cookie", "credential", "passw", "pwd", "secret", "session", "signature", "token", "apikey", "accesskey", "appkey", "privatekey", "subscriptionkey"];

    /// <summary>Whether a header of that name carries a secret: it belongs to the connection, where it stands by reference.</summary>
    public static bool IsSecret(string name) => Plain(name) is var plain && (plain is "key" or "xkey" or "sign" || SecretWords.Any(word => plain.Contains(word, StringComparison.Ordinal)));

    /// <summary>Whether a header of that name decides how and where the request travels: nobody states it.</summary>
    public static bool IsOfTransport(string name) => OfTransport.Contains(name.Trim()) || name.Trim().StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The parameter of an address that carries a secret, or null.</summary>
    public static string? SecretParameter(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? null : address[(query + 1)..].Split('&', ';').Select(pair => pair.Split('=', 2)).Where(pair => pair is [_, { Length: > 0 }]).Select(pair => pair[0]).FirstOrDefault(IsSecret);
    }

    private static string Plain(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
}
