using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>
/// The whole service with the demo city, on a real PostgreSQL and a real port: a copy of the city as it is after its first start. The classes
/// of a collection share one, and run one after the other so that they may count; the collections run side by side, each with its own.
/// A class whose changes hold for every ticket takes it as its class fixture and has it alone.
/// </summary>
public sealed class Site(PostgresFixture postgres) : City, IAsyncDisposable
{
    /// <summary>Collection of the pages in the browser.</summary>
    public const string Pages = "Pages";

    /// <summary>Collection of the designer in the browser.</summary>
    public const string Studio = "Studio";

    // Hangfire logs by a static field: with the log of a service that has ended, the workers of all others fail. This one nobody disposes of.
    private static readonly ILoggerFactory Log = LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None).AddConsole());

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<Service> services = [];
    private readonly List<Service> further = [];
    private readonly string keys = Path.Combine(Path.GetTempPath(), $"jsjb-host-test-{Guid.NewGuid():N}");
    private string? connectionString;

    /// <summary>Its database as the administrator sees it; the service connects as a role that owns nothing.</summary>
    public async Task<string> DatabaseAsync()
    {
        await FirstAsync();
        return connectionString!;
    }

    /// <summary>Where the first host listens.</summary>
    public override async Task<string> AddressAsync() => (await FirstAsync()).App.Urls.First();

    /// <summary>Services of the first host, for what no endpoint gives.</summary>
    public async Task<IServiceProvider> ServicesAsync() => (await FirstAsync()).App.Services;

    /// <summary>A further account, for a test that does to it what no other test should meet; returns its name.</summary>
    public async Task<string> NewAccountAsync(string role, string? unit = null)
    {
        await using var scope = (await ServicesAsync()).CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var name = "test-" + Guid.NewGuid().ToString("N");
        var account = new Account { Id = name, UserName = name, DisplayName = name, UnitCode = unit };
        Assert.True((await accounts.CreateAsync(account, DemoAccounts.Password)).Succeeded);
        Assert.True((await accounts.AddToRoleAsync(account, role)).Succeeded);
        return name;
    }

    /// <summary>A second host on the same database, with the same key.</summary>
    public async Task<string> SecondAsync()
    {
        await FirstAsync();
        await gate.WaitAsync(Cancellation);
        try
        {
            if (services.Count < 2) services.Add(await StartAsync(connectionString!, keys));
            return services[1].App.Urls.First();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A further host on the same database with settings of its own; whoever asks stops it.</summary>
    internal async Task<Service> NodeAsync(params string[] settings)
    {
        await FirstAsync();
        return await StartAsync(connectionString!, keys, settings);
    }

    /// <summary>A further host on the same database with services of its own; whoever asks stops it.</summary>
    internal async Task<Service> NodeOnAsync(Action<IServiceCollection> services)
    {
        await FirstAsync();
        return await StartAsync(connectionString!, keys, [], services);
    }

    /// <summary>A further host on the same database with settings of its own.</summary>
    public async Task<string> WithAsync(params string[] settings)
    {
        var service = await NodeAsync(settings);
        await gate.WaitAsync(Cancellation);
        try
        {
            // Second place is the plain second host's, see SecondAsync.
            further.Add(service);
        }
        finally
        {
            gate.Release();
        }

        return service.App.Urls.First();
    }

    /// <summary>Makes a wait after failures, which has begun, last for the test, however long that takes.</summary>
    public async Task HoldAsync(string scope, params string[] parts)
    {
        await using var database = NpgsqlDataSource.Create(await DatabaseAsync());
        await using var command = database.CreateCommand("update jsjb.attempt_limit set until = now() + interval '1 hour' where key = $1 and until > 'epoch'");
        command.Parameters.Add(new() { Value = AttemptLimits.Key(scope, parts) });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
    }

    /// <summary>Somebody who is not signed in and calls from another address of this machine: 127.0.<paramref name="place"/>.</summary>
    public async Task<Caller> FromAsync(string place, string? host = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Parse("127.0." + place), 0));
                await socket.ConnectAsync(System.Net.IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        return new(new HttpClient(handler) { BaseAddress = new(host ?? await AddressAsync()) });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.Concat(further))
        {
            await service.App.StopAsync();
            await service.DisposeAsync();
        }

        // Those who go on have the server to themselves.
        if (connectionString is not null) await postgres.DropDatabaseAsync(connectionString, CancellationToken.None);
        if (Directory.Exists(keys)) Directory.Delete(keys, recursive: true);
        gate.Dispose();
    }

    /// <summary>A service as tests want it.</summary>
    internal static Task<Service> StartAsync(string connectionString, string keys, params string[] settings) => StartAsync(connectionString, keys, settings, _ => { });

    private static Task<Service> StartAsync(string connectionString, string keys, string[] settings, Action<IServiceCollection> services) => Service.StartAsync(
        new()
        {
            Arguments =
            [
                "--Urls=http://127.0.0.1:0", $"--ConnectionStrings:Default={PostgresFixture.ServiceOf(connectionString)}", $"--ConnectionStrings:Owner={PostgresFixture.OwnerOf(connectionString)}", "--Demo:Enabled=true",
                $"--Vault:MasterKeyFile={Path.Combine(keys, SiteTemplate.KeyFile)}", "--Security:SignInsPerMinute=1000", "--Security:ProgressPerMinute=1000", "--Security:ProgressDelaySeconds=0",
                .. settings,
            ],
            Configure = builder => services(builder.Services.AddSingleton(Log)),
        },
        Cancellation);

    private async Task<Service> FirstAsync()
    {
        await gate.WaitAsync(Cancellation);
        try
        {
            if (services.Count == 0)
            {
                connectionString ??= await SiteTemplate.CopyAsync(postgres, keys, Cancellation);
                services.Add(await StartAsync(connectionString, keys));
            }

            return services[0];
        }
        finally
        {
            gate.Release();
        }
    }
}

/// <summary>What is asked over HTTP.</summary>
[CollectionDefinition(nameof(Site))]
public sealed class SiteTests : ICollectionFixture<Site>;

[CollectionDefinition(Site.Pages)]
public sealed class PagesTests : ICollectionFixture<Site>;

[CollectionDefinition(Site.Studio)]
public sealed class StudioTests : ICollectionFixture<Site>;

/// <summary>Somebody who calls the API.</summary>
public sealed class Caller(HttpClient client)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public HttpClient Client => client;

    public async Task<Reply> GetAsync(string path) => await Reply.OfAsync(await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation));

    public Task<Reply> PostAsync(string path, object? body, string? key = "new") => SendAsync(path, body is null ? null : JsonContent.Create(body), key);

    public Task<Reply> PostTextAsync(string path, string body, string? key = "new") => SendAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), key);

    public async Task<Reply> PutAsync(string path, object body) => await Reply.OfAsync(await client.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancellation));

    private async Task<Reply> SendAsync(string path, HttpContent? content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null) request.Headers.Add("Idempotency-Key", key == "new" ? Guid.NewGuid().ToString() : key);
        return await Reply.OfAsync(await client.SendAsync(request, Cancellation));
    }
}

/// <summary>What came back.</summary>
public sealed record Reply(int Status, JsonElement Body, HttpResponseMessage Message)
{
    public string? this[string name] => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) ? value.ToString() : null;

    public IEnumerable<string?> Fields => Body.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Select(error => error.GetProperty("field").GetString()) : [];

    public JsonElement[] Items => [.. Body.GetProperty("items").EnumerateArray()];

    public static async Task<Reply> OfAsync(HttpResponseMessage message)
    {
        var text = await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isJson = message.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true;
        return new((int)message.StatusCode, isJson ? JsonDocument.Parse(text).RootElement : default, message);
    }
}

/// <summary>Requests that tests make.</summary>
internal static class Given
{
    /// <summary>A number of nobody else's: the running test's own, the same whenever it asks; others by their place.</summary>
    public static string Phone(int place = 0)
    {
        var test = TestContext.Current.Test ?? throw new InvalidOperationException("Only a test has numbers of its own.");
        var own = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{test.UniqueID}/{place}")));
        return string.Create(CultureInfo.InvariantCulture, $"100{own % 100_000_000:00000000}");
    }

    /// <summary>The ticket's definition that new tickets take: the city's, whatever version it has come to.</summary>
    public static async Task<WorkflowDefinition> TicketAsync(Site site) =>
        (await site.ServicesAsync()).GetRequiredService<PublishedStore>().Definitions.Published("ticket", Instant.FromUtc(2100, 1, 1, 0, 0))!;

    public static Dictionary<string, object?> Ticket(params (string Name, object? Value)[] changes)
    {
        var ticket = new Dictionary<string, object?>
        {
            ["channel"] = "Phone",
            ["requestType"] = "Complaint",
            ["title"] = "小区门口路灯不亮",
            ["body"] = "小区门口的三盏路灯已经一周不亮，晚上出行不便，请尽快修复。",
            ["petitioner"] = "欧阳测试",
            ["phone"] = Phone(),
            ["address"] = "朝阳区望京街道测试楼",
            ["classCode"] = "0102-01",
            ["districtCode"] = "110105",
            ["streetCode"] = "110105026",
        };
        foreach (var (name, value) in changes) ticket[name] = value;
        return ticket;
    }

    public static async Task<string> CreatedAsync(City city, params (string Name, object? Value)[] changes)
    {
        var reply = await (await city.AsAsync("operator")).PostAsync("/api/tickets", Ticket(changes));
        Assert.Equal(201, reply.Status);
        return reply["caseId"]!;
    }

    public static async Task<string> OpenTaskAsync(Caller caller, string caseId)
    {
        var ticket = await caller.GetAsync($"/api/tickets/{caseId}");
        return ticket.Body.GetProperty("tasks").EnumerateArray().First(task => task.GetProperty("status").GetString() == "open").GetProperty("taskId").GetString()!;
    }

    /// <summary>A ticket that Wangjing street is to sign in.</summary>
    public static async Task<string> DispatchedAsync(City city)
    {
        var caseId = await CreatedAsync(city);
        var dispatcher = await city.AsAsync("dispatcher");
        var task = await OpenTaskAsync(dispatcher, caseId);
        var done = await dispatcher.PostAsync($"/api/tasks/{task}/complete", new { outcome = "Dispatch", result = new { classCode = "0102-01", districtCode = "110105", streetCode = "110105026" } });
        Assert.Equal(200, done.Status);
        return caseId;
    }
}
