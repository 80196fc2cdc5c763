using Hangfire;
using Hangfire.Storage;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Every endpoint says who may call it; the few that are open to all are listed here, so that none joins them unseen.</summary>
public sealed class Endpoints
{
    private static readonly string[] OpenToAll = ["/api/auth/login", "/api/auth/refresh", "/api/progress", "/api/progress/answer", "/api/progress/supplement", "/api/progress/urge", "/health", "/health/live", "/health/ready", "/openapi/{documentName}.json"];

    /// <summary>What everybody who is signed in may do about his own sign-in.</summary>
    private static readonly string[] OfOneself = ["/api/auth/me", "/api/auth/logout", "/api/auth/logout-everywhere", "/api/auth/sessions"];

    [Fact]
    public async Task Every_endpoint_states_its_permission_or_is_known_to_be_open()
    {
        await using var app = Build();

        var silent = Routes(app)
            .Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is null && route.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(route => route.RoutePattern.RawText);

        Assert.Empty(silent);
    }

    [Fact]
    public async Task No_endpoint_of_the_api_is_open_but_those_listed()
    {
        await using var app = Build();

        var open = Routes(app)
            .Where(route => route.RoutePattern.RawText is { } path && (path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("api", StringComparison.Ordinal) || path.StartsWith("/health", StringComparison.Ordinal) || path.StartsWith("/openapi", StringComparison.Ordinal) || path.StartsWith("/jobs", StringComparison.Ordinal) || path.StartsWith("/elsa", StringComparison.Ordinal)))
            .Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(route => route.RoutePattern.RawText!)
            .Distinct();

        Assert.Empty(open.Except(OpenToAll));
    }

    [Fact]
    public async Task Every_endpoint_of_the_api_names_a_row_of_the_permission_table()
    {
        await using var app = Build();

        var wrong = Routes(app)
            .Where(route => route.RoutePattern.RawText?.StartsWith("/api", StringComparison.Ordinal) == true && route.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Where(route => !OfOneself.Contains(route.RoutePattern.RawText))
            .Where(route => route.Metadata.GetMetadata<Permission>() is not { } permission || !Permissions.All.Contains(permission))
            .Select(route => route.RoutePattern.RawText);

        Assert.Empty(wrong);
    }

    /// <summary>The house as it is served, built but not started: nothing is connected.</summary>
    internal static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddJieSuJiBan(new ServiceDatabase("Host=127.0.0.1;Port=1;Database=none", null, new(null, Convert.ToBase64String(new byte[32])), null), Exposure.None);
        builder.Services.AddSingleton<JobStorage, NoJobs>();
        var app = builder.Build();
        app.UseJieSuJiBan();
        return app;
    }

    internal static IEnumerable<RouteEndpoint> Routes(IEndpointRouteBuilder app) => app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>The dashboard's route wants a storage when it is mapped, and the real one would look for its database for half a minute.</summary>
    private sealed class NoJobs : JobStorage
    {
        public override IMonitoringApi GetMonitoringApi() => throw new NotSupportedException();

        public override IStorageConnection GetConnection() => throw new NotSupportedException();
    }
}
