using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Attachments;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>A file as lists show it.</summary>
/// <param name="Id">Its id: a UUID and the SHA-256 of its content; name it in <c>attachments</c> of a request or a task's result.</param>
/// <param name="Type">What its content is.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Sha256">SHA-256 of its content, lower-case hexadecimal.</param>
/// <param name="Name">What the sender called it, where the reader may read words in full; else null.</param>
/// <param name="UploadedBy">Account id.</param>
/// <param name="UploadedAt">When.</param>
/// <param name="ReadAs">In the answer to an upload of a text the encoding it was read as; else null.</param>
public sealed record AttachmentDocument(string Id, string Type, long Size, string Sha256, string? Name, string UploadedBy, Instant UploadedAt, string? ReadAs = null)
{
    internal static AttachmentDocument Of(AttachmentInfo file, bool named) =>
        new(file.Id.ToString(), file.Type, file.Size, file.Id.Sha256, named ? file.Name : null, file.UploadedBy, file.UploadedAt);
}

/// <summary>Files: sent before the command that names them, read by who may read the ticket's words.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/attachments", UploadAsync).Allow(Permissions.SendFiles).WithTags("附件").Accepts<byte[]>("*/*")
            .WithSummary("上传附件").WithDescription("Send a file as the body; `name` is what it is called. It is stored encrypted and loose until a request or a task names its id; what nothing names within 24 hours is gone. What it is, its content says, whatever Content-Type is sent; the name gets the extension of the content. Text is taken in UTF-8, UTF-16 and GB 18030 and `readAs` says which. Where a scanner is configured it is scanned for malware first. Needs no Idempotency-Key: sent twice, it is there twice and one of them goes.")
            .Refuses(409, 413, 422, 503);
        app.MapGet("/api/tickets/{key}/attachments", ListAsync).Allow(Permissions.ReadTickets).WithTags("附件")
            .WithSummary("工单的附件").WithDescription("The files of a ticket. Of a confidential one, the petitioner's own are not shown to its handlers; a unit that has lost the ticket sees none.")
            .Refuses(404);
        app.MapGet("/api/tickets/{key}/attachments/{id}", DownloadAsync).Allow(Permissions.ReadWords).WithTags("附件")
            .WithSummary("下载附件").WithDescription("The content of a file of this ticket; each reading is logged.")
            .ProducesFile("application/octet-stream").Refuses(404);
    }

    private static async Task<Results<Created<AttachmentDocument>, ProblemResult>> UploadAsync([FromQuery(Name = "name")] string? name, HttpContext http, AttachmentCommands door, CancellationToken ct)
    {
        if (name is { Length: > 500 }) return Problems.Invalid("name", "文件名最长 500 字。", "At most 500 characters.");
        var upload = await door.TakeAsync(http.Request.Body, name, http.Request.ContentType, http.User.ToActor(), ct);
        if (upload is { IsForNow: true, Rejection: { } later }) return Problems.Of(503, later.Code, later.Chinese, later.English, retryAfter: TimeSpan.FromSeconds(30));
        if (upload.Rejection is { } refused) return Problems.Of(refused);
        return TypedResults.Created((string?)null, AttachmentDocument.Of(upload.File!, named: true) with { ReadAs = upload.ReadAs });
    }

    private static async Task<Results<Ok<IReadOnlyList<AttachmentDocument>>, ProblemResult>> ListAsync(string key, HttpContext http, TicketReader tickets, AttachmentCommands door, CancellationToken ct)
    {
        var viewer = http.User.ToViewer();
        if (await tickets.GetAlsoLostAsync(key, viewer, ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        return TypedResults.Ok<IReadOnlyList<AttachmentDocument>>([.. (await door.OfAsync(ticket, ct)).Select(file => AttachmentDocument.Of(file, ticket.Reading.ReadsWords))]);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> DownloadAsync(string key, string id, HttpContext http, TicketReader tickets, AttachmentCommands door, AttachmentStore store, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, http.User.ToViewer(), ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        var file = (await door.OfAsync(ticket, ct)).FirstOrDefault(known => known.Id.ToString() == id);
        if (file is null || await store.OpenAsync(file, http.User.ToActor(), ct) is not { } write) return Problems.NotFound("该附件", "attachment");
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.XContentTypeOptions = "nosniff";
        // A file shown by the browser runs nothing and loads nothing.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var disposition = new ContentDispositionHeaderValue("attachment");
        // Files of earlier releases keep the name they were sent under.
        disposition.SetHttpFileName(FileName.Clean(file.Name, file.Type) ?? "attachment");
        headers.ContentDisposition = disposition.ToString();
        http.Response.ContentLength = file.Size;
        return TypedResults.Stream(output => write(output, ct), file.Type);
    }
}
