using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>A task. Instants are UTC.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="CaseId">The ticket's case.</param>
/// <param name="TicketNumber">The ticket's number.</param>
/// <param name="Kind">Which declaration says its fields and outcomes; see <c>/api/tasks/kinds</c>.</param>
/// <param name="Title">What to do, zh-CN.</param>
/// <param name="Role">The role that may do it.</param>
/// <param name="UnitCode">The unit whose members may do it; null: anyone with the role.</param>
/// <param name="Assignee">Who has claimed it.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="DueAt">By when.</param>
/// <param name="Payload">What the activity wants the person to see.</param>
/// <param name="Status"><c>open</c>, <c>completed</c> or <c>cancelled</c>.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="ClosedAt">Closed when.</param>
/// <param name="ClosedBy">Closed by whom.</param>
/// <param name="Outcomes">The outcomes offered now; null: all that the kind declares.</param>
public sealed record TaskDocument(
    string TaskId,
    Guid CaseId,
    string? TicketNumber,
    string Kind,
    string Title,
    string Role,
    string? UnitCode,
    string? Assignee,
    Instant OpenedAt,
    Instant? DueAt,
    Value Payload,
    string Status,
    string? Outcome,
    Instant? ClosedAt,
    string? ClosedBy,
    IReadOnlyList<string>? Outcomes)
{
    /// <summary>What the decision is about, as the kind declares it: of one task that is looked at; null in lists.</summary>
    public IReadOnlyList<TaskSubjectItem>? Subject { get; init; }

    internal static TaskDocument Of(TaskRow row, IReadOnlyList<SubjectShown>? subject = null) => new(
        row.TaskId, row.CaseId, row.TicketNumber, row.Kind, row.Title, row.Role, row.UnitCode, row.Assignee, row.OpenedAt, row.DueAt, row.Payload,
        row.Status, row.Outcome, row.ClosedAt, row.ClosedBy, row.Outcomes)
    {
        Subject = subject is null ? null : [.. subject.Select(TaskSubjectItem.Of)],
    };
}

/// <summary>A fact that a decision is about.</summary>
/// <param name="Fact">Where it stands among the ticket's facts.</param>
/// <param name="DisplayName">What it is, zh-CN.</param>
/// <param name="EnglishName">The same in English.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Text">In words, without who the petitioner is; null: an instant or files, or words that were erased.</param>
/// <param name="EnglishText">The same in English, where it is a code that has an English name.</param>
/// <param name="At">The instant, where it is one.</param>
/// <param name="Files">The files, where it is a list of them; each is opened through the ticket.</param>
/// <param name="IsErased">True where the words were erased by law.</param>
/// <param name="Whose">The unit or level that it is of, zh-CN, where there is one for each.</param>
public sealed record TaskSubjectItem(
    string Fact, string DisplayName, string EnglishName, FieldType Type, string? Text, string? EnglishText, Instant? At, IReadOnlyList<AttachmentDocument>? Files, bool IsErased, string? Whose)
{
    internal static TaskSubjectItem Of(SubjectShown shown) => new(
        shown.Path, shown.Fact.DisplayName, shown.Fact.EnglishName, shown.Fact.Type, shown.Text, shown.English, shown.At,
        shown.Files.Count == 0 ? null : [.. shown.Files.Select(file => AttachmentDocument.Of(file, named: true))], shown.IsErased, shown.Whose);
}

/// <summary>What a person decides on a task.</summary>
public sealed record TaskCompletion
{
    /// <summary>One of the outcomes that the kind declares; may be left out where it declares one only.</summary>
    /// <example>Replied</example>
    [Text(TextKind.Code)]
    public string? Outcome { get; init; }

    /// <summary>The fields that the kind declares.</summary>
    public Value Result { get; init; } = Value.EmptyObject;
}

/// <summary>What a kind of task asks.</summary>
/// <param name="Kind">Name of the kind.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">English.</param>
/// <param name="Duty">What is demanded, zh-CN, with its article.</param>
/// <param name="Outcomes">What may be decided.</param>
/// <param name="Fields">What is filled in.</param>
/// <param name="Subject">What the decision is about: shown with each task of the kind.</param>
public sealed record TaskKind(
    string Kind, string DisplayName, string EnglishName, string Duty, IReadOnlyList<TaskOutcome> Outcomes, IReadOnlyList<TaskKindField> Fields, IReadOnlyList<TaskKindSubject> Subject)
{
    internal static TaskKind Of(TaskDeclaration declaration) => new(
        declaration.Kind,
        declaration.DisplayName,
        declaration.EnglishName,
        declaration.Duty,
        declaration.Outcomes,
        [.. declaration.Fields.Select(field => new TaskKindField(
            field.Name,
            field.Type,
            field.DisplayName,
            field.EnglishName,
            field.IsRequired,
            field.IsSealed,
            field.MaxLength,
            field.Options?.Select(option => new TaskKindOption(option.Value, option.DisplayName)).ToArray(),
            field.OnlyFor)
        {
            Text = field.Kind,
        })],
        [.. declaration.Subject.Select(fact => new TaskKindSubject(fact.Path, fact.DisplayName, fact.EnglishName, fact.Type, fact.IsOptional))]);
}

/// <summary>A fact that a kind of task is about.</summary>
/// <param name="Fact">Where it stands among the ticket's facts: <c>#</c> the latest of a list, <c>*</c> each of it, a name in braces depends on the task.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">English.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsOptional">True where a task may be open without it.</param>
public sealed record TaskKindSubject(string Fact, string DisplayName, string EnglishName, FieldType Type, bool IsOptional);

/// <summary>A field of a kind of task.</summary>
/// <param name="Name">Member of <c>result</c>.</param>
/// <param name="Type">What it holds.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">English.</param>
/// <param name="IsRequired">Must be there and not blank.</param>
/// <param name="IsPersonal">Sealed in the vault.</param>
/// <param name="MaxLength">Longest text.</param>
/// <param name="Options">For choices.</param>
/// <param name="OnlyFor">Outcomes for which it is asked; null: all.</param>
public sealed record TaskKindField(
    string Name, FieldType Type, string DisplayName, string EnglishName, bool IsRequired, bool IsPersonal, int MaxLength, IReadOnlyList<TaskKindOption>? Options, IReadOnlyList<string>? OnlyFor)
{
    /// <summary>
    /// Whose words a text is: <c>Matter</c> and <c>Person</c> are sealed under the petitioner's key; <c>OfficialWords</c> under the ticket's key, the
    /// petitioner's name and numbers masked; <c>Code</c> and <c>Choice</c> stay in clear. Null for what holds no text.
    /// </summary>
    public TextKind? Text { get; init; }
}

/// <summary>A value that a choice offers.</summary>
public sealed record TaskKindOption(string Value, string DisplayName);
