using JieSuJiBan.Host.Composition;
using JieSuJiBan.Host.Packs;

namespace JieSuJiBan.Host.Cli;

/// <summary>Checks a city pack and lists everything that is to be mended.</summary>
internal static class PackCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["check", var directory])
        {
            await Console.Error.WriteLineAsync("用法 usage: pack check DIR");
            return ExitCodes.Usage;
        }

        var pack = await CityPack.ReadAsync(directory, House.Activities, CancellationToken.None);
        foreach (var finding in pack.Findings) Console.WriteLine(finding);
        Console.WriteLine(pack.IsUsable
            ? $"可以使用 usable: {pack.Definitions.Count} 个定义 definitions, {pack.PolicyFiles.Count} 个政策文件 policy files, 政策 policy {pack.Policy!.Hash[..12]}"
            : "不能使用,请改正上列错误 not usable: mend the errors above");
        return pack.IsUsable ? ExitCodes.Success : ExitCodes.Findings;
    }
}
