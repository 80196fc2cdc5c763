using System.Text.Json.Nodes;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Catalog;

namespace JieSuJiBan.Web.Designer;

/// <summary>What Studio's toolbox and property panels are made of: the product's activity types and workflows in Elsa's descriptor format.</summary>
internal static class ActivityDescriptors
{
    private const string Workflow = "Elsa.Workflow";

    /// <summary>Descriptors of all types, of the stand-in for unknown ones, and of the published workflows that may be used as activities.</summary>
    public static IReadOnlyList<object> Of(ActivityRegistry activities, CityPolicy? policy, DefinitionSet definitions) =>
    [
        .. CityCatalog.Of(activities, policy).Descriptors.Select(descriptor => One(descriptor, policy)),
        .. Hidden().Where(hidden => activities.Find(hidden.TypeName) is null).Select(hidden => One(hidden, policy)),
        .. definitions.All.Select(published => published.Definition).Where(definition => definition.Options.UsableAsActivity == true && definition.Name.Length > 0)
            .DistinctBy(definition => (Naming.Pascal(definition.Name), definition.Version))
            .Select(definition => OfWorkflow(definition, isNewest: !definitions.All.Any(other => other.Definition.DefinitionId == definition.DefinitionId && other.Definition.Version > definition.Version))),
    ];

    /// <summary>Whether Studio has a descriptor of exactly that type and version: without one its whole canvas stays blank.</summary>
    public static Func<string, int, bool> Known(ActivityRegistry activities, DefinitionSet definitions)
    {
        var known = activities.Descriptors.Concat(Hidden()).Select(descriptor => (descriptor.TypeName, descriptor.Version)).ToHashSet();
        foreach (var published in definitions.All.Where(published => published.Definition.Options.UsableAsActivity == true)) known.Add((Naming.Pascal(published.Definition.Name), published.Definition.Version));
        return (type, version) => known.Contains((type, version));
    }

    /// <summary>The whole definition as Studio opens it.</summary>
    public static JsonObject Full(DefinitionEdition version, ActivityRegistry activities, PublishedStore catalog, bool mayEdit) => DefinitionDocument.Full(version, Known(activities, catalog.Definitions), mayEdit);

    /// <summary>Types that nobody draws, but that Studio has to know: the workflow itself, and what stands in for a type nobody knows.</summary>
    private static IEnumerable<ActivityDescriptor> Hidden() =>
    [
        new() { TypeName = Workflow, Category = "流程控制", DisplayName = "流程", IsBrowsable = false, IsContainer = true },
        new()
        {
            TypeName = UnknownActivities.StandInType,
            Category = "流程控制",
            DisplayName = "未知活动",
            Description = "这种活动在本系统中不存在：原来的内容原样保留，但不能执行，发布前须删除或换成已有的活动。",
            IsBrowsable = false,
            Inputs =
            [
                new("MissingTypeName", "String", "原活动类型", IsWrapped: false),
                new("MissingTypeVersion", "Int32", "原活动版本", IsWrapped: false),
                new("OriginalActivityJson", "String", "原内容（JSON）", UiHint: "multiline", IsWrapped: false),
            ],
        },
    ];

    private static object One(ActivityDescriptor descriptor, CityPolicy? policy)
    {
        var dot = descriptor.TypeName.LastIndexOf('.');
        return new
        {
            descriptor.TypeName,
            @namespace = dot < 0 ? "" : descriptor.TypeName[..dot],
            name = descriptor.TypeName[(dot + 1)..],
            descriptor.Version,
            descriptor.Category,
            descriptor.DisplayName,
            description = policy is null ? descriptor.Description : policy.Law.Cited(descriptor.Description, descriptor.Sources),
            inputs = descriptor.Inputs.Select((input, at) => Input(input, at, policy)).ToArray(),
            outputs = descriptor.Outputs.Select((output, at) => Output(output, at)).ToArray(),
            descriptor.Kind,
            ports = Ports(descriptor).Select(Port).ToArray(),
            customProperties = new Dictionary<string, object>(),
            constructionProperties = new Dictionary<string, object>(),
            descriptor.IsContainer,
            descriptor.IsBrowsable,
            descriptor.IsStart,
            descriptor.IsTerminal,
        };
    }

    private static object OfWorkflow(WorkflowDefinition definition, bool isNewest) => new
    {
        typeName = Naming.Pascal(definition.Name),
        @namespace = "",
        name = Naming.Pascal(definition.Name),
        definition.Version,
        category = definition.Options.ActivityCategory is { Length: > 0 } category ? category : "子流程",
        displayName = definition.Name,
        definition.Description,
        inputs = definition.Inputs.Select((input, at) => Input(
            new(input.Name, input.IsArray ? input.TypeName + "[]" : input.TypeName, input.DisplayName ?? input.Name, input.Description ?? "", UiHint: input.UiHint is { Length: > 0 } hint ? hint : "singleline"), at, null, isSynthetic: true)).ToArray(),
        outputs = definition.Outputs.Select((output, at) => Output(new(output.Name, output.IsArray ? output.TypeName + "[]" : output.TypeName, output.DisplayName ?? output.Name, output.Description ?? ""), at, isSynthetic: true)).ToArray(),
        kind = "Action",
        ports = (definition.Outcomes.Count > 0 ? definition.Outcomes : ["Done"]).Select(outcome => Port(new(outcome, outcome == "Done" ? "完成" : outcome))).ToArray(),
        customProperties = new Dictionary<string, object>
        {
            ["RootType"] = "WorkflowDefinitionActivity",
            ["WorkflowDefinitionId"] = definition.DefinitionId,
            ["WorkflowDefinitionVersionId"] = definition.Id,
        },
        constructionProperties = new Dictionary<string, object>
        {
            ["WorkflowDefinitionId"] = definition.DefinitionId,
            ["WorkflowDefinitionVersionId"] = definition.Id,
        },
        isContainer = false,
        isBrowsable = isNewest,
        isStart = false,
        isTerminal = false,
    };

    /// <summary>The ports by which it can be left: its own, else the answers to its task; where Studio adds one itself, ours has a Chinese name.</summary>
    private static IEnumerable<OutcomeDescriptor> Ports(ActivityDescriptor descriptor)
    {
        var flow = descriptor.Ports.Any(port => !port.IsEmbedded);
        if (flow || descriptor.IsTerminal) return descriptor.Ports;
        if (descriptor.Task is { Outcomes.Count: > 0 } task) return [.. descriptor.Ports, .. task.Outcomes.Select(outcome => new OutcomeDescriptor(outcome.Name, outcome.DisplayName))];
        // Ports that Studio computes from an input would not be seen beside a stated one.
        return descriptor.Inputs.Any(input => input.UiHint is "dynamic-outcomes" or "flow-switch-editor" or "http-status-codes") ? descriptor.Ports : [.. descriptor.Ports, new("Done", "完成")];
    }

    private static object Port(OutcomeDescriptor port) => new { port.Name, port.DisplayName, type = port.IsEmbedded ? "Embedded" : "Flow", isBrowsable = true };

    private static object Input(InputDescriptor input, int order, CityPolicy? policy, bool isSynthetic = false)
    {
        var (hint, specifications) = StudioPickers.For(input, policy);
        return new
        {
            input.Name,
            input.TypeName,
            displayName = input.IsRequired ? input.DisplayName + " *" : input.DisplayName,
            input.Description,
            order,
            isBrowsable = true,
            isSynthetic,
            input.IsWrapped,
            uiHint = hint,
            defaultValue = input.DefaultValue is { IsNull: false } stated ? stated : null,
            defaultSyntax = hint is "checklist" or "multitext" or "dictionary" or "dynamic-outcomes" ? "Object" : hint == "variable-picker" ? "Variable" : "Literal",
            isReadOnly = false,
            isSensitive = false,
            uiSpecifications = specifications,
        };
    }

    private static object Output(OutputDescriptor output, int order, bool isSynthetic = false) =>
        new { output.Name, output.TypeName, output.DisplayName, output.Description, order, isBrowsable = true, isSynthetic };
}
