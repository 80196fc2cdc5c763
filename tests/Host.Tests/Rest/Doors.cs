using System.Text.RegularExpressions;
using JieSuJiBan.Application.Accounts;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>An endpoint of the service as somebody outside calls it.</summary>
internal sealed record Door(RouteEndpoint Endpoint, string Method, string Path)
{
    /// <summary>The type of its body; null where it takes no JSON.</summary>
    public Type? Body => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts && accepts.ContentTypes.Contains("application/json") ? accepts.RequestType : null;

    public bool IsPage => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>An account that may call it; null: anybody may.</summary>
    public string? Account => Endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null ? null
        : Endpoint.Metadata.GetOrderedMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Select(data => data.Policy).OfType<string>().FirstOrDefault() is { } policy
            ? Accounts.First(account => Permissions.All.Single(permission => permission.Name == policy).Roles.Contains(account.Role)).Name
            : "operator";

    private static readonly (string Name, string Role)[] Accounts =
    [
        .. DemoPeople.Accounts.Where(account => account.UserName != "admin").Select(account => (account.UserName, account.Role)), ("admin", Runtime.Inbox.RoleNames.SystemAdministrator),
    ];

    /// <summary>All endpoints that take part in routing, below one of the prefixes; ready-made pages and files are not ours.</summary>
    public static async Task<Door[]> AllAsync(Site site, Func<string, bool> isWanted)
    {
        var source = (await site.ServicesAsync()).GetRequiredService<EndpointDataSource>();
        return
        [
            .. source.Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => isWanted("/" + endpoint.RoutePattern.RawText?.TrimStart('/')))
                .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new Door(endpoint, method, PathOf(endpoint)))),
        ];
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + Regex.Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{\*{0,2}([a-zA-Z]+)(:[a-z]+)?\??\}", place => place.Groups[2].Value switch
    {
        ":guid" => "00000000-0000-0000-0000-000000000001",
        ":int" or ":long" => "1",
        _ => place.Groups[1].Value is "kind" ? "workflow" : "x",
    });

    public override string ToString() => $"{Method} {Path}";
}
