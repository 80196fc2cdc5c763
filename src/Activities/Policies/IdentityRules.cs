using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>
/// How it is verified who asks: which levels nobody may merely claim, and how a code that is sent to the phone proves one. May be left out:
/// then levels are what was stated, and nothing is verified.
/// </summary>
/// <param name="VerifiedLevels">Levels that only a verification gives.</param>
/// <param name="PhoneLevel">The level that a code sent to the phone gives; one of those.</param>
/// <param name="Text">What is sent, zh-CN, with <c>{code}</c> and <c>{minutes}</c>.</param>
public sealed record IdentityRules(ImmutableArray<string> VerifiedLevels, string PhoneLevel, string Text)
{
    /// <summary>Digits of a code; default 6.</summary>
    public int Digits { get; init; } = 6;

    /// <summary>Minutes in which a code may be said; default 10.</summary>
    public int CodeMinutes { get; init; } = 10;

    /// <summary>Minutes in which a proven phone may be used to register what its owner asks; default 30.</summary>
    public int ProofMinutes { get; init; } = 30;

    /// <summary>Wrong codes included, how often one may be tried; default 5.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Codes to one phone in an hour; default 5.</summary>
    public int CodesPerPhone { get; init; } = 5;

    /// <summary>Codes asked for by one account in an hour; default 60.</summary>
    public int CodesPerAccount { get; init; } = 60;

    /// <summary>Codes asked for from one network address in an hour; default 300: a whole call centre may have one.</summary>
    public int CodesPerAddress { get; init; } = 300;

    internal static IdentityRules? Read(PolicyNode? node)
    {
        if (node is null) return null;
        var rules = new IdentityRules(node.Texts("verifiedLevels"), node.Text("phoneLevel"), node.Text("text"))
        {
            Digits = node.WholeOr("digits", 6, 4, 8),
            CodeMinutes = node.WholeOr("codeMinutes", 10, 1, 60),
            ProofMinutes = node.WholeOr("proofMinutes", 30, 1, 240),
            Tries = node.WholeOr("tries", 5, 1, 10),
            CodesPerPhone = node.WholeOr("codesPerPhone", 5, 1, 100),
            CodesPerAccount = node.WholeOr("codesPerAccount", 60, 1, 10_000),
            CodesPerAddress = node.WholeOr("codesPerAddress", 300, 1, 100_000),
        };
        node.Close();
        return rules;
    }

    internal void Check(IntakePolicy intake, PolicyNode node)
    {
        foreach (var level in VerifiedLevels.Append(PhoneLevel).Where(level => intake.IdentityLevels.All(known => known.Code != level)))
        {
            node.Error("intake.identity.level", "verifiedLevels", $"没有身份核验级别“{level}”", $"There is no level of identity '{level}'");
        }

        if (!VerifiedLevels.Contains(PhoneLevel)) node.Error("intake.identity.phoneLevel", "phoneLevel", "短信核验给出的级别须列入 verifiedLevels，否则可以不经核验自行填写", "Expected the level that a code gives among 'verifiedLevels', else anybody may claim it");
        if (!Text.Contains("{code}", StringComparison.Ordinal)) node.Error("intake.identity.text", "text", "短信内容须含 {code}", "Expected '{code}' in the text");
    }
}

/// <summary>What was verified of a petitioner, when and how: a fact of the ticket.</summary>
/// <param name="Level">The level that it gives.</param>
/// <param name="Means">How: <c>PhoneCode</c>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Account that asked for the code.</param>
/// <param name="SentBy">The connection that brought the code, or <c>desk</c>: a demo, in which nobody got it.</param>
public sealed record IdentityProof(string Level, string Means, NodaTime.Instant At, string By, string SentBy)
{
    /// <summary>A code to the phone that the request names.</summary>
    public const string PhoneCode = nameof(PhoneCode);

    /// <summary>The proof that the fact <c>identity</c> of a ticket holds, or null where nothing was verified.</summary>
    public static IdentityProof? From(Engine.Values.Value fact) => fact["level"].AsString() is { } level && fact["means"].AsString() is { } means && fact["at"].AsInstant() is { } at
        ? new(level, means, at, fact["by"].AsString() ?? "", fact["sentBy"].AsString() ?? "")
        : null;

    /// <summary>As the fact <c>identity</c>.</summary>
    public Engine.Values.Value ToValue() => Engine.Values.Value.Object(
        ("at", Engine.Values.Value.Of(At)), ("by", Engine.Values.Value.Of(By)), ("level", Engine.Values.Value.Of(Level)), ("means", Engine.Values.Value.Of(Means)), ("sentBy", Engine.Values.Value.Of(SentBy)));
}
