using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>How often one account may do something within a stretch of time.</summary>
/// <param name="Most">How often, 1 to 100,000.</param>
/// <param name="Minutes">Length of the stretch in minutes, 1 to 1,440.</param>
public readonly record struct OpeningLimit(int Most, int Minutes)
{
    internal static OpeningLimit Read(PolicyNode? node, OpeningLimit unsaid)
    {
        if (node is null) return unsaid;
        var limit = new OpeningLimit(node.WholeOr("most", unsaid.Most, 1, 100_000), node.WholeOr("minutes", unsaid.Minutes, 1, 1440));
        node.Close();
        return limit;
    }
}

/// <summary>How much personal data one account may open (<c>privacy.json</c>). No step asks for it: it bounds reading.</summary>
/// <param name="Openings">Openings of a person's data, searches by phone among them; default 30 in 10 minutes.</param>
/// <param name="Exports">Exports that hold words; default 6 in 60 minutes.</param>
public sealed record PrivacyPolicy(OpeningLimit Openings, OpeningLimit Exports)
{
    internal static TopicPolicy Topic { get; } = new TopicPolicy<PrivacyPolicy>("privacy.json", Read);

    private static PrivacyPolicy Read(PolicyNode root)
    {
        var policy = new PrivacyPolicy(
            OpeningLimit.Read(root.ChildOrNull("openings"), new(30, 10)),
            OpeningLimit.Read(root.ChildOrNull("exports"), new(6, 60)));
        root.Close();
        return policy;
    }
}
