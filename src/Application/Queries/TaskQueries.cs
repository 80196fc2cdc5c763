using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Application.Queries;

/// <summary>A task with what it asks: enough to read what somebody filled in, and to complete it.</summary>
/// <param name="Task">The task, as it was read for the person who works on it.</param>
/// <param name="Declaration">Its outcomes and fields.</param>
public sealed record TaskEntry(TaskRow Task, TaskDeclaration Declaration);

/// <summary>What pages and programs read of tasks: those that the viewer's roles and unit allow.</summary>
public sealed class TaskQueries(TaskReader tasks, TicketReader tickets, TaskDeclarations declarations)
{
    /// <summary>A page of the open tasks that the viewer may take or has taken; emergencies first, then earliest due first.</summary>
    /// <param name="viewer">Who reads.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="size">Rows.</param>
    /// <param name="onlyMine">Only those that the viewer has claimed.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Page<TaskRow>> InboxAsync(Viewer viewer, Cursor? after, int size, bool onlyMine, CancellationToken ct) => tasks.InboxAsync(viewer, after, ct, size, onlyMine);

    /// <summary>One task, for working on it; null where there is none, it is none of the viewer's business, or nothing is declared of its kind. One statement.</summary>
    public async Task<TaskEntry?> EntryAsync(string taskId, Viewer viewer, CancellationToken ct) =>
        await tasks.GetAsync(taskId, viewer, ct) is { } task && declarations.Of(task.Kind, task.Outcomes) is { } declaration ? new(task, declaration) : null;

    /// <summary>One task with its ticket, for showing it; null as in <see cref="EntryAsync"/>, and where the viewer's unit has lost the ticket. One statement.</summary>
    public async Task<(TaskOfTicket Read, TaskDeclaration Declaration)?> WithTicketAsync(string taskId, Viewer viewer, CancellationToken ct) =>
        await tickets.OfTaskAsync(taskId, viewer, ct) is { } read && declarations.Of(read.Task.Kind, read.Task.Outcomes) is { } declaration ? (read, declaration) : null;

    /// <summary>One task as programs are given it: with its ticket where it has one, whose unit may have lost it; null as in <see cref="EntryAsync"/>.</summary>
    public async Task<(TaskRow Task, TicketDetail? Ticket)?> FindAsync(string taskId, Viewer viewer, CancellationToken ct)
    {
        if (await tasks.GetAsync(taskId, viewer, ct) is not { } task) return null;
        // A case that is no ticket has a task and nothing else.
        if (task.TicketNumber is null) return (task, null);
        return await tickets.GetAlsoLostAsync(task.CaseId.ToString(), viewer, ct) is { } ticket && TaskReader.Given(task, ticket) is { } given ? (given, ticket) : null;
    }
}
