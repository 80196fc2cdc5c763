using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine.Values;
using Microsoft.AspNetCore.Http.Metadata;

namespace JieSuJiBan.Web.Http;

/// <summary>A list in a body holds what it is a list of, and so does an object of names. The reader of JSON takes null for any item, and the handler would fall over it.</summary>
internal static class NoNullItems
{
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> Members = new();

    /// <summary>Refuses such a body with its place.</summary>
    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } type || !IsOurs(type)) return next(context);
        var body = context.Arguments.FirstOrDefault(argument => argument?.GetType() == type);
        return body is not null && PlaceIn(body, "") is { } place
            ? ValueTask.FromResult<object?>(Problems.Of(400, "json.malformed", $"字段 {place} 的内容不合要求：不能是 null。", $"Field {place} does not hold what it should: it must not be null.", errors: [new(place, "不能是 null。", "Must not be null.")]))
            : next(context);
    }

    private static string? PlaceIn(object holder, string before)
    {
        foreach (var (name, property) in Members.GetOrAdd(holder.GetType(), Read))
        {
            var value = property.GetValue(holder);
            if (value is null) continue;
            var at = before + name;
            if (value is IDictionary named)
            {
                foreach (DictionaryEntry entry in named)
                {
                    if (entry.Value is null) return $"{at}.{entry.Key}";
                    if (IsOurs(entry.Value.GetType()) && PlaceIn(entry.Value, $"{at}.{entry.Key}.") is { } deeper) return deeper;
                }
            }
            else if (value is IEnumerable items)
            {
                var index = 0;
                foreach (var item in items)
                {
                    if (item is null) return $"{at}.{index}";
                    if (IsOurs(item.GetType()) && PlaceIn(item, $"{at}.{index}.") is { } deeper) return deeper;
                    index++;
                }
            }
            else if (PlaceIn(value, at + ".") is { } deeper)
            {
                return deeper;
            }
        }

        return null;
    }

    /// <summary>A contract: of what is served, or of the commands below it.</summary>
    private static bool IsOurs(Type type) => type.Assembly == typeof(NoNullItems).Assembly || type.Assembly == typeof(CommandIds).Assembly;

    private static (string Name, PropertyInfo Property)[] Read(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetIndexParameters().Length == 0 && property.PropertyType != typeof(string) && property.PropertyType != typeof(Value)
                && (typeof(IEnumerable).IsAssignableFrom(property.PropertyType) || (property.PropertyType.IsClass && IsOurs(property.PropertyType))))
            .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), property)),
    ];
}
