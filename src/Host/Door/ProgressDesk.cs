using System.Collections.Concurrent;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Host.Door;

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

/// <summary>
/// Lets a petitioner see how far the request is (Art. 8), by number and phone. A wrong phone and a number that does not
/// exist get the same answer, and a number that was asked for with wrong phones too often is not answered for an hour, so
/// that nobody finds out whose it is by trying.
/// </summary>
internal sealed class ProgressDesk(TicketReader tickets, Vault vault, IClock clock)
{
    private const int MostFailures = 5;
    private const int MostRemembered = 50_000;

    private static readonly Viewer Everything = new("progress", [RoleNames.Supervisor], null);

    private static readonly Duration Window = Duration.FromHours(1);

    private readonly ConcurrentDictionary<string, (int Failures, Instant Since)> failures = new(StringComparer.Ordinal);

    /// <summary>What was found: the progress, nothing, or too many wrong tries.</summary>
    public async Task<(Progress? Found, bool IsBlocked)> AskAsync(string number, string phone, CancellationToken ct)
    {
        var (row, isBlocked) = await FindAsync(number, phone, ct);
        if (row is null) return (null, isBlocked);
        var facts = (await tickets.GetAsync(row.CaseId.ToString(), Everything, ct))?.Facts ?? Value.EmptyObject;
        return (Told(row, facts), isBlocked);
    }

    /// <summary>The case of a petitioner who proves who they are in the same way.</summary>
    public async Task<(Guid? CaseId, bool IsBlocked)> CaseOfAsync(string number, string phone, CancellationToken ct)
    {
        var (row, isBlocked) = await FindAsync(number, phone, ct);
        return (row?.CaseId, isBlocked);
    }

    private async Task<(TicketRow? Row, bool IsBlocked)> FindAsync(string number, string phone, CancellationToken ct)
    {
        var counted = TypedNumber.Key(number);
        var now = clock.GetCurrentInstant();
        if (failures.TryGetValue(counted, out var tried) && tried.Failures >= MostFailures && now - tried.Since < Window) return (null, true);
        if (await tickets.OfPetitionerAsync(number, vault.SubjectIdsFor(phone), ct) is { } row)
        {
            failures.TryRemove(counted, out _);
            return (row, false);
        }

        if (failures.Count > MostRemembered) failures.Clear();
        failures.AddOrUpdate(counted, (1, now), (_, before) => now - before.Since < Window ? (before.Failures + 1, before.Since) : (1, now));
        return (null, false);
    }

    private static Progress Told(TicketRow row, Value facts)
    {
        // A reply that is held back until its review is none for the petitioner; of a merged request, the reply to the one that is handled is.
        if (facts["replyHeld"].AsBoolean() == true) row = row with { RepliedAt = null };
        if (facts["parentReply"]["at"].AsInstant() is { } shared) row = row with { RepliedAt = shared };
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
        var handOver = facts["handOver"];
        if (handOver["receiverName"].AsString() is { } receiver) (chinese, english) = ($"已即时移送{receiver}", $"Handed over at once to {handOver["receiver"].AsString() ?? receiver}");
        return new(row.Number, row.Status, chinese, english, row.AcceptedAt, row.FeedbackDueAt, row.RepliedAt, row.ArchivedAt) { HandedOverAt = handOver["at"].AsInstant() };
    }
}
