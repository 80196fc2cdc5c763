using System.Collections.Immutable;
using System.Runtime.InteropServices;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of intake, of merging and splitting, and of filing.</summary>
internal static class IntakeEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<TicketAccepted>(), CaseEventKind.Of<EmergencyReported>(), CaseEventKind.Of<TicketArchived>(),
        CaseEventKind.Of<ChildMerged>(), CaseEventKind.Of<ChildReleased>(), CaseEventKind.Of<TicketMerged>(), CaseEventKind.Of<TicketSplit>(),
        CaseEventKind.Of<ParentFollowed>(), CaseEventKind.Of<MergedTicketClosed>(), CaseEventKind.Of<MergedPetitionerTold>(),
    ];

    /// <summary>The numbers of the tickets that were tied.</summary>
    public static string Numbers(params IEnumerable<string?> numbers) => " " + string.Join("、", numbers.OfType<string>());
}

/// <summary>The request is a ticket.</summary>
/// <param name="Given">The start arguments: what the intake declares of them becomes facts as it is.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Number">Its number.</param>
/// <param name="Urgency">The urgency that holds.</param>
/// <param name="UrgencyStated">The urgency as registered, where another holds.</param>
internal readonly record struct TicketAccepted(Value Given, Instant At, string Number, string Urgency, string? UrgencyStated) : ICaseEvent<TicketAccepted>
{
    /// <summary>Start arguments that become facts as they are.</summary>
    private static readonly string[] Taken =
        [.. IntakeFields.All.Select(field => field.Name).Where(name => name != "urgency"), AlertFacts.Name, "givenLimit", "historic", "identity", LinkFacts.Name, "subjectId"];

    public static EventLabel Label { get; } = new(nameof(TicketAccepted), "受理诉求", "Request accepted");

    public static IReadOnlyList<string> AlsoSets => [.. Taken, "urgencyStated"];

    public static TicketAccepted Read(Value set) => new(set, set.At("acceptedAt"), set.Code("number"), set.Code("urgency"), set["urgencyStated"].AsString());

    public static Phrase? Sentence(in TicketAccepted happened, CityPolicy? city) => new($"受理诉求，生成工单 {happened.Number}");

    public Value Write()
    {
        var facts = new List<(string, Value)>(Taken.Length + 5);
        foreach (var name in Taken)
        {
            if (Given[name] is { IsNull: false } value) facts.Add((name, value));
        }

        facts.Add(("acceptedAt", Value.Of(At)));
        facts.Add(("number", Value.Of(Number)));
        facts.Add(("status", Value.Of(TicketStatus.Accepted)));
        facts.Add(("urgency", Value.Of(Urgency)));
        if (UrgencyStated is not null) facts.Add(("urgencyStated", Value.Of(UrgencyStated)));
        return Value.Object(CollectionsMarshal.AsSpan(facts));
    }
}

/// <summary>A possible emergency was reported to the units that the policy names.</summary>
internal readonly record struct EmergencyReported(Instant At, IReadOnlyCollection<string>? To) : ICaseEvent<EmergencyReported>
{
    public static EventLabel Label { get; } = new(nameof(EmergencyReported), "报告可能的紧急情况", "Possible emergency reported") { InHistory = "可能涉及突发事件，已立即报告" };

    public static EmergencyReported Read(Value set) => set[AlertFacts.Name] is var alert ? new(alert.At("reportedAt"), alert.Texts("reportedTo")) : default;

    public Value Write() => Value.Object((AlertFacts.Name, Value.Object(("reportedAt", Value.Of(At)), ("reportedTo", EventData.List(To)))));
}

/// <summary>The ticket is filed.</summary>
internal readonly record struct TicketArchived(Instant At) : ICaseEvent<TicketArchived>
{
    public static EventLabel Label { get; } = new(nameof(TicketArchived), "归档", "Archived");

    public static TicketArchived Read(Value set) => new(set.At("archivedAt"));

    public Value Write() => Value.Object(("archivedAt", Value.Of(At)), ("status", Value.Of(TicketStatus.Archived)));
}

/// <summary>Another ticket is handled with this one.</summary>
/// <param name="Ordinal">Of the tie.</param>
/// <param name="At">When (UTC).</param>
/// <param name="CaseId">The other's case, or null.</param>
/// <param name="Number">The other's number.</param>
internal readonly record struct ChildMerged(string Ordinal, Instant At, Value CaseId, string? Number) : ICaseEvent<ChildMerged>
{
    public static EventLabel Label { get; } = new(nameof(ChildMerged), "并入关联工单", "Ticket merged in");

    public static ChildMerged Read(Value set)
    {
        var (ordinal, tie) = EventData.EntryOf(set[LinkFacts.Name]);
        return new(ordinal, tie.At("at"), tie["caseId"], tie["number"].AsString());
    }

    public static Phrase? Sentence(in ChildMerged happened, CityPolicy? city) => new($"接收并入的工单{IntakeEvents.Numbers(happened.Number)}");

    public Value Write() => Value.Object((LinkFacts.Name, EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("caseId", CaseId), ("how", Value.Of(Links.Merged)), ("number", Value.Of(Number)), ("relation", Value.Of(Links.Child))))));
}

/// <summary>That merge did not come about.</summary>
internal readonly record struct ChildReleased(string Ordinal, Instant At) : ICaseEvent<ChildReleased>
{
    public static EventLabel Label { get; } = new(nameof(ChildReleased), "解除关联工单", "Linked ticket released") { InHistory = "并单未成，解除关联" };

    public static ChildReleased Read(Value set) => EventData.EntryOf(set[LinkFacts.Name]) is var (ordinal, tie) ? new(ordinal, tie.At("releasedAt")) : default;

    public Value Write() => Value.Object((LinkFacts.Name, EventData.Entry(Ordinal, Value.Object(("releasedAt", Value.Of(At))))));
}

/// <summary>This ticket is handled with another.</summary>
/// <param name="Ordinal">Of the tie.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who merged it.</param>
/// <param name="CaseId">The other's case, or null.</param>
/// <param name="Number">The other's number.</param>
internal readonly record struct TicketMerged(string Ordinal, Instant At, string By, Value CaseId, string? Number) : ICaseEvent<TicketMerged>
{
    public static EventLabel Label { get; } = new(nameof(TicketMerged), "合并工单", "Ticket merged");

    public static TicketMerged Read(Value set)
    {
        var (ordinal, tie) = EventData.EntryOf(set[LinkFacts.Name]);
        return new(ordinal, tie.At("at"), tie.Code("by"), tie["caseId"], tie["number"].AsString());
    }

    public static Phrase? Sentence(in TicketMerged happened, CityPolicy? city) => new($"并入工单{IntakeEvents.Numbers(happened.Number)}");

    public Value Write() => Value.Object(
        (LinkFacts.Name, EventData.Entry(Ordinal, Value.Object(
            ("at", Value.Of(At)), ("by", Value.Of(By)), ("caseId", CaseId), ("number", Value.Of(Number)), ("relation", Value.Of(Links.MergedInto))))),
        ("status", Value.Of(TicketStatus.Merged)));
}

/// <summary>One matter that became a ticket of its own.</summary>
/// <param name="Ordinal">Of the tie.</param>
/// <param name="CaseId">Its case.</param>
/// <param name="Number">Its number.</param>
internal readonly record struct SplitPart(string Ordinal, Value CaseId, string? Number);

/// <summary>Matters of the request became tickets of their own.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who split it.</param>
/// <param name="Command">The command that asked for it.</param>
/// <param name="Parts">The new tickets.</param>
internal readonly record struct TicketSplit(Instant At, string By, Value Command, SplitPart[] Parts) : ICaseEvent<TicketSplit>
{
    public static EventLabel Label { get; } = new(nameof(TicketSplit), "拆分工单", "Ticket split");

    public static TicketSplit Read(Value set)
    {
        var (_, first) = EventData.EntryOf(set[LinkFacts.Name]);
        return new(first.At("at"), first.Code("by"), first["command"],
            [.. set[LinkFacts.Name].MembersByName.Select(tie => new SplitPart(tie.Key, tie.Value["caseId"], tie.Value["number"].AsString()))]);
    }

    public static Phrase? Sentence(in TicketSplit happened, CityPolicy? city) => new($"拆出工单{IntakeEvents.Numbers(happened.Parts.Select(part => part.Number))}");

    public Value Write()
    {
        var ties = new (string, Value)[Parts.Length];
        for (var i = 0; i < ties.Length; i++)
        {
            var part = Parts[i];
            ties[i] = (part.Ordinal, Value.Object(
                ("at", Value.Of(At)), ("by", Value.Of(By)), ("caseId", part.CaseId), ("command", Command), ("how", Value.Of(Links.Split)), ("number", Value.Of(part.Number)), ("relation", Value.Of(Links.Child))));
        }

        return Value.Object((LinkFacts.Name, Value.Object(ties)));
    }
}

/// <summary>The ticket follows the one it was merged into.</summary>
internal readonly record struct ParentFollowed : ICaseEvent<ParentFollowed>
{
    public static EventLabel Label { get; } = new(nameof(ParentFollowed), "随主单办理", "Parent ticket followed") { InHistory = "随主单办理，撤回本单其余任务" };

    public static ParentFollowed Read(Value set) => default;

    public Value Write() => Value.Object(("status", Value.Of(TicketStatus.Merged)));
}

/// <summary>The ticket that this one was merged into is closed.</summary>
internal readonly record struct MergedTicketClosed(Instant At) : ICaseEvent<MergedTicketClosed>
{
    public static EventLabel Label { get; } = new(nameof(MergedTicketClosed), "合并工单随主单办结", "Merged ticket closed with its parent") { InHistory = "主单已办结，本单一并归档" };

    public static MergedTicketClosed Read(Value set) => new(set.At("mergedClosedAt"));

    public Value Write() => Value.Object(("mergedClosedAt", Value.Of(At)));
}

/// <summary>The petitioner of this merged ticket was told what the petitioner of the handled one was told.</summary>
/// <param name="Ordinal">Among what was told.</param>
/// <param name="At">When (UTC).</param>
/// <param name="About">What it is about: kind of the message.</param>
/// <param name="Number">Number of the handled ticket.</param>
/// <param name="PublicReply">Of a reply: the words fit for others, sealed, or null.</param>
internal readonly record struct MergedPetitionerTold(string Ordinal, Instant At, string About, Value Number, Value? PublicReply) : ICaseEvent<MergedPetitionerTold>
{
    /// <summary>The kind of message that is a reply.</summary>
    public const string Replied = "TicketReplied";

    internal const string List = "mergedTold";
    internal const string ParentReply = "parentReply";

    public static EventLabel Label { get; } = new(nameof(MergedPetitionerTold), "主单办理情况已转告本单诉求人", "Petitioner told what was told about the handled ticket");

    public static IReadOnlyList<string> AlsoSets => [ParentReply];

    public static MergedPetitionerTold Read(Value set)
    {
        var (ordinal, told) = EventData.EntryOf(set[List]);
        return new(ordinal, told.At("at"), told.Code("kind"), told["number"], set[ParentReply].Find("publicReply"));
    }

    public Value Write() => EventData.Of(
        (List, EventData.Entry(Ordinal, Value.Object(("at", Value.Of(At)), ("kind", Value.Of(About)), ("number", Number)))),
        (ParentReply, PublicReply is null ? null : Value.Object(("at", Value.Of(At)), ("number", Number), ("publicReply", PublicReply))));
}

/// <summary>On which of several merged tickets something was said; both left out where there is only one.</summary>
/// <param name="About">On the handled ticket: number of the merged one that it is about.</param>
/// <param name="HandledBy">On the merged ticket: number of the one that is handled, or null.</param>
internal readonly record struct MergedSource(Value? About, Value? HandledBy)
{
    internal const string AboutName = "about";
    internal const string HandledByName = "handledBy";

    public static MergedSource Read(Value entry) => new(entry.Find(AboutName), entry.Find(HandledByName));
}
