using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Cases;
using Microsoft.AspNetCore.Diagnostics;

namespace JieSuJiBan.Web.Http;

/// <summary>
/// What people see when a page fails. It needs nothing that may be broken: no database, no session. It says whether what was sent took
/// effect, as far as anybody knows, and keeps what was typed: its button sends the very same form again, with the same command id, so that
/// nothing happens twice.
/// </summary>
internal static class FailurePage
{
    private const string Token = "__RequestVerificationToken";

    private static readonly string[] Unkept = ["password"];

    public static async Task WriteAsync(HttpContext http)
    {
        var failure = http.Features.Get<IExceptionHandlerPathFeature>();
        var isDatabase = ExceptionsAsProblems.IsDatabaseDown(failure?.Error);
        http.Response.StatusCode = isDatabase ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        if (isDatabase) http.Response.Headers.RetryAfter = "3";
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        var form = await FormAsync(http);
        var text = new StringBuilder("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>出错了 · Failed</title><main><h1>页面出错了 <span lang=\"en\">The page failed</span></h1>");
        foreach (var (sentence, language) in Said(http, isDatabase ? failure?.Error : null, failure?.Error is DamagedCaseException, form)) text.Append(CultureInfo.InvariantCulture, $"<p lang=\"{language}\">{HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All).Encode(sentence)}</p>");
        if (form is not null) Append(text, form);
        text.Append("<p><a href=\"/\">返回首页 <span lang=\"en\">Home</span></a></p></main></html>");
        await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    private static IEnumerable<(string Text, string Language)> Said(HttpContext http, Exception? outage, bool isDamaged, IFormCollection? form)
    {
        var why = outage is not null ? DatabaseProblems.Cause(http.RequestServices.GetRequiredService<DatabaseOutage>(), outage).Why
            : isDamaged ? new Sentence("该工单存储的内容无法读取，可能被改动或磁盘损坏，请审计员校验其历史", "What is stored of this ticket cannot be read: it may have been changed, or the disk failed. Let an auditor verify its history")
            : new Sentence("程序出错，原因已记入日志", "The page failed and the reason is logged");
        if (DatabaseProblems.IsRead(http))
        {
            yield return ($"{why.Chinese}。只是没有显示出来，没有改动任何内容；请稍后刷新，如反复出现，请联系系统管理员。", "zh-CN");
            yield return ($"{why.English}. Nothing was changed. Reload in a moment; if it happens again, tell a system administrator.", "en");
            yield break;
        }

        var isSafe = form?.ContainsKey("command") == true;
        var isNothing = outage is not null && DatabaseProblems.IsNothingWritten(http, isSafe);
        yield return (isNothing ? $"{why.Chinese}，刚才提交的内容没有写入。" : $"{why.Chinese}，刚才提交的结果未知：可能已经生效，也可能没有。", "zh-CN");
        yield return (isNothing ? $"{why.English}; what you sent was not written." : $"{why.English}; it is not known whether what you sent took effect.", "en");
        if (form is null) yield break;
        yield return (isSafe ? "请稍候片刻，按下面的按钮原样再提交一次：如已生效，不会重复生效。请不要重新填写。" : "您填写的内容保留在下面。请先查看是否已经生效，没有生效再按按钮重新提交。", "zh-CN");
        yield return (isSafe ? "Wait a moment, then press the button: it sends the same once more, and if it took effect already, nothing happens twice. Do not fill it in anew." : "What you typed is kept below. Look first whether it took effect; if not, press the button to send it again.", "en");
        if (form.Files.Any(file => file.Length > 0))
        {
            yield return ("附件需要重新选择。", "zh-CN");
            yield return ("Files have to be chosen again.", "en");
        }
    }

    private static void Append(StringBuilder text, IFormCollection form)
    {
        var encode = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
        var hasFiles = form.Files.Count > 0;
        // Without an address it goes where it went before.
        text.Append(CultureInfo.InvariantCulture, $"<form method=\"post\"{(hasFiles ? " enctype=\"multipart/form-data\"" : "")}>");
        foreach (var field in form)
        {
            foreach (var value in field.Value)
            {
                if (value is null) continue;
                var (name, held) = (encode.Encode(field.Key), encode.Encode(value));
                // Words are shown, so that they can be copied should all else fail.
                if (value.Contains('\n', StringComparison.Ordinal) || (value.Length > 20 && field.Key != Token && value.Any(letter => letter > 0x7F)))
                {
                    // The first line break after the tag is not part of the text.
                    text.Append(CultureInfo.InvariantCulture, $"<p><textarea name=\"{name}\" aria-label=\"您填写的内容 · What you typed\" readonly rows=\"6\" cols=\"80\">\n{held}</textarea></p>");
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"<input type=\"hidden\" name=\"{name}\" value=\"{held}\">");
                }
            }
        }

        foreach (var name in form.Files.Select(file => file.Name).Distinct(StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"<p><input type=\"file\" multiple aria-label=\"附件 · Files\" name=\"{encode.Encode(name)}\"></p>");
        text.Append("<p><button type=\"submit\">原样再提交一次 <span lang=\"en\">Send the same again</span></button></p></form>");
    }

    /// <summary>The form that was sent, where it came from a page of ours and holds no password.</summary>
    private static async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType || !RequestOrigin.IsOwn(http.Request)) return null;
        try
        {
            var form = http.FormAtTheEdge() ?? await http.Request.ReadFormAsync(http.RequestAborted);
            return form.Keys.Any(key => Unkept.Contains(key, StringComparer.OrdinalIgnoreCase)) ? null : form;
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or BadHttpRequestException or InvalidOperationException)
        {
            // Then there is nothing to keep.
            return null;
        }
    }
}
