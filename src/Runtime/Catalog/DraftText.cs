using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>The text of a draft: what it must be to be kept at all, and the members that the store decides.</summary>
internal static partial class DraftText
{
    /// <summary>Longest text of a draft, in UTF-16 units.</summary>
    public const int MaxLength = DefinitionReader.MaxLength;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = DefinitionReader.MaxDepth * 2, AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1024 };

    public static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    public static bool IsName(DraftKind kind, string name) => name.Length <= 100 && (kind == DraftKind.Workflow ? WorkflowName() : FileName()).IsMatch(name);

    /// <summary>Whether the text can be kept: a definition or a policy file that can be read, of that name.</summary>
    public static Rejection? Refuse(DraftKind kind, string name, string content)
    {
        if (kind == DraftKind.Workflow)
        {
            var reading = WorkflowDefinition.Read(content);
            if (reading.Refusal is { } refusal) return DraftRefusals.BadContent(refusal.Chinese, refusal.English);
            var definition = reading.Definition!;
            return definition.DefinitionId == name || definition.DefinitionId.Length == 0
                ? null
                : DraftRefusals.BadContent(
                    $"这是流程“{definition.DefinitionId}”的内容，不是“{name}”的：请在它自己的草稿中保存，或另行导入。",
                    $"This is a text of '{definition.DefinitionId}', not of '{name}': save it to a draft of its own, or import it.");
        }

        if (content.Length > MaxLength) return DraftRefusals.BadContent("文件过大：请分批处理。", "The file is too large: split it.");
        try
        {
            using var document = JsonDocument.Parse(content, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? null
                : DraftRefusals.BadContent("政策文件应为 JSON 对象：请从已发布的文件开始修改。", "Expected a JSON object: start from the published file.");
        }
        catch (JsonException fault)
        {
            var (line, column) = (fault.LineNumber + 1, fault.BytePositionInLine + 1);
            return DraftRefusals.BadContent(
                $"第 {line} 行第 {column} 列不是合法的 JSON（{fault.Message}）：请改正后再保存。",
                $"Line {line}, column {column} is no valid JSON ({fault.Message}): mend it and save again.");
        }
    }

    /// <summary>The definition with the members that the store decides; the very same text where they are right already.</summary>
    public static string Stamp(string content, string definitionId, int version, string? versionId, bool isPublished)
    {
        var root = JsonNode.Parse(content, documentOptions: new() { MaxDepth = DefinitionReader.MaxDepth * 2 })!.AsObject();
        var changed = Set(root, "definitionId", definitionId) | Set(root, "version", version) | Set(root, "isPublished", isPublished) | Set(root, "isLatest", true);
        if (versionId is not null) changed |= Set(root, "id", versionId);
        return changed ? root.ToJsonString(Written) : content;
    }

    /// <summary>Name for people: a definition's own name, or what policy staff call the file.</summary>
    public static string Title(DraftKind kind, string name, string content) => kind == DraftKind.Policy ? PolicyDiff.NameOf(name).Chinese
        : WorkflowDefinition.Read(content).Definition is { Name: { Length: > 0 } title } ? title.Length > 200 ? title[..200] : title : name;

    private static bool Set<T>(JsonObject root, string member, T value)
    {
        var node = JsonValue.Create(value);
        if (root.TryGetPropertyValue(member, out var present) && JsonNode.DeepEquals(present, node)) return false;
        root[member] = node;
        return true;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex WorkflowName();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\.json$")]
    private static partial Regex FileName();
}
