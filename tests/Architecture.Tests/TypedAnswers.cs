using System.Reflection;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// The return type of a handler of <c>/api</c> is what OpenAPI says of it: the document cannot state another answer than the one that is given. Where the
/// framework's result has no body type of its own, the answer is stated by hand, and listed here.
/// </summary>
public sealed class TypedAnswers
{
    /// <summary>Handlers whose type does not tell all that they answer, and why: the rest is stated by hand, or in words.</summary>
    private static readonly IReadOnlyDictionary<string, string> ByHand = new Dictionary<string, string>
    {
        ["POST /api/auth/login"] = "the bearer handler of ASP.NET writes the tokens",
        ["POST /api/auth/refresh"] = "the bearer handler of ASP.NET writes the tokens",
        ["GET /api/policies/{file}/text"] = "a file: JSON as it is kept",
        ["GET /api/policies/{file}/rows.csv"] = "a file: CSV",
        ["GET /api/policies/{file}/rows.xlsx"] = "a file: XLSX",
        ["POST /api/policies/{file}/rows/faults.csv"] = "a file: CSV",
        ["GET /api/tickets/{key}/attachments/{id}"] = "a file: of any type",
        ["GET /api/units/{code}/tickets/export"] = "a stream: one JSON object a line",
        ["GET /api/security/events"] = "a table where one is asked for: the document holds one answer for each status, the JSON that the type tells",
    };

    [Fact]
    public async Task No_handler_of_the_api_returns_a_bare_result()
    {
        await using var app = Endpoints.Build();

        var bare = Handlers(app).Where(handler => handler.Returns == typeof(IResult) || handler.Returns == typeof(object)).Select(handler => handler.Name);

        Assert.Empty(bare);
    }

    [Fact]
    public async Task What_a_handler_returns_is_what_the_reference_states()
    {
        await using var app = Endpoints.Build();

        var handlers = Handlers(app).ToArray();
        var untold = handlers.Where(handler => Parts(handler.Returns).Any(part => !IsProblem(part) && !Tells(part))).Select(handler => handler.Name).Order(StringComparer.Ordinal);
        var added = handlers
            .Where(handler => !ByHand.ContainsKey(handler.Name) && handler.Successes != Parts(handler.Returns).Count(part => !IsProblem(part)))
            .Select(handler => $"{handler.Name} states {handler.Successes}");

        Assert.Equal(ByHand.Keys.Order(StringComparer.Ordinal), untold);
        Assert.Empty(added);
    }

    [Fact]
    public async Task A_handler_that_refuses_states_with_which_statuses()
    {
        await using var app = Endpoints.Build();

        var wrong = Handlers(app)
            .Where(handler => Parts(handler.Returns).Any(IsProblem) != handler.Refuses)
            .Select(handler => $"{handler.Name} {(handler.Refuses ? "states refusals and has none" : "refuses and states no status")}");

        Assert.Empty(wrong);
    }

    private static IEnumerable<Handler> Handlers(IEndpointRouteBuilder app) =>
        from route in Endpoints.Routes(app)
        where route.RoutePattern.RawText?.StartsWith("/api", StringComparison.Ordinal) == true
        let method = route.Metadata.GetMetadata<MethodInfo>()
        where method is not null
        let stated = route.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
        select new Handler(
            $"{string.Join(' ', route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)} {route.RoutePattern.RawText!.TrimEnd('/')}",
            Unwrapped(method.ReturnType),
            stated.Count(answer => answer.StatusCode < 300),
            stated.Any(answer => answer.StatusCode >= 400));

    private static Type Unwrapped(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : type;

    /// <summary>What a union is made of; any other type is itself.</summary>
    private static Type[] Parts(Type type) => type.IsAssignableTo(typeof(INestedHttpResult)) ? type.GetGenericArguments() : [type];

    private static bool IsProblem(Type type) => type == typeof(ProblemResult);

    /// <summary>A body's own type tells, and so does a result that states what it answers.</summary>
    private static bool Tells(Type type) => !type.IsAssignableTo(typeof(IResult)) || type.IsAssignableTo(typeof(IEndpointMetadataProvider));

    private sealed record Handler(string Name, Type Returns, int Successes, bool Refuses);
}
