using JieSuJiBan.Application.Tickets;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Each fault is answered clearly, in two languages, and nothing is half done.</summary>
[Collection(nameof(Site))]
public sealed class When_input_is_bad(Site site)
{
    [Theory]
    [InlineData("{\"channel\":", false)]
    [InlineData("{\"channel\": \"Phone\" \"title\"", false)]
    [InlineData("{\"channel\": 5}", true)]
    public async Task Broken_json_is_told_apart_from_a_field_of_the_wrong_kind(string body, bool namesTheField)
    {
        var reply = await (await site.AsAsync("operator")).PostTextAsync("/api/tickets", body);

        Assert.Equal((400, "json.malformed"), (reply.Status, reply["code"]));
        Assert.Equal(namesTheField, reply["detail"]!.Contains("channel", StringComparison.Ordinal));
        Assert.Contains(namesTheField ? "does not hold" : "no JSON", reply["detailEn"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400, "json.malformed")]
    [InlineData("", 400, "request.bodyMissing")]
    [InlineData("[]", 400, "json.malformed")]
    [InlineData("{\"title\": 5}", 400, "json.malformed")]
    [InlineData("{\"title\": \"a\", \"title\": \"b\"}", 400, "json.malformed")]
    [InlineData("{\"colour\": \"red\"}", 422, "json.unknownMember")]
    public async Task Wrong_json_is_refused_with_its_place(string body, int status, string code)
    {
        var reply = await (await site.AsAsync("operator")).PostTextAsync("/api/tickets", body);

        Assert.Equal((status, code), (reply.Status, reply["code"]));
        Assert.NotEmpty(reply["detail"]!);
        Assert.NotEmpty(reply["detailEn"]!);
        Assert.Equal("application/problem+json", reply.Message.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_object_of_names_holds_no_null_and_no_name_twice()
    {
        var admin = await site.AsAsync("admin");
        object Setting(Dictionary<string, object?> headers) => new { revision = 0, chinese = "测", english = "t", baseAddress = "https://api.example.cn/v1", headers };

        var empty = await admin.PutAsync("/api/connections/odd-headers", Setting(new() { ["X-A"] = null }));
        Assert.Equal((400, "json.malformed"), (empty.Status, empty["code"]));
        Assert.Contains("headers.X-A", empty["detail"], StringComparison.Ordinal);
        var twice = await admin.PutAsync("/api/connections/odd-headers", Setting(new() { ["X "] = new { value = "a" }, ["x"] = new { value = "b" } }));
        Assert.Equal((422, "connection.headers"), (twice.Status, twice["code"]));
    }

    [Fact]
    public async Task Fields_that_are_wanting_are_named_and_so_is_where()
    {
        var admin = await site.AsAsync("admin");
        var both = await admin.PostTextAsync("/api/auth/login", "{}");
        Assert.Equal((422, "json.missingMember"), (both.Status, both["code"]));
        Assert.Contains("userName, password", both["detail"]!, StringComparison.Ordinal);
        var one = await admin.PostTextAsync("/api/auth/login", "{\"USERNAME\":\"a\"}");
        Assert.Equal((422, "json.missingMember"), (one.Status, one["code"]));
        Assert.DoesNotContain("userName", one["detail"]!, StringComparison.Ordinal);
        var inside = await admin.PutAsync("/api/connections/odd-headers", new { revision = 0, chinese = "测", english = "t", baseAddress = "https://api.example.cn/v1", headers = new Dictionary<string, object> { ["X-A"] = new { colour = "red" } } });
        Assert.Equal((422, "json.unknownMember"), (inside.Status, inside["code"]));
        Assert.Contains("colour", inside["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_a_body_is_told_so()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tickets");
        request.Headers.Add("Idempotency-Key", "bare");
        var answer = await (await site.AsAsync("operator")).Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("request.bodyMissing", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_method_is_told_with_those_that_are_right()
    {
        var answer = await (await site.AsAsync("operator")).Client.DeleteAsync(new Uri("/api/tickets", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("POST", answer.Content.Headers.Allow);
        Assert.Contains("request.method", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_field_is_named()
    {
        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("colour", "red")));

        Assert.Equal(["colour"], reply.Fields);
    }

    [Fact]
    public async Task Deeply_nested_json_is_refused()
    {
        var reply = await (await site.AsAsync("operator")).PostTextAsync("/api/tickets", new string('[', 5_000));

        Assert.Equal(400, reply.Status);
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_refused()
    {
        var caller = await site.AsAsync("operator");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tickets") { Content = new ByteArrayContent(new byte[10 * 1024 * 1024]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", "large");
        request.Headers.ExpectContinue = true;

        var reply = await Reply.OfAsync(await caller.Client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal((413, "request.tooLarge"), (reply.Status, reply["code"]));
    }

    [Theory]
    [InlineData("classCode", "9999")]
    [InlineData("districtCode", "999999")]
    [InlineData("streetCode", "nowhere")]
    [InlineData("channel", "Fax")]
    [InlineData("requestType", "Wish")]
    [InlineData("urgency", "Now")]
    [InlineData("phone", "call me")]
    [InlineData("title", "   ")]
    public async Task A_value_that_the_city_does_not_know_is_refused_with_its_field(string field, string value)
    {
        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket((field, value)));

        Assert.Equal(422, reply.Status);
        Assert.Contains(field, reply.Fields);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_nothing_is_written()
    {
        var before = await CountAsync();
        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", new { channel = "Fax", requestType = "Wish" });

        Assert.Equal(422, reply.Status);
        Assert.Equal(["body", "channel", "phone", "requestType", "title"], reply.Fields.Order());
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("acceptedFrom=2026-02-30T00:00:00Z", "acceptedFrom")]
    [InlineData("acceptedTo=yesterday", "acceptedTo")]
    [InlineData("overdue=maybe", "overdue")]
    [InlineData("size=0", "size")]
    [InlineData("size=201", "size")]
    [InlineData("cursor=nonsense", "cursor")]
    public async Task An_impossible_search_is_refused_with_its_field(string query, string field)
    {
        var reply = await (await site.AsAsync("operator")).GetAsync("/api/tickets?" + query);

        Assert.Equal(422, reply.Status);
        Assert.Equal([field], reply.Fields);
    }

    [Theory]
    [InlineData("2026-02-30T00:00:00Z", 422)]
    [InlineData("", 422)]
    [InlineData("2000-01-01T00:00:00Z", 404)]
    public async Task A_state_at_no_instant_or_before_the_start_is_refused(string at, int status)
    {
        var caseId = await Given.CreatedAsync(site);

        Assert.Equal(status, (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}/state?at={at}")).Status);
    }

    [Theory]
    [InlineData("no-such-ticket")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("'; drop table jsjb.ticket; --")]
    public async Task A_ticket_that_is_not_there_is_not_found(string key) =>
        Assert.Equal(404, (await (await site.AsAsync("operator")).GetAsync("/api/tickets/" + key)).Status);

    [Fact]
    public async Task A_completed_task_is_not_completed_again()
    {
        var caseId = await Given.DispatchedAsync(site);
        var handler = await site.AsAsync("wangjing");
        var task = await Given.OpenTaskAsync(handler, caseId);
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" })).Status);

        var again = await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" });

        Assert.Equal(409, again.Status);
        Assert.NotEmpty(again["detail"]!);
    }

    [Fact]
    public async Task A_task_wants_one_of_its_outcomes_and_its_own_fields()
    {
        var caseId = await Given.CreatedAsync(site);
        var dispatcher = await site.AsAsync("dispatcher");
        var task = await Given.OpenTaskAsync(dispatcher, caseId);

        var outcome = await dispatcher.PostAsync($"/api/tasks/{task}/complete", new { outcome = "Forget", result = new { } });
        var field = await dispatcher.PostAsync($"/api/tasks/{task}/complete", new { outcome = "Dispatch", result = new { colour = "red" } });

        Assert.Equal(422, outcome.Status);
        Assert.Equal(["outcome"], outcome.Fields);
        Assert.Equal(422, field.Status);
        Assert.Equal(["result.classCode", "result.colour"], field.Fields.Order());
    }

    [Fact]
    public async Task A_wrong_method_or_media_type_is_said_before_anybody_signs_in()
    {
        var caller = await site.AsAsync(null);
        using var text = new StringContent("hello");

        Assert.Equal(405, (int)(await caller.Client.DeleteAsync(new Uri("/api/tickets", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(415, (int)(await caller.Client.PostAsync(new Uri("/api/auth/login", UriKind.Relative), text, TestContext.Current.CancellationToken)).StatusCode);
    }

    private async Task<long> CountAsync()
    {
        await using var source = NpgsqlDataSource.Create(await site.DatabaseAsync());
        await using var command = source.CreateCommand("select count(*) from jsjb.vault");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public void The_api_takes_every_field_that_the_intake_declares_and_no_other() => Assert.Equal(
        Activities.Policies.IntakeFields.All.Select(field => field.Name).Order(StringComparer.Ordinal),
        typeof(NewTicket).GetProperties().Where(property => property.Name != nameof(NewTicket.IdentityCheck)).Select(property => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(StringComparer.Ordinal));
}
