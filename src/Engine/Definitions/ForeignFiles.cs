using System.Text.Json;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>Recognises what is plainly something else than an Elsa 3 definition, so that the refusal says what it is and what to do.</summary>
internal static class ForeignFiles
{
    /// <summary>The finding for PascalCase members: read half-way they would run as something else.</summary>
    public const string PascalCase = "definition.pascalCase";

    /// <summary>What a text is that is no JSON; null where nothing is known of it.</summary>
    public static Finding? OfText(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        if (start.StartsWith("PK\u0003\u0004", StringComparison.Ordinal)) return Found("definition.zip", "这是 ZIP 压缩包；请先解压，再逐个导入其中的 JSON 文件。", "This is a ZIP archive: unpack it and import its JSON files one by one.");
        if (start.Length == 0 || start[0] != '<') return null;
        return text.Contains("bpmn", StringComparison.OrdinalIgnoreCase)
            ? Found("definition.bpmn", "这是 BPMN 流程（XML），不是 Elsa 3 流程定义；请在设计器中照它重画。", "This is a BPMN process (XML), not an Elsa 3 definition: draw it anew in the designer.")
            : Found("definition.xml", "这是 XML 文件，不是 Elsa 3 流程定义（JSON）；请导入从设计器导出的文件。", "This is XML, not an Elsa 3 definition, which is JSON: import a file that the designer exported.");
    }

    /// <summary>What a JSON document without a root activity is; null where nothing is known of it.</summary>
    public static Finding? OfJson(JsonElement document) => document.ValueKind switch
    {
        JsonValueKind.Array => OfList(document),
        JsonValueKind.Object => OfObject(document),
        _ => null,
    };

    private static Finding? OfList(JsonElement list)
    {
        var items = list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).ToArray();
        if (items.Any(item => item.Object("root") is not null)) return Several();
        if (items.Any(item => Has(item, "wires"))) return Foreign("Node-RED");
        return items.Select(OfObject).OfType<Finding>().FirstOrDefault();
    }

    private static Finding? OfObject(JsonElement document)
    {
        var activities = document.Member("activities").Listed().Where(item => item.ValueKind == JsonValueKind.Object).ToArray();
        var connections = document.Member("connections").Listed().Where(item => item.ValueKind == JsonValueKind.Object).ToArray();
        if (activities.Any(item => Has(item, "activityId")) || (Has(document, "activities") && (Has(document, "definitionVersionId") || Has(document, "contextOptions") || Has(document, "persistenceBehavior"))) || IsElsa2Blueprint(document))
        {
            return Found("definition.elsa2", "这是 Elsa 2 的流程定义，本系统运行 Elsa 3，两者格式不同，不能直接导入；请在设计器中照它重画，或先用转换工具转成 Elsa 3 再导入。",
                "This is an Elsa 2 definition. Elsa 3 is run here, whose format is another, so it cannot be imported: draw it anew in the designer, or convert it to Elsa 3 first.");
        }

        if (connections.Any(item => Has(item, "sourceActivityId")) || activities.Any(item => Has(item, "state") && !Text(item, "type").StartsWith("Elsa.", StringComparison.Ordinal)))
        {
            return Found("definition.elsa1", "这是 Elsa 1（或 2）的流程定义，本系统运行 Elsa 3，格式不同，不能直接导入；请在设计器中照它重画。",
                "This is a definition of Elsa 1 or 2. Elsa 3 is run here, whose format is another: draw it anew in the designer.");
        }

        if (Has(document, "nodes") && document.Member("connections") is { ValueKind: JsonValueKind.Object }) return Foreign("n8n");
        if (Has(document, "States") && Has(document, "StartAt")) return Foreign("AWS Step Functions");
        if (document.Object("definition") is { } logic && Has(logic, "actions") && Has(logic, "triggers")) return Foreign("Azure Logic Apps / Power Automate");
        if (Text(document, "type").Length > 0 && (Has(document, "activities") || Text(document, "type").StartsWith("Elsa.", StringComparison.Ordinal)))
        {
            return Found("definition.activityOnly", $"这是一个活动（{Text(document, "type")}），不是完整的流程定义；请把它放在流程定义的 root 成员中，或从设计器导出整个流程。",
                $"This is one activity ({Text(document, "type")}), not a whole definition: put it into the member 'root' of a definition, or export the whole workflow from the designer.");
        }

        foreach (var member in document.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && member.Value.Object("root") is not null)
            {
                return Found("definition.wrapped", $"流程定义在成员“{member.Name}”里面，外面还包了一层；请只导入“{member.Name}”的内容。",
                    $"The definition stands inside the member '{member.Name}': import the content of '{member.Name}' alone.");
            }

            if (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object && item.Object("root") is not null)) return Several();
        }

        return null;
    }

    private static bool IsElsa2Blueprint(JsonElement document) => document.Object("variables") is { } variables && Has(variables, "data") && Has(document, "activities");

    private static Finding Several() => Found("definition.several", "文件里有多个流程定义；请拆成一个文件一个流程，逐个导入。", "The file holds several definitions: make it one file for each and import them one by one.");

    private static Finding Foreign(string system) => Found("definition.foreign", $"这是 {system} 的流程，不是 Elsa 3 流程定义；请在设计器中照它重画。", $"This is a workflow of {system}, not an Elsa 3 definition: draw it anew in the designer.");

    private static Finding Found(string code, string chinese, string english) => new(Severity.Error, code, chinese, english);

    private static bool Has(JsonElement element, string name) => element.Member(name) is not null;

    private static string Text(JsonElement element, string name) => element.Text(name) ?? "";
}
