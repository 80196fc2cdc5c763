using JieSuJiBan.Application.Flows;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Migration;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>With which outcome to leave a failed activity.</summary>
/// <param name="Outcome">One of the incident's <c>outcomes</c>.</param>
public sealed record SkipOrder([property: Text(TextKind.Code)] string Outcome);

/// <summary>Why a ticket ends before its time.</summary>
/// <param name="Reason"><c>Duplicate</c>, <c>RecordedInError</c>, <c>Withdrawn</c> or <c>FlowBroken</c>: no free text, because the history keeps it for ever.</param>
public sealed record CancelOrder([property: Text(TextKind.Choice)] string Reason);

/// <summary>An incident that nobody has dealt with.</summary>
/// <param name="IncidentId">Names it in the ticket.</param>
/// <param name="Code">Stable code, e.g. <c>expression.failed</c>.</param>
/// <param name="Message">What is wrong and how to correct it.</param>
/// <param name="At">When it was raised.</param>
/// <param name="DefinitionId">The definition it happened in.</param>
/// <param name="DefinitionVersion">Version of it.</param>
/// <param name="ActivityId">The activity that failed.</param>
/// <param name="ActivityName">What the designer shows for it.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="Inputs">What it was given; texts by their length only.</param>
/// <param name="Outcomes">The outcomes by which it may be skipped.</param>
public sealed record IncidentDocument(
    string IncidentId, string Code, string Message, Instant At, string? DefinitionId, int? DefinitionVersion, string ActivityId, string ActivityName, string ActivityType, Value Inputs, IReadOnlyList<string> Outcomes)
{
    internal static IncidentDocument Of(OpenIncident open) => new(
        open.Incident.Id, open.Incident.Code, open.Incident.Message, open.Incident.At, open.Definition?.DefinitionId, open.Definition?.Version,
        open.Incident.ActivityId, open.ActivityName, open.Incident.ActivityType, open.Inputs, open.Outcomes);
}

/// <summary>What ran in a ticket, for its diagram. A definition version that the ticket has left by migration has its own nodes and edges.</summary>
/// <param name="Definitions">The versions that nodes and edges name.</param>
/// <param name="Nodes">Activities in the order they first began.</param>
/// <param name="Edges">Connections in the order they were first followed.</param>
public sealed record TraceDocument(IReadOnlyList<TracedDefinition> Definitions, IReadOnlyList<TracedNode> Nodes, IReadOnlyList<TracedEdge> Edges)
{
    internal static TraceDocument Of(Trace trace, Func<string, WorkflowDefinition?> definitions) => new(
        [.. trace.Nodes.Select(node => node.DefinitionHash).Distinct().Select(hash => definitions(hash) is { } known ? new TracedDefinition(hash, known.DefinitionId, known.Version, known.Name) : new(hash, null, null, null))],
        [.. trace.Nodes.Select(node => new TracedNode(
            node.DefinitionHash, node.ActivityId, node.Started, node.Completed, node.Cancelled, node.Faulted, node.FirstAt, node.LastAt,
            [.. node.Completions.Select(one => new TracedOutcome(one.Outcome, one.Times))], node.Active, node.Waiting, node.Broken))],
        [.. trace.Edges.Select(edge => new TracedEdge(edge.DefinitionHash, edge.Source, edge.Outcome, edge.Target, edge.Followed, edge.FirstAt, edge.LastAt))]);
}

/// <summary>A definition version in a trace.</summary>
public sealed record TracedDefinition(string Hash, string? DefinitionId, int? Version, string? Name);

/// <summary>How an activity fared: how often it began and ended and how, when first and last, and how many runs are alive, wait, or are broken now.</summary>
public sealed record TracedNode(
    string DefinitionHash, string ActivityId, int Started, int Completed, int Cancelled, int Faulted, Instant FirstAt, Instant LastAt, IReadOnlyList<TracedOutcome> Outcomes, int Active, int Waiting, int Broken);

/// <summary>How often an activity was left by an outcome.</summary>
public sealed record TracedOutcome(string Outcome, int Times);

/// <summary>How often a connection was followed, and when first and last.</summary>
public sealed record TracedEdge(string DefinitionHash, string Source, string Outcome, string Target, int Followed, Instant FirstAt, Instant LastAt);

/// <summary>What moving one ticket means.</summary>
/// <param name="Verdict">Same, Mappable or Blocked.</param>
/// <param name="Refusal">Why it would be refused, zh-CN; null where it would be taken.</param>
/// <param name="RefusalEn">The same in English.</param>
/// <param name="Places">Where each open position goes.</param>
/// <param name="Variables">Where the values of the variables go.</param>
/// <param name="Blocks">What stands in the way.</param>
public sealed record MigrationPlanDocument(
    MigrationVerdict Verdict, string? Refusal, string? RefusalEn, IReadOnlyList<MigrationPlace> Places, IReadOnlyList<VariableMove> Variables, IReadOnlyList<MigrationBlock> Blocks)
{
    internal static MigrationPlanDocument Of(MigrationPlan plan) => new(
        plan.Verdict, plan.Refusal?.Chinese, plan.Refusal?.English,
        [.. plan.Instances.SelectMany(instance => instance.Places).Select(place => new MigrationPlace(place.From, place.To, place.Name, place.ActivityType, place.Status.ToString(), [.. place.Waits.Select(wait => new MigrationWait(wait.Kind.ToString(), wait.Task?.Id, wait.Task?.Title ?? wait.Name, wait.Task?.DueAt ?? wait.DueAt))]))],
        [.. plan.Instances.SelectMany(instance => instance.Variables)],
        [.. plan.Instances.SelectMany(instance => instance.Blocks)]);
}

/// <summary>Where an open position goes, and its waits, which stay as they are.</summary>
public sealed record MigrationPlace(string From, string To, string? Name, string ActivityType, string Status, IReadOnlyList<MigrationWait> Waits);

/// <summary>A wait: for a task, an instant, an event, an answer or a child.</summary>
public sealed record MigrationWait(string Kind, string? TaskId, string Name, Instant? DueAt);

/// <summary>What moving the open tickets of a version would mean.</summary>
/// <param name="Counts">By verdict.</param>
/// <param name="ByStatus">By the ticket's status.</param>
/// <param name="ByUnit">By the unit that leads it; empty text: none yet.</param>
/// <param name="Obstacles">What stands in the way, the most frequent first.</param>
/// <param name="Rows">The tickets, blocked ones first, at most 200.</param>
/// <param name="IsCut">Whether more tickets were looked at than are listed.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> to look at the tickets beyond <c>limit</c>; null where all were looked at.</param>
public sealed record MigrationReportDocument(
    MigrationCounts Counts,
    IReadOnlyDictionary<string, MigrationCounts> ByStatus,
    IReadOnlyDictionary<string, MigrationCounts> ByUnit,
    IReadOnlyList<MigrationObstacle> Obstacles,
    IReadOnlyList<MigrationReportRow> Rows,
    bool IsCut,
    string? NextCursor);

/// <summary>One ticket in the report.</summary>
public sealed record MigrationReportRow(Guid CaseId, string? Number, string? Status, string? Unit, MigrationVerdict Verdict, IReadOnlyList<string> Places, IReadOnlyList<MigrationBlock> Blocks);
