using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>What an expression may read and write: the surroundings of the activity that it belongs to.</summary>
public interface IExpressionScope
{
    /// <summary>The step's instant: what <c>Date.now()</c> gives.</summary>
    Instant Now { get; }

    /// <summary>The numbered meaning to evaluate under (see <see cref="Engine.Semantics"/>).</summary>
    int Semantics { get; }

    /// <summary>The zone of local times: <c>Date</c> in scripts, <c>date</c> in templates, texts without an offset.</summary>
    DateTimeZone Zone { get; }

    /// <summary>Seed derived from (case, sequence, ordinal): what <c>Math.random()</c> and <c>newGuid()</c> are made of.</summary>
    ulong Seed { get; }

    /// <summary>Variables visible here, innermost first.</summary>
    IEnumerable<VariableDefinition> Variables { get; }

    /// <summary>Input object of the running workflow.</summary>
    Value WorkflowInput { get; }

    /// <summary>What scripts see as <c>ticket</c>: the case's facts, read-only.</summary>
    Value Facts { get; }

    /// <summary>What scripts see as <c>policy</c>, read-only.</summary>
    Value PolicyView { get; }

    /// <summary>The workflow definition that runs.</summary>
    WorkflowDefinition Definition { get; }

    /// <summary>Id of the running workflow instance.</summary>
    string WorkflowInstanceId { get; }

    /// <summary>Correlation id, or null.</summary>
    string? CorrelationId { get; set; }

    /// <summary>Name of the workflow instance, or null.</summary>
    string? InstanceName { get; set; }

    /// <summary>Result of the activity that completed last.</summary>
    Value LastResult { get; }

    /// <summary>The variable's value, by id; null where it does not exist.</summary>
    Value? GetVariable(string id);

    /// <summary>Sets a variable, by id.</summary>
    void SetVariable(string id, Value value);

    /// <summary>The output of the latest run of an activity, by activity id or name; null where it never ran.</summary>
    Value? GetOutput(string activityIdOrName, string? outputName);
}
