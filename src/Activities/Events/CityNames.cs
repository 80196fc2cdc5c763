using JieSuJiBan.Activities.Policies;

namespace JieSuJiBan.Activities.Events;

/// <summary>What a city calls the units and classes that events name by code.</summary>
internal static class CityNames
{
    /// <summary>The unit's name; its code where nobody names it.</summary>
    public static string Unit(CityPolicy? city, string code) => city?.Organisation.Find(code)?.Name ?? code;

    /// <summary>The class with all above it; its code where nobody names it.</summary>
    public static string Class(CityPolicy? city, string code) => city?.Classes.FullName(code) ?? code;
}
