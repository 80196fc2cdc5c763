using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Import;

/// <summary>
/// What people did with a request of the past, told as inputs at their historic instants: accepted, triaged, dispatched
/// and signed in when it was submitted, answered when it was answered. Timers are not part of it: whoever runs the plan
/// under a virtual clock fires those that are due before the next input, and a reply comes before a timer of the same
/// instant, because a reply exactly at the deadline is in time.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="start">The checked command, see <see cref="TicketStart.ForHistory"/>.</param>
/// <param name="definitionHash">The published ticket definition to run.</param>
/// <param name="serial">The serial for its number.</param>
/// <param name="subjectId">Pseudonym of the requester.</param>
/// <param name="words">Sealed references of the words of the request and of <see cref="Replies"/>, by purpose.</param>
public sealed class HistoryPlan(
    HistoryRow row, TicketStart start, string definitionHash, long serial, string subjectId, IReadOnlyDictionary<string, Sealed> words)
{
    /// <summary>What was answered, to be sealed as an official's words, by purpose.</summary>
    public static IReadOnlyDictionary<string, string> Replies(HistoryRow row) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["publicReply"] = row.Reply, ["reply"] = row.Reply };

    /// <summary>The next input of a person given the case so far (null before it starts); null where nothing more was done.</summary>
    public Stimulus? Next(CaseState? state)
    {
        if (state is null)
        {
            return new(HistoryIds.CaseOf(row), HistoryIds.StepOf(row, 1), Actor.System, row.SubmittedAt, new StartCase(definitionHash, start.Arguments(serial, subjectId, words)));
        }

        if (state.IsClosed || state.Incidents.Count > 0 || state.Tasks.FirstOrDefault() is not { } task) return null;
        return task.Kind switch
        {
            "TriageTicket" => Complete(state, task, row.SubmittedAt, "Dispatch", Value.Object(("classCode", Value.Of(new TicketFacts(state.Facts).ClassCode)), ("districtCode", Value.Of(new TicketFacts(state.Facts).DistrictCode)))),
            "SignInTicket" => Complete(state, task, row.SubmittedAt, "SignedIn", Value.EmptyObject),
            "HandleTicket" => Complete(state, task, row.RepliedAt, "Replied", Reply()),
            _ => null,
        };
    }

    /// <summary>How the ticket came out; null while it is not archived.</summary>
    public static HistoryOutcome? OutcomeOf(string id, CaseState state)
    {
        var ticket = new TicketFacts(state.Facts);
        return ticket is { Number: { } number, AcceptedAt: { } accepted, RepliedAt: { } replied, ArchivedAt: not null }
            ? new(id, number, accepted, ticket.FeedbackDueAt, replied, ticket.Overdue, ticket.Warnings, state.Sequence)
            : null;
    }

    /// <summary>The reply was published where the message stood: that was the contact. Whether it solved the matter is not on record.</summary>
    private Value Reply() => Value.Object(
        ("contactMethod", Value.Of("Online")),
        ("contactedAt", Value.Of(row.RepliedAt)),
        ("publicReply", words["publicReply"].ToValue()),
        ("reply", words["reply"].ToValue()),
        ("result", Value.Of("Explained")));

    private Stimulus Complete(CaseState state, HumanTask task, Instant at, string? outcome, Value result) =>
        new(state.CaseId, HistoryIds.StepOf(row, state.Sequence + 1), Actor.System, at, new CompleteTask(task.Id, outcome, result));
}

/// <summary>How an imported ticket came out. Instants are UTC.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="AcceptedAt">Accepted when.</param>
/// <param name="DueAt">The deadline; null where no limit applied.</param>
/// <param name="RepliedAt">Replied when.</param>
/// <param name="Overdue">True where the reply is later than the deadline; exactly at it is in time.</param>
/// <param name="Warnings">Warnings that fired.</param>
/// <param name="Steps">Steps the case took.</param>
public sealed record HistoryOutcome(
    string Id, string Number, Instant AcceptedAt, Instant? DueAt, Instant RepliedAt, bool Overdue, long Warnings, long Steps);
