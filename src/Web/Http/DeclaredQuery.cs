using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Runtime.Inbox;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;

namespace JieSuJiBan.Web.Http;

/// <summary>A query member that an endpoint takes.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Type">What it is read as; never nullable.</param>
/// <param name="IsMany">It may be given several times.</param>
/// <param name="Range">Bounds of a number, or null.</param>
/// <param name="Values">The only values, or null where any of the type will do.</param>
internal sealed record QueryMember(string Name, Type Type, bool IsMany, RangeAttribute? Range, IReadOnlyList<string>? Values);

/// <summary>
/// An address asks for what its endpoint declares and for nothing else: a member that nobody reads would answer as if it had been heeded. Unknown
/// members, members given twice and values that cannot be read are refused with the list of what is allowed, as unknown members of a body are.
/// Elsa's API is not touched: Studio decides what it sends.
/// </summary>
internal static class DeclaredQuery
{
    private static readonly ConditionalWeakTable<Endpoint, IReadOnlyList<QueryMember>> Known = [];

    public static IApplicationBuilder UseDeclaredQuery(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not { } endpoint || MembersOf(endpoint) is not { } members) return next(http);
        var wrong = http.Request.Query.Select(asked => Check(asked.Key, asked.Value, members)).OfType<FieldProblem>().ToArray();
        if (wrong.Length == 0) return next(http);
        return PageProblem.AnswerAsync(
            http, 422, "request.query",
            $"地址中的查询参数有误：{string.Join("；", wrong.Select(one => $"{one.Field}：{one.Detail.TrimEnd('。')}"))}。",
            $"The query of the address is wrong: {string.Join("; ", wrong.Select(one => $"{one.Field}: {one.DetailEn.TrimEnd('.')}"))}.",
            wrong);
    });

    /// <summary>What an endpoint of ours takes in its query; null for endpoints that are not ours to judge.</summary>
    public static IReadOnlyList<QueryMember>? MembersOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null && !(endpoint is RouteEndpoint route && route.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.OrdinalIgnoreCase) == true)) return null;
        return Known.GetValue(endpoint, Read);
    }

    private static IReadOnlyList<QueryMember> Read(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is { Type: var page })
        {
            var properties = page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(property => (Property: property, Query: property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()))
                .Where(one => one.Query is not null)
                .Select(one => Member(one.Query!.Name ?? one.Property.Name, one.Property.PropertyType, one.Property));
            var others = page.GetCustomAttributes<TakesAttribute>().SelectMany(takes => takes.Names.Select(name => Member(name, takes.Of, takes.Of)));
            // Where a page goes on in a list.
            properties = properties.Select(member => member.Type == typeof(string) && member.Name == "cursor" ? member with { Type = typeof(Cursor) } : member);
            return [.. properties.Concat(others).DistinctBy(member => member.Name, StringComparer.OrdinalIgnoreCase)];
        }

        var places = ((RouteEndpoint)endpoint).RoutePattern.Parameters.Select(place => place.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var members = new List<QueryMember>();
        foreach (var bound in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            var parameter = bound.ParameterInfo;
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is not null)
            {
                members.AddRange(parameter.ParameterType.GetProperties().Select(property => Member(NameOf(property) ?? property.Name, property.PropertyType, property)));
                continue;
            }

            var isQuery = parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().Any()
                || (!parameter.GetCustomAttributes().Any(source => source is IFromBodyMetadata or IFromFormMetadata or IFromHeaderMetadata or IFromRouteMetadata or IFromServiceMetadata)
                    && !places.Contains(bound.Name) && (bound.HasTryParse || parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[])));
            if (isQuery) members.Add(Member(NameOf(parameter) ?? bound.Name, parameter.ParameterType, parameter));
        }

        return [.. members.DistinctBy(member => member.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static string? NameOf(ICustomAttributeProvider place) => place.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name;

    private static QueryMember Member(string name, Type type, ICustomAttributeProvider place)
    {
        var isMany = type.IsArray;
        var one = isMany ? type.GetElementType()! : type;
        one = Nullable.GetUnderlyingType(one) ?? one;
        var values = place.GetCustomAttributes(typeof(AllowedValuesAttribute), true).OfType<AllowedValuesAttribute>().FirstOrDefault()?.Values.OfType<string>().ToArray()
            ?? (one.IsEnum ? Enum.GetNames(one) : one == typeof(bool) ? ["true", "false"] : one.GetProperty("Words", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) as IReadOnlyList<string>);
        return new(char.ToLowerInvariant(name[0]) + name[1..], one, isMany, place.GetCustomAttributes(typeof(RangeAttribute), true).OfType<RangeAttribute>().FirstOrDefault(), values);
    }

    private static FieldProblem? Check(string name, Microsoft.Extensions.Primitives.StringValues given, IReadOnlyList<QueryMember> members)
    {
        if (members.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } member)
        {
            var names = members.Select(one => one.Name).ToArray();
            return new(
                name,
                names.Length == 0 ? "不认识的查询参数：该地址不带查询参数。" : $"不认识的查询参数，可用：{string.Join("、", names)}。",
                names.Length == 0 ? "No such member: this address takes none." : $"No such member; there are {string.Join(", ", names)}.");
        }

        if (given.Count > 1 && !member.IsMany) return new(member.Name, "给出了多次，只能给一次。", "Given several times; give it once.");
        // A form sends what was left empty: that asks for nothing.
        return given.OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => CheckValue(member, text.Trim())).FirstOrDefault(wrong => wrong is not null);
    }

    private static FieldProblem? CheckValue(QueryMember member, string text)
    {
        if (member.Values is { } values)
        {
            return values.Contains(text, StringComparer.OrdinalIgnoreCase) ? null
                : new(member.Name, $"没有“{Short(text)}”这个值，可用：{string.Join("、", values)}。", $"There is no value '{Short(text)}'; there are {string.Join(", ", values)}.");
        }

        if (member.Type == typeof(Guid)) return Guid.TryParse(text, out _) ? null : new(member.Name, $"“{Short(text)}”不是编号（UUID）。", $"'{Short(text)}' is no id (UUID).");
        if (member.Type == typeof(Cursor)) return Cursor.TryParse(text, out _) ? null : new(member.Name, "不是有效的翻页位置，请从第一页重新开始。", "No position in a list: begin again at the first page.");
        if (member.Type != typeof(int) && member.Type != typeof(long)) return null;
        var (least, most) = member.Range is { } range ? (Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture), Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture))
            : member.Type == typeof(int) ? (int.MinValue, int.MaxValue) : (long.MinValue, long.MaxValue);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? null
            : new(member.Name, $"“{Short(text)}”不是 {least} 至 {most} 的整数。", $"'{Short(text)}' is no whole number from {least} to {most}.");
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
