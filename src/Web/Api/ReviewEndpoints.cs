using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Api;

/// <summary>The list over HTTP.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/governance/reviews", async (ReviewList reviews, HttpContext http, CancellationToken ct) => await reviews.OfAsync(http.User, ct))
            .WithTags("政策治理").Allow(Permissions.PublishPolicy).WithSummary("待我审核").WithDescription("Drafts, change sets and retirements that wait for the caller: only those the caller has no hand in, the longest waiting first.");
}
