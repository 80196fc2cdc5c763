using System.Globalization;
using System.Text.Json;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>Reads members the tolerant way Elsa does: exact name first, then any case; wrong kinds read as absent.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty(name, out var exact)) return exact.ValueKind == JsonValueKind.Null ? null : exact;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        }

        return null;
    }

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name)?.AsText();

    public static string? AsText(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    public static bool? Truth(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.GetString(), out var truth) => truth,
        _ => null,
    };

    public static int? Whole(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var whole) => whole,
        { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };

    /// <summary>The elements of a list, of <c>{"$values":[…]}</c>, or a single object as a list of one; nothing otherwise.</summary>
    public static IEnumerable<JsonElement> Listed(this JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } wrapped when wrapped.TryGetProperty("$values", out var values) => Listed((JsonElement?)values),
        { ValueKind: JsonValueKind.Object } single => [single],
        _ => [],
    };
}
