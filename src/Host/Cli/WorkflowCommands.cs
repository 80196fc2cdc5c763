using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Packs;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Workflows.TextFiles;
using JieSuJiBan.Workflows.Validation;
using NodaTime;
using Connection = JieSuJiBan.Workflows.Connections.Connection;

namespace JieSuJiBan.Host.Cli;

/// <summary>Definitions from the command line: run in memory, checked, written back. No database is needed.</summary>
internal static class WorkflowCommands
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["run", .. var rest] => ExecuteAsync(rest),
        ["validate", .. var files] when files.Length > 0 => ValidateAsync(files),
        ["format", var file] => FormatAsync(file),
        _ => UsageAsync("workflow run FILE [--with CHILD.json …] [--input JSON] [--mode counter|token] [--until-end] | workflow validate FILE… | workflow format FILE"),
    };

    private static async Task<int> ExecuteAsync(string[] args)
    {
        string? file = null;
        var children = new List<string>();
        var input = Value.EmptyObject;
        var mode = FlowchartMode.Counter;
        var untilEnd = false;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--with" when i + 1 < args.Length:
                    while (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) children.Add(args[++i]);
                    break;
                case "--input" when i + 1 < args.Length:
                    if (Parse(args[++i]) is not { Kind: ValueKind.Object } given) return await UsageAsync("--input 须为 JSON 对象 must be a JSON object");
                    input = given;
                    break;
                case "--mode" when i + 1 < args.Length && args[i + 1] is "counter" or "token":
                    mode = args[++i] == "token" ? FlowchartMode.Token : FlowchartMode.Counter;
                    break;
                case "--until-end":
                    untilEnd = true;
                    break;
                case var word when file is null && !word.StartsWith("--", StringComparison.Ordinal):
                    file = word;
                    break;
                default:
                    return await UsageAsync($"不认识“{args[i]}” '{args[i]}' is not understood");
            }
        }

        if (file is null) return await UsageAsync("workflow run FILE");
        if (await ReadAsync(file) is not { } definition) return ExitCodes.Findings;
        var all = new List<WorkflowDefinition> { definition };
        foreach (var child in children)
        {
            if (await ReadAsync(child) is not { } read) return ExitCodes.Findings;
            all.Add(read);
        }

        var run = new VirtualRun(
            new WorkflowEngine(ServiceComposition.Activities, mode: mode),
            DefinitionSet.Of(all.Select(one => new PublishedDefinition(one, Instant.MinValue))),
            await PolicyAsync());
        // Exactly this file: a child given with it may be another version of the same definition.
        var refused = run.Deliver(new StartCase(definition.Hash, input)) as Refused;
        if (refused is null && untilEnd) run.RunUntilEnd();
        foreach (var line in run.Lines) Console.WriteLine(line);
        if (refused is not null)
        {
            await Console.Error.WriteLineAsync($"{refused.Rejection.Chinese}\n{refused.Rejection.English}");
            return ExitCodes.Findings;
        }

        Console.WriteLine(Report(run));
        return run.State!.Root!.SubStatus == WorkflowSubStatus.Faulted ? ExitCodes.Faulted : ExitCodes.Success;
    }

    private static string Report(VirtualRun run)
    {
        // As in Elsa, the status of the workflow that was run; workflows that it left running have their own.
        var (state, root) = (run.State!, run.State!.Root!);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 }))
        {
            json.WriteStartObject();
            json.WriteString("status", root.Status.ToString());
            json.WriteString("subStatus", root.SubStatus.ToString());
            json.WritePropertyName("output");
            json.WriteRawValue(CanonicalJson.Write(run.Output));
            json.WriteStartArray("incidents");
            foreach (var incident in state.Incidents)
            {
                json.WriteStartObject();
                json.WriteString("id", incident.Id);
                json.WriteString("activityId", incident.ActivityId);
                json.WriteString("activityType", incident.ActivityType);
                json.WriteString("code", incident.Code);
                json.WriteString("message", incident.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("steps", run.Steps);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static async Task<int> ValidateAsync(string[] files)
    {
        IReadOnlyList<Connection>? connections = null;
        if (files is [.. var before, "--connections", var list])
        {
            if (await ConnectionCommand.ReadListAsync(list) is not { } read) return ExitCodes.Usage;
            (files, connections) = (before, read);
        }

        var readings = new List<(string File, DefinitionReading Reading)>();
        foreach (var file in files)
        {
            if (await TextAsync(file) is not { } text) return ExitCodes.Usage;
            readings.Add((file, WorkflowDefinition.Read(text)));
        }

        var set = DefinitionSet.Of(readings.Where(one => one.Reading.Definition is not null).Select(one => new PublishedDefinition(one.Reading.Definition!, Instant.MinValue)));
        var policy = await PolicyForAsync(readings.Select(one => one.Reading.Definition).OfType<WorkflowDefinition>()) as CityPolicy;
        var errors = 0;
        foreach (var (file, reading) in readings)
        {
            var findings = reading.Definition is { } definition ? DefinitionChecks.Run(definition, ServiceComposition.Activities, set, policy, null, connections) : reading.Findings;
            foreach (var finding in findings) Console.WriteLine(Line(file, finding));
            errors += findings.Count(finding => finding.Severity == Severity.Error);
            if (findings.Count == 0) Console.WriteLine($"{file}: 没有问题 sound");
        }

        return errors > 0 ? ExitCodes.Findings : ExitCodes.Success;
    }

    private static async Task<int> FormatAsync(string file)
    {
        if (await ReadAsync(file) is not { } definition) return ExitCodes.Findings;
        using var document = JsonDocument.Parse(definition.ToJson(), new JsonDocumentOptions { MaxDepth = 1000 });
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented)) document.RootElement.WriteTo(writer);
        Console.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
        return ExitCodes.Success;
    }

    /// <summary>Case activities ask the city's policy; of Elsa's own, checks need none.</summary>
    private static async Task<Policy?> PolicyForAsync(IEnumerable<WorkflowDefinition> definitions) =>
        definitions.SelectMany(definition => definition.Nodes).Any(node => node.Type.StartsWith("Jsjb.", StringComparison.Ordinal)) ? await PolicyAsync() : null;

    /// <summary>The city's policy: times without an offset are in its zone.</summary>
    private static async Task<Policy?> PolicyAsync()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var pack = PackFolder.Locate(ServiceSettings.Read<PackSettings>(configuration));
        var policy = (await CityPack.ReadAsync(pack, ServiceComposition.Activities, CancellationToken.None)).Policy;
        // Whoever drew nine o'clock would otherwise look for it in the wrong zone.
        if (policy is null) await Console.Error.WriteLineAsync($"城市策略包 {pack} 不能使用，时间按 UTC；请运行 pack check。 The city pack {pack} cannot be used, so times are in UTC: run pack check.");
        return policy;
    }

    private static async Task<WorkflowDefinition?> ReadAsync(string file)
    {
        if (await TextAsync(file) is not { } text) return null;
        var reading = WorkflowDefinition.Read(text);
        if (reading.Refusal is not { } refusal) return reading.Definition;
        await Console.Error.WriteLineAsync(Line(file, refusal));
        return null;
    }

    private static async Task<string?> TextAsync(string file)
    {
        try
        {
            // A little more than is accepted in the longest encoding, so that the reader can say so; never a file of any size.
            await using var stream = File.OpenRead(file);
            using var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (bytes.Length <= 4L * DefinitionReader.MaxLength && await stream.ReadAsync(buffer) is > 0 and var length) bytes.Write(buffer, 0, length);
            if (bytes.Length > 4L * DefinitionReader.MaxLength) return new(' ', DefinitionReader.MaxLength + 1);
            var read = TextFile.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), isJson: true);
            if (read.Refusal is { } refusal) await Console.Error.WriteLineAsync($"{file}: {refusal.Chinese} / {refusal.English}");
            else if (read.Form!.Name != "UTF-8") await Console.Error.WriteLineAsync($"{file}: 按 {read.Form.Name} 读取 / read as {read.Form.Name}");
            return read.Refusal is null ? read.Text : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"读不了文件 {file} cannot be read: {unreadable.Message}");
            return null;
        }
    }

    private static string Line(string file, Finding finding)
    {
        var place = new StringBuilder(file);
        if (finding.Line is { } line) place.Append(':').Append(line).Append(':').Append(finding.Column ?? 1);
        if (finding.ActivityId is { } id) place.Append(' ').Append(finding.ActivityName is { } name && name != id ? $"{name} ({id})" : id);
        if (finding.Input is { } input) place.Append('.').Append(input);
        return $"{place}: {(finding.Severity == Severity.Error ? "错误 error" : "提示 warning")} {finding.Code}: {finding.Chinese} / {finding.English}";
    }

    private static Value? Parse(string json)
    {
        try
        {
            return CanonicalJson.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<int> UsageAsync(string text)
    {
        await Console.Error.WriteLineAsync($"用法 usage: {text}");
        return ExitCodes.Usage;
    }
}
