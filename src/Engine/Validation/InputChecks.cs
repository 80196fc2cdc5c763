using Cronos;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Validation;

/// <summary>Checks the inputs and outputs of one activity.</summary>
internal sealed class InputChecks(WorkflowDefinition definition, DefinitionSet set, DefinitionFindings findings)
{
    private readonly TimeChecks times = new(definition, findings);

    public void Check(ActivityNode node, NodeContract contract)
    {
        foreach (var input in contract.Inputs) Check(node, input);
        var known = contract.Inputs.Select(input => Naming.Pascal(input.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, binding) in node.Inputs)
        {
            if (known.Contains(name) || contract.Outputs.Contains(name)) continue;
            findings.Warning(node, "input.unknown", "该类型没有这个输入，将被忽略；请检查名称。", "its type has no such input, so it is ignored: check the name.", name);
            CheckExpression(node, name, binding.Expression, "Object");
        }

        foreach (var (name, target) in node.Outputs)
        {
            if (known.Contains(name)) continue;
            if (!contract.Outputs.Contains(name))
            {
                findings.Warning(node, "output.unknown", $"该类型没有输出“{name}”，绑定不会生效；请检查名称。", $"its type has no output '{name}', so the binding has no effect: check the name.", name);
            }
            else if (definition.VariableById(target, node) is null && !definition.Outputs.Any(output => output.Name == target) && !target.StartsWith(node.Id + ":", StringComparison.Ordinal))
            {
                findings.Error(node, "output.unknownTarget", $"输出“{name}”绑定到不存在的变量“{target}”；请重新选择。", $"the output '{name}' is bound to '{target}', which is neither a variable nor a workflow output: choose again.", name);
            }
        }
    }

    /// <summary>Checks an expression that stands inside a raw member, e.g. the condition of a case.</summary>
    public void CheckExpression(ActivityNode node, string input, Expression expression, string type)
    {
        if (ExpressionEvaluator.RefusalOf(expression.Type) is { } refused)
        {
            findings.Error(node, refused.Code, refused.Chinese, refused.English, input);
            return;
        }

        var value = expression.Value;
        switch (expression.Type)
        {
            case "JavaScript":
                CheckScript(node, input, ValueConverter.ToText(value));
                if (ScriptAnalysis.ChoosesOutcomes(ValueConverter.ToText(value)))
                {
                    findings.Error(node, "outcome.inExpression", "表达式不能用 setOutcome 选择出口；请把脚本作为“执行脚本”活动的内容（字面文本），不要作为 JavaScript 表达式。",
                        "an expression chooses no outcome: let setOutcome stand in the text of a RunJavaScript activity, a literal, not a JavaScript expression.", input);
                }

                break;
            case "Liquid" when LiquidEvaluator.Check(ValueConverter.ToText(value)) is { } error:
                findings.Error(node, error.Code, error.Chinese, error.English, input, error.Line, error.Column);
                break;
            case "Variable" when !Exists(node, ExpressionEvaluator.Referenced(value)):
                UnknownVariable(node, input, ExpressionEvaluator.Referenced(value));
                break;
            case "Input" when ExpressionEvaluator.Referenced(value)["name"].AsString() is var name && !definition.Inputs.Any(known => known.Name == name):
                findings.Error(node, "expression.unknownInput", $"流程没有输入“{name}”；请先在流程中声明。", $"the workflow has no input '{name}': declare it first.", input);
                break;
            case "Object" or "Json":
                CheckObject(node, input, value, type);
                break;
            case "Literal" when ValueConverter.Convert(value, type, ValueReading.Current).Error is { } error && !IsBlank(value):
                var (hint, englishHint) = HintFor(type);
                findings.Error(node, "literal.badValue", error.Chinese + hint, error.English + englishHint, input);
                break;
        }
    }

    private void Check(ActivityNode node, InputDescriptor input)
    {
        var stated = StatedInput.Of(node, input);
        var isSilent = stated is null || stated.Type is "Literal" or "Object" or "Json" && IsBlank(stated.Value);
        if (isSilent)
        {
            if (input.IsRequired && (input.DefaultValue ?? Value.Null).IsNull)
            {
                findings.Error(node, "input.required", $"“{input.DisplayName}”必须填写；请在设计器中补上。", $"'{input.DisplayName}' is required: fill it in.", input.Name);
            }

            return;
        }

        switch (input.UiHint)
        {
            case "variable-picker" when !input.IsWrapped:
                if (!Exists(node, ExpressionEvaluator.Referenced(stated!.Value))) UnknownVariable(node, input.Name, ExpressionEvaluator.Referenced(stated.Value));
                return;
            case "flow-switch-editor" or "switch-editor":
                CheckCases(node, input.Name, stated!.Value);
                return;
        }

        if (input.IsWrapped)
        {
            CheckExpression(node, input.Name, stated!, input.TypeName);
            times.Check(node, input, stated!);
        }

        if (stated!.Type != "Literal") return;
        var text = ValueConverter.ToText(stated.Value);
        if (input.UiHint == "code-editor" && input.UiSpecifications?["code-editor"]["language"].AsString() == "javascript") CheckScript(node, input.Name, text);
        if (input.Name == "CronExpression") CheckCron(node, input.Name, text);
        if (input.UiHint == "workflow-definition-picker" && set.Published(text, NodaTime.Instant.MaxValue) is null && text != definition.DefinitionId)
        {
            findings.Error(node, "workflow.unknown", $"没有已发布的流程“{text}”；请先发布它，或改选其他流程。", $"there is no published workflow '{text}': publish it first, or choose another.", input.Name);
        }

        // A list that a provider completes may hold more than what stands here.
        var options = input.UiSpecifications?["dropdown"]["providerName"].IsNull == false ? [] : input.UiSpecifications?["dropdown"]["selectList"]["items"].Items ?? [];
        if (input.UiHint == "dropdown" && options.Count > 0 && !options.Any(option => ValueConverter.ToText(option["value"]) == text))
        {
            findings.Warning(node, "literal.notAnOption", $"“{text}”不在可选项中；请重新选择。", $"'{text}' is none of the options: choose again.", input.Name);
        }
    }

    private void CheckScript(ActivityNode node, string input, string script)
    {
        foreach (var error in ScriptAnalysis.Check(script, definition, node)) findings.Error(node, error.Code, error.Chinese, error.English, input, error.Line, error.Column);
    }

    private void CheckCases(ActivityNode node, string input, Value cases)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in cases.Kind == ValueKind.Array ? cases.Items : cases["$values"].Items)
        {
            var label = item["label"].AsString() ?? "";
            if (!labels.Add(label)) findings.Warning(node, "case.duplicateLabel", $"有多个情形都叫“{label}”；请改名。", $"several cases are called '{label}': rename them.", input);
            var condition = item["condition"]["expression"] is { Kind: ValueKind.Object } wrapped ? wrapped : item["condition"];
            if (condition.Kind == ValueKind.Object) CheckExpression(node, input, new(condition["type"].AsString() ?? "Literal", condition["value"]), "Boolean");
        }
    }

    private void CheckObject(ActivityNode node, string input, Value value, string type)
    {
        var content = value;
        if (value.AsString() is { } json && !string.IsNullOrWhiteSpace(json))
        {
            try
            {
                content = CanonicalJson.Parse(json, CanonicalJson.MaxContentDepth);
            }
            catch (System.Text.Json.JsonException error)
            {
                findings.Error(node, "expression.badJson", $"内容不是合法的 JSON：{error.Message}。请改正。", $"its content is not valid JSON: {error.Message}. Correct it.",
                    input, (int?)(error.LineNumber + 1), (int?)(error.BytePositionInLine + 1));
                return;
            }
        }

        if (!IsBlank(content) && ValueConverter.Convert(content, type, ValueReading.Current).Error is { } bad) findings.Error(node, "literal.badValue", bad.Chinese + "请改正。", bad.English + " Correct it.", input);
    }

    private void CheckCron(ActivityNode node, string input, string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var isSound = CronExpression.TryParse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var cron);
        if (!isSound)
        {
            findings.Error(node, "cron.bad", $"“{text}”不是合法的 Cron 表达式；请写成 5 段（分 时 日 月 周）或 6 段（秒在最前），例如“0 9 * * 1-5”。",
                $"'{text}' is no cron expression: write 5 fields (minute, hour, day, month, weekday), or 6 with seconds first, e.g. '0 9 * * 1-5'.", input);
        }
        else if (cron!.GetNextOccurrence(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is null)
        {
            findings.Error(node, "cron.never", $"“{text}”永远不会到来；请检查日与月。", $"'{text}' never comes: check day and month.", input);
        }
    }

    private bool Exists(ActivityNode node, Value reference)
    {
        var (id, name) = (reference["id"].AsString(), reference["name"].AsString());
        foreach (var variable in definition.VariablesVisibleAt(node))
        {
            if (variable.Id == id || variable.Name == name) return true;
        }

        return ScriptAnalysis.LoopVariables(node).Any(loop => loop == name || loop == id);
    }

    private void UnknownVariable(ActivityNode node, string input, Value reference)
    {
        var name = reference["name"].AsString() ?? reference["id"].AsString() ?? "";
        findings.Error(node, "expression.unknownVariable", $"此处没有变量“{name}”；请选择一个存在的变量。", $"there is no variable '{name}' here: choose one that exists.", input);
    }

    private static bool IsBlank(Value value) => value.IsNull || value.AsString() is { } text && string.IsNullOrWhiteSpace(text);

    private static (string Chinese, string English) HintFor(string type) => TypeAlias.Parse(type).Name switch
    {
        // What does not read as a duration says itself how to write it.
        "TimeSpan" => ("", ""),
        "DateTime" or "DateTimeOffset" => ("请写成 2026-11-24T09:00:00+08:00 的形式。", " Write it like 2026-11-24T09:00:00+08:00."),
        "Boolean" => ("请写 True 或 False。", " Write True or False."),
        _ => ("请改正。", " Correct it."),
    };
}
