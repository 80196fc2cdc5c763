namespace JieSuJiBan.Web.Http;

/// <summary>How large a request may be, in bytes.</summary>
internal static class RequestSizes
{
    /// <summary>Largest body the API takes.</summary>
    public const long BodyBytes = 1024 * 1024;

    /// <summary>Largest body where files may come: as a file of its own, or with the form of a page.</summary>
    public const long UploadBytes = 66L * 1024 * 1024;

    /// <summary>Longest body of the designer's API read to its end, to be refused in words.</summary>
    public const int DesignerBytes = 32 * 1024 * 1024;
}
