using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>What an accepted command gets.</summary>
/// <param name="CaseId">The ticket's case.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Status">Where the ticket stands now.</param>
/// <param name="Sequence">Number of the step in the ticket's history.</param>
/// <param name="Repeated">True where this command had been accepted before: this is the first answer.</param>
public sealed record CommandAccepted(Guid CaseId, string? Number, string? Status, long Sequence, bool Repeated)
{
    /// <summary>What is to be looked at though the command was accepted; null where there is nothing.</summary>
    public IReadOnlyList<CommandWarning>? Warnings { get; init; }
}

/// <summary>Something to look at in what was accepted.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Field">The member concerned.</param>
/// <param name="Detail">What is to be looked at, zh-CN.</param>
/// <param name="DetailEn">The same in English.</param>
public sealed record CommandWarning(string Code, string Field, string Detail, string DetailEn);

/// <summary>A ticket as lists show it. Instants are UTC.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Human-readable number.</param>
/// <param name="Status">Where it stands, e.g. <c>InHandling</c>.</param>
/// <param name="RequestType">Type of request.</param>
/// <param name="Channel">How it came.</param>
/// <param name="ClassCode">Class.</param>
/// <param name="DistrictCode">District.</param>
/// <param name="StreetCode">Street or township.</param>
/// <param name="LeadUnit">Unit that leads.</param>
/// <param name="Urgency">How urgent.</param>
/// <param name="AcceptedAt">Accepted when.</param>
/// <param name="FeedbackDueAt">To be answered by.</param>
/// <param name="SignedInAt">Signed in when.</param>
/// <param name="RepliedAt">Answered when.</param>
/// <param name="WarnedAt">Warned when.</param>
/// <param name="OverdueAt">Overdue since.</param>
/// <param name="ArchivedAt">Filed when.</param>
/// <param name="Overdue">Answered late, or not yet and too late.</param>
/// <param name="Title">The matter in one line, where asked for and allowed; else null.</param>
public sealed record TicketSummary(
    Guid CaseId,
    string Number,
    string Status,
    string? RequestType,
    string? Channel,
    string? ClassCode,
    string? DistrictCode,
    string? StreetCode,
    string? LeadUnit,
    string? Urgency,
    Instant AcceptedAt,
    Instant? FeedbackDueAt,
    Instant? SignedInAt,
    Instant? RepliedAt,
    Instant? WarnedAt,
    Instant? OverdueAt,
    Instant? ArchivedAt,
    bool Overdue,
    string? Title)
{
    internal static TicketSummary Of(TicketRow row, string? title = null) => new(
        row.CaseId, row.Number, row.Status, row.RequestType, row.Channel, row.ClassCode, row.DistrictCode, row.StreetCode, row.LeadUnit, row.Urgency,
        row.AcceptedAt, row.FeedbackDueAt, row.SignedInAt, row.RepliedAt, row.WarnedAt, row.OverdueAt, row.ArchivedAt, row.Overdue, title);
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> to get the next page; null on the last.</param>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>One ticket.</summary>
/// <param name="Summary">As lists show it.</param>
/// <param name="Words">The matter and what officials wrote, by name, without who the petitioner is; that too where <c>words=full</c> was asked with a reason and is allowed. Erased words are null.</param>
/// <param name="WordsInFull">True where the petitioner is not masked; the reading is logged with its reason.</param>
/// <param name="Facts">All facts; words as sealed references (id, commitment, length).</param>
/// <param name="Tasks">Its tasks, the open ones first.</param>
/// <param name="CaseStatus">Status of the flow.</param>
/// <param name="CaseSubStatus">Sub-status of the flow.</param>
/// <param name="DefinitionId">The definition it runs.</param>
/// <param name="DefinitionHash">The exact version of it.</param>
/// <param name="Sequence">How many steps it has made.</param>
/// <param name="UpdatedAt">Last step.</param>
public sealed record TicketDocument(
    TicketSummary Summary,
    IReadOnlyDictionary<string, string?> Words,
    bool WordsInFull,
    Value Facts,
    IReadOnlyList<TaskDocument> Tasks,
    string CaseStatus,
    string CaseSubStatus,
    string DefinitionId,
    string DefinitionHash,
    long Sequence,
    Instant UpdatedAt);

/// <summary>What a ticket was at an instant.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="At">The instant asked for.</param>
/// <param name="Sequence">The last step at or before it.</param>
/// <param name="UpdatedAt">When that step was.</param>
/// <param name="Status">Where the ticket stood.</param>
/// <param name="CaseStatus">Status of the flow.</param>
/// <param name="CaseSubStatus">Sub-status of the flow.</param>
/// <param name="Facts">All facts; words as sealed references.</param>
/// <param name="OpenTasks">Tasks that were open.</param>
public sealed record TicketMoment(
    Guid CaseId, Instant At, long Sequence, Instant UpdatedAt, string? Status, string CaseStatus, string CaseSubStatus, Value Facts, IReadOnlyList<OpenTaskThen> OpenTasks);

/// <summary>A task that was open at that moment.</summary>
public sealed record OpenTaskThen(string TaskId, string Kind, string Title, string Role, string? UnitCode, string? Assignee, Instant OpenedAt, Instant? DueAt);

/// <summary>An entry of a ticket's history.</summary>
/// <param name="Sequence">Number of the step.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Account id, or <c>system</c>.</param>
/// <param name="Kind">What happened, e.g. <c>TicketDispatched</c>.</param>
/// <param name="Text">The same in words, zh-CN.</param>
/// <param name="Data">What it set; words as sealed references.</param>
/// <param name="Hash">Hash of the journal entry, chained to the one before.</param>
/// <param name="English">The same in English.</param>
public sealed record HistoryItem(long Sequence, Instant At, string Actor, string Kind, string Text, Value Data, string Hash, string English);
