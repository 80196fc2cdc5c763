namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// Refuses templates that nest too deeply before they are parsed: Fluid parses and renders by recursion without a
/// guard, and a stack overflow (measured at 1,000 nested blocks) ends the whole process.
/// </summary>
internal static class LiquidLimits
{
    /// <summary>Blocks inside blocks.</summary>
    public const int MaxNesting = 32;

    /// <summary>Filters, operators and brackets in one tag.</summary>
    public const int MaxParts = 100;

    /// <summary>Why the template is refused, or null.</summary>
    public static ExpressionError? Check(string text)
    {
        var nesting = 0;
        var blocks = new Dictionary<string, bool>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length - 1; at++)
        {
            if (text[at] != '{' || text[at + 1] is not ('{' or '%')) continue;
            var isBlock = text[at + 1] == '%';
            var end = text.IndexOf(isBlock ? "%}" : "}}", at + 2, StringComparison.Ordinal);
            var tag = text.AsSpan(at + 2, (end < 0 ? text.Length : end) - at - 2).TrimStart('-');
            if (Parts(tag) > MaxParts) return TooDeep($"一个标签中的筛选与运算超过 {MaxParts} 个", $"one tag has more than {MaxParts} filters and operators");
            if (isBlock)
            {
                nesting += Step(tag.Trim(), text, blocks);
                if (nesting > MaxNesting) return TooDeep($"标签嵌套超过 {MaxNesting} 层", $"its tags nest deeper than {MaxNesting} levels");
            }

            if (end < 0) break;
            at = end;
        }

        return null;
    }

    /// <summary>A tag opens a block where the template has an end for its name.</summary>
    private static int Step(ReadOnlySpan<char> tag, string text, Dictionary<string, bool> blocks)
    {
        var length = 0;
        while (length < tag.Length && (char.IsLetterOrDigit(tag[length]) || tag[length] == '_')) length++;
        var name = tag[..length].ToString();
        if (name.StartsWith("end", StringComparison.Ordinal)) return -1;
        if (name.Length == 0) return 0;
        if (!blocks.TryGetValue(name, out var isBlock)) blocks[name] = isBlock = text.Contains("end" + name, StringComparison.Ordinal);
        return isBlock ? 1 : 0;
    }

    private static int Parts(ReadOnlySpan<char> tag)
    {
        var parts = 0;
        foreach (var c in tag)
        {
            if (c is '|' or '[' or '(' or '.' or '=' or '<' or '>') parts++;
        }

        foreach (var word in (ReadOnlySpan<string>)[" and", " or", " contains"])
        {
            parts += tag.Count(word);
        }

        return parts;
    }

    private static ExpressionError TooDeep(string chinese, string english) => new("liquid.tooDeep",
        $"Liquid 模板过于复杂：{chinese}；请简化。", $"The Liquid template is too complex: {english}. Simplify it.");
}
