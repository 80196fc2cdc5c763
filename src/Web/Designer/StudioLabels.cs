using System.Collections;
using System.Globalization;
using System.Resources;

namespace JieSuJiBan.Web.Designer;

/// <summary>Studio's English words and ours: <c>StudioLabels.resx</c>. The script of the frame lays them over what Studio shows.</summary>
internal static class StudioLabels
{
    /// <summary>By English word or sentence; <c>{0}</c> stands for any text.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    private static SortedDictionary<string, string> Read()
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var resources = new ResourceManager(typeof(StudioLabels)).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)
            ?? throw new InvalidOperationException("StudioLabels.resx is part of this assembly.");
        foreach (DictionaryEntry entry in resources) words.Add((string)entry.Key, (string)entry.Value!);
        return words;
    }
}
