using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Cli;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A start without the database's own master key says so before anything is served; a rotation goes through under a running service.</summary>
public sealed class When_the_master_key_is_wanting(PostgresFixture postgres) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("jsjb-keys-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_database_of_ones_own_is_not_started_without_saying_where_the_key_is()
    {
        var failure = await RefusedAsync(await postgres.CreateDatabaseAsync(Ct));
        Assert.Contains("Vault__MasterKeyFile", failure.Chinese, StringComparison.Ordinal);
        Assert.Contains("Vault__MasterKeys", failure.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_a_lost_one_and_one_that_others_may_read_are_each_said()
    {
        var database = await SiteTemplate.CopyAsync(postgres, folder, Ct);
        var file = Path.Combine(folder, SiteTemplate.KeyFile);
        Assert.Contains("主密钥与数据库不符", (await RefusedAsync(database, $"--Vault:MasterKeys={Convert.ToBase64String(new byte[32])}")).Chinese, StringComparison.Ordinal);
        Assert.Contains("Do not make another key", (await RefusedAsync(database, $"--Vault:MasterKeyFile={Path.Combine(folder, "lost.key")}")).English, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "lost.key")));
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", (await RefusedAsync(database, $"--Vault:MasterKeyFile={file}")).English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotated_under_a_running_service_its_tickets_stay_readable_and_the_old_key_can_go()
    {
        var database = await SiteTemplate.CopyAsync(postgres, folder, Ct);
        var file = Path.Combine(folder, SiteTemplate.KeyFile);
        string caseId;
        Caller signedIn;
        await using (var service = await Site.StartAsync(database, folder))
        {
            caseId = await CreatedAsync(service);
            signedIn = await AsAsync(service, "dispatcher");
            var old = service.App.Services.GetRequiredService<MasterKeys>().ActiveId;
            var added = MasterKeySource.OfFile(file).Add();
            await using var owner = Runtime.Database.Source(service.OwnerConnectionString!);
            var rotation = service.App.Services.GetRequiredService<MasterKeyRotation>();
            Assert.Equal(added.Id, (await rotation.RunAsync(owner, null, TimeSpan.Zero, null, Ct)).KeyId);
            Assert.Equal("欧阳测试", await PetitionerAsync(service, caseId));
            await CreatedAsync(service);
            await rotation.RetireAsync(owner, old, Ct);
            Assert.Equal([added.Id], (await rotation.CountAsync(Ct)).Keys);
            Assert.Equal(200, (await signedIn.GetAsync("/api/auth/me")).Status);
            var lines = await File.ReadAllLinesAsync(file, Ct);
            await File.WriteAllLinesAsync(file, lines.Where(line => !line.StartsWith(old, StringComparison.Ordinal)), Ct);
            await service.App.StopAsync(Ct);
        }

        // The key ring of cookies and tokens is under the new key too: whoever was signed in still is.
        await using var again = await Site.StartAsync(database, folder);
        using var client = new HttpClient { BaseAddress = new(again.App.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = signedIn.Client.DefaultRequestHeaders.Authorization;
        Assert.Equal(200, (await new Caller(client).GetAsync("/api/auth/me")).Status);
        Assert.Equal("欧阳测试", await PetitionerAsync(again, caseId));
        await again.App.StopAsync(Ct);
    }

    private static async Task<string> CreatedAsync(Service service)
    {
        var reply = await (await AsAsync(service, "operator")).PostAsync("/api/tickets", Given.Ticket());
        Assert.Equal(201, reply.Status);
        return reply["caseId"]!;
    }

    private static async Task<string?> PetitionerAsync(Service service, string caseId)
    {
        var vault = service.App.Services.GetRequiredService<Runtime.Vault.Vault>();
        var state = await service.App.Services.GetRequiredService<Runtime.Cases.CaseRuntime>().StateAsync(new(Guid.Parse(caseId)), Ct);
        var id = Engine.Inputs.Sealed.From(state!.Facts["petitioner"])!.Id;
        return (await vault.OpenAsync([id], new("test", null, []), "test", Ct))[id];
    }

    private static async Task<Caller> AsAsync(Service service, string account)
    {
        var client = new HttpClient { BaseAddress = new(service.App.Urls.First()) };
        var signedIn = await new Caller(client).PostAsync("/api/auth/login", new { userName = account, password = DemoAccounts.Password }, null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", signedIn["accessToken"]);
        return new(client);
    }

    private static async Task<StartupFailure> RefusedAsync(string database, params string[] arguments)
    {
        string[] all = ["--Urls=http://127.0.0.1:0", $"--ConnectionStrings:Default={PostgresFixture.ServiceOf(database)}", $"--ConnectionStrings:Owner={PostgresFixture.OwnerOf(database)}", .. arguments];
        var failure = StartupExplanation.Of(await Assert.ThrowsAnyAsync<Exception>(() => Service.StartAsync(new() { Arguments = all }, Ct)))!;
        Assert.Equal(ExitCodes.MasterKey, failure.ExitCode);
        return failure;
    }
}
