using JieSuJiBan.Engine.Values;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>
/// A task as inboxes show it. Instants are UTC. <paramref name="Outcomes"/>: those offered now, null: all that the kind
/// declares. <paramref name="NotBy"/>: accounts that may not do it.
/// </summary>
public sealed record TaskRow(
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
    IReadOnlyList<string>? Outcomes,
    IReadOnlyList<string> NotBy)
{
    /// <summary>True for the work of an emergency, which comes before all other.</summary>
    public bool IsFirst => Payload["first"].AsBoolean() == true;
}

/// <summary>Finds work: what a person may take or has taken, the most urgent first.</summary>
public sealed class TaskReader(NpgsqlDataSource database)
{
    private const string Columns =
        "k.task_id, k.case_id, t.number, k.kind, k.title, k.role, k.unit_code, k.assignee, k.opened_at, k.due_at, k.payload::text, k.status, k.outcome, k.closed_at, k.closed_by";

    private const string IsFirst = "coalesce(k.payload ->> 'first', '') = 'true'";

    /// <summary>Open tasks that the viewer's roles and unit allow and nobody else has claimed; emergencies first, then earliest due first, without limit last. <paramref name="onlyMine"/>: only those that the viewer has claimed.</summary>
    public async Task<Page<TaskRow>> InboxAsync(Viewer viewer, Cursor? after, CancellationToken ct, int size = 50, bool onlyMine = false)
    {
        size = Math.Clamp(size, 1, Cursor.MaximumSize);
        await using var command = database.CreateCommand();
        command.Parameters.Add(new() { Value = viewer.UserId });
        command.Parameters.Add(new() { Value = size + 1 });
        var (firstPlace, restPlace) = Places(command, after);

        var holder = onlyMine ? "k.assignee = $1" : "(k.assignee is null or k.assignee = $1)";

        // One index range per (role, unit), each cut to the page, then merged: bounded however long the queues are.
        var branches = new List<string>();
        foreach (var role in viewer.Roles.Distinct())
        {
            foreach (var unit in viewer.UnitCode is null ? new string?[] { null } : [null, viewer.UnitCode])
            {
                command.Parameters.Add(new() { Value = role });
                var roleIs = $"k.role = ${command.Parameters.Count}";
                var unitIs = "k.unit_code is null";
                if (unit is not null)
                {
                    command.Parameters.Add(new() { Value = unit });
                    unitIs = $"k.unit_code = ${command.Parameters.Count}";
                }

                var mine = $"from jsjb.task k where k.status = 'open' and {roleIs} and {unitIs} and {holder} and not coalesce(k.payload -> '$notBy' ? $1, false)";
                if (firstPlace is not null) branches.Add($"(select k.*, 0 as rank {mine} and {IsFirst}{firstPlace} order by k.due_at, k.task_id limit $2)");
                branches.Add($"(select k.*, 1 as rank {mine} and not {IsFirst}{restPlace} order by k.due_at, k.task_id limit $2)");
            }
        }

        if (branches.Count == 0) return new([], null);
#pragma warning disable CA2100 // The text is made of the constants above; every value is a parameter.
        command.CommandText =
            $"select {Columns} from ({string.Join(" union all ", branches)}) k left join jsjb.ticket t using (case_id) order by k.rank, k.due_at, k.task_id limit $2";
#pragma warning restore CA2100
        var rows = await Rows.ListAsync(command, Read, ct);
        return Page<TaskRow>.Of(rows, size, row => new(row.DueAt, (row.IsFirst ? Cursor.First : "") + row.TaskId));
    }

    /// <summary>Where the page begins, among those that come first (null: they are over) and among the rest.</summary>
    private static (string? First, string Others) Places(NpgsqlCommand command, Cursor? after)
    {
        if (after is not { } cursor) return ("", "");
        var isFirst = cursor.Key.StartsWith(Cursor.First, StringComparison.Ordinal);
        var key = isFirst ? cursor.Key[Cursor.First.Length..] : cursor.Key;
        var place = " and k.due_at is null and k.task_id > $3";
        if (cursor.At is { } at)
        {
            command.Parameters.Add(new() { Value = at.ToDateTimeUtc() });
            place = " and ((k.due_at, k.task_id) > ($3, $4) or k.due_at is null)";
        }

        command.Parameters.Add(new() { Value = key });
        return isFirst ? (place, "") : (null, place);
    }

    /// <summary>One task; null where there is none or it is none of the viewer's business.</summary>
    public async Task<TaskRow?> GetAsync(string taskId, Viewer viewer, CancellationToken ct) =>
        await FindAsync(taskId, ct) is { } task && Sees(viewer, task) ? task : null;

    /// <summary>The tasks of a ticket, as the viewer is given it: the open ones first, then the latest closed. To a unit that lost it, those that were its own.</summary>
    public async Task<IReadOnlyList<TaskRow>> OfTicketAsync(TicketDetail ticket, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select {Columns} from jsjb.task k left join jsjb.ticket t using (case_id) where k.case_id = $1 order by k.status <> 'open', k.opened_at desc, k.task_id limit 200");
        command.Parameters.Add(new() { Value = ticket.Row.CaseId });
        return [.. (await Rows.ListAsync(command, Read, ct)).Select(task => Given(task, ticket)).OfType<TaskRow>()];
    }

    /// <summary>A task of a ticket as the viewer is given it; null where it is none of the viewer's business.</summary>
    public static TaskRow? Given(TaskRow task, TicketDetail ticket) =>
        !ticket.IsLost ? task with { Payload = ticket.Reading.Facts(task.Payload) }
        : task.UnitCode == ticket.Unit && task.Status != "open" ? task with { Payload = Value.EmptyObject, DueAt = null }
        : null;

    /// <summary>True where the viewer holds the task's role for its unit.</summary>
    public static bool Sees(Viewer viewer, TaskRow task) =>
        viewer.Roles.Contains(task.Role) && (task.UnitCode is null || task.UnitCode == viewer.UnitCode) && !task.NotBy.Contains(viewer.UserId);

    private async Task<TaskRow?> FindAsync(string taskId, CancellationToken ct)
    {
        if (taskId.Contains('\0')) return null;
        await using var command = database.CreateCommand($"select {Columns} from jsjb.task k left join jsjb.ticket t using (case_id) where k.task_id = $1");
        command.Parameters.Add(new() { Value = taskId });
        return await Rows.ListAsync(command, Read, ct) is [var task] ? task : null;
    }

    private static TaskRow Read(NpgsqlDataReader reader)
    {
        var (payload, outcomes, notBy) = Commit.TaskPayload.FromRow(reader.IsDBNull(10) ? Value.EmptyObject : CanonicalJson.Parse(reader.GetString(10)));
        return new(
            reader.GetString(0),
            reader.GetGuid(1),
            Rows.Text(reader, 2),
            reader.GetString(3),
            reader.GetString(4),
            reader.GetString(5),
            Rows.Text(reader, 6),
            Rows.Text(reader, 7),
            Rows.At(reader, 8) ?? default,
            Rows.At(reader, 9),
            payload,
            reader.GetString(11),
            Rows.Text(reader, 12),
            Rows.At(reader, 13),
            Rows.Text(reader, 14),
            outcomes,
            notBy);
    }
}
