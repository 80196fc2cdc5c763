using System.Globalization;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace JieSuJiBan.Web.Api;

/// <summary>The API's description, and a page to read it. The page's script is served from here: nothing is fetched from elsewhere.</summary>
internal static class Reference
{
    private const string Bearer = "bearer";
    private const string Cookie = "cookie";

    public static IServiceCollection AddJieSuJiBanReference(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = description => description.RelativePath is { } path && path.StartsWith("api/", StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "接诉即办 JieSuJiBan",
                Version = "v1",
                Description = """
                    城市诉求工单服务接口。每个命令都须带 `Idempotency-Key` 请求头；拒绝与失败以 RFC 9457 problem details 返回,`detail` 为中文,`detailEn` 为英文。时间一律为 ISO-8601(UTC)。

                    Case processing for citizens' requests. Every command needs an `Idempotency-Key`; refusals are RFC 9457 problem details. Instants are ISO-8601 in UTC. Lists are paged by cursor: pass `nextCursor` as `cursor`.
                    """,
            };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "POST /api/auth/login 颁发的访问令牌 (the access token it gives)" },
                [Cookie] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "jsjb", Description = "页面登录 Cookie，https 下名为 __Host-jsjb (the pages' cookie; __Host-jsjb over https)" },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(NodaTime.Instant) || context.JsonTypeInfo.Type == typeof(NodaTime.Instant?))
            {
                schema.Type = JsonSchemaType.String;
                schema.Format = "date-time";
                schema.Examples = ["2026-03-02T01:30:00Z"];
            }

            return Task.CompletedTask;
        });
    });

    public static void MapReference(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/reference", options =>
        {
            options.Title = "接诉即办 API";
            options.DefaultFonts = false;
            options.WithNonce();
            options.OpenApiRoutePattern = "/openapi/{documentName}.json";
        }).AllowAnonymous();
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        if (metadata.OfType<Permission>().LastOrDefault() is { } permission)
        {
            operation.Description = string.Create(CultureInfo.InvariantCulture, $"{operation.Description}\n\n权限 permission `{permission.Name}`: {string.Join(", ", permission.Roles)}.").Trim();
        }

        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
        }
        else
        {
            operation.Security =
            [
                new() { [new(Bearer, context.Document)] = [] },
                new() { [new(Cookie, context.Document)] = [] },
            ];
            operation.Responses.TryAdd("401", Refusal("尚未登录 Not signed in"));
            operation.Responses.TryAdd("403", Refusal("没有权限 No permission"));
        }

        if (metadata.OfType<RequiresKey>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = CommandKeys.Header,
                In = ParameterLocation.Header,
                Required = true,
                Description = "同一账号同一值只生效一次，重复时返回首次结果。The same value from the same account takes effect once; again, it gets the first answer.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = CommandKeys.MaximumLength, Examples = ["0190c7a5-4f0e-7b3a-9d53-2f1f6f1b8a10"] },
            });
            operation.Responses.TryAdd("400", Refusal("格式有误或缺少 Idempotency-Key (malformed, or no Idempotency-Key)"));
            operation.Responses.TryAdd("429", Refusal("系统繁忙 Busy; see Retry-After"));
            operation.Responses.TryAdd("503", Refusal("数据库暂不可用 Database not reachable"));
        }

        foreach (var (status, response) in operation.Responses)
        {
            if (response is OpenApiResponse known && string.IsNullOrEmpty(known.Description)) known.Description = status;
        }

        return Task.CompletedTask;

        OpenApiResponse Refusal(string description) => new()
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) },
            },
        };
    }
}
