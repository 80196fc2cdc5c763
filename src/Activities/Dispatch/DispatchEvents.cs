using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>The events of this stage.</summary>
internal static class DispatchEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [];
}
