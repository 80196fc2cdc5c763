using System.Runtime.CompilerServices;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Flow;

/// <summary>The plans of definitions for the activity types of one engine: each worked out once, and forgotten with its definition.</summary>
internal sealed class DefinitionPlans(ActivityRegistry activities)
{
    private readonly ConditionalWeakTable<WorkflowDefinition, DefinitionPlan> plans = [];

    public DefinitionPlan For(WorkflowDefinition definition) =>
        plans.TryGetValue(definition, out var plan) ? plan : plans.GetValue(definition, known => new DefinitionPlan(known, activities));
}
