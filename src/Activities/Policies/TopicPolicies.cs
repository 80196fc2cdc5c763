using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Tasks;
using JieSuJiBan.Activities.Triage;

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
        PausePolicy.Topic,
        TaskKinds.Topic,
        TriagePolicy.Topic,
    ];
}
