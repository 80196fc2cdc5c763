using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>How rows are read; columns by position, in the order of the constants that select them.</summary>
internal static class Rows
{
    public const string TicketColumns =
        "t.case_id, t.number, t.status, t.request_type, t.channel, t.class_code, t.district_code, t.street_code, t.lead_unit, t.urgency, "
        + "t.accepted_at, t.feedback_due_at, t.signed_in_at, t.replied_at, t.warned_at, t.overdue_at, t.archived_at, t.title_vault, t.overdue, t.version";

    public static TicketRow Ticket(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        Text(reader, 3),
        Text(reader, 4),
        Text(reader, 5),
        Text(reader, 6),
        Text(reader, 7),
        Text(reader, 8),
        Text(reader, 9),
        At(reader, 10) ?? default,
        At(reader, 11),
        At(reader, 12),
        At(reader, 13),
        At(reader, 14),
        At(reader, 15),
        At(reader, 16),
        reader.IsDBNull(17) ? null : reader.GetGuid(17),
        reader.GetBoolean(18),
        reader.GetInt64(19));

    public static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static Instant? At(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : Instant.FromDateTimeUtc(DateTime.SpecifyKind(reader.GetFieldValue<DateTime>(column), DateTimeKind.Utc));

    public static async Task<List<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }
}
