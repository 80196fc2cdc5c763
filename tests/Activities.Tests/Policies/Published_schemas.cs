using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Activities.Registry;
using Json.Schema;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>The JSON Schemas of the policy files say what the readers say.</summary>
public class Published_schemas
{
    private static readonly IReadOnlyDictionary<string, JsonSchema> Schemas = CityPolicies.Schemas([Pack.Files, TinyCity.Files]).ToDictionary(
        schema => schema.Key, schema => JsonSchema.FromText(schema.Value.ToString()), StringComparer.Ordinal);

    public static TheoryData<string> Files => [.. Pack.Files.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void every_file_of_the_packs_satisfies_its_schema(string file)
    {
        Assert.True(IsValid(file, Pack.Files[file]));
        if (TinyCity.Files.TryGetValue(file, out var tiny)) Assert.True(IsValid(file, tiny));
    }

    [Fact]
    public void the_schemas_beside_the_packs_are_what_the_readers_ask_today()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        var definitions = Path.Combine(folder.FullName, "workflow-definitions");
        IReadOnlyDictionary<string, string> PolicyFiles(string pack) => Directory.GetFiles(Path.Combine(definitions, pack, "policies"), "*.json")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        var learnt = CityPolicies.Schemas([PolicyFiles("beijing"), PolicyFiles("jinan")]);

        Assert.Equal(
            learnt.Keys.Select(file => Path.ChangeExtension(file, ".schema.json")).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(definitions, "schema")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        foreach (var (file, schema) in learnt)
        {
            var kept = File.ReadAllText(Path.Combine(definitions, "schema", Path.ChangeExtension(file, ".schema.json")));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(schema.ToString()), JsonNode.Parse(kept)), $"{file}: write it again with 'pack schema workflow-definitions/schema workflow-definitions/beijing workflow-definitions/jinan'");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void a_misspelt_member_does_not(string file)
    {
        var broken = JsonNode.Parse(Pack.Files[file])!.AsObject();
        broken["misspelt"] = 1;
        Assert.False(IsValid(file, broken.ToJsonString()));
    }

    [Theory]
    [InlineData("callback.json", "attempts", "0")]
    [InlineData("callback.json", "trigger", "\"Never\"")]
    [InlineData("city.json", "timeZone", "8")]
    [InlineData("city.json", "urgencies", "{}")]
    [InlineData("time-limits.json", "limits", "[{\"id\": \"A\"}]")]
    public void a_value_that_the_readers_refuse_does_not(string file, string member, string value)
    {
        var broken = JsonNode.Parse(Pack.Files[file])!.AsObject();
        broken[member] = JsonNode.Parse(value);
        Assert.False(IsValid(file, broken.ToJsonString()));
        Assert.Null(Pack.LoadWith(file, broken.ToJsonString()).Policy);
    }

    private static bool IsValid(string file, string text) =>
        Schemas[file].Evaluate(JsonDocument.Parse(text).RootElement, new EvaluationOptions { RequireFormatValidation = true }).IsValid;
}
