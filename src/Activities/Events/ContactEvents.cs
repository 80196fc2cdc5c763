using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of contacts with the petitioner and of the calls that show them.</summary>
internal static class ContactEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [CaseEventKind.Of<PetitionerContacted>(), CaseEventKind.Of<PetitionerNotReached>(), CaseEventKind.Of<CallRecorded>()];
}

/// <summary>The petitioner was contacted.</summary>
/// <param name="Contact">How.</param>
internal readonly record struct PetitionerContacted(ContactMade Contact) : ICaseEvent<PetitionerContacted>
{
    public static EventLabel Label { get; } = new(nameof(PetitionerContacted), "联系诉求人", "Petitioner contacted");

    public static IReadOnlyList<string> AlsoSets => [ContactFacts.FirstAtName, ContactFacts.FirstLateName];

    public static PetitionerContacted Read(Value set) => new(ContactMade.Read(set));

    public static Phrase? Sentence(in PetitionerContacted happened, CityPolicy? city) =>
        happened.Contact.Proof.IsMissing ? new("联系诉求人（无通话记录）", "Petitioner contacted (no call record)") : null;

    public Value Write() => Contact.Write();
}

/// <summary>The unit tried to contact the petitioner and did not reach them.</summary>
/// <param name="Contact">How.</param>
internal readonly record struct PetitionerNotReached(ContactMade Contact) : ICaseEvent<PetitionerNotReached>
{
    public static EventLabel Label { get; } = new(nameof(PetitionerNotReached), "联系诉求人，未联系上", "Petitioner not reached");

    public static IReadOnlyList<string> AlsoSets => [ContactFacts.FirstAtName, ContactFacts.FirstLateName];

    public static PetitionerNotReached Read(Value set) => new(ContactMade.Read(set));

    public static Phrase? Sentence(in PetitionerNotReached happened, CityPolicy? city) =>
        happened.Contact.Proof.IsMissing ? new("联系诉求人，未联系上（无通话记录）", "Petitioner not reached (no call record)") : null;

    public Value Write() => Contact.Write();
}

/// <summary>What the call record says of a contact; <c>default</c>: it is not asked.</summary>
/// <param name="Call">Ordinal of the call that shows it.</param>
/// <param name="IsMissing">True where none does.</param>
internal readonly record struct ContactProof(string? Call, bool IsMissing);

/// <summary>The contact that counts for the limit of first contact.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="IsLate">True where it came after its limit.</param>
internal readonly record struct FirstContact(Instant At, bool IsLate);

/// <summary>A contact, or an attempt at one.</summary>
/// <param name="Ordinal">Of the contact.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Proof">What the call record says.</param>
/// <param name="Method">Code of the way.</param>
/// <param name="Note">What was said, sealed, or null.</param>
/// <param name="Number">The number called, sealed, or null.</param>
/// <param name="Result">Code of what came of it, or null.</param>
/// <param name="First">The first contact as it stands now; null: this one does not count as one.</param>
internal readonly record struct ContactMade(string Ordinal, Instant At, string By, ContactProof Proof, Value Method, Value Note, Value Number, Value Result, FirstContact? First)
{
    public static ContactMade Read(Value set)
    {
        var (ordinal, entry) = EventData.EntryOf(set[ContactFacts.Name]);
        return new(
            ordinal,
            entry.At("at"),
            entry.Code("by"),
            new(entry["call"].AsString(), set[ContactFacts.LatestName][ContactFacts.CallMissing].AsBoolean() == true),
            entry["method"],
            entry["note"],
            entry["number"],
            entry["result"],
            set[ContactFacts.FirstAtName].AsInstant() is { } first ? new(first, set[ContactFacts.FirstLateName].AsBoolean() == true) : null);
    }

    public Value Write()
    {
        // A contact that a call shows takes back the mark of the one before.
        var mark = Proof.IsMissing ? Value.True : Proof.Call is not null ? Value.Null : null;
        return EventData.Of(
            (ContactFacts.LatestName, EventData.Of(("at", Value.Of(At)), (ContactFacts.CallMissing, mark), ("method", Method), ("note", Note))),
            (ContactFacts.Name, EventData.Entry(Ordinal, EventData.Of(
                ("at", Value.Of(At)),
                ("by", Value.Of(By)),
                ("call", EventData.Known(Proof.Call)),
                (ContactFacts.CallMissing, Proof.IsMissing ? Value.True : null),
                ("method", Method),
                ("note", Note),
                ("number", Number),
                ("result", Result)))),
            (ContactFacts.FirstAtName, EventData.Known(First?.At)),
            (ContactFacts.FirstLateName, First is { } first ? first.IsLate ? Value.True : Value.Null : null));
    }
}

/// <summary>A call out was put on record.</summary>
/// <param name="Ordinal">Of the call.</param>
/// <param name="At">Recorded when (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Call">The call as the telephone system gave it: <c>masked</c>, <c>number</c>, <c>reached</c>, <c>reference</c>, <c>seconds</c>, <c>startedAt</c>, <c>toPetitioner</c>.</param>
/// <param name="About">Number of the merged ticket that it is about; null: of none.</param>
/// <param name="Shown">Ordinals of the contacts that it shows.</param>
/// <param name="LatestIsMissing">Where it shows one: true where the latest contact is still shown by no call.</param>
internal readonly record struct CallRecorded(string Ordinal, Instant At, string By, Value Call, Value? About, string[] Shown, bool LatestIsMissing) : ICaseEvent<CallRecorded>
{
    public static EventLabel Label { get; } = new(nameof(CallRecorded), "登记通话记录", "Call recorded");

    public static IReadOnlyList<string> AlsoSets => [ContactFacts.LatestName, ContactFacts.Name];

    public static CallRecorded Read(Value set)
    {
        var (ordinal, call) = EventData.EntryOf(set[CallFacts.Name]);
        return new(
            ordinal,
            call.At("recordedAt"),
            call.Code("by"),
            call,
            MergedSource.Read(call).About,
            [.. set[ContactFacts.Name].MembersByName.Select(contact => contact.Key)],
            set[ContactFacts.LatestName][ContactFacts.CallMissing].AsBoolean() == true);
    }

    public Value Write()
    {
        var number = Ordinal;
        return EventData.Of(
            (CallFacts.Name, EventData.Entry(Ordinal, EventData.Of(
                (MergedSource.AboutName, About),
                ("by", Value.Of(By)),
                ("masked", Call["masked"]),
                ("number", Call["number"]),
                ("reached", Call["reached"]),
                ("recordedAt", Value.Of(At)),
                ("reference", Call["reference"]),
                ("seconds", Call["seconds"]),
                ("startedAt", Call["startedAt"]),
                ("toPetitioner", Call["toPetitioner"])))),
            (ContactFacts.LatestName, Shown.Length == 0 ? null : Value.Object((ContactFacts.CallMissing, LatestIsMissing ? Value.True : Value.Null))),
            (ContactFacts.Name, Shown.Length == 0 ? null : Value.Object([.. Shown.Select(contact => (contact, Value.Object(("call", Value.Of(number)), (ContactFacts.CallMissing, Value.Null))))])));
    }
}
