using System.Security.Claims;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Outbox;
using NodaTime;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>
/// All that the pages read and do. What a user may not see is not in the answer: null stands for "there is none, or not
/// for you". Commands go the way that REST goes.
/// </summary>
public interface ITicketPages
{
    /// <summary>The time zone of the city (all instants on pages are shown in it).</summary>
    DateTimeZone Zone { get; }

    /// <summary>Units, classes and areas to choose from.</summary>
    Choices Choices { get; }

    /// <summary>The district that a street belongs to; null where there is no such street.</summary>
    string? DistrictOf(string streetCode);

    /// <summary>A page of tickets, newest first.</summary>
    Task<PageOf<TicketLine>> TicketsAsync(ClaimsPrincipal user, TicketFilter filter, CancellationToken ct);

    /// <summary>One ticket by number or case id. With a <paramref name="reason"/> it also says who the petitioner is, where the user may know, and the reading is logged with it.</summary>
    Task<TicketView?> TicketAsync(ClaimsPrincipal user, string key, string? reason, CancellationToken ct);

    /// <summary>What is wrong with a reason for seeing who the petitioner is, or null.</summary>
    JieSuJiBan.Engine.Rejection? WrongReason(string? reason);

    /// <summary>The ticket as it was at an instant.</summary>
    Task<MomentView?> MomentAsync(ClaimsPrincipal user, string key, Instant at, CancellationToken ct);

    /// <summary>The open tasks that the user may work on, by due time.</summary>
    Task<PageOf<TaskLine>> InboxAsync(ClaimsPrincipal user, bool onlyMine, string? cursor, CancellationToken ct);

    /// <summary>Drafts, change sets and retirements that wait for the user's review: none that the user has a hand in.</summary>
    Task<IReadOnlyList<ReviewItem>> ReviewsAsync(ClaimsPrincipal user, CancellationToken ct);

    /// <summary>One task with its form and its ticket, for showing it. With a <paramref name="reason"/> as in <see cref="TicketAsync"/>.</summary>
    Task<TaskView?> TaskAsync(ClaimsPrincipal user, string taskId, string? reason, CancellationToken ct);

    /// <summary>What a task asks, for reading a form that was sent.</summary>
    Task<TaskEntry?> TaskEntryAsync(ClaimsPrincipal user, string taskId, CancellationToken ct);

    /// <summary>Takes a task.</summary>
    Task<CommandResult> ClaimAsync(ClaimsPrincipal user, TaskEntry task, Guid commandId, CancellationToken ct);

    /// <summary>Gives a task back.</summary>
    Task<CommandResult> ReleaseAsync(ClaimsPrincipal user, TaskEntry task, Guid commandId, CancellationToken ct);

    /// <summary>Completes a task with what the form says; an empty field is left out.</summary>
    Task<CommandResult> CompleteAsync(ClaimsPrincipal user, TaskEntry task, string? outcome, IReadOnlyDictionary<string, string> fields, Guid commandId, CancellationToken ct);

    /// <summary>Accepts a request as a ticket.</summary>
    Task<CommandResult> CreateAsync(ClaimsPrincipal user, NewTicket ticket, Guid commandId, CancellationToken ct);

    /// <summary>Sends a code to the caller's phone, so that it is verified who asks.</summary>
    Task<(CodeSent? Sent, Rejection? Refusal)> SendCodeAsync(ClaimsPrincipal user, string? phone, string address, CancellationToken ct);

    /// <summary>Tries the code that the caller read out; null where it is right.</summary>
    Task<Rejection?> TryCodeAsync(ClaimsPrincipal user, Guid checkId, string? code, CancellationToken ct);

    /// <summary>Takes a file in, to be named in a form.</summary>
    Task<FileTaken> TakeFileAsync(ClaimsPrincipal user, Stream content, string? name, string? declaredType, CancellationToken ct);

    /// <summary>Those of these files that the user uploaded and no ticket has taken yet.</summary>
    Task<IReadOnlyList<FileLine>> LooseFilesAsync(ClaimsPrincipal user, IReadOnlyCollection<string> ids, CancellationToken ct);

    /// <summary>Merges a ticket into another.</summary>
    Task<CommandResult> MergeAsync(ClaimsPrincipal user, string key, string into, Guid commandId, CancellationToken ct);

    /// <summary>Splits matters off a ticket.</summary>
    Task<CommandResult> SplitAsync(ClaimsPrincipal user, string key, IReadOnlyList<TicketPart> parts, Guid commandId, CancellationToken ct);

    /// <summary>The latest tickets of whoever has that phone number, at most 200; counts as an opening of personal data.</summary>
    Task<PhoneSearch> TicketsOfAsync(ClaimsPrincipal user, string phone, CancellationToken ct);

    /// <summary>Codes of a search that no ticket can have.</summary>
    IReadOnlyList<FieldProblem> WrongCodes(TicketFilter filter);

    /// <summary>How far a request is, for the petitioner who asks from that address.</summary>
    Task<ProgressAnswer> ProgressAsync(string number, string phone, string address, CancellationToken ct);

    /// <summary>What could not be delivered, oldest first; of one queue where it is named.</summary>
    Task<PageOf<FailedDelivery>> FailedDeliveriesAsync(string? queue, string? cursor, CancellationToken ct);

    /// <summary>How each connection to the outside does.</summary>
    Task<IReadOnlyList<QueueState>> DeliveryQueuesAsync(CancellationToken ct);

    /// <summary>Tries to deliver it again; false where it is no dead letter any more.</summary>
    Task<bool> RetryDeliveryAsync(string effectId, CancellationToken ct);

    /// <summary>Tries to deliver all of a queue again, a bounded number at once; says how many, and whether more are left.</summary>
    Task<(int Queued, bool More)> RetryDeliveriesAsync(string queue, CancellationToken ct);
}
