using System.Collections.Concurrent;
using System.Text.Json;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>What the text of a policy file says.</summary>
/// <param name="Content">Its value; null where it is no JSON.</param>
/// <param name="Refusal">Why it cannot be kept as a draft, or null.</param>
public sealed record PolicyReading(Value? Content, Rejection? Refusal);

/// <summary>Policy files read from their texts, the last ones kept. Each real reading is a span <c>policy.read</c>.</summary>
public static class PolicyTexts
{
    private const int MostKept = 4;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = DefinitionReader.MaxDepth * 2, AllowDuplicateProperties = false };
    private static readonly ConcurrentDictionary<string, PolicyReading> Kept = new(StringComparer.Ordinal);

    /// <summary>What the text says.</summary>
    /// <param name="text">The text of a policy file.</param>
    public static PolicyReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Kept.TryGetValue(text, out var known)) return known;
        using var span = RuntimeMetrics.Source.StartActivity("policy.read");
        var reading = ReadAnew(text);
        if (Kept.Count >= MostKept) Kept.Clear();
        return Kept[text] = reading;
    }

    private static PolicyReading ReadAnew(string text)
    {
        if (text.Length > DraftText.MaxLength) return new(Lenient(text), DraftRejections.BadContent("文件过大：请分批处理。", "The file is too large: split it."));
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return new(Of(document), document.RootElement.ValueKind == JsonValueKind.Object
                ? null
                : DraftRejections.BadContent("政策文件应为 JSON 对象：请从已发布的文件开始修改。", "Expected a JSON object: start from the published file."));
        }
        catch (JsonException fault)
        {
            var (line, column) = (fault.LineNumber + 1, fault.BytePositionInLine + 1);
            return new(Lenient(text), DraftRejections.BadContent(
                $"第 {line} 行第 {column} 列不是合法的 JSON（{fault.Message}）：请改正后再保存。",
                $"Line {line}, column {column} is no valid JSON ({fault.Message}): correct it and save again."));
        }
    }

    private static Value? Of(JsonDocument document)
    {
        try
        {
            return CanonicalJson.From(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair is JSON, and no text.
            return null;
        }
    }

    /// <summary>What may not be saved may still be shown: of members of one name the last counts.</summary>
    private static Value? Lenient(string text)
    {
        try
        {
            return CanonicalJson.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
