using System.Text.Encodings.Web;
using System.Text.Json;
using JieSuJiBan.Application.Connections;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Host.Cli;

/// <summary>
/// Connections from the shell: before the first start of a service whose pack sends something outside, and where somebody has the machine
/// and no browser. The pack is not looked at: it may be what waits for the connection.
/// </summary>
internal static class ConnectionCommand
{
    private const string Usage = "connection list | connection put NAME FILE.json | connection off NAME";

    private static readonly JsonSerializerOptions Json = Settings();

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args switch
            {
                ["list"] => await WithStoreAsync(ListAsync),
                ["put", var name, var file] => await PutAsync(name, file),
                ["off", var name] => await WithStoreAsync((store, security, ct) => OffAsync(store, security, name, ct)),
                _ => await SayAsync(ExitCodes.Usage, $"用法 usage: {Usage}"),
            };
        }
        catch (Exception exception) when (StartupExplanation.Of(exception) is { } failure)
        {
            return await SayAsync(failure.ExitCode, $"{failure.Chinese}\n{failure.English}");
        }
    }

    /// <summary>The connections of a file that <c>connection list</c> or <c>GET /api/connections</c> wrote; null with a word on the error stream where it cannot be read.</summary>
    public static async Task<IReadOnlyList<Connection>?> ReadListAsync(string file)
    {
        try
        {
            var views = JsonSerializer.Deserialize<ConnectionView[]>(await File.ReadAllTextAsync(file), Json) ?? [];
            return [.. views.Select(view => view.Setting.ToConnection(view.Name)).OfType<Connection>()];
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            await SayAsync(ExitCodes.Usage, $"{file}: 不是连接列表 no list of connections: {failure.Message}");
            return null;
        }
    }

    private static Task<int> ListAsync(ConnectionStore store, ISecurityLog security, CancellationToken ct)
    {
        Console.WriteLine(JsonSerializer.Serialize(store.All.Select(connection => ConnectionView.Of(connection, true)), Json));
        return Task.FromResult(ExitCodes.Success);
    }

    private static async Task<int> PutAsync(string name, string file)
    {
        ConnectionSetting? setting;
        try
        {
            setting = JsonSerializer.Deserialize<ConnectionSetting>(await File.ReadAllTextAsync(file), Json);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return await SayAsync(ExitCodes.Usage, $"{file}: {failure.Message}");
        }

        return setting is null ? await SayAsync(ExitCodes.Usage, $"用法 usage: {Usage}") : await WithStoreAsync(async (store, security, ct) =>
        {
            // Whoever works at the shell has what is in force before him: it is what he changes.
            var revision = store.All.FirstOrDefault(known => known.Name == name)?.Revision ?? 0;
            var faults = await new ConnectionCommands(store, security).PutAsync(name, setting with { Revision = revision }, $"cli:{Environment.UserName}", ct);
            foreach (var fault in faults) await SayAsync(ExitCodes.Findings, $"{fault.Field}: {fault.Chinese} / {fault.English}");
            return faults.Count > 0 ? ExitCodes.Findings : await SayAsync(ExitCodes.Success, $"已设置连接 set the connection {name}");
        });
    }

    private static async Task<int> OffAsync(ConnectionStore store, ISecurityLog security, string name, CancellationToken ct) =>
        await new ConnectionCommands(store, security).SwitchOffAsync(name, store.All.FirstOrDefault(known => known.Name == name)?.Revision ?? 0, $"cli:{Environment.UserName}", ct) is { } fault
            ? await SayAsync(ExitCodes.Findings, $"{fault.Chinese} / {fault.English}")
            : await SayAsync(ExitCodes.Success, $"已停用连接 switched off the connection {name}");

    private static async Task<int> WithStoreAsync(Func<ConnectionStore, ISecurityLog, CancellationToken, Task<int>> work)
    {
        await using var service = await Service.OpenAsync(new() { WithoutPack = true }, CancellationToken.None);
        var store = service.App.Services.GetRequiredService<ConnectionStore>();
        await store.RefreshAsync();
        return await work(store, service.App.Services.GetRequiredService<ISecurityLog>(), CancellationToken.None);
    }

    private static async Task<int> SayAsync(int code, string text)
    {
        await (code == ExitCodes.Success ? Console.Out : Console.Error).WriteLineAsync(text);
        return code;
    }

    private static JsonSerializerOptions Settings()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true };
        ServiceComposition.ConfigureJson(json);
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return json;
    }
}
