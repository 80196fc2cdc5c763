using System.Diagnostics;
using System.Globalization;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>
/// One pure step as an OpenTelemetry span, and its activities as counts by type. Says which definition, which kind of input and what
/// came of it; never which case, which command, who, or any word of theirs: what is not in <see cref="Tags"/> is not told.
/// </summary>
internal static class StepTrace
{
    /// <summary>The tags that a span may have.</summary>
    public static IReadOnlyList<string> Tags { get; } =
        ["jsjb.definition.id", "jsjb.definition.version", "jsjb.input.kind", "jsjb.result", "jsjb.events", "jsjb.effects", "jsjb.activities"];

    /// <summary>What an activity type is called where the product does not know it: names that definitions make up would be without number.</summary>
    public const string Composite = "composite";

    private const int MostTypes = 12;

    /// <summary>Takes a step inside a span.</summary>
    public static StepResult Step(WorkflowEngine engine, DefinitionSet definitions, CaseState? state, Stimulus stimulus, Policy policy, RuntimeMetrics metrics)
    {
        metrics.Stepped();
        using var span = RuntimeMetrics.Source.StartActivity("step");
        var result = engine.Step(definitions, state, stimulus, policy);
        if (result is Decided { Decision: var decision })
        {
            Count(engine, decision, metrics);
            if (span is not null) Tell(span, engine, decision);
        }
        else if (span is not null && result is Refused refused)
        {
            span.SetTag("jsjb.definition.id", state?.Root?.DefinitionId);
            span.SetTag("jsjb.definition.version", state?.Root?.Version);
            span.SetTag("jsjb.result", refused.Rejection.Code);
        }

        span?.SetTag("jsjb.input.kind", stimulus.Input.GetType().Name);
        return result;
    }

    private static void Count(WorkflowEngine engine, Decision decision, RuntimeMetrics metrics)
    {
        foreach (var happened in decision.Events)
        {
            if (happened is ActivityStarted started) metrics.ActivityExecuted(TypeOf(engine, started.ActivityType));
            else if (happened is IncidentRaised raised) metrics.ActivityFaulted(TypeOf(engine, raised.Incident.ActivityType));
        }
    }

    private static void Tell(Activity span, WorkflowEngine engine, Decision decision)
    {
        span.SetTag("jsjb.definition.id", decision.State.Root?.DefinitionId);
        span.SetTag("jsjb.definition.version", decision.State.Root?.Version);
        var faults = decision.Events.Count(happened => happened is IncidentRaised);
        span.SetTag("jsjb.result", faults > 0 ? "incident" : "decided");
        span.SetTag("jsjb.events", decision.Events.Count);
        span.SetTag("jsjb.effects", decision.Effects.Count);
        var burst = decision.Events.OfType<ActivityStarted>().CountBy(started => TypeOf(engine, started.ActivityType)).Take(MostTypes)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}*{one.Value}"));
        span.SetTag("jsjb.activities", string.Join(' ', burst));
        if (faults > 0) span.SetStatus(ActivityStatusCode.Error);
    }

    private static string TypeOf(WorkflowEngine engine, string type) => engine.Activities.Find(type) is null ? Composite : type;
}
