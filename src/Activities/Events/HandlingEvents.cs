using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of sign-in, handling, reply and what the petitioner says meanwhile.</summary>
internal static class HandlingEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<SignInRequested>(), CaseEventKind.Of<TicketSignedIn>(), CaseEventKind.Of<HandlingBegun>(), CaseEventKind.Of<HelpCalledFor>(), CaseEventKind.Of<EvidenceAdded>(),
        CaseEventKind.Of<TicketUrged>(), CaseEventKind.Of<TicketSupplemented>(),
        .. ContactEvents.All, .. ReplyEvents.All, .. CarryOverEvents.All,
    ];
}

/// <summary>The unit is to confirm receipt.</summary>
/// <param name="DueAt">By when (UTC); null: no limit.</param>
internal readonly record struct SignInRequested(Instant? DueAt) : ICaseEvent<SignInRequested>
{
    public static EventLabel Label { get; } = new(nameof(SignInRequested), "等待签收", "Sign-in asked for") { InHistory = "等待承办单位签收" };

    public static SignInRequested Read(Value set) => new(set["signInDueAt"].AsInstant());

    public Value Write() => Value.Object(("signInDueAt", Value.Of(DueAt)), ("status", Value.Of(TicketStatus.AwaitingSignIn)));
}

/// <summary>The unit confirmed receipt.</summary>
internal readonly record struct TicketSignedIn(Instant At) : ICaseEvent<TicketSignedIn>
{
    public static EventLabel Label { get; } = new(nameof(TicketSignedIn), "签收", "Signed in") { InHistory = "承办单位签收" };

    public static TicketSignedIn Read(Value set) => new(set.At("signedInAt"));

    public Value Write() => Value.Object(("signedInAt", Value.Of(At)), ("status", Value.Of(TicketStatus.InHandling)));
}

/// <summary>The unit handles the ticket.</summary>
/// <param name="FirstContactDueAt">The petitioner is to be contacted by (UTC); null: no limit, or nobody to contact.</param>
internal readonly record struct HandlingBegun(Instant? FirstContactDueAt) : ICaseEvent<HandlingBegun>
{
    public static EventLabel Label { get; } = new(nameof(HandlingBegun), "开始办理", "Handling began");

    public static HandlingBegun Read(Value set) => new(set[ContactFacts.FirstDueAtName].AsInstant());

    public Value Write() => Value.Object((ContactFacts.FirstDueAtName, Value.Of(FirstContactDueAt)), ("status", Value.Of(TicketStatus.InHandling)));
}

/// <summary>The unit called for others beside its work.</summary>
/// <param name="Act">The act of handling by which it did.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct HelpCalledFor(string Act, Instant At) : ICaseEvent<HelpCalledFor>
{
    public static EventLabel Label { get; } = new(nameof(HelpCalledFor), "提请协同", "Help called for");

    public static HelpCalledFor Read(Value set) => EventData.EntryOf(set["helpCalledFor"]) is var (act, at) ? new(act, at.AsInstant() ?? default) : default;

    public Value Write() => Value.Object(("helpCalledFor", EventData.Entry(Act, Value.Of(At))));
}

/// <summary>The unit handed in a proof of handling.</summary>
/// <param name="Ordinal">Of the proof.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="AttachmentId">The file.</param>
/// <param name="Kind">Code of the kind of evidence.</param>
internal readonly record struct EvidenceAdded(string Ordinal, Instant At, string By, Value AttachmentId, string Kind) : ICaseEvent<EvidenceAdded>
{
    public static EventLabel Label { get; } = new(nameof(EvidenceAdded), "上传办理证据", "Evidence added") { InHistory = "补充办理佐证" };

    public static EvidenceAdded Read(Value set) => EventData.EntryOf(set[EvidenceFacts.Name]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["attachmentId"], entry.Code("kind"))
        : default;

    public Value Write() => Value.Object((EvidenceFacts.Name, EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("attachmentId", AttachmentId), ("by", Value.Of(By)), ("kind", Value.Of(Kind))))));
}

/// <summary>The petitioner urged.</summary>
/// <param name="Ordinal">Of the urge.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Text">The petitioner's words, sealed, or null.</param>
/// <param name="Source">The merged ticket on which it was said.</param>
internal readonly record struct TicketUrged(string Ordinal, Instant At, string By, Value Text, MergedSource Source) : ICaseEvent<TicketUrged>
{
    internal const string List = "urges";

    public static EventLabel Label { get; } = new(nameof(TicketUrged), "诉求人催办", "Urged by the petitioner");

    public static TicketUrged Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry) ? new(ordinal, entry.At("at"), entry.Code("by"), entry["text"], MergedSource.Read(entry)) : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("at", Value.Of(At)), ("by", Value.Of(By)), (MergedSource.HandledByName, Source.HandledBy), ("text", Text)))));
}

/// <summary>The petitioner added something to the request.</summary>
/// <param name="Ordinal">Of the addition.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Text">The petitioner's words, sealed.</param>
/// <param name="Source">The merged ticket on which it was said.</param>
internal readonly record struct TicketSupplemented(string Ordinal, Instant At, string By, Value Text, MergedSource Source) : ICaseEvent<TicketSupplemented>
{
    internal const string List = "supplements";

    public static EventLabel Label { get; } = new(nameof(TicketSupplemented), "诉求人补充情况", "Added to by the petitioner");

    public static TicketSupplemented Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry) ? new(ordinal, entry.At("at"), entry.Code("by"), entry["text"], MergedSource.Read(entry)) : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("at", Value.Of(At)), ("by", Value.Of(By)), (MergedSource.HandledByName, Source.HandledBy), ("text", Text)))));
}
