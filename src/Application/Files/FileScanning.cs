using System.ComponentModel;
using System.Net.Sockets;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;

namespace JieSuJiBan.Application.Files;

/// <summary>
/// The scan hook for uploaded files: off, an ICAP service or a command, by configuration (<c>Files:Scan</c>). Where it is on, nothing is taken that it
/// has not found clean: what it cannot say of a file is a refusal for now, never a yes.
/// </summary>
/// <param name="name">How it is called where the service says what is on.</param>
/// <param name="scanner">The scanner, or null where it is off.</param>
/// <param name="patience">How long a scan may take.</param>
public sealed class FileScanning(string name, IFileScanner? scanner, TimeSpan patience)
{
    /// <summary><c>off</c>, <c>icap</c> or <c>command</c>.</summary>
    public string Name { get; } = name;

    /// <summary>True where files are scanned.</summary>
    public bool IsOn => scanner is not null;

    /// <summary>Scans what is written.</summary>
    public async Task<ScanResult> ScanAsync(Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        if (scanner is null) return new(ScanVerdict.Clean, null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            return await scanner.ScanAsync(write, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(ScanVerdict.Unknown, $"no answer within {patience.TotalSeconds:0} s");
        }
        catch (Exception failed) when (failed is IOException or SocketException or InvalidDataException or Win32Exception or InvalidOperationException)
        {
            return new(ScanVerdict.Unknown, failed.GetType().Name);
        }
    }
}

/// <summary>Reads the settings of the scan hook.</summary>
public static class ScanSetup
{
    public static IServiceCollection AddFileScanning(this IServiceCollection services, FileScanSettings settings) => services.AddSingleton(Of(settings));

    private static FileScanning Of(FileScanSettings settings)
    {
        var patience = TimeSpan.FromSeconds(settings.TimeoutSeconds);
        var (icap, command) = (settings.Icap, settings.Command);
        if (icap is { Length: > 0 } && command is { Length: > 0 }) throw Wrong("Icap", "与 Files:Scan:Command 只能配置一个", "and Files:Scan:Command exclude each other");
        if (icap is { Length: > 0 })
        {
            return Uri.TryCreate(icap, UriKind.Absolute, out var address) && address.Scheme == "icap" && address.UserInfo.Length == 0
                ? new("icap", new IcapScanner(address), patience) : throw Wrong("Icap", "须形如 icap://主机:1344/服务", "must look like icap://host:1344/service");
        }

        if (command is not { Length: > 0 }) return new("off", null, patience);
        if (!Path.IsPathFullyQualified(command) || !File.Exists(command)) throw Wrong("Command", "须为程序的完整路径，且程序存在", "must be the full path of a program that exists");
        return new("command", new CommandScanner(command, [.. settings.Arguments]), patience);
    }

    private static StartupException Wrong(string name, string chinese, string english) =>
        new(new(ExitCodes.BadSetting, $"配置 Files:Scan:{name} 有误：{chinese}。", $"The setting Files:Scan:{name} is wrong: it {english}."));
}
