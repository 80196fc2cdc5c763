namespace JieSuJiBan.Web.Http;

/// <summary>Keeps redirects inside the site.</summary>
public static class Local
{
    /// <summary>The address where it is a path of this site; else the start page. "//host" and "/\host" leave the site and are refused.</summary>
    public static string Path(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
