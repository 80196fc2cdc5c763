using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>Says before publication what would end in an incident.</summary>
public static class DefinitionValidator
{
    /// <summary>What is wrong with a definition; empty for a sound one.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="catalog">The activity types that the house knows.</param>
    /// <param name="set">The published workflows that it may call.</param>
    public static IReadOnlyList<Finding> Validate(WorkflowDefinition definition, ActivityCatalog catalog, DefinitionSet set)
    {
        var findings = new List<Finding>(definition.ReadingFindings);
        foreach (var node in definition.Nodes)
        {
            if (catalog.Find(node.Type, node.Version) is not null || set.ForActivity(node, NodaTime.Instant.MaxValue) is not null) continue;
            findings.Add(new(Severity.Error, "activity.unknownType",
                $"活动“{node.DisplayText ?? node.Name ?? node.Id}”的类型“{node.Type}”不存在；请删除它，或安装提供该活动的模块。",
                $"The activity '{node.DisplayText ?? node.Name ?? node.Id}' has the unknown type '{node.Type}': delete it, or install the module that provides it.",
                node.Id, node.DisplayText ?? node.Name));
        }

        return findings;
    }
}
