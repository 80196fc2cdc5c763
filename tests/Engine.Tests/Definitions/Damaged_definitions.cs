using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Validation;

namespace JieSuJiBan.Engine.Tests.Definitions;

/// <summary>Whatever happens to a definition on its way, reading it ends in a definition or in findings.</summary>
public sealed class Damaged_definitions
{
    private static readonly string[] Sources = [Fixtures.Own("studio-saved.json"), Fixtures.Own("legacy-forms.json"), Fixtures.Own("new-in-studio.json")];

    private static readonly string[] Odd =
        ["null", "[]", "{}", "0", "-1.5e300", "true", "\"\"", "\"中文\"", "\"{\"", "[[[]]]", "{\"type\":\"Elsa.If\"}", "{\"$values\":{\"$values\":7}}", "{\"expression\":{}}", "{\"memoryReference\":{\"id\":3}}", "1e999", "\"Elsa.NotFoundActivity\""];

    [Property(MaxTest = 1000)]
    public static void A_member_replaced_by_anything_is_survived(int which, int where, int by)
    {
        var json = JsonNode.Parse(Sources[(which & int.MaxValue) % Sources.Length])!;
        var places = Places(json).ToArray();
        places[(where & int.MaxValue) % places.Length].ReplaceWith(JsonNode.Parse(Odd[(by & int.MaxValue) % Odd.Length]));
        Survives(json.ToJsonString());
    }

    [Property(MaxTest = 600)]
    public static void A_changed_character_is_survived(int which, int where, char by)
    {
        var json = new StringBuilder(Sources[(which & int.MaxValue) % Sources.Length]);
        json[(where & int.MaxValue) % json.Length] = by;
        Survives(json.ToString());
    }

    [Property(MaxTest = 200)]
    public static void A_truncated_file_is_survived(int which, int length)
    {
        var json = Sources[(which & int.MaxValue) % Sources.Length];
        Survives(json[..((length & int.MaxValue) % json.Length)]);
    }

    [Property(MaxTest = 200)]
    public static void Any_text_at_all_is_survived(string? text) => Survives(text ?? "");

    private static void Survives(string json)
    {
        var reading = WorkflowDefinition.Read(json);
        Assert.True(reading.Definition is not null || reading.Findings.Count > 0);
        if (reading.Definition is not { } definition) return;
        Assert.Matches("^[0-9a-f]{64}$", definition.Hash);
        foreach (var finding in DefinitionValidator.Validate(definition, new ActivityRegistry([]), DefinitionSet.Empty)) Assert.NotEmpty(finding.Chinese);
        var shown = UnknownActivities.Hide(json, (_, _) => false);
        Assert.NotNull(WorkflowDefinition.Read(shown).Definition);
        using var restored = JsonDocument.Parse(UnknownActivities.Restore(shown), new JsonDocumentOptions { MaxDepth = 1024 });
        Assert.Equal(JsonValueKind.Object, restored.RootElement.ValueKind);
    }

    private static IEnumerable<JsonNode> Places(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(member => Places(member.Value)).Concat(json.Select(member => member.Value).OfType<JsonNode>()),
        JsonArray list => list.SelectMany(Places).Concat(list.OfType<JsonNode>()),
        _ => [],
    };
}
