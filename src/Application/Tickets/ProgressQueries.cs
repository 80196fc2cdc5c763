using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>How far a request is, for the petitioner: words only, nothing about any person.</summary>
/// <param name="Number">The number that was asked for.</param>
/// <param name="Status">Code of the status.</param>
/// <param name="Chinese">The status in words, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="AcceptedAt">Accepted when (UTC).</param>
/// <param name="FeedbackDueAt">To be answered by (UTC), where known.</param>
/// <param name="RepliedAt">Answered when (UTC); of a merged request, when the one that is handled was answered.</param>
/// <param name="ArchivedAt">Closed when (UTC).</param>
public sealed record Progress(
    string Number, string Status, string Chinese, string English, Instant AcceptedAt, Instant? FeedbackDueAt, Instant? RepliedAt, Instant? ArchivedAt)
{
    /// <summary>Handed over to another service when (UTC), where it was.</summary>
    public Instant? HandedOverAt { get; init; }
}

/// <summary>What was found for number and phone.</summary>
/// <param name="Found">The progress, or null.</param>
/// <param name="Wait">Where one has to wait before the next question, how long.</param>
public sealed record ProgressAnswer(Progress? Found, TimeSpan? Wait);

/// <summary>
/// Lets a petitioner see how far the request is (Art. 8), by number and phone. A wrong phone and a number that does not
/// exist get the same answer. Whoever asks with wrong phones too often has to wait; the owner, who asks from elsewhere, has not.
/// </summary>
public sealed class ProgressQueries(TicketReader tickets, Vault vault, ProgressSlowing slowing)
{
    private static readonly Viewer Everything = new("progress", [RoleNames.Supervisor], null);

    /// <summary>How far it is, asked from that address.</summary>
    public async Task<ProgressAnswer> AskAsync(string number, string phone, string address, CancellationToken ct)
    {
        var (row, wait) = await FindAsync(number, phone, address, ct);
        if (row is null) return new(null, wait);
        var facts = (await tickets.GetAsync(row.CaseId.ToString(), Everything, ct))?.Facts ?? Value.EmptyObject;
        return new(Told(row, facts), null);
    }

    /// <summary>The case of a petitioner who proves who they are in the same way.</summary>
    public async Task<(Guid? CaseId, TimeSpan? Wait)> CaseOfAsync(string number, string phone, string address, CancellationToken ct)
    {
        var (row, wait) = await FindAsync(number, phone, address, ct);
        return (row?.CaseId, wait);
    }

    private async Task<(TicketRow? Row, TimeSpan? Wait)> FindAsync(string number, string phone, string address, CancellationToken ct)
    {
        var attempt = await slowing.BeginAsync(TypedNumber.Key(number), address, ct);
        if (attempt.Wait is { } wait) return (null, wait);
        var row = await tickets.OfPetitionerAsync(number, vault.SubjectIdsFor(phone), ct);
        if (row is not null) await slowing.SucceededAsync(attempt, ct);
        return (row, null);
    }

    private static Progress Told(TicketRow row, Value facts)
    {
        var ticket = new TicketFacts(facts);
        // A reply that is held back until its review is none for the petitioner; of a merged request, the reply to the one that is handled is.
        if (ticket.ReplyHeld) row = row with { RepliedAt = null };
        if (ticket.ParentRepliedAt is { } shared) row = row with { RepliedAt = shared };
        var (chinese, english) = row.Status switch
        {
            "Accepted" or "AwaitingTriage" => ("已受理，正在分类", "Accepted, being sorted"),
            "AwaitingDispatch" => ("已受理，正在确定承办单位", "Accepted, a unit is being chosen"),
            "AwaitingSignIn" => ("已派单，等待承办单位签收", "Sent to a unit, which is to confirm receipt"),
            "InHandling" => row.RepliedAt is null ? ("承办单位正在办理", "Being handled") : ("已答复", "Answered"),
            "AwaitingCallback" => ("已答复，等待回访", "Answered, we will ask you about it"),
            "Merged" => ("与同一事项的其他工单合并办理，将一并答复", "Handled with another ticket on the same matter; answered together"),
            "Archived" => ("已办结", "Closed"),
            "Cancelled" => ("已终止", "Ended"),
            _ => ("正在办理", "Being handled"),
        };
        if (row is { Status: "Merged", RepliedAt: not null }) (chinese, english) = ("与同一事项的其他工单合并办理，已一并答复", "Handled with another ticket on the same matter, which has been answered");
        var handOver = ticket.HandOver;
        if (handOver.ReceiverName is { } receiver) (chinese, english) = ($"已即时移送{receiver}", $"Handed over at once to {handOver.Receiver ?? receiver}");
        return new(row.Number, row.Status, chinese, english, row.AcceptedAt, row.FeedbackDueAt, row.RepliedAt, row.ArchivedAt) { HandedOverAt = handOver.At };
    }
}
