using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Cases;

/// <summary>Short ways to say no, with the <see cref="LegalDuty"/> it rests on; the policy cites the article as the refusal leaves the step.</summary>
internal static class Refusal
{
    /// <summary>The content is wrong.</summary>
    public static Rejection Content(string code, string field, string chinese, string english, string? duty = null) =>
        new(RejectionKind.Content, code, chinese, english, SourceOf(duty), field);

    /// <summary>The state does not allow it, now or any more.</summary>
    public static Rejection State(string code, string chinese, string english, string? duty = null, string? field = null) =>
        new(RejectionKind.State, code, chinese, english, SourceOf(duty), field);

    /// <summary>The actor may not do it.</summary>
    public static Rejection Permission(string code, string chinese, string english, string? duty = null) =>
        new(RejectionKind.Permission, code, chinese, english, SourceOf(duty));

    private static string? SourceOf(string? duty) => duty is null ? null : LegalDuty.SourceOf(duty);
}
