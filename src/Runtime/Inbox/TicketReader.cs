using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Journal;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>Finds tickets: bounded, by index, and only those that the viewer may know of.</summary>
public sealed class TicketReader(NpgsqlDataSource database, CatalogStore catalog, JournalReader journal)
{
    /// <summary>A page of tickets: emergencies that nobody has answered, then the latest accepted first.</summary>
    public async Task<Page<TicketRow>> SearchAsync(TicketQuery query, Viewer viewer, CancellationToken ct)
    {
        if (viewer.Scope == TicketScope.None) return new([], null);
        var size = Math.Clamp(query.Size, 1, Cursor.MaximumSize);
        await using var command = database.CreateCommand();
        var conditions = new List<string>();
        void Where(string condition, object? value)
        {
            if (value is null) return;
            command.Parameters.Add(new() { Value = value is Instant instant ? instant.ToDateTimeUtc() : value });
            conditions.Add(condition.Replace("?", "$" + command.Parameters.Count, StringComparison.Ordinal));
        }

        // A unit's list is read in the order of its own index; everybody else's in that of the tickets.
        var own = viewer.Scope == TicketScope.OwnUnit;
        if (own) Where("p.unit_code = ?", viewer.UnitCode);
        // What a ticket became after a unit lost it, no question finds out.
        if (own && query.AsksMoreThanNumbers) conditions.Add($"({Standing}) <> 'former'");
        conditions.Add("t.flag_of is null");
        Where("t.number = any(?)", query.Number is null ? null : TypedNumber.Forms(query.Number));
        Where("t.status = ?", query.Status);
        Where("t.lead_unit = ?", query.LeadUnit);
        Where("starts_with(t.class_code, ?)", query.ClassCode);
        Where("t.district_code = ?", query.DistrictCode);
        Where("t.accepted_at >= ?", query.AcceptedFrom);
        Where("t.accepted_at < ?", query.AcceptedTo);
        Where("t.overdue = ?", query.Overdue);
        Where("t.subject_id = any(?)", query.SubjectIds);
        if (query.SubjectIds is not null && !viewer.KnowsConfidential)
        {
            // Whoever handles a report must not find out by a phone number whose it is.
            Where("not t.confidential and (t.request_type is null or t.request_type <> all(?))", catalog.Policy.RequestTypes.All.Where(type => type.Confidential).Select(type => type.Code).ToArray());
        }

        var order = own ? "p" : "t";
        command.Parameters.Add(new() { Value = catalog.Policy.EmergencyUrgency });
        var isFirst = $"(t.urgency = ${command.Parameters.Count} and t.replied_at is null and t.archived_at is null{(own ? " and p.is_current is not false" : "")})";
        var (firstPlace, restPlace) = ("", "");
        if (query.After is { At: { } at, Key: var key } && Guid.TryParse(key.TrimStart(Cursor.First[0]), out var caseId))
        {
            command.Parameters.Add(new() { Value = at.ToDateTimeUtc() });
            command.Parameters.Add(new() { Value = caseId });
            var place = $" and ({order}.accepted_at, {order}.case_id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})";
            (firstPlace, restPlace) = key.StartsWith(Cursor.First, StringComparison.Ordinal) ? (place, "") : (" and false", place);
        }

        command.Parameters.Add(new() { Value = size + 1 });
        var limit = "$" + command.Parameters.Count;
        var from = $"from {(own ? "jsjb.ticket_partner p join jsjb.ticket t using (case_id)" : "jsjb.ticket t")} where {string.Join(" and ", conditions)}";
        string Branch(int rank, string condition) => $"(select {Rows.TicketColumns}, {rank} as rank{(own ? $", {Standing} as standing, p.left_class" : "")} {from} and {condition} order by {order}.accepted_at desc, {order}.case_id desc limit {limit})";
#pragma warning disable CA2100 // Conditions are the constants above; every value is a parameter.
        // Emergencies that nobody has answered, by their own small index; then the rest.
        command.CommandText = $"select * from ({Branch(0, isFirst + firstPlace)} union all {Branch(1, $"not coalesce({isFirst}, false){restPlace}")}) x order by x.rank, x.accepted_at desc, x.case_id desc limit {limit}";
#pragma warning restore CA2100
        if (!own)
        {
            var rows = await Rows.ListAsync(command, Rows.Ticket, ct);
            return Page<TicketRow>.Of(rows, size, row => new(row.AcceptedAt, (IsFirst(row) ? Cursor.First : "") + row.CaseId));
        }

        var standing = await Rows.ListAsync(command, reader => (Row: Rows.Ticket(reader), Standing: reader.GetString(21), LeftClass: Rows.Text(reader, 22)), ct);
        var page = Page<(TicketRow Row, string Standing, string? LeftClass)>.Of(standing, size, one => new(one.Row.AcceptedAt, (IsFirst(one.Row) ? Cursor.First : "") + one.Row.CaseId));
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

    /// <summary>Whether a unit takes part now; a ticket that was merged is its own where it takes part in the one that is handled. An earlier release did not say.</summary>
    private const string Standing =
        "case when p.is_current or exists (select from jsjb.ticket_partner f where f.case_id = p.follows and f.unit_code = p.unit_code and f.is_current is not false) then 'current' "
        + "when p.is_current is null then 'unknown' else 'former' end";

    /// <summary>Those of the tickets that the unit has lost, worked out from their states.</summary>
    private async Task<HashSet<Guid>> LostAsync(Guid[] caseIds, string unit, CancellationToken ct)
    {
        if (caseIds.Length == 0) return [];
        await using var command = database.CreateCommand($"select c.case_id, {StoredState.Columns("c")} from jsjb.case_state c where c.case_id = any($1)");
        command.Parameters.Add(new() { Value = caseIds });
        var states = await Rows.ListAsync(command, reader => (CaseId: reader.GetGuid(0), State: StoredState.Read(reader, 1)), ct);
        var lost = new HashSet<Guid>();
        foreach (var (caseId, state) in states)
        {
            if (!await TakesPartAsync(state, unit, ct)) lost.Add(caseId);
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
            await using var command = database.CreateCommand($"select {StoredState.Columns("c")} from jsjb.case_state c where c.case_id = $1");
            command.Parameters.Add(new() { Value = parent });
            if (await Rows.ListAsync(command, reader => StoredState.Read(reader, 0), ct) is not [var next]) return false;
            state = next;
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
        await using var command = database.CreateCommand("select case_id from jsjb.ticket where number = any($1) limit 1");
        command.Parameters.Add(new() { Value = TypedNumber.Forms(idOrNumber) });
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
        await using var command = database.CreateCommand(
            $"select {Rows.TicketColumns}, {StoredState.Columns("c")}, c.status, c.sub_status, c.definition_id, c.definition_hash, c.version, c.updated_at, "
            + "t.flag_of, p.unit_code is not null, p.left_class, "
            + "exists (select from jsjb.task k where k.case_id = t.case_id and k.status = 'open' and k.role = any($3) and (k.unit_code is null or k.unit_code = $2) and not coalesce(k.payload -> '$notBy' ? $4, false)) "
            + $"from jsjb.ticket t join jsjb.case_state c using (case_id) left join jsjb.ticket_partner p on p.case_id = t.case_id and p.unit_code = $2 where {(byId ? "t.case_id = $1" : "t.number = any($1)")}");
        command.Parameters.Add(new() { Value = byId ? caseId : TypedNumber.Forms(idOrNumber) });
        command.Parameters.Add(new() { Value = viewer.UnitCode ?? "" });
        command.Parameters.Add(new() { Value = viewer.Roles.ToArray() });
        command.Parameters.Add(new() { Value = viewer.UserId });
        var found = await Rows.ListAsync(command, reader => (Found: Read(reader), IsFlag: !reader.IsDBNull(28), TookPart: reader.GetBoolean(29), LeftClass: Rows.Text(reader, 30), HasTask: reader.GetBoolean(31)), ct);
        if (found is not [var one]) return null;
        var relation = viewer.Scope switch
        {
            TicketScope.City when one.IsFlag && !viewer.SeesFlags => one.HasTask ? Relation.City : (Relation?)null,
            TicketScope.City => viewer.ReadsWords || one.HasTask ? Relation.City : Relation.Administration,
            // A task for a role alone is everybody's who holds it, whatever the unit.
            _ when one.HasTask => Relation.Unit,
            TicketScope.OwnUnit when one.TookPart && !one.IsFlag => await TakesPartAsync(one.Found.State, viewer.UnitCode!, ct) ? Relation.Unit : Relation.FormerUnit,
            _ => null,
        };
        return relation switch
        {
            null => null,
            Relation.FormerUnit => await LostAsync(one.Found, viewer, one.LeftClass, ct),
            var own => Shown(one.Found, own.Value, viewer),
        };
    }

    /// <summary>The ticket of that number if it is that petitioner's own, for telling the petitioner how far it is; else null.</summary>
    /// <param name="number">The number, as it was typed.</param>
    /// <param name="subjectIds">The pseudonyms that the petitioner may stand under.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TicketRow?> OfPetitionerAsync(string number, string[] subjectIds, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {Rows.TicketColumns} from jsjb.ticket t where t.number = any($1) and t.subject_id = any($2)");
        command.Parameters.Add(new() { Value = TypedNumber.Forms(number) });
        command.Parameters.Add(new() { Value = subjectIds });
        return await Rows.ListAsync(command, Rows.Ticket, ct) is [var row] ? row : null;
    }

    /// <summary>The case of that number, for following a tie between tickets; null where there is none. Says nothing to anybody.</summary>
    public async Task<Guid?> CaseOfNumberAsync(string number, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select case_id from jsjb.ticket where number = $1");
        command.Parameters.Add(new() { Value = number });
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
        var row = ticket.Row.AsLost(leftClass ?? acts.Facts["classCode"].AsString() ?? ticket.Row.ClassCode);
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
        await using var command = database.CreateCommand(
            $"select {Rows.TicketColumns}, {StoredState.Columns("c")}, c.status, c.sub_status, c.definition_id, c.definition_hash, c.version, c.updated_at "
            + "from jsjb.ticket t join jsjb.case_state c using (case_id) where t.flag_of = $1 order by t.accepted_at, t.case_id limit 100");
        command.Parameters.Add(new() { Value = ticketCaseId });
        return await Rows.ListAsync(command, reader => Shown(Read(reader), Relation.City, viewer), ct);
    }

    /// <summary>How many flags there are about a ticket.</summary>
    public async Task<long> CountFlagsAsync(Guid ticketCaseId, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select count(*) from jsjb.ticket where flag_of = $1");
        command.Parameters.Add(new() { Value = ticketCaseId });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static (TicketDetail Detail, CaseState State) Read(NpgsqlDataReader reader)
    {
        var state = StoredState.Read(reader, 20);
        var row = Rows.Ticket(reader);
        var detail = new TicketDetail(
            row,
            Value.EmptyObject,
            reader.GetString(22),
            Rows.Text(reader, 23) ?? "",
            reader.GetString(24),
            reader.GetString(25),
            reader.GetInt64(26),
            Rows.At(reader, 27) ?? default,
            Nobody)
        {
            PetitionersFiles = [.. state.Facts["attachments"].Items.Select(id => id.AsString()).OfType<string>()],
            Persons = [row.CaseId, .. Links.Of(state.Facts).Where(link => link.Relation is Links.Child or "FlagOf").Select(link => Guid.TryParse(link.CaseId, out var other) ? other : Guid.Empty).Where(other => other != Guid.Empty).Take(MostMerges)],
        };
        return (detail, state);
    }

    /// <summary>What is given before it is known who reads: nothing.</summary>
    private static readonly TicketReading Nobody = new(Relation.FormerUnit, true, new([], true));
}
