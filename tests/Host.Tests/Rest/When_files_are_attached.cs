using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Art. 8: pictures, sound and video may come with a request; they are told by content, kept encrypted and given to few.</summary>
[Collection(nameof(Site))]
public sealed class When_files_are_attached(Site site)
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Encoding.ASCII.GetBytes("pixels of a street lamp")];

    [Fact]
    public async Task A_file_goes_in_by_its_hash_and_comes_out_as_it_was()
    {
        var content = Large();
        var sent = await SendAsync("operator", content, "image/png", "路灯 照片.png");
        Assert.Equal((201, "image/png", Convert.ToHexStringLower(SHA256.HashData(content))), (sent.Status, sent["type"], sent["sha256"]));

        var caseId = await Given.CreatedAsync(site, ("attachments", new[] { sent["id"] }));
        var operatorOf = await site.AsAsync("operator");
        using var got = await operatorOf.Client.GetAsync(new Uri($"/api/tickets/{caseId}/attachments/{sent["id"]}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(content, await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("attachment", "nosniff"), (got.Content.Headers.ContentDisposition!.DispositionType, got.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Contains("路灯 照片.png", got.Content.Headers.ContentDisposition.FileNameStar, StringComparison.Ordinal);
        Assert.True(got.Headers.CacheControl!.NoStore);
        // The hash is in the journal, so the file cannot be exchanged later.
        var history = await operatorOf.GetAsync($"/api/tickets/{caseId}/history");
        Assert.Contains(sent["sha256"]!, history.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_it_lies_readable_in_the_database()
    {
        var sent = await SendAsync("operator", [.. Png, .. "一个很容易找到的句子"u8], "image/png", "很好认的文件名.png");

        await using var database = Npgsql.NpgsqlDataSource.Create(await site.DatabaseAsync());
        await using var parts = database.CreateCommand("select count(*)::int from jsjb.attachment_part p join jsjb.attachment a using (attachment_id) where position($1::bytea in p.ciphertext) > 0 or position($2::bytea in a.name) > 0");
        parts.Parameters.Add(new() { Value = Encoding.UTF8.GetBytes("容易找到") });
        parts.Parameters.Add(new() { Value = Encoding.UTF8.GetBytes("好认") });

        Assert.Equal((201, 0), (sent.Status, (int)(await parts.ExecuteScalarAsync(TestContext.Current.CancellationToken))!));
    }

    [Theory]
    [InlineData("<html>not a picture</html>", "image/png", "attachment.type")]
    [InlineData("MZ a program", "application/octet-stream", "attachment.type")]
    [InlineData("plain words", "image/png", "attachment.mismatch")]
    [InlineData("", "image/png", "attachment.empty")]
    public async Task What_it_is_its_content_says_and_not_its_name(string content, string declared, string code)
    {
        var reply = await SendAsync("operator", content.StartsWith("MZ", StringComparison.Ordinal) ? [0x4D, 0x5A, 0x90, 0, 3, 0] : Encoding.UTF8.GetBytes(content), declared, "picture.png");

        Assert.Equal((422, code), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task A_file_larger_than_the_city_allows_is_refused_while_it_comes()
    {
        var reply = await SendAsync("operator", [.. Png, .. new byte[20 * 1024 * 1024]], "image/png", "big.png");

        Assert.Equal((422, "attachment.tooLarge"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task Nobody_gets_a_file_by_its_id_through_a_ticket_of_ones_own()
    {
        var sent = await SendAsync("operator", Png, "image/png", "a.png");
        var taken = await Given.CreatedAsync(site, ("attachments", new[] { sent["id"] }));
        var other = await Given.CreatedAsync(site);
        var caller = await site.AsAsync("operator");

        Assert.Equal(404, (await caller.GetAsync($"/api/tickets/{other}/attachments/{sent["id"]}")).Status);
        var again = await caller.PostAsync("/api/tickets", Given.Ticket(("attachments", new[] { sent["id"] })));
        Assert.Equal((422, "attachment.unknown"), (again.Status, again["code"]));
        var guessed = await caller.PostAsync("/api/tickets", Given.Ticket(("attachments", new[] { $"{Guid.NewGuid():N}.{sent["sha256"]}" })));
        Assert.Equal((422, "attachment.unknown"), (guessed.Status, guessed["code"]));
        Assert.Single((await caller.GetAsync($"/api/tickets/{taken}/attachments")).Body.EnumerateArray());
    }

    [Fact]
    public async Task A_file_that_another_uploaded_cannot_be_named()
    {
        var sent = await SendAsync("dispatcher", Png, "image/png", "a.png");

        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("attachments", new[] { sent["id"] })));

        Assert.Equal((422, "attachment.unknown"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task The_same_request_again_and_a_request_after_a_refusal_may_name_it_again()
    {
        var sent = await SendAsync("operator", Png, "image/png", "a.png");
        var caller = await site.AsAsync("operator");
        var key = Guid.NewGuid().ToString();

        Assert.Equal(422, (await caller.PostAsync("/api/tickets", Given.Ticket(("attachments", new[] { sent["id"] }), ("title", "")))).Status);
        var first = await caller.PostAsync("/api/tickets", Given.Ticket(("attachments", new[] { sent["id"] })), key);
        var again = await caller.PostAsync("/api/tickets", Given.Ticket(("attachments", new[] { sent["id"] })), key);

        Assert.Equal((201, 200, first["caseId"]), (first.Status, again.Status, again["caseId"]));
    }

    [Fact]
    public async Task Only_who_reads_words_reads_files_and_every_reading_is_noted()
    {
        var sent = await SendAsync("operator", Png, "image/png", "身份证.png");
        var caseId = await Given.CreatedAsync(site, ("attachments", new[] { sent["id"] }));
        var path = $"/api/tickets/{caseId}/attachments/{sent["id"]}";

        Assert.Equal(403, (await (await site.AsAsync("policy")).GetAsync(path)).Status);
        Assert.Equal(401, (await (await site.AsAsync(null)).GetAsync(path)).Status);
        Assert.DoesNotContain("身份证", (await (await site.AsAsync("policy")).GetAsync($"/api/tickets/{caseId}/attachments")).Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(200, (await (await site.AsAsync("operator")).GetAsync(path)).Status);
        await using var database = Npgsql.NpgsqlDataSource.Create(await site.DatabaseAsync());
        await using var noted = database.CreateCommand("select count(*)::int from jsjb.vault_access where vault_id = $1 and purpose = 'attachment'");
        noted.Parameters.Add(new() { Value = Guid.ParseExact(sent["id"]![..32], "N") });
        Assert.Equal(1, (int)(await noted.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public async Task Whoever_erases_the_person_erases_the_persons_files()
    {
        var sent = await SendAsync("operator", Png, "image/png", "a.png");
        var caseId = await Given.CreatedAsync(site, ("attachments", new[] { sent["id"] }));
        await using var database = Npgsql.NpgsqlDataSource.Create(await site.DatabaseAsync());
        await using var erase = database.CreateCommand("update jsjb.vault_key set wrapped_key = null, destroyed_at = now() where subject_id = (select subject_id from jsjb.ticket where case_id = $1)");
        erase.Parameters.Add(new() { Value = Guid.Parse(caseId) });
        await erase.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(404, (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}/attachments/{sent["id"]}")).Status);
    }

    private static byte[] Large()
    {
        var content = new byte[700_000];
        new Random(1).NextBytes(content);
        Png.CopyTo(content, 0);
        return content;
    }

    private async Task<Reply> SendAsync(string account, byte[] content, string type, string name)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await Reply.OfAsync(await (await site.AsAsync(account)).Client.PostAsync(new Uri($"/api/attachments?name={Uri.EscapeDataString(name)}", UriKind.Relative), body, TestContext.Current.CancellationToken));
    }
}
