using System.Text.Encodings.Web;
using System.Text.Json;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.Packs;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Workflows.Connections;
using JieSuJiBan.Workflows.Policies;
using NodaTime;

namespace JieSuJiBan.Host.Cli;

/// <summary>Checks a city pack and lists everything that is to be corrected.</summary>
internal static class PackCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["check", var pack]:
                return await CheckAsync(pack, []);
            case ["check", var pack, "--connections", var list]:
                return await ConnectionCommand.ReadListAsync(list) is { } connections ? await CheckAsync(pack, connections) : ExitCodes.Usage;
            case ["schema", var target, .. var packs] when packs.Length > 0:
                return await WriteSchemasAsync(target, packs);
            case ["words", var document, .. var packs] when packs.Length > 0 && File.Exists(document):
                var schemas = CityPolicies.Schemas(await FilesOfAsync(packs));
                await File.WriteAllTextAsync(document, PackWords.Write(await File.ReadAllTextAsync(document), schemas));
                return ExitCodes.Success;
            default:
                await Console.Error.WriteLineAsync("用法 usage: pack check DIR [--connections FILE] | pack schema TARGET-DIR PACK-DIR… | pack words DOCUMENT PACK-DIR…");
                return ExitCodes.Usage;
        }
    }

    /// <summary>Writes the JSON Schema of each policy file; editors then complete and check what policy staff type.</summary>
    private static async Task<int> WriteSchemasAsync(string target, string[] packs)
    {
        Directory.CreateDirectory(target);
        foreach (var (file, schema) in CityPolicies.Schemas(await FilesOfAsync(packs)))
        {
            var text = JsonSerializer.Serialize(JsonDocument.Parse(schema.ToString()).RootElement, Indented);
            await File.WriteAllTextAsync(Path.Combine(target, Path.ChangeExtension(file, ".schema.json")), text + "\n");
        }

        return ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> FilesOfAsync(string[] packs)
    {
        var read = new List<IReadOnlyDictionary<string, string>>();
        foreach (var pack in packs) read.Add((await CityPack.ReadAsync(pack, ServiceComposition.Activities, CancellationToken.None)).PolicyFiles);
        return read;
    }

    private static async Task<int> CheckAsync(string directory, IReadOnlyList<Connection> connections)
    {
        var pack = await CityPack.ReadAsync(directory, ServiceComposition.Activities, CancellationToken.None, connections);
        foreach (var finding in pack.Findings) Console.WriteLine(finding);
        if (pack.Policy is { } policy)
        {
            foreach (var reminder in policy.Calendar.Policy.Reminders(policy.Calendar.DateOf(SystemClock.Instance.GetCurrentInstant()))) Console.WriteLine(reminder);
        }

        Console.WriteLine(pack.IsUsable
            ? $"可以使用 usable: {pack.Definitions.Count} 个定义 definitions, {pack.PolicyFiles.Count} 个政策文件 policy files, 政策 policy {pack.Policy!.Hash[..12]}"
            : "不能使用，请改正上列错误 not usable: correct the errors above");
        return pack.IsUsable ? ExitCodes.Success : ExitCodes.Findings;
    }
}
