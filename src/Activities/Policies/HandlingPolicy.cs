using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A result that a unit may report (办理结果).</summary>
/// <param name="Code">Stable code, e.g. <c>Solved</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="Solved">True where the matter is solved, false where not, null where that cannot be said.</param>
/// <param name="NeedsReason">True where the reason must be stated to the petitioner (Art. 15).</param>
public sealed record HandlingResult(string Code, string Name, string English, bool? Solved, bool NeedsReason);

/// <summary>A kind of proof that a unit hands in.</summary>
/// <param name="Code">Stable code, e.g. <c>ContactProof</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="RequiredFor">Results that need it; empty: it may be handed in, and need not.</param>
/// <param name="Class">Class of any level to which the demand is limited, or null: all.</param>
public sealed record EvidenceKind(string Code, string Name, string English, ImmutableArray<string> RequiredFor, string? Class);

/// <summary>How a matter that cannot be solved for now is carried over (挂账) and looked at again.</summary>
/// <param name="ReviewStep">The limit that counts from one look to the next; it starts with its own event.</param>
/// <param name="MaxReviews">At the look of this number it must be cleared or ended, 1 to 100; default 12.</param>
public sealed record CarryOverRule(LimitStep ReviewStep, int MaxReviews);

/// <summary>What is demanded of handling (Beijing regulation Arts. 14–19; <c>handling.json</c>).</summary>
/// <param name="ContactRequired">True where a reply needs a recorded contact with the petitioner; default true.</param>
/// <param name="ContactNumberRequired">True where a contact by voice needs the number called; default false.</param>
/// <param name="ContactMethods">How the petitioner may be contacted.</param>
/// <param name="ContactResults">What may come of it.</param>
/// <param name="Results">The results a unit may report.</param>
/// <param name="EvidenceKinds">Kinds of proof.</param>
/// <param name="CarryOver">How unsolved matters are carried over.</param>
/// <param name="ReplyWaitsForCoUnits">True where the lead may not reply while a co-handling unit has reported nothing; default false.</param>
/// <param name="MaxUrges">How often the petitioner may urge in one handling, 1 to 1,000; default 20.</param>
public sealed record HandlingPolicy(
    bool ContactRequired,
    bool ContactNumberRequired,
    ImmutableArray<NamedCode> ContactMethods,
    ImmutableArray<NamedCode> ContactResults,
    ImmutableArray<HandlingResult> Results,
    ImmutableArray<EvidenceKind> EvidenceKinds,
    CarryOverRule CarryOver,
    bool ReplyWaitsForCoUnits,
    int MaxUrges)
{
    /// <summary>True where a reply goes to the petitioner only when an outcome with <c>releaseReply</c> lets it go, at the latest when the callback begins or the ticket is filed; default false.</summary>
    public bool HoldReply { get; init; }

    /// <summary>The step whose limit a ticket has that is sent back after its reply; null: what is left of the feedback limit.</summary>
    public LimitStep? ReturnStep { get; init; }

    /// <summary>Results with which nobody was reached: an attempt, not a contact.</summary>
    public ImmutableArray<string> Unreached { get; init; } = [NotReached];

    /// <summary>
    /// How many attempts stand in the place of a contact where the petitioner cannot be reached, 0 to 20; 0: none do; default 3.
    /// </summary>
    public int ContactAttempts { get; init; } = 3;

    /// <summary>True where those attempts must fall on different local days; default true.</summary>
    public bool AttemptsOnDifferentDays { get; init; } = true;

    /// <summary>True where the telephone system tells of calls out, so that a contact by voice which no call shows is marked; default false.</summary>
    public bool CallRecords { get; init; }

    /// <summary>How far the time of a contact may lie from the call that shows it, 0 to 1,440 minutes; default 30: people write it down afterwards.</summary>
    public int CallToleranceMinutes { get; init; } = 30;

    /// <summary>Ways of contact that are a call; default <c>Phone</c>.</summary>
    public ImmutableArray<string> VoiceMethods { get; init; } = [Phone];

    /// <summary>Whether a way of contact is a call.</summary>
    public bool IsVoice(string? method) => method is not null && VoiceMethods.Contains(method);

    private const string NotReached = nameof(NotReached);
    private const string Phone = nameof(Phone);

    private static readonly ImmutableArray<NamedCode> UsualMethods =
        [new("Phone", "电话", "Phone"), new("Visit", "上门或者现场", "On site"), new("Message", "短信", "Message"), new("Online", "网络留言", "Online")];

    private static readonly ImmutableArray<NamedCode> UsualContacts =
        [new("Reached", "已联系上", "Reached"), new("NotReached", "未联系上", "Not reached")];

    private static readonly ImmutableArray<HandlingResult> UsualResults =
    [
        new("Solved", "已解决", "Solved", true, false),
        new("Explained", "已解释说明", "Explained", null, false),
        new("Unsolved", "客观上暂时不能解决", "Cannot be solved for now", false, true),
    ];

    internal static TopicPolicy Topic { get; } = new TopicPolicy<HandlingPolicy>("handling.json", Read, Check);

    private static HandlingPolicy Read(PolicyNode root)
    {
        var carry = root.ChildOrNull("carryOver");
        (NamedCode Result, bool IsReached)[] contactResults = root.Has("contactResults")
            ? [.. root.Items("contactResults").Select(ReadContactResult)]
            : [.. Usual(root, "contactResults", UsualContacts).Select(result => (result, result.Code != NotReached))];
        var policy = new HandlingPolicy(
            root.FlagOr("contactRequired", true),
            root.FlagOr("contactNumberRequired", false),
            ListOr(root, "contactMethods", UsualMethods),
            [.. contactResults.Select(known => known.Result)],
            root.Has("results") ? [.. root.Items("results").Select(ReadResult)] : Usual(root, "results", UsualResults),
            [.. root.ItemsOrEmpty("evidenceKinds").Select(ReadEvidence)],
            new(
                new(carry?.TextOrNull("reviewStep") ?? "CarryOverReview"),
                carry?.WholeOr("maxReviews", 12, 1, 100) ?? 12),
            root.FlagOr("replyWaitsForCoUnits", false),
            root.WholeOr("maxUrges", 20, 1, 1000))
        {
            HoldReply = root.FlagOr("holdReply", false),
            ReturnStep = root.TextOrNull("returnStep") is { } step ? new LimitStep(step) : null,
            AttemptsOnDifferentDays = root.FlagOr("attemptsOnDifferentDays", true),
            ContactAttempts = root.WholeOr("contactAttempts", 3, 0, 20),
            CallRecords = root.FlagOr("callRecords", false),
            CallToleranceMinutes = root.WholeOr("callToleranceMinutes", 30, 0, 1440),
            VoiceMethods = root.Texts("voiceMethods") is { IsEmpty: false } voice ? voice : [Phone],
            Unreached = [.. contactResults.Where(known => !known.IsReached).Select(known => known.Result.Code)],
        };
        carry?.Close();
        if (policy.ContactMethods.IsEmpty || policy.Results.IsEmpty)
        {
            root.Error("handling.empty", null, "联系方式和办理结果都至少要有一项", "Expected at least one contact method and one result");
        }

        Duplicates.Check(root.ItemsOrEmpty("results"), policy.Results.Select(result => result.Code), "handling.result", "办理结果代码", "Result code");
        Duplicates.Check(root.ItemsOrEmpty("evidenceKinds"), policy.EvidenceKinds.Select(kind => kind.Code), "handling.evidence", "证据种类代码", "Evidence code");
        root.Close();
        return policy;
    }

    private static (NamedCode Result, bool IsReached) ReadContactResult(PolicyNode node)
    {
        var isReached = node.FlagOr("reached", node.Text("code") != NotReached);
        return (NamedCode.Read(node), isReached);
    }

    private static ImmutableArray<NamedCode> ListOr(PolicyNode root, string name, ImmutableArray<NamedCode> usual) =>
        root.Has(name) ? [.. root.Items(name).Select(NamedCode.Read)] : Usual(root, name, usual);

    /// <summary>The defaults, with the member noted as one that may be there.</summary>
    private static ImmutableArray<T> Usual<T>(PolicyNode root, string name, ImmutableArray<T> usual) => root.ItemsOrEmpty(name).IsEmpty ? usual : [];

    private static HandlingResult ReadResult(PolicyNode node)
    {
        var result = new HandlingResult(
            node.Text("code"), node.Text("name"), node.Text("english"), node.Has("solved") ? node.FlagOr("solved", false) : null, node.FlagOr("needsReason", false));
        if (!node.Has("solved")) node.FlagOr("solved", false);
        node.Close();
        return result;
    }

    private static EvidenceKind ReadEvidence(PolicyNode node)
    {
        var kind = new EvidenceKind(node.Text("code"), node.Text("name"), node.Text("english"), node.Texts("requiredFor"), node.TextOrNull("class"));
        node.Close();
        return kind;
    }

    private static void Check(HandlingPolicy policy, CityPolicy city, PolicyNode root)
    {
        if (policy.ReturnStep is { } step) StepCheck.Require(root, city, step, "退回后的办理", "handling after it was sent back");
        foreach (var (node, kind) in root.ItemsOrEmpty("evidenceKinds").Zip(policy.EvidenceKinds))
        {
            foreach (var code in kind.RequiredFor.Where(code => policy.Results.All(result => result.Code != code)))
            {
                node.Error("handling.evidence.result", "requiredFor", $"证据“{kind.Name}”所对应的办理结果“{code}”不存在", $"The result '{code}' that needs the evidence {kind.Code} does not exist");
            }

            if (kind.Class is { } problem && city.Classes.Find(problem) is null)
            {
                node.Error("handling.evidence.class", "class", $"证据“{kind.Name}”所指的问题分类“{problem}”不存在", $"The class '{problem}' of the evidence {kind.Code} does not exist");
            }
        }
    }
}
