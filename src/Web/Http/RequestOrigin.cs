namespace JieSuJiBan.Web.Http;

/// <summary>Whose page a request came from.</summary>
internal static class RequestOrigin
{
    /// <summary>True where the request came from a page of ours, or from no page.</summary>
    public static bool IsOwn(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site is not ["same-origin" or "none"]) return false;
        return request.Headers.Origin is not [{ } origin]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
