using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using NodaTime;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>What a list of tickets is asked for; every member is also a parameter of the page's address.</summary>
public sealed record TicketFilter(
    string? Number = null,
    string? Status = null,
    string? Unit = null,
    string? Class = null,
    string? District = null,
    bool Overdue = false,
    LocalDate? From = null,
    LocalDate? To = null,
    string? Cursor = null);

/// <summary>One page of a list; <see cref="Next"/> is the cursor of the page that follows, or null at the end.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The clock of a ticket: counted from, due at, and when it was warned and answered (UTC).</summary>
public sealed record ClockView(Instant? From, Instant? DueAt, Instant? WarnedAt, Instant? RepliedAt, bool Closed);

/// <summary>A ticket as the list shows it: no personal data.</summary>
public sealed record TicketLine(
    Guid CaseId,
    string Number,
    string Status,
    string? RequestType,
    string? ClassName,
    string? AreaName,
    string? UnitName,
    string? Urgency,
    Instant AcceptedAt,
    ClockView Clock);

/// <summary>A labelled fact; <see cref="Key"/> names the label among the texts of the pages.</summary>
public sealed record FactLine(string Key, string? Value, Instant? At = null);

/// <summary>Words that live in the vault: shown masked, or opened for who may read them; erased words say so.</summary>
public sealed record PersonalLine(string Key, string? Words, int Length, bool IsErased)
{
    /// <summary>What it is called, zh-CN and English, where some task is about it; null: the texts of the pages name the key.</summary>
    public (string Chinese, string English)? Label { get; init; }
}

/// <summary>A fact that a task is about: what it is called and what it says; files are opened through the ticket.</summary>
public sealed record SubjectLine(string Key, string Chinese, string English, string? Words, Instant? At, IReadOnlyList<FileLine> Files, bool IsErased, string? Whose = null);

/// <summary>Why a deadline is what it is: in one sentence, span by span, the rule it rests on, and what is uncertain because a year has no holiday notice.</summary>
public sealed record DeadlineReason(string Sentence, IReadOnlyList<DeadlineSpan> Spans, string? Citation, CalendarGap? Gap = null);

/// <summary>A span of a deadline: what counted, or why it did not (zh-CN, as the journal keeps it).</summary>
public sealed record DeadlineSpan(Instant From, Instant To, string Text);

/// <summary>One entry of a ticket's history in words.</summary>
public sealed record HistoryLine(long Sequence, Instant At, string ActorName, string? ActorUnit, IReadOnlyList<HistoryFact> Events, string Hash);

/// <summary>What an entry says happened: the kind of event, the same in words (zh-CN), and what it set.</summary>
public sealed record HistoryFact(string Kind, string Chinese, IReadOnlyList<FactLine> Details, string English);

/// <summary>A task as inboxes and tickets show it.</summary>
public sealed record TaskLine(
    string TaskId,
    Guid CaseId,
    string? TicketNumber,
    string Kind,
    string Title,
    string? Subject,
    string? Urgency,
    string Role,
    string? UnitName,
    string? Assignee,
    string? AssigneeName,
    Instant OpenedAt,
    Instant? DueAt,
    bool MayWork);

/// <summary>One ticket, as its page shows it.</summary>
public sealed record TicketView(
    TicketLine Row,
    IReadOnlyList<FactLine> Facts,
    IReadOnlyList<PersonalLine> Personal,
    bool MayOpenPersonal,
    DeadlineReason? Reason,
    IReadOnlyList<TaskLine> Tasks,
    IReadOnlyList<HistoryLine> History,
    bool HistoryGoesOn)
{
    /// <summary>Tickets it is tied to.</summary>
    public IReadOnlyList<LinkLine> Links { get; init; } = [];

    /// <summary>Its files that the reader may know of.</summary>
    public IReadOnlyList<FileLine> Files { get; init; } = [];

    /// <summary>Tickets that may be about the same matter, for who sorts requests; null for the others.</summary>
    public IReadOnlyList<SimilarTicket>? Similar { get; init; }

    /// <summary>True where the reader may merge and split it now.</summary>
    public bool MayLink { get; init; }

    /// <summary>True where handlers must not learn who the petitioner is.</summary>
    public bool IsConfidential { get; init; }

    /// <summary>Where the reader has opened too much of late, how long opening is paused; else null.</summary>
    public TimeSpan? PausedFor { get; init; }

    /// <summary>Why it may be an emergency, in the policy's words; null where nothing says so.</summary>
    public string? Alert { get; init; }

    /// <summary>True where the reader reads the matter and what officials wrote.</summary>
    public bool ReadsWords { get; init; }

    /// <summary>True where the reader's unit has lost the ticket: number, class and own acts are left.</summary>
    public bool IsLost { get; init; }

    /// <summary>True where what the petitioner said names the petitioner, whom handlers must not know.</summary>
    public bool NamesReporter { get; init; }
}

/// <summary>A ticket that another is tied to: how, as a key of the texts, and its number.</summary>
public sealed record LinkLine(string Relation, string Number);

/// <summary>What a ticket was at an instant: its facts after the last entry at or before it.</summary>
public sealed record MomentView(TicketLine Row, Instant At, long Sequence, IReadOnlyList<FactLine> Facts);

/// <summary>A task with the form that its declaration asks for.</summary>
/// <param name="Task">The task.</param>
/// <param name="Declaration">Its fields and outcomes.</param>
/// <param name="Ticket">The ticket it is about.</param>
/// <param name="IsOpen">False where it is over.</param>
/// <param name="Notes">What the flow wants the person to know, e.g. which unit the catalogue proposes.</param>
/// <param name="Known">What the form begins with: field values that the ticket has already.</param>
/// <param name="Subject">What the decision is about.</param>
public sealed record TaskView(
    TaskLine Task,
    TaskDeclaration Declaration,
    TicketView Ticket,
    bool IsOpen,
    IReadOnlyList<FactLine> Notes,
    IReadOnlyDictionary<string, string> Known,
    IReadOnlyList<SubjectLine> Subject);

/// <summary>A value that a field offers, in groups (a district's streets, a class's sub-classes). Names come from the city's policy.</summary>
public sealed record Choice(string Value, string Chinese, string? Group = null, string? English = null)
{
    /// <summary>The name in the reader's language, where the policy gives it in that language.</summary>
    public string Text => Display.Pick(Chinese, English ?? "");
}

/// <summary>What a filter or a field may choose from, and the names of codes.</summary>
/// <param name="RequestTypes">Types of request.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Urgencies">Urgencies; the first is the usual one.</param>
/// <param name="Classes">The classes that a ticket may have.</param>
/// <param name="ClassFilters">All levels of the class tree.</param>
/// <param name="Units">Units that may lead.</param>
/// <param name="Districts">Districts.</param>
/// <param name="Streets">Streets and townships by district.</param>
/// <param name="Areas">Districts and their streets.</param>
public sealed record Choices(
    IReadOnlyList<Choice> RequestTypes,
    IReadOnlyList<Choice> Channels,
    IReadOnlyList<Choice> Urgencies,
    IReadOnlyList<Choice> Classes,
    IReadOnlyList<Choice> ClassFilters,
    IReadOnlyList<Choice> Units,
    IReadOnlyList<Choice> Districts,
    IReadOnlyList<Choice> Streets,
    IReadOnlyList<Choice> Areas)
{
    /// <summary>Statuses that the city names itself.</summary>
    public IReadOnlyList<Choice> Statuses { get; init; } = [];

    /// <summary>What the facts of a ticket are called.</summary>
    public IReadOnlyDictionary<string, Activities.Policies.FactName> Facts { get; init; } = new Dictionary<string, Activities.Policies.FactName>();

    /// <summary>What the city calls its service.</summary>
    public Activities.ReferenceData.Brand Brand { get; init; } = Activities.ReferenceData.Brand.Default;

    /// <summary>The roles that a person can hold here, of the product and of the city.</summary>
    public IReadOnlyList<Choice> Roles { get; init; } = [];

    /// <summary>Requests that need neither a phone number nor an account.</summary>
    public IReadOnlyList<Activities.Policies.ContactFree> WithoutContact { get; init; } = [];

    /// <summary>True where the city verifies who asks by a code to the phone.</summary>
    public bool VerifiesIdentity { get; init; }

    /// <summary>The same requests in words, as a reader of the form needs them.</summary>
    public IReadOnlyList<Choice> WithoutContactWords { get; init; } = [];

    /// <summary>What the fields of the intake offer that no other list does, by field name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Choice>> Intake { get; init; } = new Dictionary<string, IReadOnlyList<Choice>>();
}

/// <summary>Something that could not be delivered to the outside after all its tries.</summary>
public sealed record FailedDelivery(string EffectId, Guid CaseId, string Channel, int Attempts, string? LastError, Instant CreatedAt);

/// <summary>What a search by phone found.</summary>
/// <param name="Items">The tickets.</param>
/// <param name="PausedFor">Where too much was opened of late, how long one has to wait; else null.</param>
public sealed record PhoneSearch(IReadOnlyList<TicketLine> Items, TimeSpan? PausedFor);
