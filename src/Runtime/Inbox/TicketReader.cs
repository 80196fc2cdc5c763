using JieSuJiBan.Engine.Values;
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
public sealed record TicketDetail(
    TicketRow Row,
    Value Facts,
    string CaseStatus,
    string CaseSubStatus,
    string DefinitionId,
    string DefinitionHash,
    long Sequence,
    Instant UpdatedAt);

/// <summary>Finds tickets: bounded, by index, and only those that the viewer may know of.</summary>
public sealed class TicketReader(NpgsqlDataSource database)
{
    /// <summary>A page of tickets, the latest accepted first.</summary>
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

        if (viewer.Scope == TicketScope.OwnUnit) Where("t.lead_unit = ?", viewer.UnitCode);
        Where("t.number = ?", query.Number);
        Where("t.status = ?", query.Status);
        Where("t.lead_unit = ?", query.LeadUnit);
        Where("starts_with(t.class_code, ?)", query.ClassCode);
        Where("t.district_code = ?", query.DistrictCode);
        Where("t.accepted_at >= ?", query.AcceptedFrom);
        Where("t.accepted_at < ?", query.AcceptedTo);
        Where("t.overdue = ?", query.Overdue);
        Where("t.subject_id = ?", query.SubjectId);
        if (query.After is { At: { } at, Key: var key } && Guid.TryParse(key, out var caseId))
        {
            command.Parameters.Add(new() { Value = at.ToDateTimeUtc() });
            command.Parameters.Add(new() { Value = caseId });
            conditions.Add($"(t.accepted_at, t.case_id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.Parameters.Add(new() { Value = size + 1 });
#pragma warning disable CA2100 // Conditions are the constants above; every value is a parameter.
        command.CommandText =
            $"select {Rows.TicketColumns} from jsjb.ticket t {(conditions.Count > 0 ? "where " + string.Join(" and ", conditions) : "")} "
            + $"order by t.accepted_at desc, t.case_id desc limit ${command.Parameters.Count}";
#pragma warning restore CA2100
        var rows = await Rows.ListAsync(command, Rows.Ticket, ct);
        return Page<TicketRow>.Of(rows, size, row => new(row.AcceptedAt, row.CaseId.ToString()));
    }

    /// <summary>One ticket by case id or number; null where there is none or the viewer may not know of it.</summary>
    public async Task<TicketDetail?> GetAsync(string idOrNumber, Viewer viewer, CancellationToken ct)
    {
        if (viewer.Scope == TicketScope.None || idOrNumber.Contains('\0')) return null;
        var byId = Guid.TryParse(idOrNumber, out var caseId);
        await using var command = database.CreateCommand(
            $"select {Rows.TicketColumns}, c.state, c.status, c.sub_status, c.definition_id, c.definition_hash, c.version, c.updated_at "
            + $"from jsjb.ticket t join jsjb.case_state c using (case_id) where {(byId ? "t.case_id" : "t.number")} = $1");
        command.Parameters.Add(new() { Value = byId ? caseId : idOrNumber });
        var found = await Rows.ListAsync(
            command,
            reader => new TicketDetail(
                Rows.Ticket(reader),
                CanonicalJson.Parse(reader.GetFieldValue<byte[]>(20))["facts"],
                reader.GetString(21),
                Rows.Text(reader, 22) ?? "",
                reader.GetString(23),
                reader.GetString(24),
                reader.GetInt64(25),
                Rows.At(reader, 26) ?? default),
            ct);
        return found is [var ticket] && Sees(viewer, ticket.Row) ? ticket : null;
    }

    /// <summary>True where the viewer may know of that ticket.</summary>
    public static bool Sees(Viewer viewer, TicketRow row) => viewer.Scope switch
    {
        TicketScope.City => true,
        TicketScope.OwnUnit => row.LeadUnit == viewer.UnitCode,
        _ => false,
    };
}
