using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Registry;

/// <summary>Reads the policies of cities, for the activities of the product.</summary>
public static class CityPolicies
{
    /// <summary>Reads and checks the policy files of a city.</summary>
    /// <param name="files">JSON text by file name, e.g. <c>city.json</c>; the shell reads them.</param>
    public static PolicyLoad Load(IReadOnlyDictionary<string, string> files) => PolicyLoader.Load(files, CaseActivities.All);

    /// <summary>
    /// JSON Schema (2020-12) of each policy file: exactly what the readers ask for, learnt by reading packs that together
    /// use every member. What a schema cannot say, e.g. that a unit must exist, <see cref="Load"/> says.
    /// </summary>
    /// <param name="packs">The policy files of each pack.</param>
    /// <returns>Schemas by the name of the policy file.</returns>
    public static IReadOnlyDictionary<string, Value> Schemas(IEnumerable<IReadOnlyDictionary<string, string>> packs)
    {
        var shapes = new SortedDictionary<string, PolicyShape>(StringComparer.Ordinal);
        foreach (var pack in packs) PolicyLoader.Load(pack, CaseActivities.All, shapes);
        return shapes.ToDictionary(shape => shape.Key, shape => shape.Value.ToSchema(shape.Key), StringComparer.Ordinal);
    }
}
