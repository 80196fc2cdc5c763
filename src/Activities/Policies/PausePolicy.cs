using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A reason for which a clock may be paused.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Name">Name, zh-CN.</param>
/// <param name="English">Name, English.</param>
/// <param name="MaxLength">How long at most; then the clock goes on by itself.</param>
/// <param name="Basis">Where the reason comes from.</param>
public sealed record PauseReason(string Code, string Name, string English, TimeSpanOf MaxLength, PolicyBasis Basis);

/// <summary>When the time for handling does not count (暂停计时; <c>pause.json</c>). Without the file, or reasons, no clock is ever paused by a unit.</summary>
/// <param name="MaxCount">How often a ticket may be paused, 0 to 10; default 1.</param>
/// <param name="Reasons">Reasons to choose from.</param>
public sealed record PausePolicy(int MaxCount, ImmutableArray<PauseReason> Reasons)
{
    internal static TopicPolicy Topic { get; } = new TopicPolicy<PausePolicy>("pause.json", Read);

    private static PausePolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("reasons");
        var policy = new PausePolicy(root.WholeOr("maxCount", 1, 0, 10), [.. nodes.Select(ReadReason)]);
        Duplicates.Check(nodes, policy.Reasons.Select(reason => reason.Code), "pause.reason", "暂停理由代码", "Reason code");
        root.Close();
        return policy;
    }

    private static PauseReason ReadReason(PolicyNode node)
    {
        var reason = new PauseReason(
            node.Text("code"),
            node.Text("name"),
            node.Text("english"),
            TimeSpanOf.Read(node.Child("maxLength")) ?? new(1, LimitUnit.WorkingDay),
            PolicyBasis.ReadFrom(node));
        node.Close();
        return reason;
    }
}
