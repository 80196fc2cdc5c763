using System.Text;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Host.Designer;

/// <summary>What scripts may call, in TypeScript: the code editor completes and explains with it.</summary>
internal static class ScriptTypes
{
    private const string Functions = """
        /** 流程定义编号 */ declare function getWorkflowDefinitionId(): string;
        /** 流程版本编号 */ declare function getWorkflowDefinitionVersionId(): string;
        /** 流程版本号 */ declare function getWorkflowDefinitionVersion(): number;
        /** 运行编号 */ declare function getWorkflowInstanceId(): string;
        /** 关联号 */ declare function getCorrelationId(): string | null;
        /** 取变量的值 */ declare function getVariable(name: string): any;
        /** 设变量的值 */ declare function setVariable(name: string, value: any): void;
        /** 取流程输入 */ declare function getInput(name: string): any;
        /** 取活动的输出 */ declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;
        /** 最近一个结果 */ declare function getLastResult(): any;
        declare function isNullOrWhiteSpace(text: any): boolean;
        declare function isNullOrEmpty(text: any): boolean;
        declare function toJson(value: any): string;

        """;

    /// <summary>The functions, and the variables and inputs of that definition.</summary>
    public static string For(WorkflowDefinition? definition)
    {
        var text = new StringBuilder(Functions);
        if (definition is null) return text.ToString();
        text.Append("declare const variables: {\n");
        foreach (var variable in definition.Variables.Where(variable => IsIdentifier(variable.Name))) text.Append("  ").Append(variable.Name).Append(": ").Append(TypeOf(variable.TypeName, variable.IsArray)).Append(";\n");
        text.Append("};\n");
        foreach (var variable in definition.Variables.Where(variable => IsIdentifier(Naming.Pascal(variable.Name))))
        {
            var (name, type) = (Naming.Pascal(variable.Name), TypeOf(variable.TypeName, variable.IsArray));
            text.Append("declare function get").Append(name).Append("(): ").Append(type).Append(";\ndeclare function set").Append(name).Append("(value: ").Append(type).Append("): void;\n");
        }

        foreach (var input in definition.Inputs.Where(input => IsIdentifier(Naming.Pascal(input.Name)))) text.Append("declare function get").Append(Naming.Pascal(input.Name)).Append("(): ").Append(TypeOf(input.TypeName, input.IsArray)).Append(";\n");
        return text.ToString();
    }

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
