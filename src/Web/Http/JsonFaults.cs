using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace JieSuJiBan.Web.Http;

/// <summary>
/// Tells why a JSON body does not fit the type that an endpoint takes. The reader says it in an English sentence only, which any release may change:
/// so the body and the type are compared once more at the place that it names.
/// </summary>
internal static partial class JsonFaults
{
    /// <summary>The problem of a body.</summary>
    /// <param name="fault">What the reader threw.</param>
    /// <param name="body">The body, or empty where it was not held.</param>
    /// <param name="type">The type it was read into, or null.</param>
    /// <param name="options">How it was read.</param>
    public static ProblemResult Of(JsonException fault, ReadOnlyMemory<byte> body, Type? type, JsonSerializerOptions options)
    {
        var path = fault.Path is null or "$" ? "" : fault.Path.StartsWith("$.", StringComparison.Ordinal) ? fault.Path[2..] : fault.Path;
        if (type is not null && fault.InnerException is not JsonException && Parse(body) is { } document)
        {
            using (document)
            {
                var (place, info, isUnknown) = Find(document.RootElement, options.GetTypeInfo(type), fault.Path ?? "$", options);
                if (isUnknown) return Problems.Of(422, "json.unknownMember", $"不认识字段 {path}，请核对接口说明后去掉或改名。", $"There is no field {path}; see the reference, remove or rename it.", errors: [new(path, "不认识的字段。", "Unknown field.")]);
                if (Missing(place, info, options) is { Length: > 0 } names) return Problems.Of(422, "json.missingMember", "缺少必填字段:" + names, "Required fields are missing: " + names, errors: [new(path.Length == 0 ? names : path, "缺少必填字段。", "Required.")]);
            }
        }

        // The reader's own exception inside means that the text is broken there; otherwise it is JSON, with a value of the wrong kind.
        if (fault.InnerException is JsonException) path = "";
        var where = fault.LineNumber is { } line ? $"(第 {line + 1} 行第 {fault.BytePositionInLine + 1} 字节)" : "";
        return Problems.Of(
            400,
            "json.malformed",
            path.Length == 0 ? $"请求内容不是合法的 JSON{where}。" : $"字段 {path} 的内容不合要求{where}。",
            path.Length == 0 ? $"The body is no JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})." : $"Field {path} does not hold what it should.",
            errors: path.Length == 0 ? null : [new(path, "内容不合要求。", "Wrong kind of value.")]);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value at a path and the type it should have; neither where the path leads nowhere.</summary>
    private static (JsonElement? Place, JsonTypeInfo? Info, bool IsUnknown) Find(JsonElement place, JsonTypeInfo info, string path, JsonSerializerOptions options)
    {
        foreach (var step in Step().Matches(path).Select(match => match.Groups))
        {
            var name = step["name"].Success ? step["name"].Value : step["quoted"].Success ? step["quoted"].Value : null;
            Type? next;
            if (name is null)
            {
                if (place.ValueKind != JsonValueKind.Array || !int.TryParse(step["index"].ValueSpan, out var index) || index >= place.GetArrayLength()) return default;
                (place, next) = (place[index], info.ElementType);
            }
            else
            {
                if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out var member)) return default;
                if (info.Kind == JsonTypeInfoKind.Object && info.Properties.FirstOrDefault(property => AreSame(property.Name, name, options)) is var known && known is null) return (null, null, true);
                (place, next) = (member, info.Kind == JsonTypeInfoKind.Object ? info.Properties.First(property => AreSame(property.Name, name, options)).PropertyType : info.ElementType);
            }

            if (next is null) return default;
            info = options.GetTypeInfo(Nullable.GetUnderlyingType(next) ?? next);
        }

        return (place, info, false);
    }

    private static string Missing(JsonElement? place, JsonTypeInfo? info, JsonSerializerOptions options) =>
        place is not { ValueKind: JsonValueKind.Object } present || info is not { Kind: JsonTypeInfoKind.Object } ? "" : string.Join(", ", info.Properties
            .Where(property => property.IsRequired || (options.RespectRequiredConstructorParameters && property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false }))
            .Where(property => !present.EnumerateObject().Any(member => AreSame(property.Name, member.Name, options)))
            .Select(property => property.Name));

    private static bool AreSame(string one, string other, JsonSerializerOptions options) => string.Equals(one, other, options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<quoted>(?:[^'\\]|\\.)*)'\]|\[(?<index>[0-9]+)\]")]
    private static partial Regex Step();
}
