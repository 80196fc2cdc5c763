using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using JieSuJiBan.Workflows.TextFiles;

namespace JieSuJiBan.Application.Definitions;

/// <summary>What is wrong with a text that should be JSON.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Chinese">Without a full stop, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record BadJson(string Code, string Chinese, string English);

/// <summary>JSON that anybody may have written: read strictly, so that what is kept can be shown, compared and exported again.</summary>
public static class DesignerJson
{
    /// <summary>Longest body taken, in bytes: a definition of 2 MB is saved, and what is far beyond is refused with a reason.</summary>
    public const int MaximumBodyBytes = 8 * 1024 * 1024;

    /// <summary>Deepest nesting taken, in levels. Studio reads no more than 64, and an answer wraps the definition: what is deeper could be kept, but never be opened.</summary>
    public const int MaximumDepth = 62;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>A file as somebody has it, in whatever encoding (<see cref="TextFile"/>): its JSON and the name of its encoding, or what is wrong with it.</summary>
    public static (JsonNode? Json, string Encoding, BadJson? Wrong) ParseFile(ReadOnlyMemory<byte> file)
    {
        var read = TextFile.Read(file.Span, isJson: true);
        if (read.Refusal is { } refusal) return (null, "", new(refusal.Code, refusal.Chinese.TrimEnd('。'), refusal.English.TrimEnd('.')));
        var (json, wrong) = read.Form!.Name == "UTF-8" ? Parse(file) : Parse(Encoding.UTF8.GetBytes(read.Text));
        return (json, read.Form.Name, wrong);
    }

    /// <summary>The text as JSON, or what is wrong with it and where.</summary>
    public static (JsonNode? Json, BadJson? Wrong) Parse(ReadOnlyMemory<byte> text)
    {
        if (text.Span.StartsWith(Utf8Mark)) text = text[Utf8Mark.Length..];
        if (!Utf8.IsValid(text.Span)) return (null, new("request.notUtf8", "内容不是 UTF-8 编码，请另存为 UTF-8", "The text is not UTF-8: save it as UTF-8"));
        try
        {
            if (!CheckTexts(text.Span, out var holdsNull)) return (null, new("request.tooDeep", $"内容嵌套超过 {MaximumDepth} 层", $"The text nests deeper than {MaximumDepth} levels"));
            if (holdsNull) return (null, new("request.badText", "内容中有空字符（\\u0000），不是文字", "The text holds a NUL (\\u0000), which is no text"));
            return (JsonNode.Parse(text.Span, documentOptions: Strict), null);
        }
        catch (JsonException broken)
        {
            var (line, column) = (broken.LineNumber + 1, broken.BytePositionInLine + 1);
            return (null, line is null
                ? new("request.notJson", $"内容不是合法的 JSON（{broken.Message}）", $"The text is no valid JSON ({broken.Message})")
                : new("request.notJson", $"内容不是合法的 JSON（第 {line} 行第 {column} 列：{broken.Message}）", $"Line {line}, column {column} is no valid JSON ({broken.Message})"));
        }
        catch (InvalidOperationException)
        {
            return (null, new("request.badText", "内容中有不完整的 Unicode 转义字符（\\u），不是文字", "The text holds an incomplete Unicode escape, which is no text"));
        }
    }

    /// <summary>Reads every name and text: half a surrogate pair is good grammar, but no text, and would only fail where it is shown. False: too deep.</summary>
    private static bool CheckTexts(ReadOnlySpan<byte> text, out bool holdsNull)
    {
        holdsNull = false;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 4096 });
        while (reader.Read())
        {
            if (reader.CurrentDepth > MaximumDepth) return false;
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) holdsNull |= reader.GetString()!.Contains('\0', StringComparison.Ordinal);
        }

        return true;
    }
}
