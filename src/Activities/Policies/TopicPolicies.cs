using System.Collections.Immutable;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The topics a city may have rules for beside the required files.</summary>
internal static class TopicPolicies
{
    public static ImmutableArray<TopicPolicy> All { get; } =
    [
        EscalationPolicy.Topic,
        ExtensionPolicy.Topic,
        HandlingPolicy.Topic,
        IntakePolicy.Topic,
        KnowledgeBase.Topic,
        ObjectionPolicy.Topic,
        RegressionCases.Topic,
        PausePolicy.Topic,
        PrivacyPolicy.Topic,
        TaskKinds.Topic,
        TriagePolicy.Topic,
        // One topic a line, by file name.
        new TopicPolicy<LawPolicy>(LawPolicy.File, LawPolicy.Read),
        new TopicPolicy<MessagePolicy>(MessagePolicy.File, MessagePolicy.Read),
        new TopicPolicy<CoordinationPolicy>(CoordinationPolicy.File, CoordinationPolicy.Read, CoordinationPolicy.Check),
        new TopicPolicy<SupervisionPolicy>(SupervisionPolicy.File, SupervisionPolicy.Read),
        new TopicPolicy<WhistlePolicy>(WhistlePolicy.File, WhistlePolicy.Read, WhistlePolicy.Check),
    ];
}
