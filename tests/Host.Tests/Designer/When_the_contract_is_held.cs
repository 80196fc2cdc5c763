using System.Net;
using System.Text.Json;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Web.Designer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>Every endpoint of the contract is there, for whom it should be, and answers odd questions in words.</summary>
[Collection(nameof(Site))]
public sealed class When_the_contract_is_held(Site site)
{
    // Section 3 of the contract, line by line: what the elements call and what their menus lead to.
    private static readonly string[] Contract =
    [
        "GET descriptors/activities", "POST descriptors/activities/{}/options/{}", "GET descriptors/expression-descriptors", "GET descriptors/variables", "GET descriptors/storage-drivers", "GET descriptors/incident-strategies",
        "GET descriptors/log-persistence-strategies", "GET descriptors/workflow-activation-strategies", "GET descriptors/commit-strategies/{}", "GET descriptors/output-converters", "GET resilience/strategies", "GET resilience/retries/{}",
        "GET features/installed", "GET features/installed/{}", "GET package/version", "GET secrets/descriptors",
        "GET workflow-definitions", "GET workflow-definitions/by-definition-id/{}", "GET workflow-definitions/by-id/{}", "GET workflow-definitions/many-by-id", "POST workflow-definitions", "POST workflow-definitions/{}/publish",
        "POST workflow-definitions/{}/retract", "DELETE workflow-definitions/{}", "DELETE workflow-definition-versions/{}", "POST workflow-definitions/{}/revert/{}", "POST bulk-actions/delete/workflow-definitions/by-definition-id",
        "POST bulk-actions/delete/workflow-definitions/by-id", "POST bulk-actions/publish/workflow-definitions/by-definition-ids", "POST bulk-actions/retract/workflow-definitions/by-definition-ids", "GET workflow-definitions/{}/export",
        "POST bulk-actions/export/workflow-definitions", "POST workflow-definitions/import", "PUT workflow-definitions/{}/import", "POST workflow-definitions/import-files", "GET workflow-definitions/validation/is-name-unique",
        "GET workflow-definitions/query/count", "GET workflow-definitions/{}/consumers", "POST workflow-definitions/{}/update-references", "GET workflow-definitions/subgraph/{}", "GET workflow-definitions/subgraph/segments/{}",
        "POST workflow-definitions/{}/execute", "POST workflow-definitions/{}/dispatch", "POST workflow-definitions/{}/bulk-dispatch", "GET workflow-definitions/{}/versions", "DELETE workflow-definitions/{}/version/{}", "POST tests/activities",
        "POST scripting/javascript/type-definitions/{}",
        "POST workflow-instances", "GET workflow-instances/{}", "GET workflow-instances/{}/journal", "POST workflow-instances/{}/journal", "GET workflow-instances/{}/execution-state", "GET workflow-instances/{}/variables",
        "POST workflow-instances/{}/variables", "DELETE workflow-instances/{}", "POST cancel/workflow-instances/{}", "POST bulk-actions/delete/workflow-instances/by-id", "POST bulk-actions/cancel/workflow-instances",
        "POST bulk-actions/export/workflow-instances", "POST bulk-actions/import/workflow-instances", "GET workflow-instances/{}/export", "POST activity-executions/report", "GET activity-executions/list",
        "GET activity-execution-summaries/list", "GET activity-executions/by-id", "GET activity-executions/{}/call-stack", "POST alterations/submit", "POST alterations/workflows/retry",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_endpoint_that_the_elements_call_is_served()
    {
        var served = (await site.ServicesAsync()).GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} /{Names().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "{}")}"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(Contract, line => Assert.Contains(line.Replace(" ", " /elsa/api/", StringComparison.Ordinal), served));
    }

    public static IEnumerable<TheoryDataRow<string>> Accounts() => DemoPeople.Accounts.Select(account => new TheoryDataRow<string>(account.UserName));

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task only_those_who_may_see_policies_get_the_pages_and_the_API_and_only_administrators_change_anything(string account)
    {
        var caller = await site.AsAsync(account);
        var (reads, edits) = (account is "policy" or "policy2" or "auditor", account is "policy" or "policy2");
        foreach (var path in new[] { "/designer", "/designer/ticket", "/runs", "/runs/" + Guid.Empty })
        {
            var page = await caller.Client.GetStringOrStatusAsync(path);
            Assert.True(reads == page.Contains("<iframe class=\"studio\"", StringComparison.Ordinal), $"{account} {path}");
        }

        foreach (var element in StudioElement.All) Assert.True(reads == ((await caller.GetAsync(element.Address("ticket"))).Message.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/studio/", StringComparison.Ordinal) && (await caller.GetAsync(element.Address("ticket"))).Status == 200), $"{account} {element.Name}");
        foreach (var line in Contract.Where(line => line.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var status = (await caller.ReadAsync("/" + line[4..].Replace("{}", "none", StringComparison.Ordinal))).Status;
            Assert.True(reads ? status is 200 or 404 : status == 403, $"{account} {line}: {status}");
        }

        // What changes definitions is refused to a reader before anything is read of it.
        foreach (var line in Contract.Where(line => !line.StartsWith("GET ", StringComparison.Ordinal) && line.Contains("workflow-definition", StringComparison.Ordinal) && !line.Contains("export", StringComparison.Ordinal)))
        {
            var (method, path) = (line.Split(' ')[0], "/" + line.Split(' ')[1].Replace("revert/{}", "revert/1", StringComparison.Ordinal).Replace("version/{}", "version/1", StringComparison.Ordinal).Replace("{}", "none", StringComparison.Ordinal));
            var reply = await caller.ElsaAsync(new HttpMethod(method), path, "{ }");
            Assert.True(edits ? reply.Status is 200 or 204 or 400 or 404 : reply.Status == 403, $"{account} {line}: {reply.Status}");
        }
    }

    [Theory]
    [InlineData("?Page=2147483647&PageSize=2147483647")]
    [InlineData("?page=-1&pagesize=-5")]
    [InlineData("?Page=99999999999999&PageSize=1e9&IsSystem=perhaps&OrderBy=Nothing&OrderDirection=Sideways")]
    [InlineData("?versionOptions=77777777777&DefinitionIds=&DefinitionIds=,,&Ids=%01&SearchTerm=%25%27%22%3B--")]
    public async Task lists_of_any_size_and_order_are_answered_within_bounds(string query)
    {
        var caller = await site.AsAsync("auditor");
        var reply = await caller.ReadAsync("/workflow-definitions" + query);
        Assert.Equal(200, reply.Status);
        Assert.InRange(reply.Items.Length, 0, 200);
    }

    [Theory]
    [InlineData("""{ "page": 2147483647, "pageSize": 2147483647 }""")]
    [InlineData("""{ "page": -3, "pageSize": 0, "searchTerm": null, "definitionIds": null, "statuses": [ "Sleeping" ] }""")]
    [InlineData("""{ "page": 1e300, "pageSize": "ten", "orderBy": 7, "timestampFilters": [ { "column": "CreatedAt; drop table x", "operator": "GreaterThan", "timestamp": "never" } ] }""")]
    [InlineData("""[ 1 ]""")]
    [InlineData("")]
    public async Task runs_are_asked_for_in_any_way_and_answered_or_refused_in_words(string body)
    {
        var reply = await (await site.AsAsync("auditor")).ElsaAsync(HttpMethod.Post, "/workflow-instances", body);
        if (reply.Status == 400) Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", reply.Sentences()[0]);
        else Assert.InRange(reply.Items.Length, 0, 100);
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("..%5c..%5cappsettings.json")]
    [InlineData("%2e%2e/%2e%2e/package.json")]
    [InlineData("_framework/..%252f..%252fpackage.json")]
    [InlineData("_framework//dotnet.js")]
    [InlineData("_framework/dotnet.js%00.png")]
    [InlineData("frame/nothing")]
    public async Task no_address_under_the_designer_leads_out_of_its_package(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(StudioPackage.Current!.Base + path, UriKind.Relative));
        var reply = await (await site.AsAsync("policy")).Client.SendAsync(request, Cancellation);
        Assert.True(reply.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, reply.StatusCode.ToString());
    }

    [Fact]
    public async Task a_script_in_every_name_is_harmless_on_all_our_pages_and_in_every_file_name()
    {
        const string Script = "<script>alert(1)</script>";
        const string Name = Script + "\r\n\"; filename=evil.exe; x=\"../../“';=cmd|'/c calc'!A1";
        var caller = await site.AsAsync("policy");
        var id = "script-" + Guid.NewGuid().ToString("N");
        var file = JsonSerializer.Serialize(new
        {
            definitionId = id,
            name = Name,
            description = Name,
            variables = new[] { new { id = "v", name = Name, typeName = "String", isArray = false, value = Name } },
            root = new
            {
                id = "f",
                type = "Elsa.Flowchart",
                version = 1,
                activities = new object[]
                {
                    new { id = "a", name = Name, type = "Elsa.WriteLine", version = 1, metadata = new { displayText = Name, designer = new { position = new { x = 1, y = 2 } } }, text = new { expression = new { type = "JavaScript", value = Script } } },
                    new { id = "b<" + Script, name = "B", type = Script, version = 1 },
                },
                connections = new object[] { new { source = new { activity = "a", port = Script }, target = new { activity = "b<" + Script, port = "In" } } },
            },
        });
        var imported = await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", file);
        Assert.Equal(200, imported.Status);
        var draft = Guid.ParseExact(imported["id"]!, "N");
        foreach (var path in new[] { "/designer/" + id, "/changes", $"/changes/{draft}", $"/designer/{id}/review", $"/designer/{id}/try", $"/sandbox?draft={draft}", "/designer", $"/studio/{StudioPackage.Current!.Version}/frame/editor?id={id}" })
        {
            var page = await caller.GetAsync(path);
            Assert.Equal(200, page.Status);
            Assert.DoesNotContain(Script, await page.Message.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        // What programs read is JSON and plain text, which no browser runs.
        foreach (var path in new[] { $"/workflow-definitions/by-definition-id/{id}", $"/workflow-definitions/{id}/export" })
        {
            var answer = (await caller.ReadAsync(path)).Message;
            Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            if (answer.Content.Headers.ContentDisposition is { } saved) Assert.Matches(@"^workflow-definition-[\p{L}\p{Nd}-]+\.json$", saved.FileNameStar!);
        }

        var types = await caller.ElsaAsync(HttpMethod.Post, "/scripting/javascript/type-definitions/" + id, new { });
        Assert.Equal("text/plain", types.Message.Content.Headers.ContentType!.MediaType);
        var zip = await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/export/workflow-definitions", new { ids = new[] { imported["id"] } });
        using var archive = new System.IO.Compression.ZipArchive(await zip.Message.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal($"{id}-v1.json", Assert.Single(archive.Entries).FullName);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    private static System.Text.RegularExpressions.Regex Names() => new(@"\{[^}]*\}");
}

/// <summary>Pages as text.</summary>
internal static class Pages
{
    /// <summary>The page, or its status where it is refused.</summary>
    public static async Task<string> GetStringOrStatusAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : answer.StatusCode.ToString();
    }
}
