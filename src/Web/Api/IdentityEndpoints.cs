using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;


namespace JieSuJiBan.Web.Api;

/// <summary>To which phone a code goes. Sent as a body, so that no number stands in an address or a log.</summary>
public sealed record IdentityCheckRequest
{
    /// <summary>The mobile number that the caller names.</summary>
    /// <example>13800001234</example>
    [NotOfTicket("Where a code is sent; only its pseudonym is kept.")]
    public string? Phone { get; init; }
}

/// <summary>What the caller read out.</summary>
public sealed record IdentityCodeRequest
{
    /// <summary>The code.</summary>
    /// <example>123456</example>
    [NotOfTicket("Compared and forgotten.")]
    public string? Code { get; init; }
}

/// <summary>A check that was passed.</summary>
/// <param name="CheckId">To be named as <c>identityCheck</c> with the request.</param>
/// <param name="Verified">True.</param>
public sealed record IdentityChecked(Guid CheckId, bool Verified);

/// <summary>Verifying who asks, before a request is registered.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentityChecks(this IEndpointRouteBuilder app)
    {
        var checks = app.MapGroup("/api/identity-checks").WithTags("身份核验");
        checks.MapPost("", async Task<Results<Ok<CodeSent>, ProblemResult>> (IdentityCheckRequest body, IdentityVerifier door, HttpContext http, CancellationToken ct) =>
            {
                var (sent, refusal) = await door.SendAsync(body.Phone, http.User.ToActor(), AddressOf(http), ct);
                return refusal is null ? TypedResults.Ok(sent) : Problems.Of(refusal);
            })
            .Allow(Permissions.CreateTicket).WithSummary("发送身份核验码").WithDescription("Sends a code to the caller's mobile phone. The caller reads it out; whoever registers cannot claim it. Few an hour for each phone, account and address.")
            .Refuses(409, 422);
        checks.MapPost("/{id:guid}/code", async Task<Results<Ok<IdentityChecked>, ProblemResult>> (Guid id, IdentityCodeRequest body, IdentityVerifier door, HttpContext http, CancellationToken ct) =>
                await door.TryAsync(id, body.Code, http.User.ToActor(), ct) is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(new IdentityChecked(id, true)))
            .Allow(Permissions.CreateTicket).WithSummary("核对身份核验码").WithDescription("Tries the code that the caller read out; every try counts. A passed check is named as identityCheck with the request.")
            .Refuses(409, 422);
    }

    /// <summary>The network address that asks.</summary>
    internal static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";
}
