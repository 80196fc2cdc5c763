using System.Collections.Concurrent;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>
/// Definitions read from their texts, the last ones kept: a save, its checks and the answer to it look at the same text. What was read never
/// changes, so the text is the whole key. Each real reading is a span <c>definition.read</c>.
/// </summary>
public static class DefinitionTexts
{
    private const int MostKept = 16;

    /// <summary>Longer texts are not kept, in UTF-16 units.</summary>
    private const int LongestKept = 1024 * 1024;

    private static readonly ConcurrentDictionary<string, DefinitionReading> Kept = new(StringComparer.Ordinal);

    /// <summary>What the text says, as <see cref="WorkflowDefinition.Read"/> reads it.</summary>
    /// <param name="text">The JSON text.</param>
    public static DefinitionReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Kept.TryGetValue(text, out var known)) return known;
        using var span = RuntimeMetrics.Source.StartActivity("definition.read");
        var reading = WorkflowDefinition.Read(text);
        if (text.Length > LongestKept) return reading;
        if (Kept.Count >= MostKept) Kept.Clear();
        return Kept[text] = reading;
    }
}
