using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;

namespace JieSuJiBan.Activities.Coordination;

/// <summary>The events of this stage.</summary>
internal static class CoordinationEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [];
}
