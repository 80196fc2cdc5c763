using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Execution;

/// <summary>What the expressions of an activity may read and write.</summary>
internal sealed partial class RunContext : IExpressionScope
{
    public IExpressionScope Scope => this;

    /// <summary>How durations and instants are read here.</summary>
    public ValueReading Reading => new(Semantics, burst.Policy.Zone);

    DateTimeZone IExpressionScope.Zone => burst.Policy.Zone;

    ulong IExpressionScope.Seed => burst.NextSeed();

    IEnumerable<VariableDefinition> IExpressionScope.Variables
    {
        get
        {
            for (var container = burst.State.FindActivity(instanceId); container is not null; container = ParentOf(container))
            {
                var declared = NodeOf(container).Variables;
                foreach (var variable in declared) yield return variable;
                foreach (var (name, _) in container.Variables.MembersByName)
                {
                    if (!declared.Any(variable => variable.Id == name)) yield return new(name, name, "Object", false, Value.Null);
                }
            }

            foreach (var variable in plan.Definition.Variables) yield return variable;
            foreach (var (name, _) in Workflow.Variables.MembersByName)
            {
                if (!plan.Definition.Variables.Any(variable => variable.Id == name)) yield return new(name, name, "Object", false, Value.Null);
            }
        }
    }

    Value IExpressionScope.Facts => burst.State.Facts;

    Value IExpressionScope.PolicyView => burst.Policy.View;

    WorkflowDefinition IExpressionScope.Definition => plan.Definition;

    string IExpressionScope.WorkflowInstanceId => workflowInstanceId;

    string? IExpressionScope.CorrelationId
    {
        get => OwnWorkflow is { ParentId: not null } child ? child.CorrelationId : burst.State.CorrelationId;
        set
        {
            if (value == ((IExpressionScope)this).CorrelationId) return;
            burst.Emit(OwnWorkflow is { ParentId: not null } child ? new WorkflowCorrelated(child.Id, value) : new CaseCorrelated(value));
        }
    }

    string? IExpressionScope.InstanceName
    {
        get => OwnWorkflow is { ParentId: not null } child ? child.Name : burst.State.Name;
        set
        {
            if (value == ((IExpressionScope)this).InstanceName) return;
            burst.Emit(OwnWorkflow is { ParentId: not null } child ? new WorkflowNamed(child.Id, value) : new CaseNamed(value));
        }
    }

    Value IExpressionScope.LastResult => Workflow.LastResult;

    Value? IExpressionScope.GetVariable(string id)
    {
        for (var container = burst.State.FindActivity(instanceId); container is not null; container = ParentOf(container))
        {
            if (container.Variables.Has(id)) return container.Variables[id];
            foreach (var variable in NodeOf(container).Variables)
            {
                if (variable.Id == id) return DefaultOf(variable);
            }
        }

        var workflow = Workflow;
        if (workflow.Variables.Has(id)) return workflow.Variables[id];
        foreach (var variable in plan.Definition.Variables)
        {
            if (variable.Id == id) return DefaultOf(variable);
        }

        return null;
    }

    void IExpressionScope.SetVariable(string id, Value value)
    {
        for (var container = burst.State.FindActivity(instanceId); container is not null; container = ParentOf(container))
        {
            foreach (var variable in NodeOf(container).Variables)
            {
                if (variable.Id != id) continue;
                Change(container.Id, container.Variables, variable, value);
                return;
            }

            if (!container.Variables.Has(id)) continue;
            Change(container.Id, container.Variables, new(id, id, "Object", false, Value.Null), value);
            return;
        }

        foreach (var variable in plan.Definition.Variables)
        {
            if (variable.Id != id) continue;
            Change(workflowInstanceId, Workflow.Variables, variable, value);
            return;
        }

        // As in Elsa, a script that sets what nobody declared makes a variable of the workflow.
        Change(workflowInstanceId, Workflow.Variables, new(id, id, "Object", false, Value.Null), value);
    }

    Value? IExpressionScope.GetOutput(string activityIdOrName, string? outputName)
    {
        var outputs = Workflow.ActivityOutputs;
        var id = outputs.Has(activityIdOrName) ? activityIdOrName : plan.Definition.NodeByName(activityIdOrName)?.Id;
        if (id is null || !outputs.Has(id)) return null;
        var given = outputs[id];
        if (outputName is not null) return given.Has(outputName) ? given[outputName] : null;
        return given.Has("Result") || given.Count == 0 ? given["Result"] : given.MembersByName.First().Value;
    }

    /// <summary>Declares a variable that lives as long as this container, e.g. a loop's CurrentValue.</summary>
    public void DeclareVariable(string name, Value value)
    {
        if (!Instance.Variables.Has(name) || !Instance.Variables[name].Equals(value)) burst.Emit(new VariableChanged(instanceId, name, value));
    }

    /// <summary>The instance that Elsa would know: a composite is a part of its owner.</summary>
    private WorkflowInstance OwnWorkflow => burst.OwnerOfParts(workflowInstanceId);

    private void Change(string scopeId, Value current, VariableDefinition variable, Value value)
    {
        var converted = ValueConverter.ConvertDeclared(value, variable.FullType, Reading);
        if (converted.Error is { } error) throw new ActivityFaultException("variable.conversion", Sentence(variable.Name, error.Chinese, error.English, null));
        if (!current.Has(variable.Id) || !current[variable.Id].Equals(converted.Value)) burst.Emit(new VariableChanged(scopeId, variable.Id, converted.Value));
    }

    /// <summary>A default as the meaning reads it: the definition was read when no zone was known.</summary>
    private Value DefaultOf(VariableDefinition variable)
    {
        if (Semantics < Engine.Semantics.TimesAsWritten || variable.Stated is not { } stated) return variable.Default;
        var converted = ValueConverter.Convert(stated, variable.FullType, Reading);
        return converted.Error is { } error ? throw new ActivityFaultException("variable.conversion", Sentence(variable.Name, error.Chinese, error.English, null)) : converted.Value;
    }

    private ActivityInstance? ParentOf(ActivityInstance activity) => activity.ParentId is null ? null : burst.State.FindActivity(activity.ParentId);

    private ActivityNode NodeOf(ActivityInstance activity) =>
        activity.Id == instanceId ? node.Node : plan.Definition.NodeById(activity.ActivityId)!;
}
