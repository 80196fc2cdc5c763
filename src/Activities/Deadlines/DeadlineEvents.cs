using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>The events of this stage.</summary>
internal static class DeadlineEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [];
}
