using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Http;
using Microsoft.Net.Http.Headers;

namespace JieSuJiBan.Web.Designer;

/// <summary>Serves Studio's files and the frame pages around its elements.</summary>
internal static class StudioEndpoints
{
    public static void MapStudio(this IEndpointRouteBuilder app)
    {
        // Public as any stylesheet is: the package is free software, and holds nothing of the city.
        app.MapGet(StudioPackage.Root + "/{version}/{**path}", Serve).AllowAnonymous().ExcludeFromDescription();
        app.MapMethods(StudioPackage.Root + "/{version}/{**path}", [HttpMethods.Head], Serve).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(StudioPackage.Root + "/words", () => TypedResults.Json(StudioLabels.All)).AllowAnonymous().ExcludeFromDescription();
        // The page beside the designer cannot know when the first change makes a draft: these lead to where it is when they are followed.
        app.MapGet("/designer/{id}/review", ReviewAsync).Allow(Permissions.ReadPolicy).ExcludeFromDescription();
        app.MapGet("/designer/{id}/try", TryAsync).Allow(Permissions.ReadPolicy).ExcludeFromDescription();
        foreach (var element in StudioElement.All)
        {
            app.MapGet($"{StudioPackage.Root}/{{version}}/frame/{element.Name}", (string version, string? id, HttpContext http) => Frame(StudioPackage.Current, version, element, id, http))
                .Allow(Permissions.ReadPolicy).ExcludeFromDescription();
        }
    }

    /// <summary>The frame; the address of another version than the one installed leads to the installed one.</summary>
    internal static IResult Frame(StudioPackage? package, string version, StudioElement element, string? id, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = StudioFrame.ContentPolicy;
        headers.XFrameOptions = "SAMEORIGIN";
        headers.CacheControl = "no-cache, no-store";
        if (package is null) return TypedResults.Content(StudioFrame.Missing, "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable);
        if (version != package.Version) return TypedResults.LocalRedirect(element.Address(id));
        return TypedResults.Content(StudioFrame.Page(package, element, id), "text/html; charset=utf-8");
    }

    /// <summary>To the draft's page, where its findings, changes and reviewers are; without a draft, to the versions.</summary>
    private static async Task<IResult> ReviewAsync(string id, DraftQueries drafts, HttpContext http, CancellationToken ct) => TypedResults.LocalRedirect(
        await drafts.OpenAsync(http.User, DraftKind.Workflow, id, ct) is { } draft ? $"/changes/{draft.DraftId}" : "/changes/versions/Workflow/" + Uri.EscapeDataString(id));

    /// <summary>To the sandbox with what the designer shows: the draft, else the newest version.</summary>
    private static async Task<IResult> TryAsync(string id, DefinitionVersions shelf, CancellationToken ct) => TypedResults.LocalRedirect(
        (await shelf.VersionsAsync(id, ct)).FirstOrDefault() is { } newest ? newest.Draft is { } draft ? $"/sandbox?draft={draft.DraftId}" : "/sandbox?version=" + newest.Definition.Hash : "/sandbox");

    private static IResult Serve(string version, string? path, HttpContext http)
    {
        // Its settings: everything it needs, the element's attributes say.
        if (path == "appsettings.json") return TypedResults.Content("{}", "application/json; charset=utf-8");
        if (StudioPackage.Current is not { } package || version != package.Version || package.Find(path ?? "") is not { } file) return TypedResults.NotFound();
        var (form, encoding) = file.For(http.Request.Headers);
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.ContentSecurityPolicy = StudioFrame.ContentPolicy;
        headers.XFrameOptions = "SAMEORIGIN";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (file.Brotli is not null || file.Gzip is not null) headers.Vary = HeaderNames.AcceptEncoding;
        if (encoding is not null) headers.ContentEncoding = encoding;
        return TypedResults.PhysicalFile(form, file.ContentType, entityTag: EntityTagHeaderValue.Parse(file.TagOf(form)));
    }
}
