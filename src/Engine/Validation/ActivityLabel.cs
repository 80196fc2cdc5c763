using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Validation;

/// <summary>How an activity is called in sentences and drawings.</summary>
internal static class ActivityLabel
{
    /// <summary>
    /// Its display text. Without one, where the name is only what the designer gives to what is dropped (type and number): the display name of the
    /// type with that number, so that words are told and two of a type are still told apart. Else its name, else its id.
    /// </summary>
    public static string Of(ActivityNode node, ActivityRegistry catalog)
    {
        if (!string.IsNullOrWhiteSpace(node.DisplayText)) return node.DisplayText;
        var bare = node.Type[(node.Type.LastIndexOf('.') + 1)..];
        if (node.Name is { } name && name.StartsWith(bare, StringComparison.Ordinal) && name.AsSpan(bare.Length) is var number && number.Length < 6 && !number.ContainsAnyExceptInRange('0', '9')
            && catalog.Find(node.Type, node.Version)?.Descriptor.DisplayName is { Length: > 0 } displayName)
        {
            return number is "" or "1" ? displayName : $"{displayName} {number}";
        }

        return !string.IsNullOrWhiteSpace(node.Name) ? node.Name : node.Id;
    }
}
