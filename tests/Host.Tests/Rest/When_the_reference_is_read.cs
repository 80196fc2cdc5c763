using System.Text.Json;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The description is complete: a program can be written from it alone.</summary>
[Collection(nameof(Site))]
public sealed class When_the_reference_is_read(Site site)
{
    [Fact]
    public async Task Every_operation_has_a_summary_answers_and_refusals()
    {
        var document = (await (await site.AsAsync(null)).GetAsync("/openapi/v1.json")).Body;

        foreach (var (path, method, operation) in Operations(document))
        {
            Assert.True(operation.TryGetProperty("summary", out _), $"{method} {path} has a summary");
            var answers = operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToArray();
            Assert.True(answers.Any(answer => answer[0] == '2'), $"{method} {path} has an answer");
            var isOpenToAll = operation.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;
            Assert.True(isOpenToAll || answers.Contains("401"), $"{method} {path} says 401");
        }
    }

    [Fact]
    public async Task Every_command_on_a_ticket_or_task_demands_a_key()
    {
        var document = (await (await site.AsAsync(null)).GetAsync("/openapi/v1.json")).Body;

        var commands = Operations(document).Where(one => one.Method == "post" && one.Path is not "/api/tickets/search" && !one.Path.EndsWith("/plan", StringComparison.Ordinal) && (one.Path.StartsWith("/api/tickets", StringComparison.Ordinal) || one.Path.StartsWith("/api/tasks", StringComparison.Ordinal))).ToArray();

        Assert.True(commands.Length >= 8);
        Assert.All(commands, one => Assert.Contains(
            one.Operation.GetProperty("parameters").EnumerateArray(),
            parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key" && parameter.GetProperty("required").GetBoolean()));
    }

    [Fact]
    public async Task The_page_fetches_nothing_from_elsewhere()
    {
        var page = await (await (await site.AsAsync(null)).Client.GetAsync(new Uri("/reference/", UriKind.Relative), TestContext.Current.CancellationToken))
            .Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name, method.Value);
}
