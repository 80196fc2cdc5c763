using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Host.Cli;

/// <summary><c>keys new|add|check|rotate|retire</c>: the master keys, from making to retiring them.</summary>
internal static class KeysCommand
{
    private const string Usage = """
        用法 Usage:
          keys new FILE      新建主密钥文件(仅属主可读) make a file with a new master key, readable by its owner only
          keys add           在本节点的密钥文件中追加新密钥；随后分发到所有节点 add a new key to this node's file; then distribute it to all nodes
          keys check         核对密钥与数据库，列出各密钥封存的项数 compare keys and database, and count what lies under each
          keys rotate [ID]   启用新密钥(缺省为文件中最后一把)并分批重新封存；可中断后续做 take a new key (by default the file's last) into use and
                             protect everything anew in batches; interrupted, run it again (needs ConnectionStrings__Owner)
          keys retire ID     确认无物以其封存后停用旧密钥 say that a former key is not needed any more (needs ConnectionStrings__Owner)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            return args switch
            {
                ["new", var file] when file[0] != '-' => New(file),
                ["add"] => Add(),
                ["check"] => await OnHouseAsync(CheckAsync, interrupted.Token),
                ["rotate"] => await OnHouseAsync((service, ct) => RotateAsync(service, null, ct), interrupted.Token),
                ["rotate", var id] => await OnHouseAsync((service, ct) => RotateAsync(service, id, ct), interrupted.Token),
                ["retire", var id] => await OnHouseAsync((service, ct) => RetireAsync(service, id, ct), interrupted.Token),
                _ => await SayAsync(ExitCodes.Usage, Usage),
            };
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return await SayAsync(ExitCodes.Interrupted, "已中断：再次运行 keys rotate 即接着做。 Interrupted: run keys rotate again and it goes on where it stood.");
        }
        catch (Exception exception) when (StartupExplanation.Of(exception) is { } failure)
        {
            return await SayAsync(failure.ExitCode, $"{failure.Chinese}\n{failure.English}");
        }
    }

    private static int New(string file)
    {
        var source = MasterKeySource.OfFile(file);
        if (File.Exists(source.File)) throw new MasterKeyException($"文件 {source.File} 已存在，不会覆盖。", $"The file {source.File} exists and is not overwritten.");
        var key = source.Create();
        Console.WriteLine($"已新建主密钥 made master key {key.Id}: {source.File}\n请另行备份，勿与数据库备份放在一起。 Back it up apart from the database.");
        return ExitCodes.Success;
    }

    private static int Add()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = new EmbeddedPostgresOptions();
        if (ServiceSettings.Read<DataSettings>(configuration).Directory is { } directory) options = options with { DataDirectory = directory };
        var setting = MasterKeySetting.Given(ServiceSettings.Read<VaultSettings>(configuration)) ?? (configuration.GetConnectionString("Default") is { Length: > 0 }
            ? throw new StartupException(MasterKeySetting.Missing(options.DataDirectory))
            : MasterKeySetting.Beside(options.DataDirectory));
        var source = setting.Source;
        var key = source.Add();
        Console.WriteLine($"已追加主密钥 added master key {key.Id}: {source.File}\n请备份并分发到所有节点，然后运行 keys rotate。 Back the file up, distribute it to all nodes, then run keys rotate.");
        return ExitCodes.Success;
    }

    private static async Task<int> CheckAsync(Service service, CancellationToken ct)
    {
        var (keys, rotation) = (service.App.Services.GetRequiredService<MasterKeys>(), service.App.Services.GetRequiredService<MasterKeyRotation>());
        var (held, counts) = (keys.Source.Read().Select(key => key.Id).ToHashSet(StringComparer.Ordinal), await rotation.CountAsync(ct));
        var listed = await rotation.ListAsync(ct);
        foreach (var (id, state) in listed)
        {
            Console.WriteLine($"  {id}  {Word(state)}  {(held.Contains(id) ? "本节点持有 held here" : "本节点没有 not held here")}  {counts.GetValueOrDefault(id)}");
        }

        foreach (var id in held.Except(listed.Select(one => one.KeyId))) Console.WriteLine($"  {id}  尚未启用 not in use yet  本节点持有 held here  0");
        Console.WriteLine("密钥与数据库相符。 Keys and database fit.");
        return ExitCodes.Success;
    }

    private static async Task<int> RotateAsync(Service service, string? id, CancellationToken ct)
    {
        await using var owner = Runtime.Database.Source(Owner(service));
        var rotation = service.App.Services.GetRequiredService<MasterKeyRotation>();
        var (key, rewrapped) = await rotation.RunAsync(owner, id, MasterKeys.LookEvery * 2, many => Console.Error.Write($"\r  {many}"), ct);
        Console.WriteLine($"\n主密钥 {key} 已启用，重新封存 {rewrapped} 项。 The master key {key} is in use; {rewrapped} things were protected anew.");
        return ExitCodes.Success;
    }

    private static async Task<int> RetireAsync(Service service, string id, CancellationToken ct)
    {
        await using var owner = Runtime.Database.Source(Owner(service));
        await service.App.Services.GetRequiredService<MasterKeyRotation>().RetireAsync(owner, id, ct);
        Console.WriteLine($"主密钥 {id} 已停用：可从各节点的密钥文件删去该行；以前的数据库备份仍需它，请离线保存。 The master key {id} is retired: drop its line from the key file of every node; keep a copy offline as long as you keep backups made under it.");
        return ExitCodes.Success;
    }

    private static string Owner(Service service) => service.OwnerConnectionString ?? throw new StartupException(new(
        ExitCodes.Usage,
        "改动密钥需要所有者账号：请设置 ConnectionStrings__Owner。",
        "Only the owner may change keys: set ConnectionStrings__Owner."));

    private static async Task<int> OnHouseAsync(Func<Service, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        await using var service = await Service.OpenAsync(new(), ct);
        return await act(service, ct);
    }

    private static string Word(string state) => state switch
    {
        "active" => "使用中 in use",
        "former" => "旧密钥 former",
        _ => "已停用 retired",
    };

    private static async Task<int> SayAsync(int code, string text)
    {
        await Console.Error.WriteLineAsync(text);
        return code;
    }
}
