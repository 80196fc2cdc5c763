using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of a reply: given, held back, sent, sent back.</summary>
internal static class ReplyEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<TicketReplied>(), CaseEventKind.Of<TicketRepliedAgain>(), CaseEventKind.Of<ReplyHeld>(), CaseEventKind.Of<ReplyReleased>(), CaseEventKind.Of<ReplySentBack>(),
        CaseEventKind.Of<MergedChildTold>(),
    ];
}

/// <summary>The unit replied to petitioner and hotline.</summary>
/// <param name="Reply">The reply.</param>
internal readonly record struct TicketReplied(ReplyGiven Reply) : ICaseEvent<TicketReplied>
{
    public static EventLabel Label { get; } = new(nameof(TicketReplied), "答复诉求人", "Replied");

    public static IReadOnlyList<string> AlsoSets => [LinkFacts.Name];

    public static TicketReplied Read(Value set) => new(ReplyGiven.Read(set));

    public static Phrase? Sentence(in TicketReplied happened, CityPolicy? city) => new("答复诉求人和热线" + happened.Reply.Result switch
    {
        "Solved" => "：已解决",
        "Explained" => "：已解释说明",
        "Unsolved" => "：客观上暂时不能解决",
        _ => "",
    });

    public Value Write() => Reply.Write();
}

/// <summary>The unit replied once more, after a callback that went badly or in place of an earlier reply.</summary>
/// <param name="Reply">The reply.</param>
internal readonly record struct TicketRepliedAgain(ReplyGiven Reply) : ICaseEvent<TicketRepliedAgain>
{
    public static EventLabel Label { get; } = new(nameof(TicketRepliedAgain), "再次答复", "Replied again") { InHistory = "再次答复诉求人" };

    public static IReadOnlyList<string> AlsoSets => [LinkFacts.Name, RehandlingFacts.Name];

    public static TicketRepliedAgain Read(Value set) => new(ReplyGiven.Read(set));

    public Value Write() => Reply.Write();
}

/// <summary>That a reply ends a round of handling again.</summary>
/// <param name="Ordinal">Of the round.</param>
/// <param name="At">When (UTC).</param>
/// <param name="IsLate">True where it came after the limit of the round.</param>
internal readonly record struct RoundReply(string Ordinal, Instant At, bool IsLate);

/// <summary>Merged tickets whose petitioners were told of the reply.</summary>
/// <param name="Ordinals">Of the ties to them; at least one.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct ChildrenTold(string[] Ordinals, Instant At)
{
    public static ChildrenTold? Read(Value set)
    {
        if (set.Find(LinkFacts.Name) is not { } ties) return null;
        return new([.. ties.MembersByName.Select(tie => tie.Key)], EventData.EntryOf(ties).Entry.At(LinkFacts.PassedOnAtName));
    }

    public Value Write()
    {
        var at = Value.Of(At);
        return Value.Object([.. Ordinals.Select(ordinal => (ordinal, Value.Object((LinkFacts.PassedOnAtName, at))))]);
    }
}

/// <summary>A reply.</summary>
/// <param name="By">Who replied.</param>
/// <param name="FirstAt">When the ticket was first replied to (UTC): the time that counts.</param>
/// <param name="Reply">The reply, sealed.</param>
/// <param name="PublicReply">The answer fit for publication, sealed, or null.</param>
/// <param name="Result">Code of the result.</param>
/// <param name="IsSolved">Solved, as the unit sees it; null: the result does not say.</param>
/// <param name="UnsolvedReason">Why it cannot be solved, sealed, or null.</param>
/// <param name="Round">The round of handling again that it ends; null: none.</param>
/// <param name="Told">Those told of it at once; null: nobody.</param>
internal readonly record struct ReplyGiven(
    string By, Instant FirstAt, Value Reply, Value PublicReply, string? Result, bool? IsSolved, Value UnsolvedReason, RoundReply? Round, ChildrenTold? Told)
{
    public static ReplyGiven Read(Value set) => new(
        ActorFacts.Read(set, ActorFacts.Reply),
        set.At("repliedAt"),
        set["reply"],
        set["publicReply"],
        set["result"].AsString(),
        set["solved"].AsBoolean(),
        set["unsolvedReason"],
        set.Find(RehandlingFacts.Name) is { } rounds && EventData.EntryOf(rounds) is var (ordinal, round) ? new(ordinal, round.At("repliedAt"), round["late"].AsBoolean() == true) : null,
        ChildrenTold.Read(set));

    public Value Write() => EventData.Of(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Reply, By)),
        (LinkFacts.Name, Told?.Write()),
        ("publicReply", PublicReply),
        (RehandlingFacts.Name, Round is not { } round ? null : EventData.Entry(round.Ordinal, Value.Object(
            ("late", round.IsLate ? Value.True : Value.Null), ("repliedAt", Value.Of(round.At)), ("result", Value.Of(Result))))),
        (RehandlingFacts.OpenName, Value.Null),
        ("repliedAt", Value.Of(FirstAt)),
        ("reply", Reply),
        ("result", Value.Of(Result)),
        ("solved", IsSolved is { } solved ? Value.Of(solved) : Value.Null),
        ("unsolvedReason", UnsolvedReason));
}

/// <summary>The reply is kept from the petitioner until the city's own review.</summary>
internal readonly record struct ReplyHeld : ICaseEvent<ReplyHeld>
{
    internal const string Mark = "replyHeld";

    public static EventLabel Label { get; } = new(nameof(ReplyHeld), "答复暂不发送诉求人，等待审核", "Reply held back until it is reviewed");

    public static ReplyHeld Read(Value set) => default;

    public Value Write() => Value.Object((Mark, Value.True));
}

/// <summary>The reply that was held back went to the petitioner.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Told">The merged tickets whose petitioners were told with it; null: none.</param>
internal readonly record struct ReplyReleased(Instant At, ChildrenTold? Told) : ICaseEvent<ReplyReleased>
{
    public static EventLabel Label { get; } = new(nameof(ReplyReleased), "答复发送诉求人", "Reply sent to the petitioner");

    public static IReadOnlyList<string> AlsoSets => [LinkFacts.Name];

    public static ReplyReleased Read(Value set) => new(set.At("replyReleasedAt"), ChildrenTold.Read(set));

    public Value Write() => EventData.Of((LinkFacts.Name, Told?.Write()), (ReplyHeld.Mark, Value.Null), ("replyReleasedAt", Value.Of(At)));
}

/// <summary>The ticket came back to its handling: its reply counts no more, and stays on record.</summary>
/// <param name="Ordinal">Among the replies sent back.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Reply">The reply, sealed.</param>
/// <param name="PublicReply">The answer fit for publication, sealed, or null.</param>
/// <param name="RepliedAt">When the ticket was replied to (UTC).</param>
/// <param name="Result">Code of the result.</param>
/// <param name="WasHeld">True where the reply had not gone to the petitioner.</param>
/// <param name="Round">Ordinal of the round of handling again whose reply it was; null: the reply of the handling.</param>
internal readonly record struct ReplySentBack(string Ordinal, Instant At, Value Reply, Value PublicReply, Instant? RepliedAt, string? Result, bool WasHeld, string? Round) : ICaseEvent<ReplySentBack>
{
    internal const string List = "returnedReplies";

    public static EventLabel Label { get; } = new(nameof(ReplySentBack), "退回重新办理，原答复不作为答复", "Sent back to handling; the earlier reply does not count");

    public static IReadOnlyList<string> AlsoSets => [RehandlingFacts.Name, RehandlingFacts.OpenName];

    public static ReplySentBack Read(Value set)
    {
        var (ordinal, kept) = EventData.EntryOf(set[List]);
        return new(
            ordinal, kept.At("at"), kept["reply"], kept["publicReply"], kept["repliedAt"].AsInstant(), kept["result"].AsString(), kept["wasHeld"].AsBoolean() == true,
            set.Find(RehandlingFacts.Name) is { } rounds ? EventData.EntryOf(rounds).Ordinal : null);
    }

    public Value Write()
    {
        var kept = EventData.Entry(Ordinal, Value.Object(
            ("at", Value.Of(At)), ("publicReply", PublicReply), ("repliedAt", Value.Of(RepliedAt)), ("reply", Reply), ("result", Value.Of(Result)), ("wasHeld", WasHeld ? Value.True : Value.Null)));
        return Round is not null
            ? Value.Object(
                (List, kept),
                (RehandlingFacts.Name, EventData.Entry(Round, Value.Object(("late", Value.Null), ("repliedAt", Value.Null), ("result", Value.Null)))),
                (RehandlingFacts.OpenName, Value.True),
                (ReplyHeld.Mark, Value.Null))
            : Value.Object(
                (List, kept),
                ("publicReply", Value.Null),
                ("repliedAt", Value.Null),
                ("reply", Value.Null),
                (ReplyHeld.Mark, Value.Null),
                ("result", Value.Null),
                ("solved", Value.Null),
                ("unsolvedReason", Value.Null));
    }
}

/// <summary>The petitioner of a ticket that was merged into this one after the reply was told of it.</summary>
/// <param name="Ordinal">Of the tie.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct MergedChildTold(string Ordinal, Instant At) : ICaseEvent<MergedChildTold>
{
    public static EventLabel Label { get; } = new(nameof(MergedChildTold), "将答复转告后并入工单的诉求人", "Reply passed on to a ticket merged later");

    public static MergedChildTold Read(Value set) => EventData.EntryOf(set[LinkFacts.Name]) is var (ordinal, tie) ? new(ordinal, tie.At(LinkFacts.PassedOnAtName)) : default;

    public Value Write() => Value.Object((LinkFacts.Name, EventData.Entry(Ordinal, Value.Object((LinkFacts.PassedOnAtName, Value.Of(At))))));
}
