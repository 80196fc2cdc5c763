using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>The text of a draft: what it must be to be kept at all, and the members that the store decides.</summary>
internal static partial class DraftText
{
    /// <summary>Longest text of a draft, in UTF-16 units.</summary>
    public const int MaxLength = DefinitionReader.MaxLength;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1024 };

    public static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    public static bool IsName(DraftKind kind, string name) => name.Length <= 100 && (kind == DraftKind.Workflow ? WorkflowName() : FileName()).IsMatch(name);

    /// <summary>Whether the text can be kept: a definition or a policy file that can be read, of that name.</summary>
    public static Rejection? Refuse(DraftKind kind, string name, string content)
    {
        if (kind == DraftKind.Workflow)
        {
            var reading = DefinitionTexts.Read(content);
            if (reading.Refusal is { } refusal) return DraftRejections.BadContent(refusal.Chinese, refusal.English);
            var definition = reading.Definition!;
            return definition.DefinitionId == name || definition.DefinitionId.Length == 0
                ? null
                : DraftRejections.BadContent(
                    $"这是流程“{definition.DefinitionId}”的内容，不是“{name}”的：请在它自己的草稿中保存，或另行导入。",
                    $"This is a text of '{definition.DefinitionId}', not of '{name}': save it to a draft of its own, or import it.");
        }

        return PolicyTexts.Read(content).Refusal;
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
        : DefinitionTexts.Read(content).Definition is { Name: { Length: > 0 } title } ? title.Length > 200 ? title[..200] : title : name;

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
