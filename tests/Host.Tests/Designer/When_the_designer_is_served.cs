using System.IO.Compression;
using System.Net;
using System.Text.Json;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Web.Designer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Designer;

[Collection(nameof(Site))]
public sealed class When_the_designer_is_served(Site site)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static StudioPackage Package => StudioPackage.Current ?? throw new InvalidOperationException("The build restores the designer from npm.");

    [Theory]
    [InlineData("_framework/blazor.webassembly.js", "text/javascript")]
    [InlineData("_content/MudBlazor/MudBlazor.min.css", "text/css")]
    [InlineData("_framework/dotnet.js", "text/javascript")]
    public async Task files_come_compressed_with_their_own_type_and_may_be_kept_for_ever(string path, string type)
    {
        using var handler = new HttpClientHandler();
        handler.AutomaticDecompression = DecompressionMethods.None;
        using var client = new HttpClient(handler);
        client.BaseAddress = new(await site.AddressAsync());
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");
        using var answer = await client.GetAsync(new Uri(Package.Base + path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        Assert.Equal("Accept-Encoding", string.Join(",", answer.Headers.Vary));
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        await using var brotli = new BrotliStream(await answer.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await brotli.CopyToAsync(plain, Cancellation);
        Assert.Equal(await File.ReadAllBytesAsync(Package.Find(path)!.Plain, Cancellation), plain.ToArray());

        client.DefaultRequestHeaders.IfNoneMatch.Add(answer.Headers.ETag!);
        using var again = await client.GetAsync(new Uri(Package.Base + path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task WebAssembly_is_named_as_such_so_that_the_browser_compiles_while_it_loads()
    {
        var wasm = Directory.EnumerateFiles(Path.Combine(StudioPackage.NodeModules!, "@elsa-workflows", "elsa-studio-wasm", "_framework"), "Elsa.Api.Client.*.wasm").Single();
        var answer = await (await site.AsAsync(null)).GetAsync(Package.Base + "_framework/" + Path.GetFileName(wasm));
        Assert.Equal("application/wasm", answer.Message.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("..%2f..%2f..%2fpackage.json")]
    [InlineData("")]
    [InlineData("index.html")]
    [InlineData("package.json")]
    [InlineData("_framework/none.wasm")]
    [InlineData("_framework/dotnet.js.br")]
    public async Task nothing_but_the_files_of_the_package_has_an_address(string path) =>
        Assert.Equal(404, (await (await site.AsAsync(null)).GetAsync(Package.Base + path)).Status);

    [Fact]
    public async Task its_settings_name_no_server() => Assert.Equal("{}", await (await site.AsAsync(null)).Client.GetStringAsync(new Uri(Package.Base + "appsettings.json", UriKind.Relative), Cancellation));

    [Fact]
    public async Task its_English_words_come_with_ours()
    {
        var words = (await (await site.AsAsync(null)).GetAsync("/studio/words")).Body;
        Assert.Equal("活动", words.GetProperty("Activities").GetString());
        Assert.All(words.EnumerateObject(), word => Assert.False(string.IsNullOrWhiteSpace(word.Value.GetString()), word.Name));
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("auditor")]
    public async Task its_frames_load_from_this_server_only_and_run_no_text_as_script(string account)
    {
        var caller = await site.AsAsync(account);
        foreach (var element in StudioElement.All)
        {
            var frame = await caller.GetAsync(element.Address("ticket"));
            Assert.Equal(200, frame.Status);
            var policy = frame.Message.Headers.GetValues("Content-Security-Policy").Single();
            Assert.DoesNotContain("unsafe-eval'", policy.Replace("wasm-unsafe-eval'", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", policy.Split(';').Single(part => part.Trim().StartsWith("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains(element.Tag, await frame.Message.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("wangjing")]
    [InlineData("supervisor")]
    public async Task who_may_not_read_policies_is_turned_away_before_the_element_loads(string account)
    {
        var caller = await site.AsAsync(account);
        foreach (var address in new[] { StudioElement.Editor.Address("ticket"), "/designer", "/designer/ticket", "/runs", "/runs/1" })
        {
            var page = await caller.GetAsync(address);
            Assert.DoesNotContain("studio", await page.Message.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task a_script_in_the_id_stays_text()
    {
        var frame = await (await site.AsAsync("policy")).Client.GetStringAsync(new Uri(StudioElement.Editor.Address("\"><script>alert(1)</script>"), UriKind.Relative), Cancellation);
        Assert.DoesNotContain("<script>alert", frame, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_missing_package_is_said_with_what_to_do()
    {
        Assert.Null(StudioPackage.Open(Path.Combine(Path.GetTempPath(), "no-such-folder")));
        Assert.Null(StudioPackage.Open(null));
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        using var page = new MemoryStream();
        http.Response.Body = page;
        await StudioEndpoints.Frame(null, "missing", StudioElement.Editor, "ticket", http).ExecuteAsync(http);
        Assert.Equal(503, http.Response.StatusCode);
        Assert.Contains("npm ci", System.Text.Encoding.UTF8.GetString(page.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_lock_file_pins_it_with_its_digest()
    {
        using var locked = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(BuildPaths.RepositoryRoot!, "src", "Web", "package-lock.json"), Cancellation));
        var package = locked.RootElement.GetProperty("packages").GetProperty("node_modules/@elsa-workflows/elsa-studio-wasm");
        Assert.Equal(Package.Version, package.GetProperty("version").GetString());
        Assert.StartsWith("sha512-", package.GetProperty("integrity").GetString(), StringComparison.Ordinal);
    }
}
