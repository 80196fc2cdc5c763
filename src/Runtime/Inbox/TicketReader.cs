using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>Finds tickets: bounded, by index, and only those that the viewer may know of.</summary>
public sealed class TicketReader(NpgsqlDataSource database, PublishedStore catalog, JournalReader journal)
{
    /// <summary>A page of tickets: emergencies that nobody has answered, then the latest accepted first.</summary>
    public async Task<Page<TicketRow>> SearchAsync(TicketQuery query, Viewer viewer, CancellationToken ct)
    {
        if (viewer.Scope == TicketScope.None) return new([], null);
        var size = Math.Clamp(query.Size, 1, Cursor.MaximumSize);
        // A unit's list is read in the order of its own index; everybody else's in that of the tickets.
        var own = viewer.Scope == TicketScope.OwnUnit;
        var template = new SqlTemplate(InboxSql.SearchTickets)
            .When("own", own)
            .With("own_unit", own ? viewer.UnitCode ?? "" : null)
            .When("own_only", own && query.AsksMoreThanNumbers)
            .With("numbers", query.Number is null ? null : TypedNumber.Forms(query.Number))
            .With("status", query.Status)
            .With("lead_unit", query.LeadUnit)
            .With("class_code", query.ClassCode)
            .With("district_code", query.DistrictCode)
            .With("accepted_from", query.AcceptedFrom)
            .With("accepted_to", query.AcceptedTo)
            .With("overdue", query.Overdue)
            .With("subject_ids", query.SubjectIds)
            .With("emergency", catalog.Policy.EmergencyUrgency)
            .With("limit", size + 1);
        if (query.SubjectIds is not null && !viewer.KnowsConfidential)
        {
            template.With("confidential_types", catalog.Policy.RequestTypes.All.Where(type => type.Confidential).Select(type => type.Code).ToArray());
        }

        if (query.After is { At: { } at, Key: var key } && Guid.TryParse(key.TrimStart(Cursor.First[0]), out var caseId))
        {
            template.With("after_at", at).With("after_case", caseId).When(key.StartsWith(Cursor.First, StringComparison.Ordinal) ? "after_first" : "after_rest", true);
        }

        await using var command = template.Command(database);
        if (!own)
        {
            var rows = await command.RowsAsync<TicketRow>(ct);
            return Page<TicketRow>.Of(rows, size, row => new(row.AcceptedAt, (IsFirst(row) ? Cursor.First : "") + row.CaseId));
        }

        var standing = await command.RowsAsync<StandingRow>(ct);
        var page = Page<StandingRow>.Of(standing, size, one => new(one.Row.AcceptedAt, (IsFirst(one.Row) ? Cursor.First : "") + one.Row.CaseId));
        var lost = await LostAsync([.. page.Items.Where(one => one.Standing == "unknown").Select(one => one.Row.CaseId)], viewer.UnitCode!, ct);
        return new(
            [
                .. page.Items
                    .Select(one => (one.Row, one.LeftClass, IsLost: one.Standing == "former" || lost.Contains(one.Row.CaseId)))
                    .Where(one => !one.IsLost || !query.AsksMoreThanNumbers)
                    .Select(one => one.IsLost ? one.Row.AsLost(one.LeftClass ?? one.Row.ClassCode) : one.Row),
            ],
            page.NextCursor);
    }

    /// <summary>Those of the tickets that the unit has lost, worked out from their states.</summary>
    private async Task<HashSet<Guid>> LostAsync(Guid[] caseIds, string unit, CancellationToken ct)
    {
        if (caseIds.Length == 0) return [];
        await using var command = database.Command(InboxSql.StatesOfCases).With(caseIds);
        var states = await command.RowsAsync<StateRow>(ct);
        var lost = new HashSet<Guid>();
        foreach (var (caseId, stored) in states)
        {
            if (!await TakesPartAsync(stored.Fold(), unit, ct)) lost.Add(caseId);
        }

        return lost;
    }

    /// <summary>True where the unit takes part now, in the ticket or in the one that it was merged into.</summary>
    private async Task<bool> TakesPartAsync(CaseState state, string unit, CancellationToken ct)
    {
        for (var i = 0; i < MostMerges; i++)
        {
            if (TicketUnits.Current(state).Contains(unit)) return true;
            if (TicketUnits.FollowedOf(state.Facts) is not { } parent) return false;
            await using var command = database.Command(InboxSql.StatesOfCases).With<Guid[]>([parent]);
            if (await command.FirstRowAsync<StateRow>(ct) is not { } next) return false;
            state = next.Stored.Fold();
        }

        return false;
    }

    private const int MostMerges = 50;

    /// <summary>An emergency that nobody has answered comes before all others.</summary>
    private bool IsFirst(TicketRow row) => row is { RepliedAt: null, ArchivedAt: null } && catalog.Policy.IsEmergency(row.Urgency);

    /// <summary>The case of an id or number, whether or not anything else of it is left or can be read; null where the number is nobody's. For whoever sees every ticket.</summary>
    public async Task<Guid?> CaseOfAsync(string idOrNumber, CancellationToken ct)
    {
        if (Guid.TryParse(idOrNumber, out var caseId)) return caseId;
        if (idOrNumber.Contains('\0')) return null;
        await using var command = database.Command(InboxSql.CaseOfNumber).With(TypedNumber.Forms(idOrNumber));
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>One ticket by case id or number, for reading it and for acting on it; null where there is none, the viewer may not know of it, or its unit has lost it.</summary>
    public async Task<TicketDetail?> GetAsync(string idOrNumber, Viewer viewer, CancellationToken ct) =>
        await GetAlsoLostAsync(idOrNumber, viewer, ct) is { IsLost: false } ticket ? ticket : null;

    /// <summary>The same for reading only: of a ticket that the viewer's unit has lost, what is left to it.</summary>
    public async Task<TicketDetail?> GetAlsoLostAsync(string idOrNumber, Viewer viewer, CancellationToken ct)
    {
        if (idOrNumber.Contains('\0')) return null;
        var byId = Guid.TryParse(idOrNumber, out var caseId);
        await using var command = FindFor(viewer).With("case_id", byId ? caseId : null).With("numbers", byId ? null : TypedNumber.Forms(idOrNumber)).Command(database);
        return await command.FirstRowAsync<FoundRow>(ct) is { } found ? await GivenAsync(found, viewer, ct) : null;
    }

    /// <summary>A task with its ticket, both as the viewer is given them, in one read; null where there is none, either is none of the viewer's business, or its unit has lost the ticket.</summary>
    public async Task<TaskOfTicket?> OfTaskAsync(string taskId, Viewer viewer, CancellationToken ct)
    {
        if (taskId.Contains('\0')) return null;
        await using var command = FindFor(viewer).With("task_id", taskId).Command(database);
        if (await command.FirstRowAsync<TaskFoundRow>(ct) is not { } found) return null;
        var task = TaskReader.Read(found.Task, found.Found.Ticket.Row);
        if (!TaskReader.Sees(viewer, task) || await GivenAsync(found.Found, viewer, ct) is not { IsLost: false } ticket) return null;
        return TaskReader.Given(task, ticket) is { } given ? new(given, ticket, found.Task.AssigneeName) : null;
    }

    private static SqlTemplate FindFor(Viewer viewer) =>
        new SqlTemplate(InboxSql.FindTicket).With("unit", viewer.UnitCode ?? "").With("roles", viewer.Roles.ToArray()).With("user", viewer.UserId);

    /// <summary>What was found, as the viewer is given it.</summary>
    private async Task<TicketDetail?> GivenAsync(FoundRow one, Viewer viewer, CancellationToken ct)
    {
        var (found, isFlag) = (Read(one.Ticket), one.Ticket.Row.FlagOf is not null);
        var relation = viewer.Scope switch
        {
            TicketScope.City when isFlag && !viewer.SeesFlags => one.HasTask ? Relation.City : (Relation?)null,
            TicketScope.City => viewer.ReadsWords || one.HasTask ? Relation.City : Relation.Administration,
            // A task for a role alone is everybody's who holds it, whatever the unit.
            _ when one.HasTask => Relation.Unit,
            TicketScope.OwnUnit when one.TookPart && !isFlag => await TakesPartAsync(found.State, viewer.UnitCode!, ct) ? Relation.Unit : Relation.FormerUnit,
            _ => null,
        };
        return relation switch
        {
            null => null,
            Relation.FormerUnit => await LostAsync(found, viewer, one.LeftClass, ct),
            var own => Shown(found, own.Value, viewer),
        };
    }

    /// <summary>The ticket of that number if it is that petitioner's own, for telling the petitioner how far it is; else null.</summary>
    /// <param name="number">The number, as it was typed.</param>
    /// <param name="subjectIds">The pseudonyms that the petitioner may stand under.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TicketRow?> OfPetitionerAsync(string number, string[] subjectIds, CancellationToken ct)
    {
        await using var command = database.Command(InboxSql.TicketOfPetitioner).With(TypedNumber.Forms(number)).With(subjectIds);
        return await command.FirstRowAsync<TicketRow>(ct);
    }

    /// <summary>The case of that number, for following a tie between tickets; null where there is none. Says nothing to anybody.</summary>
    public async Task<Guid?> CaseOfNumberAsync(string number, CancellationToken ct)
    {
        await using var command = database.Command(InboxSql.CaseOfNumber).With<string[]>([number]);
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    private TicketDetail Shown((TicketDetail Detail, CaseState State) found, Relation relation, Viewer viewer)
    {
        var (ticket, facts, policy) = (found.Detail, found.State.Facts, catalog.Policy);
        var reading = new TicketReading(relation, Confidentiality.Applies(facts, policy), policy.Intake.Confidential);
        return ticket with { Reading = reading, Facts = reading.Facts(facts), Unit = viewer.UnitCode };
    }

    /// <summary>What a unit keeps of a ticket that it lost: number, class and what it did itself.</summary>
    private async Task<TicketDetail> LostAsync((TicketDetail Detail, CaseState State) found, Viewer viewer, string? leftClass, CancellationToken ct)
    {
        var ticket = Shown(found, Relation.FormerUnit, viewer);
        var acts = await OwnActs.OfAsync(journal, ticket, ct);
        var row = ticket.Row.AsLost(leftClass ?? new TicketFacts(acts.Facts).ClassCode ?? ticket.Row.ClassCode);
        return ticket with
        {
            Row = row,
            Facts = acts.Facts.With("number", Value.Of(row.Number)).With("classCode", Value.Of(row.ClassCode)),
            CaseStatus = "",
            CaseSubStatus = "",
            Sequence = acts.Sequence,
            UpdatedAt = acts.At ?? row.AcceptedAt,
            PetitionersFiles = [],
        };
    }

    /// <summary>The flags about a ticket, the oldest first; none where the viewer may not know of flags.</summary>
    public async Task<IReadOnlyList<TicketDetail>> FlagsAsync(Guid ticketCaseId, Viewer viewer, CancellationToken ct)
    {
        if (!viewer.SeesFlags) return [];
        await using var command = database.Command(InboxSql.FlagsOfTicket).With(ticketCaseId);
        return (await command.RowsAsync<CaseRow>(ct)).ConvertAll(row => Shown(Read(row), Relation.City, viewer));
    }

    /// <summary>How many flags there are about a ticket.</summary>
    public async Task<long> CountFlagsAsync(Guid ticketCaseId, CancellationToken ct)
    {
        await using var command = database.Command(InboxSql.CountFlags).With(ticketCaseId);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static (TicketDetail Detail, CaseState State) Read(CaseRow found)
    {
        var (row, state) = (found.Row, found.Stored.Fold());
        var detail = new TicketDetail(row, Value.EmptyObject, found.CaseStatus, found.CaseSubStatus ?? "", found.DefinitionId, found.DefinitionHash, found.CaseVersion, found.UpdatedAt, Nobody)
        {
            PetitionersFiles = [.. new TicketFacts(state.Facts).Attachments],
            Persons = [row.CaseId, .. new TicketFacts(state.Facts).Links.All.Where(link => link.Relation is Links.Child or Links.FlagOf).Select(link => Guid.TryParse(link.CaseId, out var other) ? other : Guid.Empty).Where(other => other != Guid.Empty).Take(MostMerges)],
        };
        return (detail, state);
    }

    /// <summary>What is given before it is known who reads: nothing.</summary>
    private static readonly TicketReading Nobody = new(Relation.FormerUnit, true, new([], true));

    private sealed record StandingRow(TicketRow Row, string Standing, string? LeftClass);

    private sealed record StateRow(Guid CaseId, StoredStateRow Stored);

    private sealed record CaseRow(TicketRow Row, StoredStateRow Stored, string CaseStatus, string? CaseSubStatus, string DefinitionId, string DefinitionHash, long CaseVersion, Instant UpdatedAt);

    private sealed record FoundRow(CaseRow Ticket, bool TookPart, string? LeftClass, bool HasTask);

    private sealed record TaskFoundRow(FoundRow Found, TaskOfTicketColumns Task);
}
