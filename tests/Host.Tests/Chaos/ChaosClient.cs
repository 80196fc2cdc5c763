using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace JieSuJiBan.Testing.Chaos;

/// <summary>A command that the service answered with 2xx.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">The journal entry that the answer names.</param>
internal sealed record Acknowledged(string Key, Guid CaseId, long Sequence);

/// <summary>
/// One counter clerk who records requests and triages them, over HTTP, while the service is killed under their hands.
/// After a broken connection the same command is sent again with the same key, as any careful program would.
/// </summary>
internal sealed class ChaosClient(Uri address, int number, ConcurrentBag<Acknowledged> acknowledged) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    private readonly Dictionary<string, string> tokens = [];
    private int commands;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var created = await CommandAsync("operator", "/api/tickets", Request(), stop);
            if (created is not { } ticket) return;
            while (await OpenTaskAsync(ticket.CaseId, stop) is { } task)
            {
                var decision = HearsQuestions
                    ? (object)new { outcome = "AnswerDirectly", result = new { answer = "已当场答复来电人。" } }
                    : new { outcome = "Dispatch", result = new { classCode = task.ClassCode, districtCode = "110105" } };
                if (await CommandAsync("dispatcher", $"/api/tasks/{task.Id}/complete", decision, stop) is null) return;
            }
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Every second clerk hears questions, which are answered at once; the others hear complaints, which are dispatched.</summary>
    private bool HearsQuestions => number % 2 == 0;

    private object Request() => new
    {
        channel = "Phone",
        requestType = HearsQuestions ? "Consultation" : "Complaint",
        title = "夜间施工噪声",
        body = "工地夜里施工，声音很大，请管一管。",
        petitioner = "测试人",
        phone = "13800000000",
        classCode = ChaosRun.ClassCode,
        districtCode = "110105",
    };

    /// <summary>Sends until it is answered; null where the run ends before that.</summary>
    private async Task<Acknowledged?> CommandAsync(string account, string path, object body, CancellationToken stop)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"chaos-{number}-{++commands}");
        for (var attempt = 1; ; attempt++)
        {
            using var answer = await SendAsync(account, HttpMethod.Post, path, body, key);
            if (answer is { IsSuccessStatusCode: true })
            {
                var accepted = await ReadAsync(answer);
                if (accepted is { } json)
                {
                    var known = new Acknowledged(key, json.GetProperty("caseId").GetGuid(), json.GetProperty("sequence").GetInt64());
                    acknowledged.Add(known);
                    return known;
                }
            }
            else if (answer is { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests and not HttpStatusCode.Unauthorized })
            {
                throw new InvalidOperationException($"{path} with key {key} was refused at attempt {attempt}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }

            if (stop.IsCancellationRequested && attempt > 200) return null;
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task<(string Id, string ClassCode)?> OpenTaskAsync(Guid caseId, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var answer = await SendAsync("dispatcher", HttpMethod.Get, $"/api/tickets/{caseId}", null, null);
            if (answer is { IsSuccessStatusCode: true } && await ReadAsync(answer) is { } ticket)
            {
                var open = ticket.GetProperty("tasks").EnumerateArray()
                    .Where(task => task.GetProperty("status").GetString() == "open" && task.GetProperty("kind").GetString() == "TriageTicket")
                    .Select(task => task.GetProperty("taskId").GetString()!)
                    .FirstOrDefault();
                return open is null ? null : (open, ChaosRun.ClassCode);
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return null;
    }

    /// <summary>One try; null where the connection broke.</summary>
    private async Task<HttpResponseMessage?> SendAsync(string account, HttpMethod method, string path, object? body, string? key)
    {
        try
        {
            if (!tokens.ContainsKey(account)) tokens[account] = await SignInAsync(account);
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[account]);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            if (body is not null) request.Content = JsonContent.Create(body);
            var answer = await http.SendAsync(request, CancellationToken.None);
            if (answer.StatusCode == HttpStatusCode.Unauthorized) tokens.Remove(account);
            return answer;
        }
        catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    private async Task<string> SignInAsync(string account)
    {
        using var answer = await http.PostAsJsonAsync(new Uri("/api/auth/login", UriKind.Relative), new { userName = account, password = ChaosRun.Password });
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return token.GetProperty("accessToken").GetString()!;
    }

    /// <summary>The answer's body; null where the connection broke while it came.</summary>
    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage answer)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }
}
