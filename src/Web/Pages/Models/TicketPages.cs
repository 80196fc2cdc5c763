using System.Security.Claims;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Web.Api;
using JieSuJiBan.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>The pages' way into the product: the same readers and the same door that REST uses.</summary>
internal sealed class TicketPages(
    PublishedStore catalog,
    TicketReader tickets,
    TaskReader tasks,
    TaskQueries taskQueries,
    HistoryReader history,
    TicketCommands door,
    IdentityVerifier identity,
    LinkCommands linkDoor,
    AttachmentCommands files,
    Runtime.Attachments.AttachmentStore store,
    SimilarTickets similar,
    ProgressQueries progress,
    TicketTexts words,
    PersonOpenings openings,
    PendingReadings pending,
    IHttpContextAccessor http,
    TaskDeclarations declarations,
    ReviewList reviews,
    TaskSubjects subjects,
    DeadLetters letters,
    DeliveryQueues queues,
    JsjbDbContext database,
    IStringLocalizer<PageLabels> texts) : ITicketPages
{
    private const int PageSize = 30;
    private const int MostRetried = 1_000;

    private static readonly string[] FirstWords =
        ["title", "body", "accused", "accusedPhone", "estate", "address", "petitioner", "sex", "phone", "secondPhone", "account", "mail", "company", "longitude", "latitude", "reply", "publicReply", "unsolvedReason", "closeExplanation"];

    private readonly CityPolicy policy = catalog.Policy;
    private readonly FactLabels facts = new(catalog.Policy, declarations, texts);

    public DateTimeZone Zone => policy.City.Zone;

    public Choices Choices => CityChoices.Of(policy);

    public string? DistrictOf(string streetCode) => policy.Organisation.FindStreet(streetCode)?.DistrictCode;

    public Task<IReadOnlyList<ReviewItem>> ReviewsAsync(ClaimsPrincipal user, CancellationToken ct) => reviews.OfAsync(user, ct);

    public async Task<PageOf<TicketLine>> TicketsAsync(ClaimsPrincipal user, TicketFilter filter, CancellationToken ct)
    {
        var page = await tickets.SearchAsync(
            new()
            {
                Number = filter.Number,
                Status = filter.Status,
                LeadUnit = filter.Unit,
                ClassCode = filter.Class,
                DistrictCode = filter.District,
                Overdue = filter.Overdue ? true : null,
                AcceptedFrom = filter.From?.AtStartOfDayInZone(Zone).ToInstant(),
                AcceptedTo = filter.To?.PlusDays(1).AtStartOfDayInZone(Zone).ToInstant(),
                After = Cursor.TryParse(filter.Cursor, out var cursor) ? cursor : null,
                Size = PageSize,
            },
            user.ToViewer(),
            ct);
        return new([.. page.Items.Select(Line)], page.NextCursor);
    }

    public async Task<PhoneSearch> TicketsOfAsync(ClaimsPrincipal user, string phone, CancellationToken ct)
    {
        if (await openings.AdmitAsync(user, "search", RemoteAddress.Of(http.HttpContext), ct) is { } pause) return new([], pause);
        var page = await tickets.SearchAsync(new() { SubjectIds = words.SubjectsOf(phone), Size = Cursor.MaximumSize }, user.ToViewer(), ct);
        return new([.. page.Items.Select(Line)], null);
    }

    public async Task<TicketView?> TicketAsync(ClaimsPrincipal user, string key, string? reason, CancellationToken ct)
    {
        var viewer = user.ToViewer();
        return await tickets.GetAlsoLostAsync(key, viewer, ct) is { } ticket ? (await ViewAsync(user, viewer, ticket, reason, whole: true, ct)).View : null;
    }

    public JieSuJiBan.Engine.Rejection? WrongReason(string? reason) => TicketTexts.Wrong(reason);

    /// <summary>A ticket, and the words of it that are shown, by path; a task's page shows neither its other tasks nor its history nor its files, and so does not read them.</summary>
    private async Task<(TicketView View, IReadOnlyDictionary<string, string?> Words)> ViewAsync(ClaimsPrincipal user, Viewer viewer, TicketDetail ticket, string? reason, bool whole, CancellationToken ct)
    {
        var mayOpen = ticket.Reading.MayOpenPerson && user.May(Permissions.OpenPerson);
        if (!mayOpen) reason = null;
        var pause = reason is null ? null : await openings.AdmitAsync(user, ticket.Row.CaseId.ToString(), RemoteAddress.Of(http.HttpContext), ct);
        if (pause is not null) reason = null;
        var open = !whole ? [] : (await tasks.OfTicketAsync(ticket, ct)).Where(task => task.Status == "open").ToArray();
        var entries = whole ? await history.TimelineAsync(ticket, ct) : [];
        var names = await NamesAsync([.. entries.Select(entry => entry.Actor), .. open.Select(task => task.Assignee)], ct);
        var isOver = ticket.Row.Status is "Archived" or "Cancelled" or "Merged";
        var mayLink = user.May(Permissions.LinkTickets) && viewer.KnowsConfidential && !isOver;
        var alert = new TicketFacts(ticket.Facts).Alert;
        var isConfidential = ticket.Reading.IsConfidential && !ticket.IsLost;
        var (shown, namesPerson) = await words.ReadAsync(ticket, ticket.Facts, user.ToActor(), reason, "read", pending, ct);
        return (new TicketView(
            Line(ticket.Row) with { Clock = ClockOf(ticket.Row, ticket.Facts) },
            facts.Of(ticket.Facts),
            Personal(ticket, shown),
            mayOpen,
            ReasonOf(new TicketFacts(ticket.Facts)),
            [.. open.Select(task => Line(task, names, user))],
            [.. entries.GroupBy(entry => entry.Sequence).Select(step => LineOf([.. step], names))],
            entries.Count > 0 && entries[^1].Sequence < ticket.Sequence)
        {
            Links = [.. new TicketFacts(ticket.Facts).Links.All.Where(link => !link.IsReleased && link.Number.Length > 0).Select(link => new LinkLine(link.How ?? link.Relation, link.Number))],
            Files = !whole ? [] : [.. (await files.OfAsync(ticket, ct)).Select(file => Line(file, ticket.Reading.ReadsWords))],
            PausedFor = pause,
            Similar = mayLink ? await similar.OfAsync(ticket, user.ToActor(), ct, pending) : null,
            MayLink = mayLink,
            IsConfidential = isConfidential,
            NamesReporter = isConfidential && viewer.KnowsConfidential && ticket.Reading.ReadsWords && (namesPerson ?? await words.NamesPersonAsync(ticket, ct)),
            ReadsWords = ticket.Reading.ReadsWords,
            IsLost = ticket.IsLost,
            Alert = !alert.IsRaised ? null : string.Join(Display.IsEnglish ? ", " : "、", alert.Words.Select(word => word.AsString()).Concat(alert.Tags.Select(tag => facts.Word("tags", tag.AsString() ?? "")))),
        }, shown);
    }

    public async Task<MomentView?> MomentAsync(ClaimsPrincipal user, string key, Instant at, CancellationToken ct)
    {
        if (await tickets.GetAlsoLostAsync(key, user.ToViewer(), ct) is not { } ticket) return null;
        if (await history.StateAtAsync(ticket, at, ct) is not { } state) return null;
        var then = Line(ticket.Row) with { Status = new TicketFacts(state.Facts).Status ?? ticket.Row.Status };
        return new(then, at, state.Sequence, facts.Of(state.Facts));
    }

    public async Task<PageOf<TaskLine>> InboxAsync(ClaimsPrincipal user, bool onlyMine, string? cursor, CancellationToken ct)
    {
        var page = await taskQueries.InboxAsync(user.ToViewer(), Cursor.TryParse(cursor, out var after) ? after : null, PageSize, onlyMine, ct);
        var names = await NamesAsync([.. page.Items.Select(task => task.Assignee)], ct);
        return new([.. page.Items.Select(task => Line(task, names, user))], page.NextCursor);
    }

    public async Task<TaskView?> TaskAsync(ClaimsPrincipal user, string taskId, string? reason, CancellationToken ct)
    {
        var viewer = user.ToViewer();
        if (await taskQueries.WithTicketAsync(taskId, viewer, ct) is not var ((given, ticket, assignee), declaration)) return null;
        var (view, shown) = await ViewAsync(user, viewer, ticket, reason, whole: false, ct);
        // What was opened for a reason stands among the personal words only.
        var about = await subjects.OfAsync(given, ticket, user.ToActor(), ct, reason is null ? shown : null, pending);
        var names = given.Assignee is { } id ? new Dictionary<string, string> { [id] = assignee ?? id } : [];
        return new(
            Line(given, names, user), declaration, view, given.Status == "open", NotesOf(given.Payload), KnownOf(declaration, given.Payload),
            [.. about.Select(fact => new SubjectLine(fact.Path, fact.Fact.DisplayName, fact.Fact.EnglishName, fact.English is { } english ? Display.Pick(fact.Text ?? "", english) : fact.Text, fact.At, [.. fact.Files.Select(file => Line(file, named: true))], fact.IsErased, fact.Whose))]);
    }

    public Task<TaskEntry?> TaskEntryAsync(ClaimsPrincipal user, string taskId, CancellationToken ct) => taskQueries.EntryAsync(taskId, user.ToViewer(), ct);

    public async Task<CommandResult> ClaimAsync(ClaimsPrincipal user, TaskEntry task, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.ClaimAsync(task.Task, user.ToCaller(commandId), ct));

    public async Task<CommandResult> ReleaseAsync(ClaimsPrincipal user, TaskEntry task, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.ReleaseAsync(task.Task, user.ToCaller(commandId), ct));

    public async Task<CommandResult> CompleteAsync(ClaimsPrincipal user, TaskEntry task, string? outcome, IReadOnlyDictionary<string, string> fields, Guid commandId, CancellationToken ct)
    {
        var result = Value.Object(fields.Select(field => KeyValuePair.Create(field.Key, Read(task.Declaration.Fields.FirstOrDefault(known => known.Name == field.Key)?.Type, field.Value))));
        return await CommandAnswers.KnownAsync(door.CompleteAsync(task.Task, outcome, result, user.ToCaller(commandId), ct));
    }

    public async Task<CommandResult> CreateAsync(ClaimsPrincipal user, NewTicket ticket, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(door.CreateAsync(ticket, user.ToCaller(commandId), ct));

    public Task<(CodeSent? Sent, Engine.Rejection? Refusal)> SendCodeAsync(ClaimsPrincipal user, string? phone, string address, CancellationToken ct) => identity.SendAsync(phone, user.ToActor(), address, ct);

    public Task<Engine.Rejection?> TryCodeAsync(ClaimsPrincipal user, Guid checkId, string? code, CancellationToken ct) => identity.TryAsync(checkId, code, user.ToActor(), ct);

    public async Task<FileTaken> TakeFileAsync(ClaimsPrincipal user, Stream content, string? name, string? declaredType, CancellationToken ct)
    {
        var upload = await files.TakeAsync(content, name, declaredType, user.ToActor(), ct);
        return new(upload.File is { } file ? Line(file, named: true) : null, upload.Rejection);
    }

    public async Task<IReadOnlyList<FileLine>> LooseFilesAsync(ClaimsPrincipal user, IReadOnlyCollection<string> ids, CancellationToken ct) =>
        [.. (await store.LooseAsync(ids, user.AccountId(), ct)).Select(file => Line(file, named: true))];

    public async Task<CommandResult> MergeAsync(ClaimsPrincipal user, string key, string into, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(linkDoor.MergeAsync(key, into, user.ToCaller(commandId), ct));

    public async Task<CommandResult> SplitAsync(ClaimsPrincipal user, string key, IReadOnlyList<TicketPart> parts, Guid commandId, CancellationToken ct) =>
        await CommandAnswers.KnownAsync(linkDoor.SplitAsync(key, parts, user.ToCaller(commandId), ct));

    public IReadOnlyList<FieldProblem> WrongCodes(TicketFilter filter) => [.. KnownCodes.Check(catalog, filter.Status, filter.Unit, filter.Class, filter.District)];

    public Task<ProgressAnswer> ProgressAsync(string number, string phone, string address, CancellationToken ct) => progress.AskAsync(number, phone, address, ct);

    public async Task<PageOf<FailedDelivery>> FailedDeliveriesAsync(string? queue, string? cursor, CancellationToken ct)
    {
        var page = await letters.PageAsync(new() { Queue = queue }, PageSize, Cursor.TryParse(cursor, out var after) ? after : null, ct);
        return new([.. page.Items.Select(letter => new FailedDelivery(letter.Item.EffectId, letter.Item.CaseId.Value, letter.Item.Channel, letter.Item.Attempts, letter.Error, letter.CreatedAt))], page.NextCursor);
    }

    public Task<IReadOnlyList<QueueState>> DeliveryQueuesAsync(CancellationToken ct) => queues.StatesAsync(ct);

    public async Task<bool> RetryDeliveryAsync(string effectId, CancellationToken ct) => await letters.RetryAsync(effectId, ct) == RetryOutcome.Queued;

    public Task<(int Queued, bool More)> RetryDeliveriesAsync(string queue, CancellationToken ct) => letters.RetryManyAsync(new() { Queue = queue }, MostRetried, ct);

    /// <summary>What a form field says, as the kind of value that was declared; what cannot be read goes on as text and is refused in words.</summary>
    private Value Read(FieldType? type, string text) => type switch
    {
        FieldType.Boolean when bool.TryParse(text, out var truth) => Value.Of(truth),
        FieldType.Number when decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => Value.Of(number),
        FieldType.Units or FieldType.Attachments => Value.Of(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Value.Of)),
        FieldType.Instant when FormDates.Moment(text, Zone) is { } at => Value.Of(at),
        _ => Value.Of(text),
    };

    private FileLine Line(Runtime.Attachments.AttachmentInfo file, bool named)
    {
        var kind = policy.Intake.Attachments.Find(file.Type);
        return new(file.Id.ToString(), named ? file.Name : null, kind is null ? file.Type : Display.Pick(kind.Name, kind.English), file.Size);
    }

    private TicketLine Line(TicketRow row) => new(
        row.CaseId,
        row.Number,
        row.Status,
        row.RequestType,
        row.ClassCode is { } code ? policy.Classes.FullName(code) : null,
        facts.Area(row.DistrictCode, row.StreetCode),
        UnitName(row.LeadUnit),
        row.Urgency,
        row.AcceptedAt,
        new(row.AcceptedAt, row.FeedbackDueAt, row.WarnedAt, row.RepliedAt, row.Status is "Archived" or "Cancelled"));

    private static ClockView ClockOf(TicketRow row, Value known) =>
        new(new TicketFacts(known).PrintedLimit.StartedAt ?? row.AcceptedAt, row.FeedbackDueAt, row.WarnedAt, row.RepliedAt, row.Status is "Archived" or "Cancelled");

    private TaskLine Line(TaskRow task, IReadOnlyDictionary<string, string> names, ClaimsPrincipal user) => new(
        task.TaskId,
        task.CaseId,
        task.TicketNumber,
        task.Kind,
        task.Title,
        SubjectOf(task.Payload),
        task.Payload["urgency"].AsString(),
        task.Role,
        UnitName(task.UnitCode),
        task.Assignee,
        task.Assignee is { } assignee ? names.GetValueOrDefault(assignee, assignee) : null,
        task.OpenedAt,
        task.DueAt,
        user.May(Permissions.WorkTasks) && TaskReader.Sees(user.ToViewer(), task));

    /// <summary>What a task is about without a word of the petitioner's: class and place.</summary>
    private string? SubjectOf(Value payload)
    {
        var area = facts.Area(payload["districtCode"].AsString(), payload["streetCode"].AsString());
        var parts = new[] { payload["className"].AsString(), area }.Where(part => part is not null).ToArray();
        return parts.Length == 0 ? null : string.Join(" · ", parts);
    }

    private HistoryLine LineOf(IReadOnlyList<TimelineEntry> step, IReadOnlyDictionary<string, string> names)
    {
        var first = step[0];
        var actor = first.Actor == Actor.System.Id ? texts["history.system"].Value : names.GetValueOrDefault(first.Actor, first.Actor);
        return new(first.Sequence, first.At, actor, UnitName(first.Unit), [.. step.Select(entry => new HistoryFact(entry.Kind, entry.Text, facts.Of(entry.Data), entry.English))], first.Hash);
    }

    private string? UnitName(string? code) => code is null ? null : policy.Organisation.Find(code)?.Name ?? code;

    private IReadOnlyList<PersonalLine> Personal(TicketDetail ticket, IReadOnlyDictionary<string, string?> shown)
    {
        var references = TicketTexts.References(ticket.Facts);
        return
        [
            .. FirstWords.Where(shown.ContainsKey).Concat(shown.Keys.Except(FirstWords)).Select(name =>
            {
                var (text, reference) = (shown[name], references[name]);
                var isHidden = text == TicketTexts.Hidden(reference);
                return new PersonalLine(name, isHidden ? null : text is not null && name == "sex" ? facts.Word(name, text) : text, reference.Length, text is null) { Label = LabelOf(name) };
            }),
        ];
    }

    /// <summary>What a word at that place is called, by the declaration of some task that is about it.</summary>
    private (string, string)? LabelOf(string path)
    {
        var steps = path.Split('.');
        foreach (var fact in declarations.All.SelectMany(kind => kind.Subject))
        {
            var pattern = fact.Path.Split('.');
            if (pattern.Length > 1 && pattern.Length == steps.Length && pattern.Zip(steps).All(pair => pair.First == pair.Second || pair.First is "#" or "*" or ['{', .., '}'])) return (fact.DisplayName, fact.EnglishName);
        }

        return null;
    }

    private DeadlineReason? ReasonOf(TicketFacts ticket)
    {
        var limit = ticket.PrintedLimit;
        var whole = Display.Pick(limit.Explanation ?? "", limit.ExplanationInEnglish ?? "");
        if (whole.Length == 0) return null;
        var spans = limit.Intervals.Select(span => new DeadlineSpan(span.From, span.To, span.Text)).ToArray();
        return new(whole, spans, limit.Citation, ClockActFormat.ReadClock(policy.Calendar, ticket.Clocks[LimitStep.Feedback.ClockName].Acts)?.Deadline()?.Gap);
    }

    /// <summary>What the flow wants the person to know.</summary>
    private IReadOnlyList<FactLine> NotesOf(Value payload)
    {
        var notes = new List<FactLine>();
        void Note(string key, string? text)
        {
            if (text is { Length: > 0 }) notes.Add(new(key, text));
        }

        Note("suggestedUrgency", payload["alert"]["suggestedUrgency"].AsString() is { } urgency ? facts.Word("urgency", urgency) : null);
        Note("proposal", payload["proposal"]["reason"].AsString());
        Note("obstacle", payload["obstacle"].AsString());
        Note("limit", payload["limit"].AsString());
        foreach (var heard in (string[])["urges", "supplements"]) Note(heard, payload[heard].AsInt64() is > 0 and var times ? $"{times}" : null);
        if (payload["callback"]["at"].AsInstant() is { } calledAt) notes.Add(new("callback.at", "", calledAt));
        foreach (var question in policy.Callback.Questions)
        {
            var said = payload["callback"][question.Code].AsString();
            Note("callback." + question.Code, question.Answers.FirstOrDefault(known => known.Code == said) is { } answer ? Display.Pick(answer.Name, answer.English) : said);
        }

        if (payload["attempt"].AsInt64() is { } attempt) Note("attempt", payload["maxAttempts"].AsInt64() is { } most ? $"{attempt} / {most}" : $"{attempt}");
        return notes;
    }

    private static Dictionary<string, string> KnownOf(TaskDeclaration declaration, Value payload) => declaration.Fields
        .Where(field => !field.IsSealed && payload[field.Name].AsString() is not null)
        .ToDictionary(field => field.Name, field => payload[field.Name].AsString()!);

    /// <summary>Names of accounts by id: the journal knows pseudonyms only.</summary>
    private async Task<IReadOnlyDictionary<string, string>> NamesAsync(IReadOnlyList<string?> ids, CancellationToken ct)
    {
        var wanted = ids.OfType<string>().Where(id => id != Actor.System.Id).Distinct().ToArray();
        if (wanted.Length == 0) return new Dictionary<string, string>();
        return await database.Accounts.AsNoTracking()
            .Where(account => wanted.Contains(account.Id))
            .ToDictionaryAsync(account => account.Id, account => account.DisplayName.Length > 0 ? account.DisplayName : account.UserName ?? account.Id, ct);
    }
}
