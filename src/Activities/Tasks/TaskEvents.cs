using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>The events of this stage.</summary>
internal static class TaskEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [];
}
