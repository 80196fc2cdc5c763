namespace JieSuJiBan.Activities.Projections;

/// <summary>A member that is a list column, as findings about it name it.</summary>
/// <param name="chinese">Its name in Chinese.</param>
/// <param name="english">Its name in English.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListColumnAttribute(string chinese, string english) : Attribute
{
    /// <summary>Its name in Chinese.</summary>
    public string Chinese => chinese;

    /// <summary>Its name in English.</summary>
    public string English => english;

    /// <summary>True where it is written with the row and never changed.</summary>
    public bool IsFixed { get; init; }
}
