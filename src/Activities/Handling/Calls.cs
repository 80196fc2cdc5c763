using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// Calls out, by reference to the telephone system's record. A contact by voice that no such call shows is marked:
/// a claim is not a proof. The number dialled is sealed; only its masked form is seen.
/// </summary>
internal static class Calls
{
    /// <summary>Puts a call on record; one that is known by its reference is not recorded twice.</summary>
    public static void Record(ActivityContext context, Value call)
    {
        var ticket = context.Ticket();
        if (ticket.Calls.All.Any(known => known.Reference.Equals(call["reference"]))) return;
        // A call to somebody whose ticket was merged into this one is no contact with the petitioner of this one.
        if (!call[Merging.MergedWords.About].IsNull && call["samePerson"].AsBoolean() != true) call = call.With("toPetitioner", Value.False);
        var number = ticket.Calls.Next;
        var made = CallFacts.Read(number, call);
        string[] shown = [.. ticket.Contacts.All.Where(contact => contact.Call is null && Shows(context, made, contact.At, contact.Method, contact.Result)).Select(contact => contact.Ordinal)];
        context.Record(new CallRecorded(
            number, context.Now, context.Actor.Id, call, Urging.About(call).About, shown, ticket.LatestContactHasNoCall && !shown.Contains(ticket.Contacts.LatestOrdinal)));
    }

    /// <summary>
    /// What the call record says of a contact that is being recorded: the call that shows it, or that none does. Nothing for another way than
    /// a call, and where the city's telephone system tells of none.
    /// </summary>
    public static ContactProof Proof(ActivityContext context, Instant at, Value result)
    {
        var policy = context.City().Handling;
        if (context.Semantics < CaseSemantics.ContactReached || !policy.IsVoice(result["contactMethod"].AsString())) return default;
        var showing = context.Ticket().Calls.All.FirstOrDefault(call => Shows(context, call, at, result["contactMethod"].AsString(), result["contactResult"].AsString()))?.Ordinal;
        return new(showing, showing is null && policy.CallRecords);
    }

    /// <summary>Whether a call shows a contact: to the petitioner, about then, and reached where the contact says so.</summary>
    private static bool Shows(ActivityContext context, Call call, Instant? at, string? method, string? result)
    {
        var policy = context.City().Handling;
        if (at is not { } claimed || call.StartedAt is not { } started || !policy.IsVoice(method)) return false;
        if (call.IsToPetitioner == false) return false;
        var claimsReached = !policy.Unreached.Contains(result ?? "");
        if (claimsReached && !call.IsReached) return false;
        var tolerance = Duration.FromMinutes(policy.CallToleranceMinutes);
        return claimed >= started - tolerance && claimed <= started + Duration.FromSeconds(call.Seconds) + tolerance;
    }
}
