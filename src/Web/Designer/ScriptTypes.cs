using System.Text;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Web.Designer;

/// <summary>What scripts may call, in TypeScript: the code editor completes and explains with it.</summary>
internal static class ScriptTypes
{
    private const string Functions = """
        /** 流程定义编号 */ declare function getWorkflowDefinitionId(): string;
        /** 流程版本编号 */ declare function getWorkflowDefinitionVersionId(): string;
        /** 流程版本号 */ declare function getWorkflowDefinitionVersion(): number;
        /** 运行编号 */ declare function getWorkflowInstanceId(): string;
        /** 关联号 */ declare function getCorrelationId(): string | null;
        /** 设关联号 */ declare function setCorrelationId(id: string | null): void;
        /** 运行名称 */ declare function getWorkflowInstanceName(): string | null;
        /** 设运行名称 */ declare function setWorkflowInstanceName(name: string | null): void;
        /** 取变量的值 */ declare function getVariable(name: string): any;
        /** 设变量的值 */ declare function setVariable(name: string, value: any): void;
        /** 取流程输入 */ declare function getInput(name: string): any;
        /** 取活动的输出 */ declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;
        /** 最近一个结果 */ declare function getLastResult(): any;
        /** 选出口（仅“执行脚本”） */ declare function setOutcome(outcome: string): void;
        /** 选几个出口（仅“执行脚本”） */ declare function setOutcomes(outcomes: string[]): void;
        /** 空或者只有空白 */ declare function isNullOrWhiteSpace(text: any): boolean;
        /** 空 */ declare function isNullOrEmpty(text: any): boolean;
        /** 写成 JSON */ declare function toJson(value: any): string;
        declare function parseGuid(text: string): string;
        /** 新的唯一编号：由本步的种子产生，重放时相同 */ declare function newGuid(): string;
        declare function newGuidString(): string;
        declare function newShortGuid(): string;
        declare function bytesToString(bytes: Uint8Array): string;
        declare function bytesFromString(text: string): Uint8Array;
        declare function bytesToBase64(bytes: Uint8Array): string;
        declare function bytesFromBase64(text: string): Uint8Array;
        declare function stringToBase64(text: string): string;
        declare function stringFromBase64(text: string): string;
        /** 个人信息：只有密封引用，脚本看不到内容 */ interface Sealed { readonly length: number; }

        """;

    private static readonly Lazy<string> Facts = new(TicketFactsType);

    /// <summary>The functions, the ticket's facts and the policies; and the variables, inputs and outputs of that definition.</summary>
    public static string For(WorkflowDefinition? definition, ActivityRegistry activities, CityPolicy? policy)
    {
        var text = new StringBuilder(Functions).Append(Facts.Value);
        text.Append("/** 城市政策（按政策文件） */ declare const policy: {\n");
        foreach (var (topic, _) in policy?.View.MembersByName ?? []) text.Append("  readonly ").Append(topic).Append(": any;\n");
        text.Append("};\n");
        if (definition is null) return text.ToString();
        var variables = definition.Variables.Concat(definition.Nodes.SelectMany(node => node.Variables)).DistinctBy(variable => variable.Name).ToArray();
        text.Append("/** 流程变量 */ declare const variables: {\n");
        foreach (var variable in variables.Where(variable => IsIdentifier(variable.Name))) text.Append("  ").Append(variable.Name).Append(": ").Append(TypeOf(variable.TypeName, variable.IsArray)).Append(";\n");
        text.Append("};\n");
        // As the engine finds them: a variable hides an input of that name.
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in variables.Where(variable => IsIdentifier(Naming.Pascal(variable.Name)) && known.Add(Naming.Pascal(variable.Name))))
        {
            var (name, type) = (Naming.Pascal(variable.Name), TypeOf(variable.TypeName, variable.IsArray));
            text.Append("declare function get").Append(name).Append("(): ").Append(type).Append(";\ndeclare function set").Append(name).Append("(value: ").Append(type).Append("): void;\n");
        }

        foreach (var input in definition.Inputs.Where(input => IsIdentifier(Naming.Pascal(input.Name)) && known.Add(Naming.Pascal(input.Name)))) text.Append("declare function get").Append(Naming.Pascal(input.Name)).Append("(): ").Append(TypeOf(input.TypeName, input.IsArray)).Append(";\n");
        foreach (var node in definition.Nodes)
        {
            foreach (var output in activities.Find(node.Type, node.Version)?.Descriptor.Outputs ?? [])
            {
                var name = $"{output.Name}From{node.Name}";
                if (node.Name is not { Length: > 0 } || !IsIdentifier(name) || !known.Add(name)) continue;
                text.Append("/** ").Append(Comment($"“{node.DisplayText ?? node.Name}”的{output.DisplayName}")).Append(" */ declare function get").Append(name).Append("(): ").Append(TypeOf(output.TypeName, false)).Append(";\n");
            }
        }

        return text.ToString();
    }

    private static string TicketFactsType()
    {
        var text = new StringBuilder("/** 工单事实 */ declare const ticket: {\n");
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in IntakeFields.All)
        {
            written.Add(field.Name);
            var type = field.IsSealed ? "Sealed" : field.Type switch { FieldType.Boolean => "boolean", FieldType.Number => "number", _ => "string" };
            text.Append("  /** ").Append(field.Chinese).Append(" */ readonly ").Append(field.Name).Append("?: ").Append(type).Append(field.IsList && !field.IsSealed ? "[]" : "").Append(";\n");
        }

        foreach (var fact in typeof(TicketFacts).GetProperties().Where(fact => fact.Name is not (nameof(TicketFacts.Facts) or nameof(TicketFacts.IsHistoric) or nameof(TicketFacts.Overdue))))
        {
            var name = char.ToLowerInvariant(fact.Name[0]) + fact.Name[1..];
            if (!written.Add(name)) continue;
            var type = (Nullable.GetUnderlyingType(fact.PropertyType) ?? fact.PropertyType) switch
            {
                var plain when plain == typeof(string) || plain == typeof(Instant) => "string",
                var truth when truth == typeof(bool) => "boolean",
                var personal when personal == typeof(Sealed) => "Sealed",
                _ => "any",
            };
            text.Append("  readonly ").Append(name).Append("?: ").Append(type).Append(";\n");
        }

        return text.Append("  readonly [fact: string]: any;\n};\n").ToString();
    }

    // A name from a definition must not end the comment it stands in.
    private static string Comment(string text) => text.Replace("*/", "* /", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static bool IsIdentifier(string name) => name.Length > 0 && (char.IsLetter(name[0]) || name[0] is '_' or '$') && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$');

    private static string TypeOf(string typeName, bool isArray)
    {
        var type = TypeAlias.Parse(typeName);
        var name = type.Name switch
        {
            "String" or "Guid" or "DateTime" or "DateTimeOffset" or "TimeSpan" => "string",
            "Boolean" => "boolean",
            "Int16" or "Int32" or "Int64" or "Single" or "Double" or "Decimal" or "Byte" => "number",
            _ => "any",
        };
        return isArray || type.IsList ? name + "[]" : name;
    }
}
