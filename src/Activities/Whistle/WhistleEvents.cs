using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>The events of this stage.</summary>
internal static class WhistleEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [];
}
