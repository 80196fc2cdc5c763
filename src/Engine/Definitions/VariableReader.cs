using System.Text.Json;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>Reads the variables of a workflow or container, and converts their defaults.</summary>
internal static class VariableReader
{
    public static VariableDefinition[] Read(JsonElement? list, List<Finding> findings, string? containerId)
    {
        var variables = new List<VariableDefinition>();
        foreach (var item in list.Listed())
        {
            if (item.ValueKind != JsonValueKind.Object) continue;
            var name = item.Text("name") ?? "";
            var type = item.Text("typeName") ?? "Object";
            var isArray = item.Truth("isArray") ?? false;
            // Files before Elsa 3.0 have no id; there the name is what bindings refer to.
            var id = item.Text("id") is { Length: > 0 } known ? known : name;
            var stated = item.Member("value") is { } value ? CanonicalJson.From(value) : Value.Null;
            var fullType = isArray ? type + "[]" : type;
            var converted = ValueConverter.Convert(stated, fullType);
            // A version that is published already keeps the default it ran with, and what it is from now on is decided by the meaning.
            if ((converted.Error ?? ValueConverter.Convert(stated, fullType, ValueReading.Current).Error) is { } error)
            {
                findings.Add(new(Severity.Error, "variable.badDefault",
                    $"变量“{name}”的默认值无法转换：{error.Chinese}请改正默认值或类型。",
                    $"The default of variable '{name}' does not convert: {error.English} Correct the default or the type.",
                    containerId));
            }

            variables.Add(new(id, name, type, isArray, converted.Error is null ? converted.Value : Value.Null)
            {
                Stated = converted.Error is null && !stated.IsNull && ValueReading.Matters(fullType) ? stated : null,
            });
        }

        return [.. variables];
    }
}
