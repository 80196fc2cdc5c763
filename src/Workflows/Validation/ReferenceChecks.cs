using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>Units, classes and limit steps that an input names as a literal must exist in the city's policy; so must the step that holds where the definition is silent.</summary>
internal static class ReferenceChecks
{
    public static void Check(WorkflowDefinition definition, ActivityCatalog catalog, CityPolicy policy, CheckList list)
    {
        foreach (var node in definition.Nodes)
        {
            if (catalog.Find(node.Type, node.Version)?.Descriptor is not { } descriptor) continue;
            foreach (var input in descriptor.Inputs)
            {
                var stated = DefinitionValidator.StatedInputOf(node, input);
                var value = stated is { Type: "Literal" } ? stated.Value : stated is null && IsStep(input) ? input.DefaultValue : null;
                if (value?.AsString() is not { Length: > 0 } text) continue;
                Check(node, input, text, policy, list);
            }
        }
    }

    private static void Check(ActivityNode node, InputDescriptor input, string text, CityPolicy policy, CheckList list)
    {
        if (IsUnit(input))
        {
            if (UnitReference.FindUnknown(policy, text) is { } unknown)
            {
                list.Error(node, "input.unknownUnit", $"“{input.DisplayName}”所填的单位“{unknown}”不在组织机构表中，也不是 {UnitReference.Choices} 之一；请重新选择，或先在 organisation.json 中登记。",
                    $"'{input.DisplayName}' names the unit '{unknown}', which the organisation table does not have and which is none of {UnitReference.Choices}: choose again, or add it to organisation.json first.", input.Name);
            }

            if (UnitReference.FindIdleDuty(policy, text) is { } idle)
            {
                list.Warning(node, "input.idleDuty", $"“{input.DisplayName}”所填的职责“{idle}”没有单位承担；请核对 organisation.json。",
                    $"'{input.DisplayName}' names the duty '{idle}', which no unit holds: check organisation.json.", input.Name);
            }
        }
        else if (input is { Name: "Status", TypeName: "String" } && node.Type == CaseTask)
        {
            if (TicketStatus.All.Contains(text) || policy.City.Statuses.Any(status => status.Code == text)) return;
            list.Warning(node, "input.unnamedStatus", $"工单状态“{text}”没有名称，页面上只能显示代码；请在 city.json 的 statuses 中写明中英文名称。",
                $"the status '{text}' has no name, so pages can show its code only: name it under 'statuses' in city.json.", input.Name);
        }
        else if (IsClass(input))
        {
            if (policy.Classes.Find(text) is not null) return;
            list.Error(node, "input.unknownClass", $"“{input.DisplayName}”所填的分类“{text}”不在分类表中；请重新选择，或先在 classes.json 中登记。",
                $"'{input.DisplayName}' names the class '{text}', which the class table does not have: choose again, or add it to classes.json first.", input.Name);
        }
        else if (IsStep(input))
        {
            var step = new LimitStep(text);
            if (!policy.TimeLimits.Knows(step))
            {
                list.Error(node, "input.unknownStep", $"“{input.DisplayName}”所填的时限步骤“{text}”不存在；请改选，或先在 time-limits.json 的 steps 中登记。",
                    $"'{input.DisplayName}' names the limit step '{text}', which does not exist: choose another, or declare it under 'steps' in time-limits.json.", input.Name);
            }
            else if (!policy.TimeLimits.Rows.Any(row => row.Step == step && row.Match == LimitMatch.Any))
            {
                list.Error(node, "wait.noClock", $"时限步骤“{text}”没有一般时限，有的工单在此等待时没有期限；请在 time-limits.json 中补一行不带条件的时限。",
                    $"the limit step '{text}' has no general row, so some tickets would wait here without a deadline: add a row without conditions to time-limits.json.", input.Name);
            }
        }
    }

    private const string CaseTask = "Jsjb.CaseTask";

    private static bool IsUnit(InputDescriptor input) => input.UiHint is Pickers.Unit or Pickers.UnitReference || (input.TypeName == "String" && (input.Name is "Unit" or "NotUnit" || input.Name.EndsWith("UnitCode", StringComparison.Ordinal)));

    private static bool IsClass(InputDescriptor input) => input.UiHint == "class-picker" || (input.TypeName == "String" && input.Name is "Class" or "ClassCode");

    private static bool IsStep(InputDescriptor input) => input.TypeName == "String" && input.Name.EndsWith("Step", StringComparison.Ordinal);
}
