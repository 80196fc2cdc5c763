using System.Collections.Immutable;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The topics a city may have rules for beside the required files.</summary>
internal static class TopicPolicies
{
    public static ImmutableArray<TopicPolicy> All { get; } =
    [
        // One topic a line, by file name.
    ];
}
