using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JieSuJiBan.Application.Demo;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A demo city that answers somewhere, and the people who call it.</summary>
public abstract class City
{
    private readonly Dictionary<string, string> tokens = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where it listens.</summary>
    public abstract Task<string> AddressAsync();

    /// <summary>A client signed in as that demo account; null: nobody.</summary>
    public async Task<Caller> AsAsync(string? account) => await AsAsync(await AddressAsync(), account);

    /// <summary>The same, of the host at that address.</summary>
    public async Task<Caller> AsAsync(string address, string? account)
    {
        var client = new HttpClient { BaseAddress = new(address) };
        if (account is null) return new(client);
        string? token;
        lock (tokens) tokens.TryGetValue(account, out token);
        if (token is null)
        {
            using var answer = await client.PostAsJsonAsync("/api/auth/login", new { userName = account, password = DemoAccounts.Password }, Cancellation);
            answer.EnsureSuccessStatusCode();
            token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("accessToken").GetString()!;
            lock (tokens) tokens[account] = token;
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }
}
