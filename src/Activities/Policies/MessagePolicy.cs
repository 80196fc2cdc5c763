using System.Collections.Frozen;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A refusal in the city's words.</summary>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Text">The sentence, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record RefusalWords(string Code, string Text, string English);

/// <summary>What leaves the service in the city's own words (<c>messages.json</c>): messages by key, refusals by code. What it leaves out keeps the product's words.</summary>
/// <param name="Messages">Text by key of <see cref="OutgoingMessages"/>.</param>
/// <param name="Refusals">Sentences by code of the refusal.</param>
public sealed record MessagePolicy(FrozenDictionary<string, string> Messages, FrozenDictionary<string, RefusalWords> Refusals)
{
    internal const string File = "messages.json";

    /// <summary>A message in the city's words.</summary>
    /// <param name="law">The law that it may cite.</param>
    /// <param name="message">Which one.</param>
    /// <param name="fields">What stands in its fields.</param>
    public string Word(LawPolicy law, OutgoingMessage message, params ReadOnlySpan<(string Field, string? Text)> fields)
    {
        var filled = new Dictionary<string, string?>(fields.Length + 2, StringComparer.Ordinal)
        {
            [OutgoingMessage.Citation.Name] = message.Duty is null ? null : law.Cite(message.Duty),
            [OutgoingMessage.Article.Name] = message.Duty is null ? null : law.ArticleOf(message.Duty),
        };
        foreach (var (field, text) in fields) filled[field] = text;
        return OutgoingMessage.Fill(Messages.GetValueOrDefault(message.Key) ?? message.Text, filled.GetValueOrDefault);
    }

    /// <summary>A refusal in the city's words.</summary>
    /// <param name="rejection">The refusal in the product's words.</param>
    public Rejection Worded(Rejection rejection) =>
        Refusals.TryGetValue(rejection.Code, out var words)
            ? rejection with { Chinese = Fill(words.Text, rejection.Chinese), English = Fill(words.English, rejection.English) }
            : rejection;

    internal static MessagePolicy Read(PolicyNode root)
    {
        var messages = root.ItemsOrEmpty("messages");
        var refusals = root.ItemsOrEmpty("refusals");
        var texts = messages.Select(ReadMessage).ToArray();
        var words = refusals.Select(ReadRefusal).ToArray();
        Duplicates.Check(messages, texts.Select(row => row.Key), "messages.key", "消息", "Message");
        Duplicates.Check(refusals, words.Select(row => row.Code), "messages.refusal", "拒绝代码", "Refusal");
        root.Close();
        return new(
            texts.DistinctBy(row => row.Key).ToFrozenDictionary(row => row.Key, row => row.Text, StringComparer.Ordinal),
            words.DistinctBy(row => row.Code).ToFrozenDictionary(row => row.Code, StringComparer.Ordinal));
    }

    private static (string Key, string Text) ReadMessage(PolicyNode node)
    {
        var (key, text) = (node.OneOf("key", OutgoingMessages.All.Select(message => message.Key)), node.Text("text"));
        if (OutgoingMessages.Find(key) is { } message) CheckFields(node, "text", text, [.. message.Fields.Select(field => field.Name)], OutgoingMessage.Number.Name);
        node.Close();
        return (key, text);
    }

    private static RefusalWords ReadRefusal(PolicyNode node)
    {
        var words = new RefusalWords(node.Text("code"), node.Text("text"), node.Text("english"));
        if (words.Code.Length > 0 && !RejectionCodes.All.Contains(words.Code)) node.Error("messages.refusal.unknown", "code", $"没有代码为“{words.Code}”的拒绝；可用的代码见 docs/city-pack.md", $"No refusal has the code '{words.Code}'; docs/city-pack.md lists them");
        CheckFields(node, "text", words.Text, [Said], null);
        CheckFields(node, "english", words.English, [Said], null);
        node.Close();
        return words;
    }

    /// <summary>The field of a refusal that stands for the product's own sentence, with the numbers and names in it.</summary>
    private const string Said = "sentence";

    private static string Fill(string text, string said) => OutgoingMessage.Fill(text, field => field == Said ? said : null);

    private static void CheckFields(PolicyNode node, string member, string text, string[] known, string? needed)
    {
        TextFields.Check(node, member, "messages.field", known);
        if (needed is not null && text.Length > 0 && !text.Contains($"{{{needed}}}", StringComparison.Ordinal))
        {
            node.Error("messages.fieldMissing", member, $"缺少字段 {{{needed}}}：收到的人无从知道说的是哪一件", $"Expected the field {{{needed}}}, or nobody knows what it is about");
        }
    }
}
