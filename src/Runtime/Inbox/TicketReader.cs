using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>A ticket with its facts and where its flow stands.</summary>
/// <param name="Row">As lists show it.</param>
/// <param name="Facts">Facts folded from its events; personal words as sealed references only.</param>
/// <param name="CaseStatus">Status of the case, e.g. <c>Running</c>.</param>
/// <param name="CaseSubStatus">Elsa's sub-status, e.g. <c>Suspended</c> or <c>Faulted</c>.</param>
/// <param name="DefinitionId">The definition it runs.</param>
/// <param name="DefinitionHash">The exact version of it.</param>
/// <param name="Sequence">How many steps it has made.</param>
/// <param name="UpdatedAt">When the last step was committed (UTC).</param>
/// <param name="Withheld">Names of facts that this viewer must not see, and that are not in <paramref name="Facts"/>; empty for most.</param>
public sealed record TicketDetail(
    TicketRow Row,
    Value Facts,
    string CaseStatus,
    string CaseSubStatus,
    string DefinitionId,
    string DefinitionHash,
    long Sequence,
    Instant UpdatedAt,
    IReadOnlyCollection<string> Withheld)
{
    /// <summary>True where the petitioner's own files are kept from this viewer as well.</summary>
    public bool WithholdsFiles { get; init; }

    /// <summary>What anything else that tells of the ticket must leave out for this viewer: an event's data, an earlier state.</summary>
    public Value Without(Value told) => Confidentiality.Without(told, Withheld);
}

/// <summary>Finds tickets: bounded, by index, and only those that the viewer may know of.</summary>
public sealed class TicketReader(NpgsqlDataSource database, CatalogStore catalog)
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
        var isFirst = $"(t.urgency = ${command.Parameters.Count} and t.replied_at is null and t.archived_at is null)";
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
        string Branch(int rank, string condition) => $"(select {Rows.TicketColumns}, {rank} as rank {from} and {condition} order by {order}.accepted_at desc, {order}.case_id desc limit {limit})";
#pragma warning disable CA2100 // Conditions are the constants above; every value is a parameter.
        // Emergencies that nobody has answered, by their own small index; then the rest.
        command.CommandText = $"select * from ({Branch(0, isFirst + firstPlace)} union all {Branch(1, $"not coalesce({isFirst}, false){restPlace}")}) x order by x.rank, x.accepted_at desc, x.case_id desc limit {limit}";
#pragma warning restore CA2100
        var rows = await Rows.ListAsync(command, Rows.Ticket, ct);
        return Page<TicketRow>.Of(rows, size, row => new(row.AcceptedAt, (IsFirst(row) ? Cursor.First : "") + row.CaseId));
    }

    /// <summary>An emergency that nobody has answered comes before all others.</summary>
    private bool IsFirst(TicketRow row) => row is { RepliedAt: null, ArchivedAt: null } && catalog.Policy.IsEmergency(row.Urgency);

    /// <summary>One ticket by case id or number; null where there is none or the viewer may not know of it.</summary>
    public async Task<TicketDetail?> GetAsync(string idOrNumber, Viewer viewer, CancellationToken ct)
    {
        if (viewer.Scope == TicketScope.None || idOrNumber.Contains('\0')) return null;
        var byId = Guid.TryParse(idOrNumber, out var caseId);
        await using var command = database.CreateCommand(
            $"select {Rows.TicketColumns}, {StoredState.Columns("c")}, c.status, c.sub_status, c.definition_id, c.definition_hash, c.version, c.updated_at, "
            + "t.flag_of, exists (select from jsjb.ticket_partner p where p.case_id = t.case_id and p.unit_code = $2) "
            + $"from jsjb.ticket t join jsjb.case_state c using (case_id) where {(byId ? "t.case_id = $1" : "t.number = any($1)")}");
        command.Parameters.Add(new() { Value = byId ? caseId : TypedNumber.Forms(idOrNumber) });
        command.Parameters.Add(new() { Value = viewer.UnitCode ?? "" });
        var found = await Rows.ListAsync(command, reader => (Detail: Detail(reader), IsFlag: !reader.IsDBNull(28), TakesPart: reader.GetBoolean(29)), ct);
        return found is [var one] && Sees(viewer, one.IsFlag, one.TakesPart) ? Shown(one.Detail, viewer) : null;
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

    private TicketDetail Shown(TicketDetail ticket, Viewer viewer)
    {
        var policy = catalog.Policy;
        if (viewer.KnowsConfidential || !Confidentiality.Applies(ticket.Facts, policy)) return ticket;
        var rules = policy.Intake.Confidential;
        return ticket with { Withheld = rules.Hides, WithholdsFiles = rules.HidesAttachments, Facts = Confidentiality.Without(ticket.Facts, rules.Hides) };
    }

    /// <summary>The flags about a ticket, the oldest first; none where the viewer may not know of flags.</summary>
    public async Task<IReadOnlyList<TicketDetail>> FlagsAsync(Guid ticketCaseId, Viewer viewer, CancellationToken ct)
    {
        if (!viewer.SeesFlags) return [];
        await using var command = database.CreateCommand(
            $"select {Rows.TicketColumns}, {StoredState.Columns("c")}, c.status, c.sub_status, c.definition_id, c.definition_hash, c.version, c.updated_at "
            + "from jsjb.ticket t join jsjb.case_state c using (case_id) where t.flag_of = $1 order by t.accepted_at, t.case_id limit 100");
        command.Parameters.Add(new() { Value = ticketCaseId });
        return await Rows.ListAsync(command, Detail, ct);
    }

    /// <summary>How many flags there are about a ticket.</summary>
    public async Task<long> CountFlagsAsync(Guid ticketCaseId, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select count(*) from jsjb.ticket where flag_of = $1");
        command.Parameters.Add(new() { Value = ticketCaseId });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static TicketDetail Detail(NpgsqlDataReader reader) => new(
        Rows.Ticket(reader),
        StoredState.Read(reader, 20).Facts,
        reader.GetString(22),
        Rows.Text(reader, 23) ?? "",
        reader.GetString(24),
        reader.GetString(25),
        reader.GetInt64(26),
        Rows.At(reader, 27) ?? default,
        []);

    /// <summary>True where the viewer may know of that ticket.</summary>
    private static bool Sees(Viewer viewer, bool isFlag, bool takesPart) => isFlag
        ? viewer.SeesFlags
        : viewer.Scope == TicketScope.City || (viewer.Scope == TicketScope.OwnUnit && takesPart);
}
