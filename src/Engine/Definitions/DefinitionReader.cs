using System.Text.Json;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>Compiles definition JSON, in every form that Elsa 3 accepts, into a <see cref="WorkflowDefinition"/>.</summary>
public static class DefinitionReader
{
    /// <summary>Longest text read, in UTF-16 units (16 Mi).</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Deepest nesting of objects and lists read; a nested activity takes two to three levels.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4096, AllowDuplicateProperties = false };

    internal static DefinitionReading Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
        {
            return Refused("definition.tooLarge", $"流程定义过大：{json.Length} 个字符，上限为 {MaxLength}；请拆分为多个流程。",
                $"The definition has {json.Length} characters, the limit is {MaxLength}: split it into several workflows.");
        }

        try
        {
            using var document = JsonDocument.Parse(json.AsMemory(json.StartsWith('\uFEFF') ? 1 : 0), Options);
            return IsTooDeep(document.RootElement, MaxDepth)
                ? TooDeep()
                : Compile(json, document.RootElement);
        }
        catch (JsonException error)
        {
            if (ForeignFiles.OfText(json) is { } foreign) return new(null, [foreign]);
            return IsDeeperThan(json, Options.MaxDepth) ? TooDeep() : Refused("definition.notJson",
                $"流程定义不是合法的 JSON：{error.Message.TrimEnd('.')}。请检查文件后重新导入。",
                $"The definition is not valid JSON: {error.Message.TrimEnd('.')}. Correct the file and import it again.",
                error.LineNumber is { } line ? (int)Math.Min(line + 1, int.MaxValue) : null,
                error.BytePositionInLine is { } column ? (int)Math.Min(column + 1, int.MaxValue) : null);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // A \u escape of half a surrogate pair is valid JSON grammar but no text.
            return Refused("definition.badText", "流程定义中含有不完整的 Unicode 转义字符；请改正后重新导入。",
                "The definition holds an incomplete Unicode escape, which is no text: correct it and import it again.");
        }
    }

    private static DefinitionReading Compile(string json, JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            if (ForeignFiles.OfJson(document) is { } foreign) return new(null, [foreign]);
            return Refused("definition.notObject", "流程定义应为 JSON 对象；请导入从设计器导出的文件。",
                "Expected a JSON object as the definition, but found something else: import a file that the designer exported.");
        }

        if (document.Object("root") is not { } root)
        {
            if (ForeignFiles.OfJson(document) is { } foreign) return new(null, [foreign]);
            return Refused("definition.noRoot", "流程定义缺少根活动（root），不是完整的 Elsa 3 流程定义；请导入从设计器导出的文件。",
                "The definition has no root activity (member 'root'), so it is no whole Elsa 3 definition: import a file that the designer exported.");
        }

        var findings = new List<Finding>();
        if (PascalCased(document) is { } pascal)
        {
            findings.Add(new(Severity.Error, ForeignFiles.PascalCase,
                $"成员名以大写字母开头（如 {pascal}），Elsa 的文件用小写字母开头（camelCase），照此运行会漏读内容；请从设计器导出，或让程序按 camelCase 写出（C# 中用 JsonNamingPolicy.CamelCase）后再导入。",
                $"Member names begin with capitals (such as {pascal}), while Elsa's files are camelCase, so parts of it would be passed over: export it from the designer, or have the program write camelCase (JsonNamingPolicy.CamelCase in C#), and import that."));
        }

        var nodes = new NodeReader(findings).Read(root);
        var definitionId = document.Text("definitionId");
        var id = document.Text("id");
        var definition = new WorkflowDefinition(json, nodes)
        {
            Id = id ?? definitionId ?? "",
            DefinitionId = definitionId ?? id ?? "",
            Version = document.Whole("version") ?? 1,
            Name = document.Text("name")?.Trim() ?? "",
            Description = document.Text("description")?.Trim() ?? "",
            ToolVersion = document.Text("toolVersion"),
            IsPublished = document.Truth("isPublished") ?? false,
            Variables = VariableReader.Read(document.Member("variables"), findings, null),
            Inputs = Arguments(document.Member("inputs")),
            Outputs = Arguments(document.Member("outputs")),
            Outcomes = document.Member("outcomes").Listed().Select(outcome => outcome.AsText()).OfType<string>().ToArray(),
            Options = ReadOptions(document),
            CustomProperties = document.Object("customProperties") is { } properties ? CanonicalJson.From(properties) : Value.EmptyObject,
            ReadingFindings = findings,
        };
        return new(definition, findings);
    }

    /// <summary>The first member that a definition or an activity has in PascalCase; of the definition alone, only those older files had otherwise too.</summary>
    private static string? PascalCased(JsonElement document)
    {
        if (!document.TryGetProperty("root", out _)) return document.EnumerateObject().First(member => member.Name.Equals("root", StringComparison.OrdinalIgnoreCase)).Name;
        var pending = new Stack<JsonElement>([document.GetProperty("root")]);
        while (pending.TryPop(out var at))
        {
            if (at.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in at.EnumerateArray()) pending.Push(item);
            }

            if (at.ValueKind != JsonValueKind.Object) continue;
            if (at.TryGetProperty("Type", out var type) && type.ValueKind == JsonValueKind.String && (type.GetString()!.StartsWith("Elsa.", StringComparison.Ordinal) || at.TryGetProperty("Id", out _))) return "Type";
            foreach (var member in at.EnumerateObject())
            {
                if (member.Name is "Activities" or "Connections" or "Expression" && member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object) return member.Name;
                // What a person writes as data may be called anything.
                if (member.Name is not ("customProperties" or "metadata" or "expression" or "variables")) pending.Push(member.Value);
            }
        }

        return null;
    }

    private static ArgumentDefinition[] Arguments(JsonElement? list) =>
        list.Listed().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => new ArgumentDefinition(
            item.Text("name") ?? "",
            item.Text("type") ?? item.Text("typeName") ?? "Object",
            item.Truth("isArray") ?? false,
            item.Text("displayName"),
            item.Text("description"),
            item.Text("category"),
            item.Text("uiHint"))).ToArray();

    private static WorkflowOptions ReadOptions(JsonElement document)
    {
        var usable = document.Truth("usableAsActivity");
        return document.Object("options") is { } options
            ? new(
                options.Text("activationStrategyType"),
                options.Truth("usableAsActivity") ?? usable,
                options.Truth("autoUpdateConsumingWorkflows") ?? false,
                options.Text("activityCategory"),
                options.Text("incidentStrategyType"),
                options.Text("commitStrategyName"))
            : new(UsableAsActivity: usable);
    }

    private static bool IsTooDeep(JsonElement element, int levels) => element.ValueKind switch
    {
        JsonValueKind.Array => levels == 0 || element.EnumerateArray().Any(item => IsTooDeep(item, levels - 1)),
        JsonValueKind.Object => levels == 0 || element.EnumerateObject().Any(member => IsTooDeep(member.Value, levels - 1)),
        _ => false,
    };

    /// <summary>Whether brackets outside texts nest deeper than that: tells a refused depth from bad grammar.</summary>
    private static bool IsDeeperThan(string json, int levels)
    {
        var depth = 0;
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case '\\' when inText: i++; break;
                case '"': inText = !inText; break;
                case '{' or '[' when !inText && ++depth > levels: return true;
                case '}' or ']' when !inText: depth--; break;
            }
        }

        return false;
    }

    private static DefinitionReading TooDeep() => Refused("definition.tooDeep",
        $"流程定义嵌套过深，超过 {MaxDepth} 层；请把内层活动拆成子流程。",
        $"The definition nests deeper than {MaxDepth} levels: move inner activities into a workflow of their own.");

    private static DefinitionReading Refused(string code, string chinese, string english, int? line = null, int? column = null) =>
        new(null, [new(Severity.Error, code, chinese, english, Line: line, Column: column)]);
}
