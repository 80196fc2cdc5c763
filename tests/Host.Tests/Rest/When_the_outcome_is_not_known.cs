using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>
/// While the database is away a command is told, in both languages, whether nothing was written or nobody knows, and what to do; a page keeps
/// what was typed and its button sends the same again safely. It has its database alone: others could not work meanwhile.
/// </summary>
public sealed class When_the_outcome_is_not_known(Site city) : IClassFixture<Site>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_that_never_got_to_the_database_is_said_to_have_written_nothing()
    {
        var caseId = await Given.DispatchedAsync(city);
        var handler = await city.AsAsync("wangjing");
        var task = await Given.OpenTaskAsync(handler, caseId);
        var key = Guid.NewGuid().ToString();

        await CloseAsync();
        var first = await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" }, key);
        var again = await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" }, key);
        var read = await handler.GetAsync($"/api/tickets/{caseId}");
        await OpenAsync();

        foreach (var reply in new[] { first, again })
        {
            Assert.Equal(503, reply.Status);
            Assert.NotNull(reply.Message.Headers.RetryAfter);
            Assert.Contains("同一 Idempotency-Key", reply["detail"], StringComparison.Ordinal);
            Assert.Contains("same Idempotency-Key", reply["detailEn"], StringComparison.Ordinal);
            Assert.DoesNotContain("未生效", reply["detail"], StringComparison.Ordinal);
            Assert.Contains("没有写入任何内容", reply["detail"], StringComparison.Ordinal);
            Assert.Contains("written nothing", reply["detailEn"], StringComparison.Ordinal);
        }

        Assert.Equal(503, read.Status);
        Assert.Contains("未能读取", read["detail"], StringComparison.Ordinal);
        Assert.DoesNotContain("Idempotency-Key", read["detail"], StringComparison.Ordinal);
        var answered = await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" }, key);
        Assert.Equal(200, answered.Status);
    }

    [Fact]
    public async Task A_sign_in_is_just_to_be_tried_again_later()
    {
        using var http = new HttpClient();
        var address = await city.AddressAsync();
        await CloseAsync();
        using var answer = await http.PostAsJsonAsync($"{address}/api/auth/login", new { userName = "operator", password = "whatever-it-is" }, Ct);
        var said = await answer.Content.ReadAsStringAsync(Ct);
        await OpenAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("outcome.unknown", said, StringComparison.Ordinal);
        Assert.Contains("请稍后再登录", said, StringComparison.Ordinal);
        Assert.Contains("Sign in again later", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_was_on_its_way_to_the_database_is_said_to_be_unknown()
    {
        var caseId = await Given.DispatchedAsync(city);
        var handler = await city.AsAsync("wangjing");
        var task = await Given.OpenTaskAsync(handler, caseId);
        await using var holder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await city.DatabaseAsync()) { Pooling = false, ApplicationName = "holder" }.ConnectionString);
        await holder.OpenAsync(Ct);
        await using var holding = await holder.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand($"select from jsjb.case_state where case_id = '{caseId}' for update", holder)) await hold.ExecuteNonQueryAsync(Ct);
        var key = Guid.NewGuid().ToString();

        var sending = handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" }, key);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20)))
        {
            await using var waits = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'jsjb commit' and wait_event_type = 'Lock'", holder);
            while (await waits.ExecuteScalarAsync(Ct) is 0L) await timer.WaitForNextTickAsync(Ct);
        }

        await CloseAsync();
        var reply = await sending;
        await holding.RollbackAsync(Ct);
        await OpenAsync();

        Assert.Equal((503, "outcome.unknown"), (reply.Status, reply["code"]));
        Assert.Contains("结果未知", reply["detail"], StringComparison.Ordinal);
        Assert.Contains("not known", reply["detailEn"], StringComparison.Ordinal);
        // As a program does that was told to come again: the first connections of a pool may still be those that were cut.
        var again = await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" }, key);
        for (var attempt = 0; attempt < 20 && again.Status == 503; attempt++) again = await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" }, key);
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task A_page_keeps_what_was_typed_and_its_button_sends_the_same_command_again()
    {
        var body = $"小区门口的路灯不亮，{Guid.NewGuid():N}，请尽快修复。";
        var client = (await city.AsAsync("operator")).Client;
        var page = await client.GetStringAsync(new Uri("/tickets/new", UriKind.Relative), Ct);
        var fields = new List<KeyValuePair<string, string>>
        {
            new("__RequestVerificationToken", Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value),
            new("_handler", "new-ticket"),
            new("command", Regex.Match(page, "name=\"command\" value=\"([^\"]+)\"").Groups[1].Value),
            new("channel", "Phone"), new("requestType", "Complaint"), new("urgency", "General"), new("petitioner", "欧阳测试"), new("phone", Given.Phone()),
            new("title", "路灯不亮"), new("body", body), new("area", "110105026"), new("address", "望京街1号"), new("classCode", "0102-01"),
        };

        await CloseAsync();
        var (status, failed) = await PostAsync(client, fields);
        await OpenAsync();

        Assert.Equal(503, status);
        Assert.Contains(body, failed, StringComparison.Ordinal);
        Assert.Matches("结果未知|没有写入", failed);
        Assert.Matches("not known whether|was not written", failed);
        Assert.DoesNotContain("您的数据未受影响", failed, StringComparison.Ordinal);
        var kept = Regex.Matches(failed, "<(?:input type=\"hidden\"|textarea) name=\"([^\"]+)\"(?: value=\"([^\"]*)\">|[^>]*>\n([^<]*)<)")
            .Select(field => KeyValuePair.Create(WebUtility.HtmlDecode(field.Groups[1].Value), WebUtility.HtmlDecode(field.Groups[2].Success ? field.Groups[2].Value : field.Groups[3].Value))).ToList();
        Assert.Equal(fields.OrderBy(field => field.Key, StringComparer.Ordinal), kept.OrderBy(field => field.Key, StringComparer.Ordinal));

        // Pressed twice, also by somebody in a hurry: one ticket.
        var before = await CountAsync();
        Assert.Equal(200, await InsistAsync(client, kept));
        Assert.Equal(200, await InsistAsync(client, kept));
        Assert.Equal(before + 1, await CountAsync());
    }

    private static async Task<(int Status, string Page)> PostAsync(HttpClient client, List<KeyValuePair<string, string>> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(new Uri("/tickets/new", UriKind.Relative), form, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Presses the button until the service answers: its first connections may still be those that were cut.</summary>
    private static async Task<int> InsistAsync(HttpClient client, List<KeyValuePair<string, string>> fields)
    {
        var status = 503;
        for (var attempt = 0; attempt < 20 && status == 503; attempt++) (status, _) = await PostAsync(client, fields);
        return status;
    }

    private async Task<long> CountAsync()
    {
        // Over a connection of its own: the service's may still be those that were cut.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await city.DatabaseAsync()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("select count(*) from jsjb.ticket", connection);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    private Task CloseAsync() => AdministerAsync("alter database \"{0}\" allow_connections false", "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{0}' and application_name <> 'holder'");

    private Task OpenAsync() => AdministerAsync("alter database \"{0}\" allow_connections true");

    private async Task AdministerAsync(params string[] statements)
    {
        var settings = new NpgsqlConnectionStringBuilder(await city.DatabaseAsync());
        await using var administrator = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await administrator.OpenAsync(Ct);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement.Replace("{0}", settings.Database, StringComparison.Ordinal), administrator);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
