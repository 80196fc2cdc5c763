namespace JieSuJiBan.Activities;

/// <summary>Longest texts, in UTF-16 units.</summary>
public static class TextLimits
{
    /// <summary>A petitioner's name or account.</summary>
    public const int Name = 100;

    /// <summary>A title.</summary>
    public const int Title = 500;

    /// <summary>The words of a request.</summary>
    public const int Body = 50_000;

    /// <summary>A reply.</summary>
    public const int Reply = 50_000;

    /// <summary>An address.</summary>
    public const int Address = 500;
}
