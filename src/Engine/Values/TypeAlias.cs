namespace JieSuJiBan.Engine.Values;

/// <summary>Elsa's names for types, as written in definitions.</summary>
/// <param name="Name">The alias, e.g. <c>String</c>, <c>Int32</c>; for lists, that of the elements. Unknown names are kept: they are advisory.</param>
/// <param name="IsList">A list of that type: <c>X[]</c>, <c>List&lt;X&gt;</c> and their like.</param>
public readonly record struct TypeAlias(string Name, bool IsList)
{
    private static readonly string[] ListNames =
        ["List", "HashSet", "Collection", "IEnumerable", "ICollection", "IList", "IReadOnlyCollection", "IReadOnlyList", "ISet"];

    private static readonly Dictionary<string, string> ClrNames = new(StringComparer.Ordinal)
    {
        ["Object"] = "System.Object",
        ["String"] = "System.String",
        ["Boolean"] = "System.Boolean",
        ["Byte"] = "System.Byte",
        ["Int16"] = "System.Int16",
        ["Int32"] = "System.Int32",
        ["Int64"] = "System.Int64",
        ["Single"] = "System.Single",
        ["Double"] = "System.Double",
        ["Decimal"] = "System.Decimal",
        ["Guid"] = "System.Guid",
        ["DateTime"] = "System.DateTime",
        ["DateTimeOffset"] = "System.DateTimeOffset",
        ["TimeSpan"] = "System.TimeSpan",
        ["ByteArray"] = "System.Byte[]",
        ["Stream"] = "System.IO.Stream",
        ["JSON"] = "System.Dynamic.ExpandoObject",
        ["JsonElement"] = "System.Text.Json.JsonElement",
        ["JsonNode"] = "System.Text.Json.Nodes.JsonNode",
        ["JsonObject"] = "System.Text.Json.Nodes.JsonObject",
        ["JsonArray"] = "System.Text.Json.Nodes.JsonArray",
    };

    private static readonly Dictionary<string, string> Aliases = Known();

    /// <summary>The type that a definition names: an alias, a compound, or a legacy assembly-qualified CLR name. Null reads as <c>Object</c>.</summary>
    public static TypeAlias Parse(string? typeName)
    {
        if (string.IsNullOrWhiteSpace(typeName)) return new("Object", false);
        if (Aliases.TryGetValue(typeName, out var known)) return new(known, false);
        var name = typeName.Trim();
        if (name.EndsWith("[]", StringComparison.Ordinal)) return new(Parse(name[..^2]).Name, true);
        if (name.EndsWith('>') && name.IndexOf('<', StringComparison.Ordinal) is var open and > 0 && ListNames.Contains(name[..open], StringComparer.Ordinal))
        {
            return new(Parse(name[(open + 1)..^1]).Name, true);
        }

        return name.StartsWith("System.", StringComparison.Ordinal) ? FromClrName(name) : new(Aliases.GetValueOrDefault(name, name), false);
    }

    /// <summary>The .NET name, e.g. <c>System.Int32</c>, or null where the alias is not one of Elsa's own.</summary>
    public string? ClrName => ClrNames.TryGetValue(Name, out var clr) ? (IsList ? clr + "[]" : clr) : null;

    /// <summary>As Elsa 3.8 writes it.</summary>
    public override string ToString() => IsList ? Name + "[]" : Name;

    private static TypeAlias FromClrName(string name)
    {
        if (name.IndexOf("[[", StringComparison.Ordinal) is var generic and > 0 && name.StartsWith("System.Collections.Generic.", StringComparison.Ordinal))
        {
            if (name.Contains("Dictionary", StringComparison.Ordinal)) return new("ObjectDictionary", false);
            var end = name.IndexOf(']', generic);
            return end < 0 ? new(name, false) : new(Parse(name[(generic + 2)..end]).Name, true);
        }

        var comma = name.IndexOf(',', StringComparison.Ordinal);
        var bare = comma < 0 ? name : name[..comma].TrimEnd();
        if (Aliases.TryGetValue(bare, out var alias)) return new(alias, false);
        return bare.EndsWith("[]", StringComparison.Ordinal) && Aliases.TryGetValue(bare[..^2], out var element) ? new(element, true) : new(name, false);
    }

    private static Dictionary<string, string> Known()
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal) { ["Long"] = "Int64" };
        foreach (var (alias, clr) in ClrNames)
        {
            known[alias] = alias;
            known[clr] = alias;
        }

        foreach (var map in (ReadOnlySpan<string>)["StringDictionary", "ObjectDictionary", "StringMap", "ObjectMap"]) known[map] = map;
        return known;
    }
}
