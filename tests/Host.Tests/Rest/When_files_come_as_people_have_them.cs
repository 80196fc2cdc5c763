using System.Net.Http.Headers;
using System.Text;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Text in the encodings of Chinese offices, pictures under wrong names, names that hide something: what a file is, its content says.</summary>
[Collection(nameof(Site))]
public sealed class When_files_come_as_people_have_them(Site site)
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];

    [Theory]
    [InlineData("gb18030", false, "GB18030")]
    [InlineData("utf-8", true, "UTF-8")]
    [InlineData("utf-8", false, "UTF-8")]
    [InlineData("utf-16", true, "UTF-16")]
    [InlineData("utf-16", false, "UTF-16")]
    [InlineData("utf-16BE", true, "UTF-16")]
    public async Task A_text_is_taken_in_its_encoding_and_the_answer_says_which(string encoding, bool hasMark, string said)
    {
        var of = encoding == "gb18030" ? CodePagesEncodingProvider.Instance.GetEncoding(encoding)! : Encoding.GetEncoding(encoding);
        // Longer than what is looked at first: the whole decides.
        foreach (var text in new[] { "夜间 施工 请管一管", string.Concat(Enumerable.Repeat("plain words come first. ", 300)) + "夜间施工，请管一管。" })
        {
            var reply = await SendAsync([.. hasMark ? of.GetPreamble() : [], .. of.GetBytes(text)], "text/plain", "说明.txt");
            Assert.Equal((201, "text/plain", said), (reply.Status, reply["type"], reply["readAs"]));
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/csv")]
    [InlineData("application/octet-stream")]
    public async Task What_is_text_only_at_its_beginning_is_none(string declared)
    {
        var words = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("夜间施工，请管一管。", 300)));
        foreach (var content in new byte[][] { [.. words, 0, 1, 2, 0xFF], [.. words, 0xFF, 0xFE, 0xFD], words[..^1], [.. words, 7] })
        {
            var reply = await SendAsync(content, declared, "说明.txt");
            Assert.Equal((422, "attachment.type"), (reply.Status, reply["code"]));
        }
    }

    [Fact]
    public async Task A_page_in_another_encoding_is_still_a_page_and_not_taken() =>
        Assert.Equal("attachment.type", (await SendAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<html><script>alert(1)</script>")], "text/plain", "a.txt"))["code"]);

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("image/jpg")]
    [InlineData("application/pdf")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("image/webp")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    public async Task A_picture_is_taken_as_what_it_is_whatever_was_said_of_it(string declared)
    {
        var reply = await SendAsync(Png, declared, "现场.jpg");
        Assert.Equal((201, "image/png", "现场.png"), (reply.Status, reply["type"], reply["name"]));
    }

    [Theory]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx")]
    [InlineData("image/jpg", "a.jpg")]
    public async Task A_text_sent_as_a_picture_or_document_is_refused_for_what_it_is(string declared, string name)
    {
        var reply = await SendAsync("x"u8.ToArray(), declared, name);
        Assert.Equal((422, "attachment.mismatch"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task A_program_sent_as_a_picture_is_refused_as_nothing_known() =>
        Assert.Equal("attachment.type", (await SendAsync([0x4D, 0x5A, 0x90, 0, 3, 0, 0xFF, 0xFF], "image/jpeg", "a.jpg"))["code"]);

    [Theory]
    [InlineData("../../etc/现场.png", "现场.png")]
    [InlineData("C:\\fakepath\\现场.png", "现场.png")]
    [InlineData("invoice\u202Egnp.exe", "invoicegnp.png")]
    [InlineData("a\u200Bb\u2066c\u0007d\r\n.png", "abcd.png")]
    [InlineData("现场.png.exe", "现场.png.png")]
    [InlineData("整改.v2", "整改.v2.png")]
    [InlineData("照片😀.PNG", "照片😀.PNG")]
    [InlineData("...", null)]
    [InlineData("\u202E\u200B", null)]
    [InlineData("a<b>:c|d?.png", "abcd.png")]
    public async Task A_name_hides_nothing_and_leads_nowhere(string sent, string? kept) => Assert.Equal(kept ?? "", (await SendAsync(Png, "image/png", sent))["name"]);

    [Theory]
    [InlineData("application/vnd.ms-excel")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task A_sheet_is_taken_under_whatever_media_type_a_browser_gives_it(string type)
    {
        var caller = await site.AsAsync("policy");
        using var content = new ByteArrayContent(await caller.Client.GetByteArrayAsync(new Uri("/api/policies/dispatch-catalog.json/rows.csv", UriKind.Relative), TestContext.Current.CancellationToken));
        content.Headers.ContentType = new(type);
        var reply = await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/api/policies/dispatch-catalog.json/rows", UriKind.Relative), content, TestContext.Current.CancellationToken));
        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task A_long_name_is_bounded_and_keeps_its_extension()
    {
        var name = (await SendAsync(Png, "image/png", new string('长', 300) + ".png"))["name"]!;
        Assert.Equal((200, true), (name.Length, name.EndsWith("长.png", StringComparison.Ordinal)));
    }

    private async Task<Reply> SendAsync(byte[] content, string type, string name)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await Reply.OfAsync(await (await site.AsAsync("callback")).Client.PostAsync(new Uri($"/api/attachments?name={Uri.EscapeDataString(name)}", UriKind.Relative), body, TestContext.Current.CancellationToken));
    }
}
