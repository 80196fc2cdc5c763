using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// The result of a task that no declaration describes. Its members are named by codes; a text that is no code is taken for the words of an official,
/// because what nobody declared must not come in clear.
/// </summary>
public static class OpenResult
{
    private const int LongestCode = 64;
    private const int LongestText = 4000;
    private const int MostTexts = 50;

    /// <summary>What is wrong, or null.</summary>
    public static Rejection? Check(string? outcome, Value result)
    {
        if (outcome is not null && !IsCode(outcome)) return CommandRejections.Wrong("outcome", "处理结果须为代码。", "The outcome must be a code.");
        if (result.Kind is not (ValueKind.Object or ValueKind.Null)) return CommandRejections.Wrong("result", "result 须为对象。", "result must be an object.");
        if (!AreCodes(result)) return CommandRejections.Wrong("result", "字段名称须为代码：英文字母、数字和 - _ . : / # +。", "The names of members must be codes: ASCII letters, digits and - _ . : / # +.");
        var texts = Words(result);
        return texts.Count > MostTexts || texts.Any(text => text.Text!.Length > LongestText || !Activities.TextLimits.IsText(text.Text))
            ? CommandRejections.Wrong("result", $"文字最多 {MostTexts} 项，每项最长 {LongestText} 字。", $"At most {MostTexts} texts of at most {LongestText} valid characters.")
            : null;
    }

    /// <summary>The texts to seal, by their path.</summary>
    public static IReadOnlyList<TypedWords> Words(Value result)
    {
        var found = new List<TypedWords>();
        Walk(result, "", (path, text) =>
        {
            found.Add(new(path, TextKind.OfficialWords, text));
            return null;
        });
        return found;
    }

    /// <summary>The result with the references in the place of its texts.</summary>
    public static Value With(Value result, IReadOnlyDictionary<string, Sealed> references) => Walk(result, "", (path, _) => references.GetValueOrDefault(path)?.ToValue());

    private static Value Walk(Value value, string path, Func<string, string, Value?> put) => value.Kind switch
    {
        ValueKind.Object => Value.Object(value.MembersByName.Select(member => KeyValuePair.Create(member.Key, Walk(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}", put)))),
        ValueKind.Array => Value.Of(value.Items.Select((item, i) => Walk(item, $"{path}.{i + 1}", put))),
        ValueKind.String when value.AsString() is { } text && !string.IsNullOrWhiteSpace(text) && !IsCode(text) && value.AsInstant() is null => put(path, text) ?? value,
        _ => value,
    };

    private static bool AreCodes(Value value) => value.Kind switch
    {
        ValueKind.Object => value.MembersByName.All(member => IsCode(member.Key) && AreCodes(member.Value)),
        ValueKind.Array => value.Items.All(AreCodes),
        _ => true,
    };

    private static bool IsCode(string text) => text.Length <= LongestCode && CodeText.IsCode(text);
}
