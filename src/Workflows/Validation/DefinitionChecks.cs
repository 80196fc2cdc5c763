using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Validation;
using Connection = JieSuJiBan.Workflows.Connections.Connection;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>
/// What a definition must hold before it is published: all that the engine would stumble over, and, for the definition of a ticket, what the
/// regulation demands of its way.
/// </summary>
public static class DefinitionChecks
{
    /// <summary>Id of the definition that every new ticket runs.</summary>
    public const string TicketDefinition = "ticket";

    /// <summary>What is wrong, errors first, then in the order of the activities; empty for a sound definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="catalog">The activity types that the product knows.</param>
    /// <param name="set">The published workflows that it may call.</param>
    /// <param name="policy">The city's policy, by which every name is looked up; null: names are not checked.</param>
    /// <param name="unreadable">Policy files that could not be read: what they hold is not asked for.</param>
    /// <param name="connections">The connections of the system, under which what goes outside must lie; null where they are not known: then it is said.</param>
    public static IReadOnlyList<Finding> Run(
        WorkflowDefinition definition, ActivityRegistry catalog, DefinitionSet set, CityPolicy? policy, IReadOnlyList<string>? unreadable = null, IReadOnlyList<Connection>? connections = null)
    {
        catalog = CityCatalog.Of(catalog, policy);
        var list = new CheckList(catalog);
        list.Add(DefinitionValidator.Validate(definition, catalog, set));
        VariableChecks.Check(definition, list);
        OutsideChecks.Check(definition, catalog, policy, connections, list);
        if (policy is not null)
        {
            NameChecks.Check(definition, catalog, set, policy, unreadable ?? [], list);
            ExpressionChecks.Check(definition, set, policy, unreadable ?? [], list);
        }

        if (IsTicket(definition))
        {
            WaitChecks.Check(definition, policy, unreadable ?? [], list);
            ClockChecks.Check(definition, list);
            PathChecks.Check(definition, node => catalog.Find(node.Type, node.Version)?.Descriptor.Task?.Outcomes.Select(outcome => outcome.Name).ToHashSet(StringComparer.Ordinal), policy, list);
        }
        else if (definition.DefinitionId == TicketDefinition)
        {
            list.Error(definition.Root, "ticket.notAccepted",
                "每张新工单都按本流程办理，流程里却没有“受理”，工单会一立案就结束；请从“受理”开始。",
                "every new ticket runs this workflow, and it accepts none, so a ticket would end as soon as it is made: begin with the acceptance.");
        }
        else if (definition.Root is { Type: "Elsa.Flowchart" or "Elsa.Sequence", Children.Count: 0 })
        {
            list.Warning(definition.Root, "workflow.empty", "流程是空的，启动后立即结束；请拖入活动。", "the workflow is empty and ends as soon as it starts: drag activities into it.");
        }

        return [.. list.All.OrderByDescending(finding => finding.Severity)];
    }

    /// <summary>Whether a definition is a ticket's way: it accepts one.</summary>
    public static bool IsTicket(WorkflowDefinition definition) => definition.Nodes.Any(node => node.Type == TicketTypes.Accept);
}
