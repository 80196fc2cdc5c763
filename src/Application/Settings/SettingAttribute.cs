namespace JieSuJiBan.Application.Settings;

/// <summary>A class whose properties are the settings of one section.</summary>
/// <param name="name">The section, such as <c>Files:Scan</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The section, with colons.</summary>
    public string Name => name;
}

/// <summary>What a setting means, for the table of settings and for <c>--help</c>.</summary>
/// <param name="chinese">In Chinese.</param>
/// <param name="english">In English.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string chinese, string english) : Attribute
{
    public string Chinese => chinese;

    public string English => english;

    /// <summary>What holds where it is not set, where that is no constant.</summary>
    public string? Default { get; init; }

    /// <summary>True where its value is never shown.</summary>
    public bool IsSecret { get; init; }
}
