using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Testing;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Whoever has the tables has nobody's identity: the ring is sealed, and a signature without a session is worth nothing.</summary>
[Collection(nameof(Site))]
public sealed class When_a_copy_of_the_database_is_stolen(Site site, PostgresFixture postgres)
{
    private static readonly string[] Everything = [RoleNames.Operator, RoleNames.Dispatcher, RoleNames.PolicyAdministrator, RoleNames.SystemAdministrator, RoleNames.Auditor];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ring_in_it_is_sealed_and_signs_nothing()
    {
        var copied = await RingAsync(await site.DatabaseAsync());
        Assert.NotEmpty(copied);
        Assert.All(copied, key => Assert.DoesNotContain("masterKey", key, StringComparison.OrdinalIgnoreCase));

        var forged = ForgedTokens.Bearer(ForgedTokens.Ring(copied), ForgedTokens.Principal("nobody-such", Everything));

        Assert.Equal(401, await StatusAsync(await site.AddressAsync(), forged, "/api/auth/me"));
    }

    [Fact]
    public async Task Even_the_opened_ring_signs_nobody_in_without_a_session_of_that_account()
    {
        var ring = (await site.ServicesAsync()).GetRequiredService<IDataProtectionProvider>();
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var own = ((string Type, string Value)[])[(SessionCheck.SessionClaim, await SessionAsync(account)), ("AspNet.Identity.SecurityStamp", await StampAsync(account))];
        var address = await site.AddressAsync();

        // The forger's way of writing is the service's own: with everything right it is taken.
        Assert.Equal(200, await StatusAsync(address, ForgedTokens.Bearer(ring, ForgedTokens.Principal(account, [RoleNames.Auditor], own)), "/api/auth/me"));
        var forged = new[]
        {
            ForgedTokens.Principal("nobody-such", Everything),
            ForgedTokens.Principal("admin", [RoleNames.SystemAdministrator], own[1]),
            ForgedTokens.Principal("admin", [RoleNames.SystemAdministrator], (SessionCheck.SessionClaim, Guid.NewGuid().ToString()), ("AspNet.Identity.SecurityStamp", await StampAsync("admin"))),
            ForgedTokens.Principal("admin", [RoleNames.SystemAdministrator], own[0], ("AspNet.Identity.SecurityStamp", await StampAsync("admin"))),
            ForgedTokens.Principal(account, Everything, own),
            ForgedTokens.Principal(account, [RoleNames.Auditor], [.. own, (Principals.UnitClaim, "110105026")]),
            ForgedTokens.Principal(account, [RoleNames.Auditor], own[0]),
            ForgedTokens.Principal(account, [RoleNames.Auditor], own[0], ("AspNet.Identity.SecurityStamp", "another")),
        };
        foreach (var principal in forged)
        {
            Assert.Equal(401, await StatusAsync(address, ForgedTokens.Bearer(ring, principal), "/api/auth/me"));
            Assert.Equal(401, await StatusAsync(address, ForgedTokens.Bearer(ring, principal), "/api/tickets?titles=true"));
            Assert.Equal(401, await StatusAsync(address, null, "/api/auth/me", "jsjb=" + ForgedTokens.Cookie(ring, principal)));
            using var client = new HttpClient { BaseAddress = new(address) };
            using var refreshed = await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = ForgedTokens.Refresh(ring, principal) }, Cancellation);
            Assert.Equal(HttpStatusCode.Unauthorized, refreshed.StatusCode);
        }
    }

    [Fact]
    public async Task A_key_in_clear_that_somebody_put_there_is_not_taken()
    {
        var key = ForgedTokens.KeyInClear();
        await using (var connection = await OpenAsync(await site.DatabaseAsync()))
        await using (var put = new NpgsqlCommand("insert into identity.protection_key (name, xml) values ('put-there', $1)", connection) { Parameters = { new() { Value = key } } })
        {
            await put.ExecuteNonQueryAsync(Cancellation);
        }

        var node = await site.NodeAsync();
        try
        {
            var account = await site.NewAccountAsync(RoleNames.Auditor);
            var right = ForgedTokens.Principal(account, [RoleNames.Auditor], (SessionCheck.SessionClaim, await SessionAsync(account)), ("AspNet.Identity.SecurityStamp", await StampAsync(account)));

            Assert.Equal(401, await StatusAsync(node.App.Urls.First(), ForgedTokens.Bearer(ForgedTokens.Ring(key), right), "/api/auth/me"));
        }
        finally
        {
            await node.App.StopAsync(Cancellation);
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_an_older_service_kept_in_clear_is_dropped_and_the_log_says_so()
    {
        var database = await postgres.CreateDatabaseAsync(Cancellation);
        var options = new DbContextOptionsBuilder<JsjbDbContext>();
        JsjbDbContext.Configure(options, NpgsqlDataSource.Create(database));
        await using var store = new JsjbDbContext(options.Options);
        await store.GetService<IMigrator>().MigrateAsync("20261124194052_Accounts", Cancellation);
        await store.Database.ExecuteSqlAsync($"insert into identity.protection_key (name, xml) values ('old', {ForgedTokens.KeyInClear()})", Cancellation);
        await store.Database.ExecuteSqlAsync($"insert into identity.account (id, user_name, display_name, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count) values ('operator', 'operator', '', false, false, false, false, 0), ('5e0f', 'wang', '', false, false, false, false, 0)", Cancellation);
        var log = new Heard();

        await SchemaUpgrade.RunAsync(database, null, log, Cancellation);

        Assert.Empty(await RingAsync(database));
        Assert.Contains("everybody signs in once more", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.Equal(["operator"], await store.Accounts.Where(account => account.IsDemo).Select(account => account.Id).ToArrayAsync(Cancellation));
        await postgres.DropDatabaseAsync(database, Cancellation);
    }

    private async Task<string> SessionAsync(string account) => (await (await site.ServicesAsync()).GetRequiredService<SessionStore>().BeginAsync(account, isProgram: true, Cancellation)).Session.ToString();

    private async Task<string> StampAsync(string account)
    {
        await using var scope = (await site.ServicesAsync()).CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<JsjbDbContext>().Accounts.SingleAsync(one => one.Id == account, Cancellation)).SecurityStamp!;
    }

    private static async Task<string[]> RingAsync(string database)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand("select xml from identity.protection_key where name <> 'put-there'", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var keys = new List<string>();
        while (await reader.ReadAsync(Cancellation)) keys.Add(reader.GetString(0));
        return [.. keys];
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private static async Task<int> StatusAsync(string address, string? token, string path, string? cookie = null)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new(address) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (cookie is not null) client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (int)answer.StatusCode;
    }
}
