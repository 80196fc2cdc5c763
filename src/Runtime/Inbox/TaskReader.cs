using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Sql;
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

/// <summary>A task with its ticket, both as one viewer is given them.</summary>
/// <param name="Task">The task.</param>
/// <param name="Ticket">Its ticket.</param>
/// <param name="AssigneeName">What the account is called that took the task; null where nobody did.</param>
public sealed record TaskOfTicket(TaskRow Task, TicketDetail Ticket, string? AssigneeName);

/// <summary>The columns of the task in <c>Inbox/Sql/FindTicket.sql</c>.</summary>
internal sealed record TaskOfTicketColumns(
    string TaskId, string TaskKind, string TaskTitle, string TaskRole, string? TaskUnitCode, string? TaskAssignee, Instant TaskOpenedAt, Instant? TaskDueAt, string? TaskPayload,
    string TaskStatus, string? TaskOutcome, Instant? TaskClosedAt, string? TaskClosedBy, string? AssigneeName);

/// <summary>Finds work: what a person may take or has taken, the most urgent first.</summary>
public sealed class TaskReader(NpgsqlDataSource database)
{
    /// <summary>Open tasks that the viewer's roles and unit allow and nobody else has claimed; emergencies first, then earliest due first, without limit last. <paramref name="onlyMine"/>: only those that the viewer has claimed.</summary>
    public async Task<Page<TaskRow>> InboxAsync(Viewer viewer, Cursor? after, CancellationToken ct, int size = 50, bool onlyMine = false)
    {
        size = Math.Clamp(size, 1, Cursor.MaximumSize);
        // One index range per (role, unit), each cut to the page, then merged: bounded however long the queues are.
        var units = viewer.UnitCode is null ? new string?[] { null } : [null, viewer.UnitCode];
        var branches = viewer.Roles.Distinct().SelectMany(_ => units, (role, unit) => (Action<SqlTemplate>)(branch => branch.With("role", role).With("unit", unit))).ToList();
        if (branches.Count == 0) return new([], null);
        var template = new SqlTemplate(InboxSql.ListTasks).With("user", viewer.UserId).With("limit", size + 1).When("mine", onlyMine);
        if (after is { } cursor)
        {
            var isFirst = cursor.Key.StartsWith(Cursor.First, StringComparison.Ordinal);
            template.When(isFirst ? "after_first" : "after_rest", true).When("undated", cursor.At is null).With("after_due", cursor.At).With("after_id", isFirst ? cursor.Key[Cursor.First.Length..] : cursor.Key);
        }

        await using var command = template.Repeat("branches", " union all ", InboxSql.TaskBranch, branches).Command(database);
        var rows = (await command.RowsAsync<TaskColumns>(ct)).ConvertAll(Read);
        return Page<TaskRow>.Of(rows, size, row => new(row.DueAt, (row.IsFirst ? Cursor.First : "") + row.TaskId));
    }

    /// <summary>One task; null where there is none or it is none of the viewer's business.</summary>
    public async Task<TaskRow?> GetAsync(string taskId, Viewer viewer, CancellationToken ct) =>
        await FindAsync(taskId, ct) is { } task && Sees(viewer, task) ? task : null;

    /// <summary>The tasks of a ticket, as the viewer is given it: the open ones first, then the latest closed. To a unit that lost it, those that were its own.</summary>
    public async Task<IReadOnlyList<TaskRow>> OfTicketAsync(TicketDetail ticket, CancellationToken ct)
    {
        await using var command = database.Command(InboxSql.TasksOfTicket).With(ticket.Row.CaseId);
        return [.. (await command.RowsAsync<TaskColumns>(ct)).Select(row => Given(Read(row), ticket)).OfType<TaskRow>()];
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
        await using var command = database.Command(InboxSql.FindTask).With(taskId);
        return await command.FirstRowAsync<TaskColumns>(ct) is { } row ? Read(row) : null;
    }

    /// <summary>The task of a row that has its ticket as well.</summary>
    internal static TaskRow Read(TaskOfTicketColumns row, TicketRow ticket) => Read(new TaskColumns(
        row.TaskId, ticket.CaseId, ticket.Number, row.TaskKind, row.TaskTitle, row.TaskRole, row.TaskUnitCode, row.TaskAssignee, row.TaskOpenedAt, row.TaskDueAt, row.TaskPayload,
        row.TaskStatus, row.TaskOutcome, row.TaskClosedAt, row.TaskClosedBy));

    private static TaskRow Read(TaskColumns row)
    {
        var (payload, outcomes, notBy) = Commit.TaskPayload.FromRow(row.Payload is null ? Value.EmptyObject : CanonicalJson.Parse(row.Payload));
        return new(
            row.TaskId, row.CaseId, row.Number, row.Kind, row.Title, row.Role, row.UnitCode, row.Assignee, row.OpenedAt, row.DueAt, payload,
            row.Status, row.Outcome, row.ClosedAt, row.ClosedBy, outcomes, notBy);
    }

    /// <summary>The columns of <c>Inbox/Sql/TaskColumns.sql</c>.</summary>
    private sealed record TaskColumns(
        string TaskId, Guid CaseId, string? Number, string Kind, string Title, string Role, string? UnitCode, string? Assignee, Instant OpenedAt, Instant? DueAt, string? Payload,
        string Status, string? Outcome, Instant? ClosedAt, string? ClosedBy);
}
