using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// Calls out, by reference to the telephone system's record, as the fact <c>calls</c>. A contact by voice that no such call shows is marked:
/// a claim is not a proof. The number dialled is sealed; only its masked form is seen.
/// </summary>
internal static class Calls
{
    /// <summary>The fact.</summary>
    public const string List = "calls";

    /// <summary>Member of a contact that no call on record shows.</summary>
    public const string Missing = "callMissing";

    /// <summary>Puts a call on record; one that is known by its reference is not recorded twice.</summary>
    public static void Record(ActivityContext context, Value call)
    {
        if (context.Facts[List].MembersByName.Any(known => known.Value["reference"].Equals(call["reference"]))) return;
        // A call to somebody whose ticket was merged into this one is no contact with the petitioner of this one.
        if (!call[Intake.MergedWords.About].IsNull && call["samePerson"].AsBoolean() != true) call = call.With("toPetitioner", Value.False);
        var number = (context.Facts[List].Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var shown = context.Facts["contacts"].MembersByName
            .Where(contact => contact.Value["call"].IsNull && Shows(context, call, contact.Value))
            .Select(contact => (contact.Key, Value.Object(("call", Value.Of(number)), (Missing, Value.Null))))
            .ToArray();
        context.Record("CallRecorded", Value.Object(
        [
            context.Further(
                List,
                [
                    ("by", Value.Of(context.Actor.Id)),
                    ("masked", call["masked"]),
                    ("number", call["number"]),
                    ("reached", call["reached"]),
                    ("recordedAt", Value.Of(context.Now)),
                    ("reference", call["reference"]),
                    ("seconds", call["seconds"]),
                    ("startedAt", call["startedAt"]),
                    ("toPetitioner", call["toPetitioner"]),
                    .. Urging.About(call).About is { } about ? new (string, Value)[] { (Intake.MergedSource.AboutName, about) } : [],
                ]),
            .. shown.Length == 0 ? [] : new (string, Value)[] { ("contact", Value.Object((Missing, LatestIsShown(context, shown) ? Value.Null : context.Facts["contact"][Missing]))), ("contacts", Value.Object(shown)) },
        ]));
    }

    private static bool LatestIsShown(ActivityContext context, (string Ordinal, Value Change)[] shown) =>
        shown.Any(contact => contact.Ordinal == context.Facts["contacts"].Count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// What the call record says of a contact that is being recorded: the call that shows it, or that none does. Nothing for another way than
    /// a call, and where the city's telephone system tells of none.
    /// </summary>
    public static (string Name, Value Value)[] Proof(ActivityContext context, Instant at, Value result)
    {
        var policy = context.City().Handling;
        if (context.Semantics < CaseSemantics.ContactReached || !policy.IsVoice(result["contactMethod"].AsString())) return [];
        var contact = Value.Object(("at", Value.Of(at)), ("method", result["contactMethod"]), ("result", result["contactResult"]));
        var showing = context.Facts[List].MembersByName.Where(call => Shows(context, call.Value, contact)).Select(call => call.Key).FirstOrDefault();
        return showing is not null ? [("call", Value.Of(showing))] : policy.CallRecords ? [(Missing, Value.True)] : [];
    }

    /// <summary>The mark of the latest contact, beside its proof; a contact that is shown takes back the mark of the one before.</summary>
    public static (string Name, Value Value)[] Mark((string Name, Value Value)[] proof) =>
        proof.Length == 0 ? [] : [(Missing, proof[0].Name == Missing ? Value.True : Value.Null)];

    /// <summary>Whether a call shows a contact: to the petitioner, about then, and reached where the contact says so.</summary>
    private static bool Shows(ActivityContext context, Value call, Value contact)
    {
        var policy = context.City().Handling;
        if (contact["at"].AsInstant() is not { } claimed || call["startedAt"].AsInstant() is not { } started || !policy.IsVoice(contact["method"].AsString())) return false;
        if (call["toPetitioner"].AsBoolean() == false) return false;
        var claimsReached = !policy.Unreached.Contains(contact["result"].AsString() ?? "");
        if (claimsReached && call["reached"].AsBoolean() != true) return false;
        var ended = started + Duration.FromSeconds(call["seconds"].AsInt64() ?? 0);
        var tolerance = Duration.FromMinutes(policy.CallToleranceMinutes);
        return claimed >= started - tolerance && claimed <= ended + tolerance;
    }
}
