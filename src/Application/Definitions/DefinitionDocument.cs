using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Application.Definitions;

/// <summary>Definitions on their way to Studio and back: nothing of what is kept is lost, and nothing that only Studio needs is kept.</summary>
public static class DefinitionDocument
{
    private const int ReadDepth = 1024;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = ReadDepth };

    // What the server says of a version, not the author.
    private static readonly string[] Ours = ["id", "version", "isLatest", "isPublished", "isReadonly", "isSystem", "links", "createdAt", "toolVersion", "tenantId", "providerName", "materializerName", "materializerContext"];

    /// <summary>The whole definition as Studio reads it.</summary>
    /// <param name="version">The version.</param>
    /// <param name="isKnown">Whether there is a descriptor for that type and version.</param>
    /// <param name="mayEdit">Whether the reader may change it: without the links Studio is read-only.</param>
    public static JsonObject Full(DefinitionEdition version, Func<string, int, bool> isKnown, bool mayEdit)
    {
        var document = Parse(version.Definition.ToJson());
        if (document["root"] is JsonObject root) PresentForm.Give(root, "Workflow1");
        document = Parse(UnknownActivities.Hide(document.ToJsonString(Written), isKnown));
        foreach (var list in (string[])["variables", "inputs", "outputs", "outcomes"])
        {
            if (document[list] is not JsonArray) document[list] = new JsonArray();
        }

        if (document["customProperties"] is not JsonObject) document["customProperties"] = new JsonObject();
        if (document["options"] is not JsonObject) document["options"] = new JsonObject { ["usableAsActivity"] = version.Definition.Options.UsableAsActivity, ["autoUpdateConsumingWorkflows"] = false };
        foreach (var (name, value) in Head(version, mayEdit)) document[name] = value?.DeepClone();
        return document;
    }

    /// <summary>The definition as a row of a list.</summary>
    public static JsonObject Summary(DefinitionEdition version, bool mayEdit) => Head(version, mayEdit);

    /// <summary>What Studio sent, as it is kept: stand-ins become what they stood for again, and members that Studio drops are taken from the text before.</summary>
    /// <param name="model">What Studio sent.</param>
    /// <param name="before">The text it started from, or null.</param>
    public static string ToKept(JsonObject model, string? before)
    {
        var kept = Parse(UnknownActivities.Restore(model.ToJsonString(Written)));
        foreach (var member in (string[])["links", "isMaterializerAvailable"]) kept.Remove(member);
        if (before is null) return kept.ToJsonString(Written);
        var old = Parse(before);
        foreach (var (name, value) in old)
        {
            if (!kept.ContainsKey(name) || name is "createdAt" or "isReadonly") kept[name] = value?.DeepClone();
        }

        if (!old.ContainsKey("isReadonly")) kept.Remove("isReadonly");

        return kept.ToJsonString(Written);
    }

    /// <summary>True where both texts say the same, apart from what the server says of a version.</summary>
    public static bool IsSame(string one, string other)
    {
        var (a, b) = (Parse(one), Parse(other));
        foreach (var document in (JsonObject[])[a, b])
        {
            foreach (var member in Ours) document.Remove(member);
            if (document["root"] is JsonObject root) PresentForm.Give(root, "Workflow1");
        }

        return JsonNode.DeepEquals(a, b);
    }

    /// <summary>The activities right inside one, each with the member that holds it.</summary>
    public static IEnumerable<(string Port, JsonObject Activity)> Children(JsonObject activity)
    {
        foreach (var (name, member) in activity)
        {
            if (name is "customProperties" or "metadata" or "connections") continue;
            if (member is JsonObject one && IsActivity(one)) yield return (name, one);
            if (member is not JsonArray list) continue;
            foreach (var item in list.OfType<JsonObject>())
            {
                if (IsActivity(item)) yield return (name, item);
                // The case of a switch, the state or transition of a state machine.
                else foreach (var (slot, within) in item) if (within is JsonObject held && IsActivity(held)) yield return (slot == "activity" ? name : slot, held);
            }
        }
    }

    public static JsonObject Parse(string json) => JsonNode.Parse(json.TrimStart('\uFEFF'), documentOptions: new() { MaxDepth = ReadDepth })!.AsObject();

    private static bool IsActivity(JsonObject json) => json["type"] is JsonValue && json.ContainsKey("id") && !json.ContainsKey("expression") && !json.ContainsKey("memoryReference");

    private static JsonObject Head(DefinitionEdition version, bool mayEdit)
    {
        var definition = version.Definition;
        var created = version.Draft?.CreatedAt.ToDateTimeOffset() ?? (Parse(definition.ToJson())["createdAt"] is JsonValue stated && stated.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.UnixEpoch);
        return new()
        {
            ["id"] = definition.Id,
            ["definitionId"] = definition.DefinitionId,
            ["name"] = definition.Name,
            ["description"] = definition.Description,
            ["createdAt"] = created.ToString("O", CultureInfo.InvariantCulture),
            ["version"] = definition.Version,
            ["toolVersion"] = Version.TryParse(definition.ToolVersion, out var tool) ? tool.ToString() : null,
            ["isLatest"] = version.IsLatest,
            ["isPublished"] = version.IsPublished,
            ["isReadonly"] = false,
            ["isSystem"] = false,
            ["providerName"] = "JieSuJiBan",
            ["materializerName"] = "Json",
            ["materializerContext"] = null,
            ["isMaterializerAvailable"] = true,
            ["links"] = Links(definition, mayEdit && version.IsEditable),
        };
    }

    private static JsonArray Links(WorkflowDefinition definition, bool mayEdit)
    {
        var at = "/elsa/api/workflow-definitions/" + Uri.EscapeDataString(definition.DefinitionId);
        return mayEdit
            ? [Link(at, "self", "GET"), Link(at + "/versions", "versions", "GET"), Link(at + "/export", "export", "GET"), Link(at + "/publish", "publish", "POST"), Link(at + "/retract", "retract", "POST"), Link(at, "delete", "DELETE"), Link(at + "/import", "import", "PUT")]
            : [Link(at, "self", "GET"), Link(at + "/versions", "versions", "GET"), Link(at + "/export", "export", "GET")];
    }

    /// <summary>The links of the list: without <c>bulk-publish</c> nothing can be created.</summary>
    public static JsonArray ListLinks(bool mayEdit)
    {
        const string At = "/elsa/api/workflow-definitions";
        return mayEdit
            ?
            [
                Link(At, "self", "GET"), Link(At + "/validation/is-name-unique", "is-name-unique", "GET"), Link(At + "/query/count", "count", "GET"), Link(At + "/many-by-id", "many-by-id", "GET"),
                Link("/elsa/api/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete-by-definition-id", "POST"), Link("/elsa/api/bulk-actions/delete/workflow-definitions/by-id", "bulk-delete-by-id", "POST"),
                Link("/elsa/api/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"), Link("/elsa/api/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"),
                Link(At + "/import", "import", "POST"), Link(At + "/import-files", "import-files", "POST"), Link(At, "create", "POST"),
            ]
            : [Link(At, "self", "GET"), Link(At + "/query/count", "count", "GET"), Link(At + "/many-by-id", "many-by-id", "GET")];
    }

    private static JsonNode Link(string href, string rel, string method) => new JsonObject { ["href"] = href, ["rel"] = rel, ["method"] = method };
}
