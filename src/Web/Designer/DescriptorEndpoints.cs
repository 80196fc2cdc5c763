using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Designer;

/// <summary>What Studio asks before it draws: which activities, expressions, types and strategies there are. We offer only what the engine executes.</summary>
internal static class DescriptorEndpoints
{
    public static void MapElsaDescriptors(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/elsa/api");
        api.MapGet("/descriptors/activities", (ActivityDescriptorText text, HttpContext http) => text.Answer(http)).Allow(Permissions.ReadPolicy);
        api.MapPost("/descriptors/activities/{typeName}/options/{propertyName}", (string typeName, string propertyName, ActivityRegistry activities, PublishedStore catalog) =>
            activities.Find(typeName)?.Descriptor.Inputs.FirstOrDefault(input => string.Equals(input.Name, propertyName, StringComparison.OrdinalIgnoreCase)) is { } input
                ? ElsaResults.Ok(new { items = StudioPickers.Choices(input, catalog.Policy) })
                : ElsaResults.NotFound("该活动输入", "input")).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/expression-descriptors", () => ElsaResults.List(
        [
            Expression("Literal", "固定值", isBrowsable: false),
            Expression("Object", "对象", isBrowsable: false, "json"),
            Expression("JavaScript", "JavaScript", isBrowsable: true, "javascript"),
            Expression("Liquid", "Liquid", isBrowsable: true, "liquid"),
            Expression("Variable", "变量", isBrowsable: true),
            Expression("Input", "流程输入", isBrowsable: true),
        ])).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/variables", () => ElsaResults.List(VariableTypes)).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/storage-drivers", () => ElsaResults.List(
            new[] { new { typeName = "WorkflowInstanceStorageDriver", displayName = "随流程保存", priority = 0, deprecated = false } })).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/incident-strategies", () => ElsaResults.List(
        [
            Strategy("FaultStrategy", "停下整个流程", "出现异常后流程停下，等待人员重试或跳过出错的环节。"),
            Strategy("ContinueWithIncidentsStrategy", "其他分支继续", "出现异常的分支停下，其余分支照常进行。"),
        ])).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/workflow-activation-strategies", () => ElsaResults.List(
            new[] { Strategy("AllowAlwaysStrategy", "总是允许", "每张工单启动一次运行，互不影响。") })).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/log-persistence-strategies", () => ElsaResults.List(
            new[] { Strategy("Include", "全部留存", "每一步都写入不可更改的历史；个人信息只留密封引用。") })).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/commit-strategies/{of}", (string of) => of is "workflows" or "activities"
            ? ElsaResults.List(Array.Empty<object>())
            : ElsaResults.NotFound("该策略", "strategy")).Allow(Permissions.ReadPolicy);
        api.MapGet("/descriptors/output-converters", () => ElsaResults.List(Array.Empty<object>())).Allow(Permissions.ReadPolicy);
        api.MapGet("/resilience/strategies", () => ElsaResults.List(Array.Empty<object>())).Allow(Permissions.ReadPolicy);
        api.MapGet("/secrets/descriptors", () => ElsaResults.Ok(new { types = Array.Empty<object>(), stores = Array.Empty<object>() })).Allow(Permissions.ReadPolicy);
        // No feature: then Studio asks every few seconds instead of holding a connection, and offers nothing that we do not serve.
        api.MapGet("/features/installed", () => ElsaResults.List(Array.Empty<object>())).Allow(Permissions.ReadPolicy);
        api.MapGet("/features/installed/{fullName}", (string fullName) => ElsaResults.NotFound("功能“" + fullName + "”", "feature")).Allow(Permissions.ReadPolicy);
        api.MapGet("/package/version", () => ElsaResults.Ok(new { packageVersion = "3.8.2" })).Allow(Permissions.ReadPolicy);
    }

    private static readonly object[] VariableTypes =
    [
        Type("String", "文字", "基础"), Type("Boolean", "是或否", "基础"), Type("Int32", "整数", "基础"), Type("Int64", "长整数", "基础"), Type("Decimal", "小数", "基础"),
        Type("Double", "浮点数", "基础"), Type("DateTimeOffset", "时刻（带时区）", "时间"), Type("DateTime", "日期时间", "时间"), Type("TimeSpan", "时长", "时间"), Type("Guid", "唯一编号", "基础"),
        Type("Object", "任意", "结构"), Type("JsonObject", "JSON 对象", "结构"), Type("JsonArray", "JSON 列表", "结构"), Type("ObjectDictionary", "字典", "结构"), Type("StringDictionary", "文字字典", "结构"),
    ];

    private static object Type(string typeName, string displayName, string category) => new { typeName, displayName, category, description = (string?)null };

    private static object Strategy(string typeName, string displayName, string description) => new { typeName, displayName, description };

    private static object Expression(string type, string displayName, bool isBrowsable, string? language = null) => new
    {
        type,
        displayName,
        isSerializable = true,
        isBrowsable,
        properties = language is null ? [] : new Dictionary<string, object> { ["MonacoLanguage"] = language },
    };
}

/// <summary>
/// The descriptors as bytes, made once for a policy and a set of definitions: Studio asks for them after every save. The browser
/// keeps them, and is told only whether they have changed.
/// </summary>
internal sealed class ActivityDescriptorText(ActivityRegistry activities, PublishedStore catalog)
{
    // Studio takes what is absent as null, and reads this list in interpreted WebAssembly.
    private static readonly JsonSerializerOptions Terse = new(ElsaResults.Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private volatile Text? current;

    /// <summary>The list, or that the browser has it already.</summary>
    public IResult Answer(HttpContext http)
    {
        var (policy, definitions) = (catalog.Policy, catalog.Definitions);
        if (current is not { } text || text.Policy != policy || text.Definitions != definitions) current = text = Make(policy, definitions);
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.ETag = text.Tag;
        headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(text.Tag, StringComparison.Ordinal)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var packed = http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase);
        if (packed) headers.ContentEncoding = "br";
        return TypedResults.Bytes(packed ? text.Packed : text.Plain, "application/json; charset=utf-8");
    }

    private Text Make(CityPolicy policy, DefinitionSet definitions)
    {
        var items = ActivityDescriptors.Of(activities, policy, definitions);
        var plain = JsonSerializer.SerializeToUtf8Bytes(new { items, count = items.Count }, Terse);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) brotli.Write(plain);
        return new(policy, definitions, plain, packed.ToArray(), $"W/\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12))}\"");
    }

    private sealed record Text(CityPolicy Policy, DefinitionSet Definitions, byte[] Plain, byte[] Packed, string Tag);
}
