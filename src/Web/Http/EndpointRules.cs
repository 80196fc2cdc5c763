using JieSuJiBan.Application.Accounts;


namespace JieSuJiBan.Web.Http;

/// <summary>How an endpoint says who may call it and what it may answer.</summary>
internal static class EndpointRules
{
    /// <summary>States the permission: enforced, and shown on the reference page.</summary>
    public static RouteHandlerBuilder Allow(this RouteHandlerBuilder endpoint, Permission permission) => endpoint
        .RequireAuthorization(permission.Name)
        .WithMetadata(permission);

    /// <summary>Documents the answer as a file of that type: the framework's results for files carry the type of the content at run time only.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder endpoint, string contentType) => endpoint.Produces<Stream>(200, contentType);

    /// <summary>Documents the refusals besides 401 and 403, which every endpoint has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.Produces<Problem>(status, "application/problem+json");
        return endpoint;
    }
}
